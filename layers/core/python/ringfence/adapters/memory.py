"""The world in memory: state, queue and feed that hold to the laws of the real adapters.

Tests and training run on these. They are not mocks: the contract suite runs on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from ringfence.adapters.memory_graph import MemoryGraph
from ringfence.adapters.memory_velocity import MemoryVelocity
from ringfence.domain.alerts import AlertPage, AnyAlert
from ringfence.domain.cases import Anchor, ring_anchors
from ringfence.domain.decisions import Decision, PendingTransaction
from ringfence.domain.entities import entities_of
from ringfence.domain.errors import QueueUnavailable, StateUnavailable
from ringfence.domain.graph import NO_RING, RingReading
from ringfence.domain.labels import Label, LabelHistory
from ringfence.domain.lists import Standing
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import MAX_EVENTS, VelocityReading
from ringfence.flow.ports import Claim, Commit, Observation, Observed, Pointers


class MemoryState:
    """`ports.State` in memory."""

    def __init__(self, pointers: Pointers | None = None, events_max: int = MAX_EVENTS) -> None:
        self.pointers = pointers or Pointers()
        self.velocity = MemoryVelocity(events_max)
        self.graph: MemoryGraph | None = MemoryGraph()
        self.decisions: dict[str, Decision] = {}
        self.alerts: list[AnyAlert] = []
        self.lists: dict[str, Standing] = {}
        self.policies: dict[str, bytes] = {}
        self.ring_members: Mapping[str, RingReading] = {}
        self._fingerprints: dict[str, str] = {}
        self._readings: dict[str, VelocityReading] = {}

    def reserve(self, transactions: Sequence[Transaction]) -> list[Claim]:
        return [self._reserve(transaction) for transaction in transactions]

    def _reserve(self, transaction: Transaction) -> Claim:
        name = transaction.transaction_id
        is_known = name in self._fingerprints
        if self._fingerprints.setdefault(name, transaction.fingerprint) != transaction.fingerprint:
            return "conflict"
        if name in self.decisions:
            return "decided"
        return "pending" if is_known else "new"

    def observe(
        self, parts: Sequence[Sequence[Transaction]]
    ) -> Iterator[tuple[list[Observed], Pointers]]:
        for part in parts:
            yield self._observe(part), self.pointers

    def _observe(self, transactions: Sequence[Transaction]) -> list[Observed]:
        readings = [self._observe_velocity(transaction) for transaction in transactions]
        rows: list[Observed] = []
        for transaction, reading in zip(transactions, readings, strict=True):
            if isinstance(reading, VelocityReading):
                graph = self.graph.read(transaction) if self.graph else None
                ring = self.ring_members.get(transaction.user_id, NO_RING)
                rows.append(Observation(reading, graph, self._listed(transaction), ring))
            else:
                rows.append(reading)
        return rows

    def _listed(self, transaction: Transaction) -> tuple[Standing, ...]:
        if not self.lists:
            return ()
        names = entities_of(transaction)
        return tuple(
            entry for entry in self.lists.values() if names[entry.entity] == entry.entity_id
        )

    def _observe_velocity(
        self, transaction: Transaction
    ) -> VelocityReading | Decision | Literal["conflict"]:
        claim = self._reserve(transaction)
        if claim == "conflict":
            return "conflict"
        if claim == "decided":
            return self.decisions[transaction.transaction_id]
        reading = self._readings.get(transaction.transaction_id)
        if reading is None:
            reading = self.velocity.observe(transaction)
            self._readings[transaction.transaction_id] = reading
        if self.graph:
            self.graph.write(transaction)
        return reading

    def rings_of(self, users: Sequence[str]) -> dict[str, str]:
        """`ports.RingsOfUsers`."""
        known = self.ring_members
        return {user: known[user].ring_id for user in users if user in known}

    def anchors_of_rings(self, ring_ids: Sequence[str]) -> dict[str, tuple[Anchor, ...]]:
        """`ports.RingsOfUsers`; which devices they share is not kept here."""
        known = self.ring_members.items()
        members = {name: sorted(u for u, one in known if one.ring_id == name) for name in ring_ids}
        return {name: ring_anchors(users, ()) for name, users in members.items() if users}

    def forget(self, transaction_id: str) -> None:
        """Drop what makes a transaction idempotent; training streams never see one twice."""
        self._readings.pop(transaction_id, None)
        self._fingerprints.pop(transaction_id, None)
        self.velocity.labels.forget(transaction_id)

    def commit(self, parts: Iterable[Sequence[Commit]]) -> list[Decision]:
        return [self._commit(commit) for part in parts for commit in part]

    def _commit(self, commit: Commit) -> Decision:
        name = commit.decision.transaction_id
        if name in self.decisions:
            return self.decisions[name]
        decision = commit.decision
        if commit.alert:
            seq = len(self.alerts) + 1
            self.alerts.append(commit.alert.model_copy(update={"seq": seq}))
            decision = decision.model_copy(update={"alert_seq": seq})
        self.decisions[name] = decision
        self._readings.pop(name, None)
        return decision

    def find(self, transaction_id: str) -> Decision | PendingTransaction | None:
        if transaction_id in self.decisions:
            return self.decisions[transaction_id]
        if transaction_id in self._fingerprints:
            return PendingTransaction(transaction_id=transaction_id)
        return None

    def labels(self, transaction_ids: Sequence[str]) -> list[LabelHistory]:
        return [self.velocity.labels.history(name) for name in transaction_ids]

    def label(self, label: Label, transaction: Transaction, is_usual_amount: bool) -> LabelHistory:
        at_ms = round(transaction.occurred_at.timestamp() * 1_000)
        entities = entities_of(transaction)
        history = self.velocity.labels.put(label, entities, at_ms, is_usual_amount)
        if self.graph:
            self.graph.label(transaction, label.label == "fraud")
        return history

    def ping(self) -> str:
        return "memory"

    def ping_graph(self) -> str:
        if self.graph is None:
            raise StateUnavailable("the graph is down")
        return "memory"

    def page(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage:
        """`ports.Feed.page` over the alerts raised here."""
        low, high = after_seq or 0, before_seq or len(self.alerts) + 1
        chosen = [alert for alert in self.alerts if low < alert.seq < high][-limit:]
        is_more = bool(chosen) and chosen[0].seq > low + 1
        return AlertPage(
            alerts=tuple(reversed(chosen)),
            last_seq=len(self.alerts),
            next_before_seq=chosen[0].seq if is_more else None,
        )

    def after(self, seq: int, limit: int) -> tuple[list[bytes], int, int]:
        """`ports.Feed.after` over the same."""
        chosen = self.alerts[seq : seq + limit]
        return [one.model_dump_json().encode() for one in chosen], 1, len(self.alerts)


class MemoryQueue:
    """`ports.Queue` in memory; `is_down` makes it refuse."""

    def __init__(self) -> None:
        self.waiting: list[Transaction] = []
        self.is_down = False

    def send(self, transactions: Sequence[Transaction]) -> list[bool]:
        if self.is_down:
            raise QueueUnavailable("the queue is down")
        self.waiting.extend(transactions)
        return [True] * len(transactions)

    def depth(self) -> dict[str, int]:
        return {"waiting": len(self.waiting), "in_flight": 0, "dead": 0}
