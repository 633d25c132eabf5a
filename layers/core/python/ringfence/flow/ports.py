"""What deciding needs from the world: Protocols with the fewest methods that serve it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ringfence.domain.alerts import Alert
from ringfence.domain.decisions import Decision, PendingTransaction
from ringfence.domain.features import Vector
from ringfence.domain.graph import NO_RING, GraphReading, RingReading
from ringfence.domain.labels import Label, LabelHistory
from ringfence.domain.lists import Standing
from ringfence.domain.model import sigmoid
from ringfence.domain.policy import Policy
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import VelocityReading

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


# ── Models, rules and policies ───────────────────────────────────────────────────────────────────


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

    def score(self, rows: Sequence[Vector]) -> Sequence[ModelScore | None]:
        """Score a batch, one row per transaction; None for a row that comes to no usable number."""


class Models(Protocol):
    """The model registry."""

    def load(self, version: str) -> Model:
        """Fetch, check and load; cached by version.

        Raises
        ------
        ModelRefused
            Bytes or manifest do not fit what this code computes.
        """

    def shadow(self, version: str) -> Model:
        """As `load`, for one that decides nothing: it does not become the last good one."""

    def recall(self, version: str) -> Model:
        """As `load`, for a look back or ahead: it is not in use, so nothing noted of those that
        are is asked or changed."""

    def last_good(self) -> Model | None:
        """The model that scored last, for when the one in force is refused; for a worker that had
        none, the newest earlier one that loads. A few round trips then, none after that."""

    def ping(self) -> str:
        """One line on the model in force; raises `ModelRefused` when none can score."""


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
        """The set that decided last, for when the one in force is refused; for a worker that had
        none, the newest earlier one that compiles, else the shipped set. A few round trips then."""

    def ping(self) -> str:
        """One line on the set in force; raises `RulesRefused` when it is not the published one."""


class Policies(Protocol):
    """The policy in force, and those that earlier decisions were made with."""

    def load(self) -> Policy:
        """This release's. It is kept from the first time on, so that a later one can recall it; a
        round trip then, none after."""

    def recall(self, version: str) -> Policy:
        """The policy with this content hash.

        Raises
        ------
        PolicyRefused
            It was never kept, or cannot be read.
        """


# ── Queue ─────────────────────────────────────────────────────────────────────────────────────────


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
