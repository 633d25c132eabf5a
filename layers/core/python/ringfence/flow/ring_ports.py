"""What rings need from the world beside `ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ringfence.domain.alerts import RingAlert
from ringfence.domain.graph import RingReading
from ringfence.domain.ring_description import Payments
from ringfence.domain.ring_finding import Tie, UserFacts
from ringfence.domain.rings import (
    RingBlock,
    RingChange,
    RingDetail,
    RingPage,
    RingQuery,
    RingSummary,
)


@dataclass(frozen=True, slots=True)
class RingNetwork:
    """Ties over identifiers of 2 to 100 users, and how many devices each of these users has."""

    ties: Sequence[Tie]
    facts: Mapping[str, UserFacts]


class RingSource(Protocol):
    """Where ties are read, all at once."""

    def read(self) -> RingNetwork:
        """Ties as they are now; what is written meanwhile may be in it or not.

        Raises
        ------
        StateUnavailable
        """


class PaymentTotals(Protocol):
    """What users paid so far."""

    def of(self, users: Sequence[str]) -> Payments:
        """By user; who paid nothing that was decided is not in it."""

    def alerted(self, users: Sequence[str], limit: int) -> Sequence[str]:
        """Ids of these users' latest payments that were not simply approved."""


@dataclass(frozen=True, slots=True)
class RingUpdate:
    """What a run changes of one ring. `members` are who is in it from now on; `left` who no longer
    is in any. `change` and `alert` are None where only figures moved."""

    summary: RingSummary
    detail: RingDetail | None
    members: Mapping[str, RingReading]
    left: Sequence[str]
    change: RingChange | None
    alert: RingAlert | None


@dataclass(frozen=True, slots=True)
class StoredRing:
    """A ring as the last run left it; newest changes first."""

    summary: RingSummary
    detail: RingDetail
    changes: tuple[RingChange, ...]
    block: RingBlock | None


class RingStore(Protocol):
    """Rings found, by id. Every method raises `StateUnavailable`."""

    def memberships(self) -> Mapping[str, frozenset[str]]:
        """Users of each active ring."""

    def summaries(self, ring_ids: Sequence[str]) -> Mapping[str, RingSummary]:
        """Those that are known."""

    def save(self, updates: Sequence[RingUpdate], at: datetime) -> int:
        """Store what changed, a ring at a time: its record, who is in it, its change and its alert
        together. An update equal to what is stored writes nothing. The number written."""

    def prune(self, ended_before: datetime) -> int:
        """Forget rings that ended before then; how many."""

    def page(self, query: RingQuery) -> RingPage: ...

    def find(self, ring_id: str) -> StoredRing | None: ...

    def set_block(self, ring_id: str, block: RingBlock | None) -> None:
        """Note that the members are on the block list, or no longer."""
