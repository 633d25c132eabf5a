"""What engineers watch, read from the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ringfence.domain.vitals import MemoryVitals, TrafficSecond, WorkerVitals


class Stats(Protocol):
    """What was counted second by second. Both raise `StateUnavailable`."""

    def seconds(self, seconds: Sequence[int]) -> list[TrafficSecond]:
        """What happened in each, in the order asked; nothing where it is forgotten. One round
        trip."""

    def totals(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class MinuteCounts:
    """One minute of decisions: how many, without which stages, and latencies by bin per stage."""

    minute: int
    decisions: int
    degraded: int
    missing: Mapping[str, int]
    latencies: Mapping[str, Mapping[int, int]]


class VitalSigns(Protocol):
    """What the projection over decisions counted, minute by minute, and who works."""

    def minutes(self, minutes: Sequence[int]) -> Sequence[MinuteCounts]: ...

    def last_received_at(self) -> datetime | None:
        """When the transaction decided last was received; None after a quiet while."""

    def workers(self) -> Sequence[WorkerVitals]: ...
    def memory(self) -> Sequence[MemoryVitals]: ...


class Probe(Protocol):
    """Something whose health can be asked."""

    def check(self) -> str:
        """One line of detail; raises a DependencyError when down."""
