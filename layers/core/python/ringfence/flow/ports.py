"""What the flow needs from the world: Protocols with the fewest methods that serve it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ringfence.domain.audit import AuditEntry, Change, Link
from ringfence.domain.features import Vector
from ringfence.domain.graph import NO_RING, GraphReading, RingReading
from ringfence.domain.lists import Standing
from ringfence.domain.messages import (
    Alert,
    AlertPage,
    Amendment,
    Decision,
    Label,
    LabelHistory,
    PendingTransaction,
    Stage,
    Transaction,
)
from ringfence.domain.model import Manifest, sigmoid
from ringfence.domain.model_book import ModelBook
from ringfence.domain.people import KnownPerson, Person
from ringfence.domain.rule_book import RuleBook
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.simulation import PastDecision
from ringfence.domain.tallies import BucketSize, Cell, Family, Measures
from ringfence.domain.velocity import EntityType, VelocityReading
from ringfence.domain.vitals import MemoryVitals, TrafficSecond, WorkerVitals

Clock = Callable[[], datetime]
"""Now, timezone-aware, in UTC."""


# ── State: observe and commit ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pointers:
    """Which versions are in force, read in the same round trip as the windows; None is none."""

    active_model: str | None = None
    shadow_model: str | None = None
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One transaction observed. `graph` is None when the graph did not answer in time.

    `lists` holds the entries of its entities, those that have expired among them; `ring` is the one
    the last detection found its user in.
    """

    velocity: VelocityReading
    graph: GraphReading | None
    lists: tuple[Standing, ...] = ()
    ring: RingReading = NO_RING


Observed = Observation | Decision | Literal["conflict"]
"""Readings, the decision already made, or "conflict": the id is known with another body."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One decision to store; `alert` is what to raise with it (its `seq` is given by the store)."""

    decision: Decision
    alert: Alert | None


Claim = Literal["new", "pending", "decided", "conflict"]
"""What came of reserving an id: first seen, seen but undecided, decided, or another body's."""


class State(Protocol):
    """Transactions, windows, graph and decisions.

    Every method raises `StateUnavailable` when the store does not answer; nothing is half done.
    """

    def reserve(self, transactions: Sequence[Transaction]) -> Sequence[Claim]:
        """Claim each id for its fingerprint, so that a conflict is told at once. One round trip."""

    def observe(
        self, parts: Sequence[Sequence[Transaction]]
    ) -> Iterator[tuple[Sequence[Observed], Pointers]]:
        """Write and read windows and graph, in order, one row each. One round trip; idempotent.

        All parts are sent at once; each is waited for when it is asked for.
        """

    def commit(self, parts: Iterable[Sequence[Commit]]) -> Sequence[Decision]:
        """Store each decision once, with its alert, atomically; return what is stored, in order.

        A part is sent as soon as it is there, and none is waited for before the last is sent: one
        round trip. A decision already stored wins: it is returned, and nothing else happens.
        """

    def find(self, transaction_id: str) -> Decision | PendingTransaction | None:
        """The decision, or that it is pending, or None for an unknown id. One round trip."""

    def label(self, label: Label, transaction: Transaction, is_usual_amount: bool) -> LabelHistory:
        """Put a label in force, in windows and graph (domain/labels.py has the law); all labels.

        The same label, author and reason again change nothing. One round trip.
        """

    def labels(self, transaction_ids: Sequence[str]) -> Sequence[LabelHistory]:
        """The labels of each transaction, in order; none is none. One round trip."""

    def ping(self) -> str:
        """One line on the store's health; raises `StateUnavailable` when it is down."""

    def ping_graph(self) -> str:
        """One line on the graph's health; raises `StateUnavailable` when it is down."""


# ── Model, rules and lists ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ModelScore:
    """One row scored: probability = sigmoid(base + sum(contributions)); margins are log-odds.

    `contributions` has one margin per feature, in `FEATURES` order.
    """

    base: float
    contributions: Vector

    @property
    def probability(self) -> float:
        """In [0, 1], before rules."""
        return sigmoid(self.base + sum(self.contributions))


class Model(Protocol):
    """A loaded model. `version` is the content hash of its bytes."""

    @property
    def version(self) -> str: ...

    def score(self, rows: Sequence[Vector]) -> Sequence[ModelScore]:
        """Score a batch, one row per transaction."""


class Models(Protocol):
    """The model registry."""

    def load(self, version: str) -> Model:
        """Fetch, check and load; cached by version.

        Raises
        ------
        ModelRefused
            Bytes or manifest do not fit what this code computes.
        """

    def recall(self, version: str) -> Model:
        """As `load`, for a look back: what is recalled does not become the last good one."""

    def last_good(self) -> Model | None:
        """The model that scored last, for when a newer one is refused."""

    def ping(self) -> str:
        """One line on the model in force; raises `ModelRefused` when none can score."""


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


