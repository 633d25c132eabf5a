"""`ports.Projector` on Redis: the decision stream, read into projections exactly once.

A step reads the entries after the cursor, loads their decisions, and lets every projection add its
commands to one MULTI that also moves the cursor. Where somebody else moved it meanwhile the MULTI
does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from redis import Redis, WatchError
from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision, kind_of
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.labels import Label

BEGINNING = "0-0"


class Projection(Protocol):
    """Something read off the decision stream."""

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        """Add the commands that bring it up to date; they run once, all or none."""


class RedisProjector:
    """See `ports.Projector`."""

    def __init__(
        self,
        client: Redis,
        keys: Keys,
        stored: RedisDecisions,
        projections: Sequence[Projection],
    ) -> None:
        self._client = client
        self._keys = keys
        self._stored = stored
        self._projections = projections

    def step(self, limit: int) -> int:
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.watch(self._keys.projected)
            cursor = self._cursor(pipe)
            entries = cast(Any, pipe).xrange(self._keys.decisions, f"({cursor}", "+", count=limit)
            if not entries:
                return 0
            streamed = self._load(entries)
            pipe.multi()
            for projection in self._projections:
                projection.stage(pipe, streamed)
            pipe.hset(self._keys.projected, "cursor", entries[-1][0])
            pipe.hincrby(self._keys.projected, "entries", len(entries))
            try:
                pipe.execute()
            except WatchError:
                return 0
        return len(entries)

    def wait(self, timeout_s: float) -> None:
        with state_errors():
            stream = {self._keys.decisions: self._cursor(self._client)}
            self._client.xread(stream, count=1, block=max(1, round(timeout_s * 1_000)))

    def lag(self) -> int:
        with state_errors():
            if not self._client.exists(self._keys.decisions):
                return 0
            added = self._client.xinfo_stream(self._keys.decisions)["entries-added"]
            return int(added) - int(self._client.hget(self._keys.projected, "entries") or 0)

    def _cursor(self, client: Redis) -> str:
        found = cast("bytes | None", client.hget(self._keys.projected, "cursor"))
        return found.decode() if found else BEGINNING

    def _load(self, entries: Sequence[Any]) -> list[StreamedDecision]:
        """The decisions of some entries; one whose retention is over is left out."""
        found = self._stored.find_all([fields[b"id"].decode() for _, fields in entries])
        standing = self._standing_labels(entries)
        return [
            StreamedDecision(
                entry_id.decode(),
                kind_of(fields),
                decision,
                _label(fields) or standing.get(entry_id),
            )
            for (entry_id, fields), decision in zip(entries, found, strict=True)
            if decision
        ]

    def _standing_labels(self, entries: Sequence[Any]) -> dict[bytes, Label]:
        """The labels in force of what was amended: rules that no longer fired lose them."""
        amended = {
            entry_id: fields[b"id"].decode()
            for entry_id, fields in entries
            if kind_of(fields) == "amendment"
        }
        told = self._stored.last_labels([*amended.values()]) if amended else []
        return {name: label for name, label in zip(amended, told, strict=True) if label}


def _label(fields: Mapping[bytes, bytes]) -> Label | None:
    told = fields.get(b"label")
    return Label.model_validate_json(told) if told else None
