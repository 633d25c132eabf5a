"""What governing needs from the world: models, rules, lists, people, the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ringfence.domain.audit import AuditEntry, Change, Link
from ringfence.domain.lists import Standing
from ringfence.domain.model import Manifest
from ringfence.domain.model_book import ModelBook
from ringfence.domain.people import KnownPerson, Person
from ringfence.domain.rule_book import RuleBook
from ringfence.domain.rules import RuleSet
from ringfence.domain.velocity import EntityType


class ModelRegistry(Protocol):
    """Where models are kept, for those who put them there."""

    def put(self, onnx: bytes, manifest: Manifest) -> str:
        """Store a model; returns its version. Idempotent.

        Raises
        ------
        ModelRefused
            The manifest names other features than this code computes.
        """

    def activate(self, version: str, by: str | None = None) -> None:
        """Put a model in force, from the next batch on; raises `UnknownModel`. Idempotent."""

    def shadow(self, version: str | None) -> None:
        """Score beside the active model; None ends it. Raises `UnknownModel`."""

    def roll_back(self, by: str | None = None) -> str:
        """Back to the model before the active one; its version. Raises `NoEarlierModel`."""

    def earlier(self) -> str:
        """The version `roll_back` would go to; raises `NoEarlierModel`."""

    def manifest(self, version: str) -> Manifest | None: ...

    def book(self) -> ModelBook:
        """Every registered model, what is in force, and the latest activations."""


@dataclass(frozen=True, slots=True)
class AgreementCounts:
    """Two models on the same decisions, by who would have put each up for review."""

    both: int = 0
    active_only: int = 0
    shadow_only: int = 0
    neither: int = 0
    gap_sum: float = 0.0


@dataclass(frozen=True, slots=True)
class DriftCounts:
    """How many decisions of a model fell in which bin of its reference, column by column."""

    decisions: int
    score: Mapping[int, int]
    features: Mapping[str, Mapping[int, int]]


class DriftStore(Protocol):
    """What the projection over decisions counted, hour by hour."""

    def spread(self, model: str, hours: Sequence[int]) -> DriftCounts:
        """Of the decisions made with a model in these hours (since the epoch)."""

    def agreement(self, model: str, shadow: str, hours: Sequence[int]) -> AgreementCounts: ...

    def first_hour(self) -> int | None:
        """When the first decision was counted, of whichever model; None before."""


class RuleStore(Protocol):
    """Where the rule book is kept, for those who change it."""

    def read(self) -> RuleBook:
        """The book; before anything was published, that of the shipped set."""

    def replace(self, before: RuleBook, after: RuleBook) -> None:
        """Store the book and put its published set in force, atomically.

        Raises
        ------
        ConflictingDraft
            The book stored is no longer `before`.
        """

    def find(self, version: str) -> RuleSet | None:
        """A set that was published once."""


class ListStore(Protocol):
    """Where list entries are kept, for those who change them; `State.observe` reads them."""

    def all(self) -> Sequence[Standing]:
        """Every entry and snooze, expired ones among them, of at most `LISTED_ENTITIES_MAX`
        entities."""

    def of(self, entity: EntityType, name: str) -> Sequence[Standing]:
        """Those of one entity. One round trip."""

    def put(self, entry: Standing) -> None:
        """Store it in place of what had its id; snoozes that have ended by then are dropped.

        Raises
        ------
        ListsFull
        """

    def remove(self, entry_id: str) -> bool:
        """False where there is no such entry or snooze."""


class PeopleStore(Protocol):
    """Who was let in, under the hash of their token."""

    def find(self, token_hash: str) -> KnownPerson | None: ...
    def all(self) -> Sequence[KnownPerson]: ...
    def put(self, token_hash: str, person: KnownPerson) -> None:
        """Raises `KnownName` and `TooManyPeople`."""

    def remove(self, name: str) -> bool:
        """False where nobody has that name."""


class Audit(Protocol):
    """The audit log: appended to, never changed."""

    def record(
        self, change: Change, person: Person, at: datetime, withdraws: int | None = None
    ) -> AuditEntry:
        """Append the change, sealed to what stands last. Use `flow.audit.audited`.

        Raises
        ------
        StateUnavailable
        """

    def last(self) -> Link:
        """The end of the log."""

    def before(self, seq: int | None, limit: int) -> Sequence[AuditEntry]:
        """The newest entries before a seq (None: of all), oldest first."""

    def after(self, seq: int, limit: int) -> Sequence[AuditEntry]:
        """The oldest entries after a seq, oldest first."""
