"""`entity_ports.Entities` in Redis: the live windows and what is projected of entities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from redis import Redis, ResponseError

from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_entity_projection import (
    GENERATIONS,
    SEPARATOR,
    generation_of,
    scored_member,
    searched_member,
)
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import LOG_LIMITS, LogLimits, ensure_loaded, function_name
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_ring_members import read_ring
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision
from ringfence.domain.entity_view import RingOfEntity, RiskPoint, RulePrecision, SearchKind
from ringfence.domain.values import Outcome
from ringfence.domain.velocity import COUNTERPARTS, NEVER, WINDOWS_S, EntityType
from ringfence.flow.entity_ports import EntityRef, WindowsNow

_MEMBER = re.compile(r"(\d+)([a-z])(.*)", re.DOTALL)
_OUTCOMES = {outcome.value[0]: outcome for outcome in Outcome}


RINGS_MAX = 5_000
"""Rings looked at for a search by id, the gravest."""


class RedisEntities:
    """See `entity_ports.Entities`."""

    def __init__(
        self,
        client: Redis,
        keys: Keys,
        stored: RedisDecisions,
        limits: LogLimits = LOG_LIMITS,
    ) -> None:
        self._client = client
        self._keys = keys
        self._limits = limits
        self._stored = stored

    def windows(self, ref: EntityRef, at: datetime) -> WindowsNow:
        at_ms = round(at.timestamp() * 1_000)
        with state_errors():
            try:
                reply = self._call_windows(ref, at_ms)
            except ResponseError as error:
                if "function not found" not in str(error).lower():
                    raise
                ensure_loaded(self._client, self._limits)
                reply = self._call_windows(ref, at_ms)
        values, longest, amounts, frauds, genuine, bad, good = reply
        size = len(WINDOWS_S)
        gap, counts, sums = values[0], values[1 : size + 1], values[size + 1 : 2 * size + 1]
        others = [values[start : start + size] for start in _pair_starts(ref.entity)]
        return WindowsNow(
            last_seen_ms=None if gap == NEVER else at_ms - gap,
            counts=tuple(counts),
            sums_minor=tuple(sums),
            distincts=dict(zip(COUNTERPARTS[ref.entity], map(tuple, others), strict=True)),
            longest_count=longest,
            amounts_minor=tuple(amounts),
            frauds=tuple(frauds),
            genuine=tuple(genuine),
            fraud_ids=tuple(name.decode() for name in bad),
            genuine_ids=tuple(name.decode() for name in good),
        )

    def _call_windows(self, ref: EntityRef, at_ms: int) -> Any:
        name = function_name("windows_now", self._limits)
        return self._client.execute_command("FCALL_RO", name, 1, self._keys.prefix, *ref, at_ms)

    def recent(self, ref: EntityRef) -> Sequence[RiskPoint]:
        with state_errors():
            stored = self._client.zrange(self._keys.recent(*ref), 0, -1, desc=True, withscores=True)
        return [_point(member.decode(), at_ms) for member, at_ms in stored]

    def scores(self, refs: Sequence[EntityRef], days: Sequence[str]) -> Sequence[Sequence[float]]:
        if not refs:
            return []
        members = [scored_member(*ref) for ref in refs]
        with state_errors():
            read = self._client.pipeline(transaction=False)
            for day in days:
                read.zmscore(self._keys.scores(day), members)
            by_day = read.execute()
        return [
            [-1.0 if one is None else one for one in scores] for scores in zip(*by_day, strict=True)
        ]

    def rings_of(self, user_ids: Sequence[str]) -> Mapping[str, RingOfEntity]:
        if not user_ids:
            return {}
        with state_errors():
            fields = self._client.hmget(self._keys.ring_members, list(user_ids))
        read = zip(user_ids, map(read_ring, fields), strict=True)
        return {
            user_id: RingOfEntity(ring_id=found.ring_id, score=found.score, size=found.size)
            for user_id, found in read
            if found.ring_id
        }

    def search(self, kind: SearchKind, prefix: str, limit: int, at: datetime) -> Sequence[str]:
        if kind == "ring":
            return self._search_rings(prefix, limit)
        folded = prefix.casefold().encode()
        newest = generation_of(at)
        with state_errors():
            read = self._client.pipeline(transaction=False)
            for back in range(GENERATIONS.get(kind, -1) + 1):
                key = self._keys.search(kind, newest - back)
                read.zrangebylex(key, b"[" + folded, b"[" + folded + b"\xff", 0, limit)
            found = read.execute()
        names = {member.decode().split(SEPARATOR)[-1] for members in found for member in members}
        return sorted(names, key=searched_member)[:limit]

    def _search_rings(self, prefix: str, limit: int) -> Sequence[str]:
        """Active rings, the gravest first: there are few enough to look at each."""
        with state_errors():
            names = self._client.zrange(self._keys.rings_by("score"), 0, RINGS_MAX - 1, desc=True)
        ids = [name.decode() for name in names]
        return [name for name in ids if name.casefold().startswith(prefix.casefold())][:limit]

    def precisions(self) -> Sequence[RulePrecision]:
        with state_errors():
            fired = self._client.hgetall(self._keys.rules_fired)
            read = self._client.pipeline(transaction=False)
            for code in fired:
                for label in ("fraud", "genuine"):
                    read.zcard(self._keys.rule_labels(code.decode(), label))
            counts = iter(read.execute())
        return [
            _precision(code.decode(), int(times), next(counts), next(counts))
            for code, times in fired.items()
        ]

    def decisions(self, transaction_ids: Sequence[str]) -> Sequence[Decision | None]:
        return self._stored.find_all(transaction_ids)


def _pair_starts(entity: EntityType) -> range:
    """Where the distinct counterparts of each pair begin, in a reading of one entity: after gap,
    counts and sums, each after a gap of its own."""
    size = len(WINDOWS_S)
    first = 2 * size + 2
    return range(first, first + len(COUNTERPARTS[entity]) * (size + 1), size + 1)


def _point(member: str, at_ms: float) -> RiskPoint:
    parts = _MEMBER.fullmatch(member)
    assert parts, member
    return RiskPoint(
        transaction_id=parts[3],
        at=datetime.fromtimestamp(at_ms / 1_000, UTC),
        score=int(parts[1]) / POINTS_PER_SCORE,
        outcome=_OUTCOMES[parts[2]],
    )


def _precision(code: str, fired: int, frauds: int, genuine: int) -> RulePrecision:
    known = frauds + genuine
    return RulePrecision(
        code=code,
        fired=fired,
        frauds=frauds,
        genuine=genuine,
        precision=frauds / known if known else None,
    )
