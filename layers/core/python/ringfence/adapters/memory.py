"""The world in memory: state, queue and feed that hold to the laws of the real adapters.

Tests and training run on these. They are not mocks: the contract suite runs on both.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ringfence.adapters.memory_labels import MemoryLabels
from ringfence.adapters.memory_ties import MemoryTies
from ringfence.domain.entities import entities_of
from ringfence.domain.entity_view import longest_window_s
from ringfence.domain.errors import QueueUnavailable, StateUnavailable
from ringfence.domain.graph import (
    GRAPH_FIELDS,
    NO_RING,
    RING_DEGREE_MAX,
    RING_IDENTIFIERS_MAX,
    GraphReading,
    RingReading,
)
from ringfence.domain.lists import Standing
from ringfence.domain.messages import (
    AlertPage,
    AnyAlert,
    Decision,
    Label,
    LabelHistory,
    PendingTransaction,
    Transaction,
)
from ringfence.domain.velocity import (
    BASELINE_TRANSACTIONS,
    BASELINE_WINDOW_S,
    BURST_S,
    COUNTERPARTS,
    ENTITY_TYPES,
    MAX_EVENTS,
    NAMED_USERS_MAX,
    NEVER,
    OUTLIERS_WINDOW_S,
    SHARED_BY,
    SHARED_WINDOW_S,
    WINDOWS_S,
    EntityType,
    VelocityReading,
)
from ringfence.flow.entity_ports import WindowsNow
from ringfence.flow.ports import Claim, Commit, Observation, Observed, Pointers

_WINDOWS_MS = tuple(seconds * 1_000 for seconds in WINDOWS_S.values())
_WINDOWS_MS_WIDEST_FIRST = tuple(reversed(_WINDOWS_MS))
_NO_WINDOWS = (0,) * len(_WINDOWS_MS)
_ONE_IN_EACH = (1,) * len(_WINDOWS_MS)


@dataclass(slots=True)
class _EntityLog:
    """One entity's transactions by event time, with the times of each pair it is part of."""

    times: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=lambda: [0])
    pairs: dict[EntityType, dict[str, list[int]]] = field(default_factory=dict)
    last_seen: dict[EntityType, list[tuple[int, str]]] = field(default_factory=dict)

    def insert(self, at_ms: int, amount: int) -> int:
        """Put a transaction where it belongs; return its place."""
        place = bisect_right(self.times, at_ms)
        self.times.insert(place, at_ms)
        self.amounts.insert(place, amount)
        if place == len(self.times) - 1:
            self.sums.append(self.sums[-1] + amount)
        else:
            self.sums[place + 1 :] = _running(self.sums[place], self.amounts[place:])
        return place

    def insert_pair(self, counterpart: EntityType, other: str, at_ms: int) -> int:
        """Note a sighting of a pair; return the time since the previous one, or `NEVER`."""
        sightings = self.pairs.setdefault(counterpart, {}).setdefault(other, [])
        place = bisect_right(sightings, at_ms)
        gap = at_ms - sightings[place - 1] if place else NEVER
        self._note_last(counterpart, other, sightings, at_ms)
        sightings.insert(place, at_ms)
        return gap

    def _note_last(
        self, counterpart: EntityType, other: str, sightings: list[int], at_ms: int
    ) -> None:
        ordered = self.last_seen.setdefault(counterpart, [])
        if sightings and sightings[-1] > at_ms:
            return
        if sightings:
            del ordered[bisect_right(ordered, (sightings[-1], other)) - 1]
        insort(ordered, (at_ms, other))

    def windows(self, at_ms: int, place: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Counts and sums per window, at the transaction in `place`."""
        times, sums, end = self.times, self.sums, place + 1
        edge, edges = max(0, len(times) - MAX_EVENTS), []
        for width in _WINDOWS_MS_WIDEST_FIRST:
            edge = bisect_right(times, at_ms - width, edge)
            edges.append(edge)
        edges.reverse()
        total = sums[end]
        return tuple([end - edge for edge in edges]), tuple([total - sums[edge] for edge in edges])

    def distinct(self, counterpart: EntityType, at_ms: int) -> tuple[int, ...]:
        """Distinct counterparts seen in each (t - w, t]."""
        ordered = self.last_seen[counterpart]
        if len(ordered) == 1 and ordered[0][0] == at_ms:
            return _ONE_IN_EACH
        end = bisect_right(ordered, (at_ms, "\U0010ffff"))
        late = [self._seen_before(counterpart, other, at_ms) for _, other in ordered[end:]]
        counts, start = [], 0
        for width in _WINDOWS_MS_WIDEST_FIRST:
            edge = at_ms - width
            start = bisect_right(ordered, (edge, "\U0010ffff"), start)
            counts.append(
                end - start + sum([seen > edge for seen in late]) if late else end - start
            )
        counts.reverse()
        return tuple(counts)

    def _seen_before(self, counterpart: EntityType, other: str, at_ms: int) -> int:
        sightings = self.pairs[counterpart][other]
        place = bisect_right(sightings, at_ms)
        return sightings[place - 1] if place else -(10**15)

    def burst(self, at_ms: int, place: int) -> int:
        """The most transactions in any `BURST_S` that holds the one in `place`."""
        times, width, most = self.times, BURST_S * 1_000, 0
        for end in range(place, len(times)):
            if times[end] - width >= at_ms:
                break
            most = max(most, end + 1 - bisect_right(times, times[end] - width))
        return most

    def users_near(self, at_ms: int) -> int:
        """Users last seen after the sharing window began."""
        ordered = self.last_seen.get("user", [])
        return len(ordered) - self._sharing_began(at_ms)

    def users(self, at_ms: int) -> tuple[str, ...]:
        """Those users, most recent first."""
        ordered = self.last_seen.get("user", [])
        inside = ordered[self._sharing_began(at_ms) :][-NAMED_USERS_MAX:]
        return tuple([other for _, other in reversed(inside)])

    def _sharing_began(self, at_ms: int) -> int:
        edge = at_ms - SHARED_WINDOW_S * 1_000
        return bisect_right(self.last_seen.get("user", []), (edge, "\U0010ffff"))


def _running(start: int, amounts: Sequence[int]) -> list[int]:
    sums = []
    for amount in amounts:
        start += amount
        sums.append(start)
    return sums


class MemoryVelocity:
    """Windows by bisection over each entity's own log."""

    def __init__(self) -> None:
        self._logs: dict[tuple[EntityType, str], _EntityLog] = defaultdict(_EntityLog)
        self.labels = MemoryLabels()

    def observe(self, transaction: Transaction) -> VelocityReading:
        """Insert and read one transaction."""
        entities = entities_of(transaction)
        at_ms = round(transaction.occurred_at.timestamp() * 1_000)
        values: list[int] = []
        for entity in ENTITY_TYPES:
            values.extend(self._entity_values(entity, entities, at_ms, transaction.amount_minor))
        log = self._logs["user", transaction.user_id]
        place = bisect_right(log.times, at_ms) - 1
        values.append(place + 1 - bisect_right(log.times, at_ms - OUTLIERS_WINDOW_S * 1_000))
        edge = bisect_right(log.times, at_ms - BASELINE_WINDOW_S * 1_000)
        values += (place + 1 - edge, log.sums[place + 1] - log.sums[edge])
        device = self._logs["device", transaction.device_id]
        values += (log.burst(at_ms, place), device.users_near(at_ms))
        amounts = log.amounts[max(0, place - BASELINE_TRANSACTIONS) : place]
        return VelocityReading(
            tuple(values),
            tuple(reversed(amounts)),
            self._shared_users(entities, at_ms),
            self.labels.read(entities, at_ms),
        )

    def _entity_values(
        self, entity: EntityType, entities: Mapping[EntityType, str | None], at_ms: int, amount: int
    ) -> list[int]:
        name = entities[entity]
        if name is None:
            return _absent(entity)
        log = self._logs[entity, name]
        place = log.insert(at_ms, amount)
        counts, sums = log.windows(at_ms, place)
        values = [at_ms - log.times[place - 1] if place else NEVER, *counts, *sums]
        for counterpart in COUNTERPARTS[entity]:
            other = entities[counterpart]
            if other is None:
                log.last_seen.setdefault(counterpart, [])
                values += (NEVER, *log.distinct(counterpart, at_ms))
            else:
                gap = log.insert_pair(counterpart, other, at_ms)
                values += (gap, *log.distinct(counterpart, at_ms))
        return values

    def now(self, entity: EntityType, name: str, at_ms: int) -> WindowsNow:
        """The windows of one entity at a moment; nothing is inserted."""
        log = self._logs.get((entity, name), _EntityLog())
        place = bisect_right(log.times, at_ms) - 1
        counts, sums = log.windows(at_ms, place)
        longest_ms = longest_window_s(entity) * 1_000
        amounts = log.amounts[max(0, place + 1 - BASELINE_TRANSACTIONS) : place + 1]
        frauds, genuine = self.labels.counts(entity, name, at_ms)
        return WindowsNow(
            last_seen_ms=log.times[place] if place >= 0 else None,
            counts=counts,
            sums_minor=sums,
            distincts={
                other: log.distinct(other, at_ms) if other in log.last_seen else _NO_WINDOWS
                for other in COUNTERPARTS[entity]
            },
            longest_count=place + 1 - bisect_right(log.times, at_ms - longest_ms),
            amounts_minor=tuple(reversed(amounts)) if entity == "user" else (),
            frauds=frauds,
            genuine=genuine,
            fraud_ids=(),
            genuine_ids=(),
        )

    def _shared_users(
        self, entities: Mapping[EntityType, str | None], at_ms: int
    ) -> tuple[tuple[str, ...], ...]:
        names = ((entity, entities[entity]) for entity in SHARED_BY)
        return tuple(
            self._logs[entity, name].users(at_ms) if name is not None else ()
            for entity, name in names
        )


def _absent(entity: EntityType) -> list[int]:
    return [NEVER, *_NO_WINDOWS, *_NO_WINDOWS, *((NEVER, *_NO_WINDOWS) * len(COUNTERPARTS[entity]))]


class MemoryGraph:
    """Users and their identifiers, as two adjacency maps."""

    def __init__(self) -> None:
        # In order of first use, so that which 20 are expanded does not depend on hashing. The users
        # of an identifier hang on it, so that a neighbourhood is a union of sets.
        self._identifiers: dict[str, dict[tuple[EntityType, str], set[str]]] = defaultdict(dict)
        self._users: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
        self._held: dict[str, Counter[EntityType]] = defaultdict(Counter)
        self._frauds: dict[str, set[str]] = defaultdict(set)
        self._fraud_users: set[str] = set()
        self.ties = MemoryTies()

    def write(self, transaction: Transaction) -> None:
        """Tie the user to the card, device and ip."""
        entities, user = entities_of(transaction), transaction.user_id
        own = self._identifiers[user]
        for entity in SHARED_BY:
            name = entities[entity]
            if name is not None and (entity, name) not in own:
                own[entity, name] = self._users[entity, name]
                own[entity, name].add(user)
                self._held[user][entity] += 1
        self.ties.write(transaction)

    def label(self, transaction: Transaction, is_fraud: bool) -> None:
        """Note which of a user's transactions are known frauds."""
        user = transaction.user_id
        frauds = self._frauds[user]
        (frauds.add if is_fraud else frauds.discard)(transaction.transaction_id)
        (self._fraud_users.add if frauds else self._fraud_users.discard)(user)
        self.ties.label(transaction, is_fraud)

    def is_fraud(self, user_id: str) -> bool:
        """Whether a fraud of theirs is known."""
        return bool(self._frauds.get(user_id))

    def read(self, transaction: Transaction) -> GraphReading:
        """Degrees and the bounded two-hop neighbourhood."""
        entities, user = entities_of(transaction), transaction.user_id
        degrees = [len(self._users[entity, entities[entity] or ""]) for entity in SHARED_BY]
        crowds = self._identifiers[user].values()
        shared = [users for users in crowds if 1 < len(users) <= RING_DEGREE_MAX]
        del shared[RING_IDENTIFIERS_MAX:]
        others = set().union(*shared)
        others.discard(user)
        held = self._held[user]
        values = (
            *degrees,
            *[held[entity] for entity in SHARED_BY],
            len(shared),
            len(others),
            len(others & self._fraud_users),
        )
        assert len(values) == len(GRAPH_FIELDS)
        return GraphReading(values)


class MemoryState:
    """`ports.State` in memory."""

    def __init__(self, pointers: Pointers | None = None) -> None:
        self.pointers = pointers or Pointers()
        self.velocity = MemoryVelocity()
        self.graph: MemoryGraph | None = MemoryGraph()
        self.decisions: dict[str, Decision] = {}
        self.alerts: list[AnyAlert] = []
        self.lists: dict[str, Standing] = {}
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

    def observe(self, transactions: Sequence[Transaction]) -> tuple[list[Observed], Pointers]:
        readings = [self._observe_velocity(transaction) for transaction in transactions]
        rows: list[Observed] = []
        for transaction, reading in zip(transactions, readings, strict=True):
            if isinstance(reading, VelocityReading):
                graph = self.graph.read(transaction) if self.graph else None
                ring = self.ring_members.get(transaction.user_id, NO_RING)
                rows.append(Observation(reading, graph, self._listed(transaction), ring))
            else:
                rows.append(reading)
        return rows, self.pointers

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

    def forget(self, transaction_id: str) -> None:
        """Drop what makes a transaction idempotent; training streams never see one twice."""
        self._readings.pop(transaction_id, None)
        self._fingerprints.pop(transaction_id, None)
        self.velocity.labels.forget(transaction_id)

    def commit(self, commits: Sequence[Commit]) -> list[Decision]:
        return [self._commit(commit) for commit in commits]

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
