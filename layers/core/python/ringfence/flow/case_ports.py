"""What cases lean on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from ringfence.domain.cases import Anchor, Case, CaseCounts, CaseSummary


class Joined(NamedTuple):
    """How far the alerts have joined, and how many cases were ever opened."""

    alert_seq: int = 0
    cases: int = 0


class CaseChange(NamedTuple):
    """A case to store in place of `before`; None where it is new."""

    before: Case | None
    after: Case


@dataclass(frozen=True, slots=True)
class CasesFound:
    """A stretch of cases in their order, and where the next begins; None ends it."""

    cases: Sequence[CaseSummary]
    next_cursor: str | None


class CaseStore(Protocol):
    """Where cases are kept. Every method raises `StateUnavailable` when the store does not answer.

    An anchor belongs to the active case that had it first. Closing a case frees its anchors,
    reopening it takes back those that are still free.
    """

    def find(self, case_id: str) -> Case | None:
        """The case, or None where it is unknown or has left retention."""

    def replace(self, before: Case, after: Case) -> None:
        """Store a case in place of the one that was read.

        Raises
        ------
        CaseMoved
            It is no longer `before`.
        """

    def active(self, cursor: str | None, limit: int) -> CasesFound:
        """Cases that are not closed, the earliest due first."""

    def closed(self, cursor: str | None, limit: int) -> CasesFound:
        """Closed cases, the last closed first."""

    def counts(self, at: datetime) -> CaseCounts:
        """How many there are."""

    def joined(self) -> Joined:
        """How far the alerts have joined."""

    def working(self, anchors: Sequence[Anchor]) -> Mapping[Anchor, Case]:
        """The active case of each anchor that has one."""

    def store_joined(self, before: Joined, after: Joined, changes: Sequence[CaseChange]) -> bool:
        """Store cases and how far the alerts have joined, all or nothing.

        False where anything is no longer as it was read: read again, nothing was stored.
        """


class RingsOfUsers(Protocol):
    """Who is in which ring."""

    def rings_of(self, users: Sequence[str]) -> Mapping[str, str]:
        """The ring of each user who is in one."""

    def anchors_of_rings(self, ring_ids: Sequence[str]) -> Mapping[str, Sequence[Anchor]]:
        """Members of each ring, the most tied first, and the devices they share: at most
        `RING_ANCHORS_MAX` of each. A ring that is not known is not in it."""
