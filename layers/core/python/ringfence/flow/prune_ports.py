"""What forgetting old ties needs from the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PruneStep:
    """What one request did; all before `place` has been looked at, in this run or an earlier."""

    place: int
    ties: int = 0
    nodes: int = 0


class AgingGraph(Protocol):
    """A graph that can forget."""

    def prune(self, place: int, before: datetime, at: datetime) -> Iterator[PruneStep]:
        """Forget, from `place` to the end, ties last seen before `before`, identifiers and users
        that have no tie, and users with a known fraud who had none before `before`.

        Each step is one request of a bounded size. Degrees equal the ties that exist after each of
        them, whoever writes meanwhile; whoever stops between two leaves nothing half done, and what
        was forgotten is not found again. Raises `StateUnavailable`.
        """


class PrunePlace(Protocol):
    """Where the next run goes on."""

    def read(self) -> int:
        """0 where a pass begins."""

    def write(self, place: int) -> None: ...
