"""`ports.Amendments` on Redis and FalkorDB, and the projection that fills it.

Whoever decides does nothing for it: what a decision went without is read off the decision stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from redis import Redis, RedisError, ResponseError
from redis.client import Pipeline

from ringfence.adapters.decision_codec import pack_amendment
from ringfence.adapters.decision_stream import StreamedDecision, made
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import ensure_loaded, function_name
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.adapters.redis_state import ALERTS_KEPT, POINTERS, lacks_function
from ringfence.domain.amendments import WAITING_MAX
from ringfence.domain.decisions import STAGES, Decision, Stage
from ringfence.domain.graph import GraphReading
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Pointers
from ringfence.flow.project_ports import AmendedDecision

COMBINATIONS: tuple[tuple[Stage, ...], ...] = tuple(
    stages for size in range(1, len(STAGES) + 1) for stages in combinations(STAGES, size)
)
"""Each in the order in which a decision names what is missing."""

LATE = "Query timed out"
"""How the graph's answer ends where its own limit of time ran out."""


class AmendmentsProjection:
    """Notes each decision that was made without a stage."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        touched: set[str] = set()
        for decision in made(decisions):
            if decision.missing and decision.amendment is None:
                key = self._keys.amendments(decision.missing)
                pipe.zadd(key, {decision.transaction_id: decision.decided_at.timestamp()})
                touched.add(key)
        for key in sorted(touched):
            pipe.zremrangebyrank(key, 0, -WAITING_MAX - 1)


class RedisAmendments:
    """See `ports.Amendments`."""

    def __init__(
        self, client: Redis, graph_client: Redis | None, graph: FalkorGraph, keys: Keys
    ) -> None:
        """`graph_client` is None where the graph lives on the same server as the state."""
        self._client = client
        self._graph_client = graph_client or client
        self._graph = graph
        self._keys = keys
        self._decisions = RedisDecisions(client, keys)

    def waiting(self) -> dict[tuple[Stage, ...], int]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for stages in COMBINATIONS:
                pipeline.zcard(self._keys.amendments(stages))
            counts = pipeline.execute()
        return dict(zip(COMBINATIONS, counts, strict=True))

    def oldest(self, stages: tuple[Stage, ...], limit: int) -> dict[str, Decision | None]:
        with state_errors():
            found = self._client.zrange(self._keys.amendments(stages), 0, limit - 1)
        names = [name.decode() for name in found]
        return dict(zip(names, self._decisions.find_all(names), strict=True))

    def forget(self, stages: tuple[Stage, ...], transaction_ids: Sequence[str]) -> None:
        if transaction_ids:
            with state_errors():
                self._client.zrem(self._keys.amendments(stages), *transaction_ids)

    def pointers(self) -> Pointers:
        with state_errors():
            found = self._client.hmget(self._keys.pointers, POINTERS)
        return Pointers(*(name.decode() if name else None for name in found))

    def look_again(self, transactions: Sequence[Transaction]) -> list[GraphReading | None] | None:
        try:
            self._graph.ensure_schema(self._graph_client)
            return self._look(transactions)
        except (RedisError, OSError):
            return None

    def _look(self, transactions: Sequence[Transaction]) -> list[GraphReading | None]:
        """The readings; where the graph refuses several, those of each half. One that it refuses
        alone has none, unless it refuses the same of nobody too, or is only late."""
        pipeline = self._graph_client.pipeline(transaction=True)
        for command in self._graph.commands(transactions):
            pipeline.execute_command(*command)
        try:
            return self._graph.readings(pipeline.execute(), len(transactions))
        except ResponseError as refused:
            if len(transactions) > 1:
                middle = len(transactions) // 2
                return [*self._look(transactions[:middle]), *self._look(transactions[middle:])]
            if not transactions or str(refused).endswith(LATE):
                raise
        self._look(())
        return [None]

    def amend(self, stages: tuple[Stage, ...], amended: Sequence[AmendedDecision]) -> int:
        with state_errors():
            replies = self._send(stages, amended)
            if any(lacks_function(reply) for reply in replies):
                ensure_loaded(self._client)
                replies = self._send(stages, amended)
            for reply in replies:
                if isinstance(reply, Exception):
                    raise reply
        return sum(int(is_stored) for is_stored, _ in replies)

    def _send(self, stages: tuple[Stage, ...], amended: Sequence[AmendedDecision]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for one in amended:
            pipeline.execute_command(
                "FCALL",
                function_name("amend"),
                1,
                self._keys.prefix,
                one.transaction_id,
                pack_amendment(one.amendment),
                one.alert.model_dump_json(exclude={"seq"}) if one.alert else "",
                ALERTS_CHANNEL,
                ALERTS_KEPT,
                self._keys.amendments(stages),
            )
        return list(pipeline.execute(raise_on_error=False))
