"""`ports.State` on Redis and FalkorDB: one round trip to observe a batch, one to commit it.

A batch comes in parts. All are sent before the first is waited for, so the server works on one
while we work on another (ADR 22). Where windows and graph live on one server they go in one
request; where they do not, both are asked at once. The graph is allowed to fail: the decision then
says so.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, cast

from redis import ConnectionPool, Redis, RedisError, ResponseError
from redis.exceptions import ExecAbortError

from ringfence.adapters.decision_codec import our_dictionary, pack
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.graph_ahead import GraphAhead
from ringfence.adapters.reading_layout import LAYOUT, LAYOUT_NAMES, converted
from ringfence.adapters.redis_ahead import Ahead, Command, atomically
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import LOG_LIMITS, LogLimits, ensure_loaded, function_name
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.adapters.redis_lists import ListsReading, list_fields, read_lists
from ringfence.adapters.redis_ring_members import read_ring
from ringfence.domain.decisions import Decision, PendingTransaction
from ringfence.domain.entities import entities_of
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.graph import GraphReading, RingReading
from ringfence.domain.labels import NO_LABELS, Label, LabelHistory
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import ENTITY_TYPES, VelocityReading
from ringfence.flow.ports import Claim, Commit, Observation, Observed, Pointers

ALERTS_KEPT = 100_000
"""Alerts in the durable stream; older ones are in their decisions, as long as those are kept."""

POINTERS = ("active_model", "shadow_model", "rules")
"""Fields of the pointers, in the order of `ports.Pointers`."""

_BESIDE = 3
"""What is read beside the windows of a batch: pointers, lists, rings."""


def connect(url: str, timeout_s: float) -> Redis:
    """A client with a deadline on everything; nothing is sent until first use."""
    pool = ConnectionPool.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        health_check_interval=15,
    )
    return Redis(connection_pool=pool)


class RedisState:
    """See `ports.State`."""

    def __init__(
        self,
        client: Redis,
        graph_client: Redis | None,
        graph: FalkorGraph,
        keys: Keys,
        retention_s: int,
        limits: LogLimits = LOG_LIMITS,
    ) -> None:
        """`graph_client` is None where the graph lives on the same server as the state."""
        self._client = client
        self._graph_client = graph_client
        self._graph = graph
        self._keys = keys
        self._decisions = RedisDecisions(client, keys)
        self._keep_ms = retention_s * 1_000
        self._limits = limits
        self._is_schema_known = False

    # ── Reserve ──────────────────────────────────────────────────────────────────────────────────

    def reserve(self, transactions: Sequence[Transaction]) -> list[Claim]:
        commands = [
            self._fcall("reserve", one.transaction_id, one.fingerprint, self._keep_ms)
            for one in transactions
        ]
        return [cast(Claim, reply.decode()) for reply in self._ask(commands, len(commands))]

    # ── Observe ──────────────────────────────────────────────────────────────────────────────────

    def observe(
        self, parts: Sequence[Sequence[Transaction]]
    ) -> Iterator[tuple[list[Observed], Pointers]]:
        if not self._is_schema_known:
            self._ensure_schema()
        with (
            closing(Ahead(self._client)) as windows,
            closing(GraphAhead(self._graph_client)) as graph,
        ):
            for part in parts:
                commands, graph_commands = self._windows(part), self._graph_commands(part)
                with state_errors():
                    windows.send(commands if graph.is_apart else [*commands, *graph_commands])
                graph.send(graph_commands)
            for part in parts:
                size = len(part) + _BESIDE
                replies = self._received(windows, size)
                graph_reply = graph.receive() if graph.is_apart else replies[-1]
                yield self._read(part, replies[:size], graph_reply)

    def _windows(self, transactions: Sequence[Transaction]) -> list[Command]:
        """As many commands as transactions, and `_BESIDE` more."""
        return [
            *(self._fcall("observe", *self._observe_arguments(one)) for one in transactions),
            ("HMGET", self._keys.pointers, *POINTERS),
            ("HMGET", self._keys.lists, *list_fields(transactions)),
            ("HMGET", self._keys.ring_members, *([one.user_id for one in transactions] or [""])),
        ]

    def _graph_commands(self, transactions: Sequence[Transaction]) -> list[Command]:
        return atomically(self._graph.commands(transactions))

    def _read(
        self, transactions: Sequence[Transaction], replies: Sequence[Any], graph_reply: Any
    ) -> tuple[list[Observed], Pointers]:
        *rows, pointers, listed, ringed = replies
        graphs = self._graph_readings(graph_reply, len(transactions))
        lists = read_lists(transactions, listed)
        observed = [
            self._observed(row, graph, held, read_ring(ring))
            for row, graph, held, ring in zip(rows, graphs, lists, ringed[: len(rows)], strict=True)
        ]
        names = (name.decode() if name else None for name in pointers)
        return observed, Pointers(*names)

    def _observe_arguments(self, transaction: Transaction) -> tuple[str | int, ...]:
        return (
            transaction.transaction_id,
            transaction.fingerprint,
            round(transaction.occurred_at.timestamp() * 1_000),
            transaction.counted_minor,
            self._keep_ms,
            *_names(transaction),
        )

    def _graph_readings(self, reply: Any, size: int) -> list[GraphReading | None]:
        """None for each where the graph is away, or failed in any of its commands."""
        if not isinstance(reply, list) or any(isinstance(one, Exception) for one in reply):
            self._is_schema_known = False
            return [None] * size
        return self._graph.readings(reply, size)

    def _observed(
        self, row: Any, graph: GraphReading | None, lists: ListsReading, ring: RingReading
    ) -> Observed:
        kind, *rest = row
        if kind == b"conflict":
            return "conflict"
        if kind == b"seen":
            decision, seq, amendment = rest
            return self._decisions.unpack(decision, int(seq), amendment)
        return Observation(self._reading(*rest), graph, lists, ring)

    def _reading(
        self, values: Any, amounts: Any, shared: Any, labels: Any, layout: bytes
    ) -> VelocityReading:
        values = _integers(values)
        if layout.decode() != LAYOUT:
            values, labels = converted(self._layout_names(layout.decode()), values, labels)
        users = tuple([tuple([name.decode() for name in names]) for names in shared])
        labelled = tuple(labels) or NO_LABELS
        return VelocityReading(values, _integers(amounts), users, labelled)

    def _layout_names(self, layout: str) -> str:
        """The fields of another release's readings, as that release left them. One round trip."""
        with state_errors():
            return str(self._client.hget(self._keys.reading_layouts, layout).decode())

    # ── Commit and find ──────────────────────────────────────────────────────────────────────────

    def commit(self, parts: Iterable[Sequence[Commit]]) -> list[Decision]:
        sent: list[Sequence[Commit]] = []
        with closing(Ahead(self._client)) as ahead:
            for part in filter(None, parts):
                commands = [self._fcall("commit", *self._commit_arguments(one)) for one in part]
                with state_errors():
                    ahead.send(commands)
                sent.append(part)
            replies = [self._received(ahead, len(part)) for part in sent]
        return [
            self._stored(commit, reply)
            for part, told in zip(sent, replies, strict=True)
            for commit, reply in zip(part, told, strict=True)
        ]

    def _stored(self, commit: Commit, reply: Sequence[Any]) -> Decision:
        decision, seq, amendment, is_first = reply
        if is_first:
            return _numbered(commit.decision, int(seq))
        return self._decisions.unpack(decision, int(seq), amendment)

    def _commit_arguments(self, commit: Commit) -> tuple[str | int | bytes, ...]:
        decision = commit.decision
        return (
            decision.transaction_id,
            decision.transaction.fingerprint,
            pack(decision),
            commit.alert.model_dump_json(exclude={"seq"}) if commit.alert else "",
            ALERTS_CHANNEL,
            int(decision.decided_at.timestamp()),
            decision.outcome.value,
            round(
                sum(decision.timings_ms.get(stage, 0.0) for stage in ("observe", "score")) * 1_000
            ),
            self._keep_ms,
            ALERTS_KEPT,
        )

    def find(self, transaction_id: str) -> Decision | PendingTransaction | None:
        with state_errors():
            fingerprint, decision, seq, amendment = self._client.hmget(
                self._keys.transaction(transaction_id),
                ("fingerprint", "decision", "alert_seq", "amendment"),
            )
        if decision:
            return self._decisions.unpack(decision, int(seq or 0), amendment)
        return PendingTransaction(transaction_id=transaction_id) if fingerprint else None

    # ── Label ────────────────────────────────────────────────────────────────────────────────────

    def label(self, label: Label, transaction: Transaction, is_usual_amount: bool) -> LabelHistory:
        command = self._graph.label_command(transaction, label.label == "fraud")
        arguments: tuple[str | int, ...] = (
            label.transaction_id,
            label.model_dump_json(),
            round(transaction.occurred_at.timestamp() * 1_000),
            int(is_usual_amount),
            *_names(transaction),
        )
        stored, graph_reply = self._store_label(self._fcall("label", *arguments), [command])
        # After the windows: where it fails, labelling again changes the graph alone.
        with state_errors():
            _raise_first_error(graph_reply if isinstance(graph_reply, list) else [graph_reply])
        labels = tuple(Label.model_validate_json(one) for one in stored)
        return LabelHistory(transaction_id=label.transaction_id, labels=labels)

    def labels(self, transaction_ids: Sequence[str]) -> list[LabelHistory]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for name in transaction_ids:
                pipeline.lrange(self._keys.labels(name), 0, -1)
            stored = pipeline.execute()
        return [
            LabelHistory(
                transaction_id=name, labels=tuple(Label.model_validate_json(one) for one in told)
            )
            for name, told in zip(transaction_ids, stored, strict=True)
        ]

    def _store_label(self, label: Command, graph: Sequence[Command]) -> tuple[Sequence[bytes], Any]:
        """The labels stored, and what the graph said."""
        commands = atomically(graph)
        if self._graph_client:
            [stored] = self._ask([label], 1)
            with state_errors(), closing(Ahead(self._graph_client)) as ahead:
                ahead.send(commands)
                return stored, ahead.receive()[-1]
        stored, *_, said = self._ask([label, *commands], 1)
        # A server without the graph module has no graph to label.
        return stored, [] if isinstance(said, ExecAbortError) else said

    def ping(self) -> str:
        with state_errors():
            self._client.ping()
            version = self._client.info("server")["redis_version"]
        return f"Redis {version}"

    def ping_graph(self) -> str:
        with state_errors():
            client = self._graph_client or self._client
            client.execute_command("GRAPH.LIST")
        return "FalkorDB answers"

    # ── Plumbing ─────────────────────────────────────────────────────────────────────────────────

    def _fcall(self, verb: str, *arguments: str | int | bytes) -> Command:
        return "FCALL", function_name(verb, self._limits), 1, self._keys.prefix, *arguments

    def _ask(self, commands: Sequence[Command], only: int) -> list[Any]:
        """One request and its replies; those before place `only` must not be errors."""
        with closing(Ahead(self._client)) as ahead:
            with state_errors():
                ahead.send(commands)
            return self._received(ahead, only)

    def _received(self, ahead: Ahead, only: int) -> list[Any]:
        """Replies; a server that lacks our functions (new, flushed, failed over) is given them.

        Replies before place `only` must not be errors; those after it are the graph's own affair.
        """
        with state_errors():
            replies = ahead.receive()
            if any(lacks_function(reply) for reply in replies[:only]):
                ensure_loaded(self._client, self._limits)
                # A server without our functions is new or was flushed: it lacks the indexes too.
                self._is_schema_known = False
                ahead.send_again()
                replies = ahead.receive()
            _raise_first_error(replies[:only])
            return replies

    def _ensure_schema(self) -> None:
        """Names of what we store and the graph's indexes; a graph that is away waits its turn."""
        with state_errors():
            names = json.dumps(FEATURE_NAMES)
            self._client.hsetnx(self._keys.feature_names, FEATURES_VERSION, names)
            self._client.hsetnx(self._keys.reading_layouts, LAYOUT, LAYOUT_NAMES)
            self._client.hsetnx(self._keys.decision_dictionaries, *our_dictionary())
        try:
            self._graph.ensure_schema(self._graph_client or self._client)
        except (RedisError, OSError):
            return
        self._is_schema_known = True


def _raise_first_error(replies: Iterable[Any]) -> None:
    for reply in replies:
        if isinstance(reply, Exception):
            raise reply


def _numbered(decision: Decision, alert_seq: int) -> Decision:
    return decision.model_copy(update={"alert_seq": alert_seq}) if alert_seq else decision


def _integers(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}q", packed)


def lacks_function(reply: object) -> bool:
    """Whether a server answered that it has none of our functions."""
    return isinstance(reply, ResponseError) and "function not found" in str(reply).lower()


def _names(transaction: Transaction) -> tuple[str, ...]:
    """One name per entity, in the order of ENTITY_TYPES; "" for an absent ip."""
    names = entities_of(transaction)
    return tuple(names[entity] or "" for entity in ENTITY_TYPES)
