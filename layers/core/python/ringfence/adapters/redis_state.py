"""`ports.State` on Redis and FalkorDB: one round trip to observe a batch, one to commit it.

Where both live on one server, windows and graph go in one MULTI. Where they do not, the two reads
run at once. The graph is allowed to fail: the decision then says so.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from redis import ConnectionPool, Redis, RedisError, ResponseError
from redis.exceptions import ExecAbortError

from ringfence.adapters.decision_codec import our_dictionary, pack
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.reading_layout import LAYOUT, LAYOUT_NAMES, converted
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import (
    LOG_LIMITS,
    LogLimits,
    ensure_loaded,
    function_name,
)
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.adapters.redis_lists import ListsReading, list_fields, read_lists
from ringfence.adapters.redis_ring_members import read_ring
from ringfence.domain.entities import entities_of
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.graph import GraphReading, RingReading
from ringfence.domain.labels import NO_LABELS
from ringfence.domain.messages import (
    Decision,
    Label,
    LabelHistory,
    PendingTransaction,
    Transaction,
)
from ringfence.domain.velocity import ENTITY_TYPES, VelocityReading
from ringfence.flow.ports import Claim, Commit, Observation, Observed, Pointers

ALERTS_KEPT = 100_000
"""Alerts in the durable stream; older ones are in their decisions, as long as those are kept."""

POINTERS = ("active_model", "shadow_model", "rules")
"""Fields of the pointers, in the order of `ports.Pointers`."""


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
        self._threads = ThreadPoolExecutor(1) if graph_client else None

    # ── Reserve ──────────────────────────────────────────────────────────────────────────────────

    def reserve(self, transactions: Sequence[Transaction]) -> list[Claim]:
        def send() -> list[Any]:
            pipeline = self._client.pipeline(transaction=False)
            for transaction in transactions:
                self._fcall(
                    pipeline,
                    "reserve",
                    transaction.transaction_id,
                    transaction.fingerprint,
                    self._keep_ms,
                )
            return list(pipeline.execute(raise_on_error=False))

        replies = self._with_functions(send)
        return [cast(Claim, reply.decode()) for reply in replies]

    # ── Observe ──────────────────────────────────────────────────────────────────────────────────

    def observe(self, transactions: Sequence[Transaction]) -> tuple[list[Observed], Pointers]:
        if not self._is_schema_known:
            self._ensure_schema()
        if self._threads is None:
            replies, graph_replies = self._observe_together(transactions)
        else:
            pending = self._threads.submit(self._observe_graph, transactions)
            replies = self._with_functions(lambda: self._windows(transactions))
            graph_replies = pending.result()
        graphs = self._graph_readings(graph_replies, len(transactions))
        *rows, pointers, listed, ringed = replies
        lists = read_lists(transactions, listed)
        observed = [
            self._observed(row, graph, held, read_ring(ring))
            for row, graph, held, ring in zip(rows, graphs, lists, ringed[: len(rows)], strict=True)
        ]
        names = (name.decode() if name else None for name in pointers)
        return observed, Pointers(*names)

    def _observe_together(self, transactions: Sequence[Transaction]) -> tuple[list[Any], list[Any]]:
        size = len(transactions) + 3
        replies = self._with_functions(
            lambda: self._windows(transactions, self._graph.commands(transactions)), only=size
        )
        return replies[:size], replies[size:]

    def _windows(
        self, transactions: Sequence[Transaction], graph: Sequence[tuple[str | int, ...]] = ()
    ) -> list[Any]:
        pipeline = self._client.pipeline(transaction=True)
        for transaction in transactions:
            self._fcall(pipeline, "observe", *self._observe_arguments(transaction))
        pipeline.hmget(self._keys.pointers, POINTERS)
        pipeline.hmget(self._keys.lists, list_fields(transactions))
        pipeline.hmget(self._keys.ring_members, [one.user_id for one in transactions] or [""])
        for command in graph:
            pipeline.execute_command(*command)
        try:
            return list(pipeline.execute(raise_on_error=False))
        except ExecAbortError:
            if not graph:
                raise
            # This server has no graph module: windows alone, and the decision says what is missing.
            return self._windows(transactions)

    def _observe_arguments(self, transaction: Transaction) -> tuple[str | int, ...]:
        return (
            transaction.transaction_id,
            transaction.fingerprint,
            round(transaction.occurred_at.timestamp() * 1_000),
            transaction.counted_minor,
            self._keep_ms,
            *_names(transaction),
        )

    def _observe_graph(self, transactions: Sequence[Transaction]) -> list[Any]:
        assert self._graph_client is not None
        pipeline = self._graph_client.pipeline(transaction=True)
        for command in self._graph.commands(transactions):
            pipeline.execute_command(*command)
        try:
            return list(pipeline.execute(raise_on_error=False))
        except (RedisError, OSError):
            return []

    def _graph_readings(self, replies: Sequence[Any], size: int) -> list[GraphReading | None]:
        """None for each where the graph is away, or failed in any of its commands."""
        if not replies or any(isinstance(reply, Exception) for reply in replies):
            self._is_schema_known = False
            return [None] * size
        return self._graph.readings(replies, size)

    def _observed(
        self, row: Any, graph: GraphReading | None, lists: ListsReading, ring: RingReading
    ) -> Observed:
        kind, *rest = row
        if kind == b"conflict":
            return "conflict"
        if kind == b"seen":
            return self._decisions.unpack(rest[0], int(rest[1]))
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

    def commit(self, commits: Sequence[Commit]) -> list[Decision]:
        def send() -> list[Any]:
            pipeline = self._client.pipeline(transaction=True)
            for commit in commits:
                self._fcall(pipeline, "commit", *self._commit_arguments(commit))
            return list(pipeline.execute(raise_on_error=False))

        replies = self._with_functions(send)
        return [
            _numbered(commit.decision, int(seq))
            if is_first
            else self._decisions.unpack(decision, int(seq))
            for commit, (decision, seq, is_first) in zip(commits, replies, strict=True)
        ]

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
        stored = self._with_functions(lambda: self._store_label(arguments, command))[0]
        if self._graph_client:
            # After the windows: where it fails, labelling again changes the graph alone.
            with state_errors():
                self._graph_transaction(self._graph_client, command)
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

    def _store_label(
        self, arguments: Sequence[str | int], command: Sequence[str | int]
    ) -> list[Any]:
        pipeline = self._client.pipeline(transaction=True)
        self._fcall(pipeline, "label", *arguments)
        if self._graph_client is None:
            pipeline.execute_command(*command)
        try:
            return list(pipeline.execute(raise_on_error=False))
        except ExecAbortError:
            if self._graph_client:
                raise
            # This server has no graph module, so no graph to label.
            pipeline = self._client.pipeline(transaction=True)
            self._fcall(pipeline, "label", *arguments)
            return list(pipeline.execute(raise_on_error=False))

    @staticmethod
    def _graph_transaction(client: Redis, command: Sequence[str | int]) -> None:
        pipeline = client.pipeline(transaction=True)
        pipeline.execute_command(*command)
        pipeline.execute()

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

    def _fcall(self, pipeline: Redis, verb: str, *arguments: str | int | bytes) -> None:
        name = function_name(verb, self._limits)
        pipeline.execute_command("FCALL", name, 1, self._keys.prefix, *arguments)

    def _with_functions(self, send: Callable[[], list[Any]], only: int | None = None) -> list[Any]:
        """Send; on a server that lacks our functions (new, flushed, failed over) load them, resend.

        Replies before place `only` must not be errors; those after it are the graph's own affair.
        """
        with state_errors():
            replies = send()
            if any(lacks_function(reply) for reply in replies):
                ensure_loaded(self._client, self._limits)
                # A server without our functions is new or was flushed: it lacks the indexes too.
                self._is_schema_known = False
                replies = send()
            for reply in replies[:only]:
                if isinstance(reply, Exception):
                    raise reply
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
