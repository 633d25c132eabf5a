"""What threats need from the world beside `ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ringfence.domain.alerts import ThreatAlert
from ringfence.domain.threats import Threat, ThreatKind, ThreatSnooze


@dataclass(frozen=True, slots=True)
class ThreatCheck:
    """The latest check for threats: how many hypotheses it tested, and of how many hours of the day
    before there was traffic to compare with."""

    at: datetime
    tested: int
    hours_known: int


@dataclass(frozen=True, slots=True)
class ThreatChanges:
    """What one check changes: threats as they are now, itself, and what is raised with it."""

    threats: Sequence[Threat]
    check: ThreatCheck
    alerts: Sequence[ThreatAlert] = ()


class ThreatStore(Protocol):
    """Threats, active and over; at most `THREATS_MAX`, the longest over are forgotten. Every method
    raises `StateUnavailable`."""

    def all(self) -> Sequence[Threat]: ...

    def put(self, changes: ThreatChanges, before: ThreatCheck | None) -> bool:
        """Store each threat in place of what has its id, with the check and the alerts, all or
        none; False, and nothing is done, where `before` is not the latest check any more."""

    def last_check(self) -> ThreatCheck | None: ...

    def snoozes(self) -> Sequence[ThreatSnooze]:
        """Those kept, ended ones among them."""

    def snooze(self, one: ThreatSnooze) -> None:
        """Store it in place of what silenced the same; what has ended by then is dropped.

        Raises
        ------
        TooManySnoozes
        """

    def wake(self, kind: ThreatKind, names: Sequence[str]) -> None:
        """Silence it no more; once more changes nothing."""
