"""`ports.RingStore` in Redis: a hash a ring, an index for each order, a field for each member."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import Any, TypeVar

from pydantic import BaseModel
from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.batches import batches
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import ensure_loaded
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_projected import read_projected
from ringfence.adapters.redis_raised import stage_alert
from ringfence.adapters.redis_ring_members import pack_ring, read_ring
from ringfence.domain.canonical import content_hash
from ringfence.domain.cases import Anchor, ring_anchors
from ringfence.domain.errors import InvalidTransaction
from ringfence.domain.graph import TieEntity
from ringfence.domain.rings import (
    RING_CHANGES_MAX,
    RING_SORTS,
    RingBlock,
    RingChange,
    RingDetail,
    RingPage,
    RingQuery,
    RingSummary,
)
from ringfence.flow.ring_ports import RingUpdate, StoredRing

AT_ONCE = 20
"""Rings in one MULTI: each is some KB, and Redis serves nobody else meanwhile."""

READ_AT_ONCE = 200
ENDED = "ended"
_Read = TypeVar("_Read", bound=BaseModel)


class RedisRings:
    """See `ports.RingStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    # ── Write ────────────────────────────────────────────────────────────────────────────────────

    def save(self, updates: Sequence[RingUpdate], at: datetime) -> int:
        with state_errors():
            ensure_loaded(self._client)
            return sum(self._save_some(some, at) for some in batches(updates, AT_ONCE))

    def _save_some(self, updates: Sequence[RingUpdate], at: datetime) -> int:
        digests = [_digest(update) for update in updates]
        asked = self._client.pipeline(transaction=False)
        for update in updates:
            asked.hmget(self._keys.ring(update.summary.ring_id), ("digest", "block"))
        pipe, written = self._client.pipeline(transaction=True), 0
        for update, digest, (stored, block) in zip(updates, digests, asked.execute(), strict=True):
            if digest.encode() != stored:
                self._stage(pipe, _as_blocked(update, block is not None), digest, at)
                written += 1
        pipe.execute()
        return written

    def _stage(self, pipe: Pipeline, update: RingUpdate, digest: str, at: datetime) -> None:
        summary, key = update.summary, self._keys.ring(update.summary.ring_id)
        pipe.hset(key, mapping={"summary": summary.model_dump_json(), "digest": digest})
        if update.detail:
            pipe.hset(key, "detail", zlib.compress(update.detail.model_dump_json().encode(), 3))
        if update.left:
            pipe.hdel(self._keys.ring_members, *update.left)
        if update.members:
            fields = {user: pack_ring(one) for user, one in update.members.items()}
            pipe.hset(self._keys.ring_members, mapping=fields)
        self._index(pipe, summary)
        if update.change:
            changes = self._keys.ring_changes(summary.ring_id)
            pipe.lpush(changes, update.change.model_dump_json())
            pipe.ltrim(changes, 0, RING_CHANGES_MAX - 1)
        if update.alert:
            stage_alert(pipe, self._keys, update.alert, at)

    def _index(self, pipe: Pipeline, summary: RingSummary) -> None:
        ring_id = summary.ring_id
        if summary.status == ENDED:
            for index in RING_SORTS:
                pipe.zrem(self._keys.rings_by(index), ring_id)
            pipe.zadd(self._keys.rings_by(ENDED), {ring_id: summary.updated_at.timestamp()})
            return
        pipe.zrem(self._keys.rings_by(ENDED), ring_id)
        for sort, value in _order(summary).items():
            pipe.zadd(self._keys.rings_by(sort), {ring_id: value})

    def prune(self, ended_before: datetime) -> int:
        ended = self._keys.rings_by(ENDED)
        with state_errors():
            gone = self._client.zrangebyscore(ended, "-inf", ended_before.timestamp())
            pipe = self._client.pipeline(transaction=True)
            for ring_id in gone:
                name = ring_id.decode()
                pipe.unlink(self._keys.ring(name), self._keys.ring_changes(name))
                pipe.zrem(ended, name)
            pipe.execute()
        return len(gone)

    def set_block(self, ring_id: str, block: RingBlock | None) -> None:
        key = self._keys.ring(ring_id)
        with state_errors():
            summary = RingSummary.model_validate_json(self._client.hget(key, "summary"))
            pipe = self._client.pipeline(transaction=True)
            blocked = summary.model_copy(update={"is_blocked": block is not None})
            pipe.hset(key, "summary", blocked.model_dump_json())
            if block:
                pipe.hset(key, "block", block.model_dump_json())
            else:
                pipe.hdel(key, "block")
            pipe.execute()

    # ── Read ─────────────────────────────────────────────────────────────────────────────────────

    def memberships(self) -> dict[str, frozenset[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        with state_errors():
            for user, field in self._client.hscan_iter(self._keys.ring_members, count=1_000):
                members[read_ring(field).ring_id].add(user.decode())
        return {ring_id: frozenset(users) for ring_id, users in members.items()}

    def rings_of(self, users: Sequence[str]) -> dict[str, str]:
        """`ports.RingsOfUsers`: the ring of each user who is in one. One round trip."""
        if not users:
            return {}
        with state_errors():
            fields = self._client.hmget(self._keys.ring_members, users)
        return {
            user: read_ring(field).ring_id
            for user, field in zip(users, fields, strict=True)
            if field
        }

    def anchors_of_rings(self, ring_ids: Sequence[str]) -> dict[str, tuple[Anchor, ...]]:
        """`ports.RingsOfUsers`: members and shared devices of rings. One round trip for 200."""
        return {ring_id: _anchors(detail) for ring_id, detail in self._each(ring_ids, "detail")}

    def summaries(self, ring_ids: Sequence[str]) -> dict[str, RingSummary]:
        found = (
            (ring_id, read_projected(RingSummary, text))
            for ring_id, text in self._each(ring_ids, "summary")
        )
        return {ring_id: summary for ring_id, summary in found if summary}

    def _each(self, ring_ids: Sequence[str], field: str) -> Iterator[tuple[str, bytes]]:
        """A field of those rings that have it."""
        for some in batches(ring_ids, READ_AT_ONCE):
            with state_errors():
                pipe = self._client.pipeline(transaction=False)
                for ring_id in some:
                    pipe.hget(self._keys.ring(ring_id), field)
                values = pipe.execute()
            yield from (one for one in zip(some, values, strict=True) if one[1])

    def find(self, ring_id: str) -> StoredRing | None:
        with state_errors():
            pipe = self._client.pipeline(transaction=True)
            pipe.hmget(self._keys.ring(ring_id), ("summary", "detail", "block"))
            pipe.lrange(self._keys.ring_changes(ring_id), 0, -1)
            (summary, detail, block), changes = pipe.execute()
        known = read_projected(RingSummary, summary)
        told = read_projected(RingDetail, zlib.decompress(detail)) if detail else None
        if not known or not told:
            return None
        history = (read_projected(RingChange, text) for text in changes)
        return StoredRing(
            known, told, tuple(one for one in history if one), _read(RingBlock, block)
        )

    def page(self, query: RingQuery) -> RingPage:
        index = self._keys.rings_by(ENDED if query.status == ENDED else query.sort)
        if query.user_id is not None:
            return self._page_of_user(query.user_id, query)
        chosen = (one for one in self._ordered(index, query.cursor) if query.takes(one[1]))
        rows = list(islice(chosen, query.limit + 1))
        with state_errors():
            total = int(self._client.zcard(index))
        return RingPage(
            rings=tuple(ring for _, ring in rows[: query.limit]),
            total=total,
            next_cursor=rows[query.limit - 1][0] if len(rows) > query.limit else None,
        )

    def _page_of_user(self, user_id: str, query: RingQuery) -> RingPage:
        with state_errors():
            ring_id = read_ring(self._client.hget(self._keys.ring_members, user_id)).ring_id
        rings = [one for one in self.summaries([ring_id]).values() if query.takes(one)]
        return RingPage(rings=tuple(rings), total=len(rings), next_cursor=None)

    def _ordered(self, index: str, cursor: str | None) -> Iterator[tuple[str, RingSummary]]:
        """Rings of an index after the cursor, highest first, each with its own cursor."""
        value, last = _parsed(cursor)
        for start in count(0, READ_AT_ONCE):
            with state_errors():
                rows: list[Any] = self._client.zrevrangebyscore(
                    index, value, "-inf", start=start, num=READ_AT_ONCE, withscores=True
                )
            named = [(ring_id.decode(), score) for ring_id, score in rows]
            rings = self.summaries([ring_id for ring_id, _ in named])
            for ring_id, score in named:
                is_before = last is not None and score == float(value) and ring_id >= last
                if not is_before and ring_id in rings:
                    yield f"{score!r} {ring_id}", rings[ring_id]
            if len(rows) < READ_AT_ONCE:
                return


class _Member(BaseModel):
    user_id: str


class _Identifier(BaseModel):
    entity: TieEntity
    identifier: str


class _Named(BaseModel):
    """What of a ring's detail cases are found by; the rest, most of it a graph, is passed over."""

    members: tuple[_Member, ...]
    identifiers: tuple[_Identifier, ...]


def _anchors(detail: bytes) -> tuple[Anchor, ...]:
    named = _Named.model_validate_json(zlib.decompress(detail))
    devices = (one.identifier for one in named.identifiers if one.entity == "device")
    return ring_anchors((one.user_id for one in named.members), devices)


def _parsed(cursor: str | None) -> tuple[str, str | None]:
    if cursor is None:
        return "+inf", None
    value, _, ring_id = cursor.partition(" ")
    try:
        float(value)
    except ValueError:
        ring_id = ""
    if not ring_id:
        raise InvalidTransaction((("cursor", "must be the `next_cursor` of a page", "cursor"),))
    return value, ring_id


def _order(summary: RingSummary) -> dict[str, float]:
    most = summary.exposure[0].total_minor if summary.exposure else 0
    return {
        "score": summary.score,
        "size": float(summary.size),
        "exposure": float(most),
        "updated": summary.updated_at.timestamp(),
    }


def _as_blocked(update: RingUpdate, is_blocked: bool) -> RingUpdate:
    """A block is a person's: it stands whatever a run knew of it."""
    return replace(update, summary=update.summary.model_copy(update={"is_blocked": is_blocked}))


def _digest(update: RingUpdate) -> str:
    """Of what a run says; a person's block is not part of it."""
    text = update.summary.model_dump_json(exclude={"is_blocked"})
    return content_hash(
        (text + (update.detail.model_dump_json() if update.detail else "")).encode()
    )


def _read(model: type[_Read], text: bytes | None) -> _Read | None:
    return model.model_validate_json(text) if text else None