class CompiledRules(Protocol):
    """One version of the rules, ready to run. `version` is the set's content hash."""

    @property
    def rule_set(self) -> RuleSet: ...

    @property
    def version(self) -> str: ...

    def fire(self, values: Mapping[str, float | str]) -> tuple[Sequence[Rule], Sequence[str]]:
        """The rules that fired, and the codes of those that failed; a failure stops nothing."""


class Rules(Protocol):
    """The published rule sets."""

    def load(self, version: str | None) -> CompiledRules:
        """Compiled once per version and cached; the shipped set for None.

        Raises
        ------
        RulesRefused
            The version is not stored, or does not compile in this release.
        """

    def recall(self, version: str) -> CompiledRules:
        """As `load`, for a look back: what is recalled does not become the last good one."""

    def last_good(self) -> CompiledRules:
        """The set that decided last, for when a newer one is refused; the shipped set at first."""

    def ping(self) -> str:
        """One line on the set in force; raises `RulesRefused` when it is not the published one."""


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


# ── People ───────────────────────────────────────────────────────────────────────────────────────


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


# ── Tallies ──────────────────────────────────────────────────────────────────────────────────────


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


# ── Amendments ───────────────────────────────────────────────────────────────────────────────────


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

    def look_again(self, transactions: Sequence[Transaction]) -> Sequence[GraphReading] | None:
        """Write them into the graph, where they may be lacking, and read it; None while it does
        not answer. Idempotent."""

    def amend(self, stages: tuple[Stage, ...], amended: Sequence[AmendedDecision]) -> int:
        """Store each amendment once, with its alert, atomically; how many this call stored."""


# ── Queue, feed, watchers ────────────────────────────────────────────────────────────────────────


class Queue(Protocol):
    """Where accepted transactions wait."""

    def send(self, transactions: Sequence[Transaction]) -> Sequence[bool]:
        """Enqueue; True for each that is stored.

        Raises
        ------
        QueueUnavailable
            None could be stored.
        """

    def depth(self) -> Mapping[str, int]:
        """Messages waiting, in flight and dead."""


class Feed(Protocol):
    """Alerts by sequence number, and what happens second by second."""

    def page(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage: ...

    def after(self, seq: int, limit: int) -> tuple[Sequence[bytes], int, int]:
        """Alerts with a greater seq as JSON, oldest first; with the first seq kept and the last."""

    def listen(self) -> Listener: ...


class Listener(Protocol):
    """A subscription to `fraud_alerts`. It carries wake-ups; the stream carries the alerts."""

    def wait(self, timeout_s: float) -> bool:
        """True when something was published (or a watcher asked) before the time was up."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Watcher:
    """A connection. `after_seq` is how far it has been served; None until it subscribes."""

    connection_id: str
    after_seq: int | None


class Watchers(Protocol):
    """Who watches."""

    def add(self, connection_id: str) -> None: ...
    def remove(self, connection_id: str) -> None: ...
    def subscribe(self, connection_id: str, after_seq: int | None) -> None: ...
    def served(self, connection_id: str, before_seq: int, after_seq: int) -> None:
        """It has everything up to `after_seq`, unless it is no longer at `before_seq`."""

    def all(self) -> Sequence[Watcher]: ...
    def count(self) -> int: ...


class Push(Protocol):
    """The WebSocket API's way to a connection."""

    def post(self, connection_id: str, frame: bytes) -> bool:
        """False when the connection is gone.

        Raises
        ------
        PushUnavailable
            The API did not answer; the frame may be sent again.
        """


# ── One at a time ────────────────────────────────────────────────────────────────────────────────


class Lease(Protocol):
    """Who may run, of functions of which one runs at a time; it frees itself when not renewed."""

    def take(self, token: str, ttl_s: float) -> bool:
        """False when somebody holds it."""

    def renew(self, token: str, ttl_s: float) -> bool:
        """False when it is not held under `token`."""

    def hand_over(self, token: str, successor: str, ttl_s: float) -> bool:
        """False when it is not held under `token`."""

    def drop(self, token: str) -> None: ...


class Starter(Protocol):
    def start(self, token: str) -> None:
        """Invoke the function, asynchronously, that holds its lease under `token`.

        Raises
        ------
        PushUnavailable
        """


# ── Project ──────────────────────────────────────────────────────────────────────────────────────


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
