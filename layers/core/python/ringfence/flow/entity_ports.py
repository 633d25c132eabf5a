"""What the look at entities leans on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from ringfence.domain.decisions import Decision
from ringfence.domain.entity_view import RingOfEntity, RiskPoint, RulePrecision, SearchKind
from ringfence.domain.graph import TieEntity
from ringfence.domain.velocity import EntityType


class EntityRef(NamedTuple):
    """An entity by type and id."""

    entity: EntityType
    entity_id: str


@dataclass(frozen=True, slots=True)
class WindowsNow:
    """The live windows at a moment, by the law of `domain/velocity.py`; nothing is written.

    `counts` and `sums_minor` follow `WINDOWS_S`, `distincts` too for each counterpart.
    `longest_count` is that of the entity's longest window, `amounts_minor` a user's newest, newest
    first. `frauds` and `genuine` follow `LABEL_WINDOWS_S`.
    """

    last_seen_ms: int | None
    counts: tuple[int, ...]
    sums_minor: tuple[int, ...]
    distincts: Mapping[EntityType, tuple[int, ...]]
    longest_count: int
    amounts_minor: tuple[int, ...]
    frauds: tuple[int, ...]
    genuine: tuple[int, ...]
    fraud_ids: tuple[str, ...]
    genuine_ids: tuple[str, ...]


class Tie(NamedTuple):
    """A user used an identifier; `users` is how many ever did."""

    user_id: str
    entity: TieEntity
    identifier: str
    first_seen_s: int
    last_seen_s: int
    users: int
    is_fraud: bool


class Ties(Protocol):
    """The graph, as it is looked at."""

    def of(self, refs: Sequence[EntityRef], most: int) -> Sequence[Tie]:
        """The ties of these entities, the last seen first, at most so many; none of a merchant's.

        Raises
        ------
        StateUnavailable
            The graph did not answer in time.
        """


class Entities(Protocol):
    """What is projected of entities. Every method raises `StateUnavailable`."""

    def windows(self, ref: EntityRef, at: datetime) -> WindowsNow:
        """The windows now. One round trip."""

    def recent(self, ref: EntityRef) -> Sequence[RiskPoint]:
        """Decided transactions, newest first, at most `RECENT_MAX`."""

    def scores(self, refs: Sequence[EntityRef], days: Sequence[str]) -> Sequence[Sequence[float]]:
        """For each entity the highest score of each day, as `YYYY-MM-DD`; -1 without one."""

    def rings_of(self, user_ids: Sequence[str]) -> Mapping[str, RingOfEntity]:
        """The ring each user is in; who is in none is left out. One round trip."""

    def search(self, kind: SearchKind, prefix: str, limit: int, at: datetime) -> Sequence[str]:
        """Ids that begin with `prefix`, whatever the case, in order."""

    def precisions(self) -> Sequence[RulePrecision]:
        """What is known of every rule that ever fired."""

    def decisions(self, transaction_ids: Sequence[str]) -> Sequence[Decision | None]:
        """Stored decisions, None where one has left retention."""
