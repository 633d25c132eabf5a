"""What is made of decisions after they are made needs this from the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from ringfence.domain.alerts import Alert
from ringfence.domain.decisions import Amendment, Decision, Stage
from ringfence.domain.graph import GraphReading
from ringfence.domain.simulation import PastDecision
from ringfence.domain.tallies import BucketSize, Cell, Family, Measures
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Pointers


class Tallies(Protocol):
    """Counts by bucket of time; domain/tallies.py has the law. Projections write them."""

    def read(
        self, family: Family, size: BucketSize, starts_s: Sequence[int]
    ) -> Sequence[Mapping[Cell, Measures]]:
        """What each bucket counted; nothing where nothing is kept. One round trip."""

    def entries(
        self, family: Family, wanted: Sequence[tuple[int, Cell]]
    ) -> Sequence[Sequence[str]]:
        """The entries listed for cells of the hours that start then. One round trip."""


@dataclass(frozen=True, slots=True)
class AmendedDecision:
    """An amendment to store; `alert` is what to raise with it where none was raised before."""

    transaction_id: str
    amendment: Amendment
    alert: Alert | None


class Amendments(Protocol):
    """Decisions that wait for stages they were made without."""

    def waiting(self) -> Mapping[tuple[Stage, ...], int]:
        """How many wait for exactly which stages."""

    def oldest(self, stages: tuple[Stage, ...], limit: int) -> Mapping[str, Decision | None]:
        """Those that wait longest, by id; None where the decision has left retention."""

    def forget(self, stages: tuple[Stage, ...], transaction_ids: Sequence[str]) -> None:
        """These no longer wait."""

    def pointers(self) -> Pointers: ...

    def look_again(
        self, transactions: Sequence[Transaction]
    ) -> Sequence[GraphReading | None] | None:
        """Write them into the graph, where they may be lacking, and read it; None while it does
        not answer. Idempotent.

        One that it refuses while it takes others is None among their readings; to find it the
        others are read in parts. That costs two round trips for each halving down to it.
        """

    def amend(self, stages: tuple[Stage, ...], amended: Sequence[AmendedDecision]) -> int:
        """Store each amendment once, with its alert, atomically; how many this call stored."""


class History(Protocol):
    """Decisions that were made, as far back as they are kept."""

    def newest(self, limit: int, since: timedelta | None) -> Iterator[Sequence[PastDecision]]:
        """The newest `limit` of at most `since` ago, newest first, in chunks of some hundreds; two
        round trips a chunk."""


class Projector(Protocol):
    """The decision stream, and what is read off it: flows, recent transactions, search."""

    def step(self, limit: int) -> int:
        """Project the next entries of the stream, exactly once; how many there were.

        All projections and the place in the stream move in one transaction.
        """

    def wait(self, timeout_s: float) -> None:
        """Until there is something to project, or the time is up."""

    def lag(self) -> int:
        """Entries of the stream that are not projected."""
