"""The prototype's way of working, doing our work: one transaction at a time, one command at a time.

Same windows, same graph features, same model, same decision stored and published; but every step is
its own round trip and every graph step its own GRAPH.QUERY. It is what docs compare with.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

from redis import Redis

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.decisions import Decision
from ringfence.domain.entities import entities_of
from ringfence.domain.graph import GraphReading
from ringfence.domain.labels import NO_LABELS
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import (
    BASELINE_TRANSACTIONS,
    BASELINE_WINDOW_S,
    COUNTERPARTS,
    ENTITY_TYPES,
    NAMED_USERS_MAX,
    NEVER,
    OUTLIERS_WINDOW_S,
    SHARED_BY,
    SHARED_WINDOW_S,
    WINDOWS_S,
    VelocityReading,
)
from ringfence.flow.ports import Commit, Observation, Observed, Pointers
from ringfence.settings import Settings

PREFIX = "baseline:"


class Baseline:
    """The same flow on a state that asks one thing at a time."""

    def __init__(self, redis_url: str) -> None:
        settings = Settings(redis_url, redis_url, "unused", "bench", namespace="bench")
        state = OneByOneState(Redis.from_url(redis_url), settings)
        self._services = Services(settings, Adapters(settings, state=state))

    def score(self, transaction: Transaction) -> None:
        """Decide one transaction."""
        self._services.score_batch([transaction])


class OneByOneState:
    """`ports.State` as far as deciding needs it, with a round trip for every question."""

    def __init__(self, client: Redis, settings: Settings) -> None:
        self._client = client
        self._graph = FalkorGraph(f"{PREFIX}graph", settings.id_hash_key, 1_000)
        self._graph.ensure_schema(client)
        [(_, self._pointers)] = Adapters(settings).state.observe([[]])

    def observe(
        self, parts: Sequence[Sequence[Transaction]]
    ) -> Iterator[tuple[list[Observed], Pointers]]:
        for part in parts:
            yield [self._observe(transaction) for transaction in part], self._pointers

    def _observe(self, transaction: Transaction) -> Observed:
        values: list[int] = []
        at = round(transaction.occurred_at.timestamp() * 1_000)
        for entity in ENTITY_TYPES:
            values += self._entity(entity, transaction, at)
        user = f"{PREFIX}user:{transaction.user_id}"
        month = self._client.zrangebyscore(user, f"({at - BASELINE_WINDOW_S * 1_000}", at)
        last_minute = self._client.zcount(user, f"({at - 60_000}", at)
        fortnight = self._client.zcount(user, f"({at - OUTLIERS_WINDOW_S * 1_000}", at)
        values += [fortnight, len(month), sum(_amount(one) for one in month), last_minute]
        shared = tuple(self._shared(entity, transaction, at) for entity in SHARED_BY)
        values.append(len(shared[SHARED_BY.index("device")]))
        amounts = tuple(_amount(one) for one in reversed(month[:-1]))[:BASELINE_TRANSACTIONS]
        reading = VelocityReading(tuple(values), amounts, shared, NO_LABELS)
        return Observation(reading, self._graph_reading(transaction))

    def _entity(self, entity: str, transaction: Transaction, at: int) -> list[int]:
        names = {str(kind): name for kind, name in entities_of(transaction).items()}
        key = f"{PREFIX}{entity}:{names[entity]}"
        member = f"{transaction.transaction_id}:{transaction.amount_minor}"
        before = self._client.zrevrangebyscore(key, at, "-inf", start=0, num=1, withscores=True)
        self._client.zadd(key, {member: at})
        self._client.expire(key, 9 * 86_400)
        values = [at - int(before[0][1]) if before else NEVER]
        windows = [
            self._client.zrangebyscore(key, f"({at - seconds * 1_000}", at)
            for seconds in WINDOWS_S.values()
        ]
        values += [len(window) for window in windows]
        values += [sum(_amount(one) for one in window) for window in windows]
        for other in COUNTERPARTS[entity]:  # type: ignore[index]
            values += self._pair(f"{key}:{other}", names[other], at)
        return values

    def _pair(self, key: str, name: str | None, at: int) -> list[int]:
        seen = self._client.zscore(key, name or "")
        self._client.zadd(key, {name or "": at})
        self._client.expire(key, 9 * 86_400)
        counts = [
            self._client.zcount(key, f"({at - seconds * 1_000}", at)
            for seconds in WINDOWS_S.values()
        ]
        return [NEVER if seen is None else at - int(seen), *counts]

    def _shared(self, entity: str, transaction: Transaction, at: int) -> tuple[str, ...]:
        name = entities_of(transaction)[entity]  # type: ignore[index]
        edge = f"({at - SHARED_WINDOW_S * 1_000}"
        key = f"{PREFIX}{entity}:{name}:user"
        found = self._client.zrevrangebyscore(key, "+inf", edge, start=0, num=NAMED_USERS_MAX)
        return tuple(one.decode() for one in found)

    def _graph_reading(self, transaction: Transaction) -> GraphReading | None:
        commands = self._graph.commands([transaction])
        replies = [self._client.execute_command(*command) for command in commands]
        return self._graph.readings(replies, 1)[0]

    def commit(self, parts: Iterable[Sequence[Commit]]) -> list[Decision]:
        return [self._commit(commit) for part in parts for commit in part]

    def _commit(self, commit: Commit) -> Decision:
        name = commit.decision.transaction_id
        stored = zlib.compress(commit.decision.model_dump_json().encode(), level=1)
        self._client.set(f"{PREFIX}tx:{name}", stored, ex=604_800)
        self._client.hincrby(f"{PREFIX}totals", "decisions", 1)
        if commit.alert:
            seq = self._client.incr(f"{PREFIX}seq")
            alert = commit.alert.model_copy(update={"seq": seq}).model_dump_json()
            self._client.xadd(f"{PREFIX}alerts", {"alert": alert})
            self._client.publish(f"{PREFIX}fraud_alerts", alert)
        return commit.decision


def _amount(member: bytes) -> int:
    return int(member.rsplit(b":", 1)[1])
