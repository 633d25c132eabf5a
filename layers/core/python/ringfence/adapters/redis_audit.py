"""`ports.Audit` in Redis: a stream whose ids are the entries' numbers: none is written twice.

Who reads the end and finds it moved when writing reads it again: the log is one chain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from redis import Redis, WatchError

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.audit import FIRST_DIGEST, AuditEntry, Change, Link, sealed
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.people import Person

TRIES = 100
"""A bulk of labels by several people at once: each try lets at least one of them through."""


class RedisAudit:
    """See `ports.Audit`. `on_recorded` is told of each entry."""

    def __init__(
        self, client: Redis, keys: Keys, on_recorded: Callable[[AuditEntry], None]
    ) -> None:
        self._client = client
        self._key = keys.audit
        self._on_recorded = on_recorded

    def record(
        self, change: Change, person: Person, at: datetime, withdraws: int | None = None
    ) -> AuditEntry:
        for _ in range(TRIES):
            with state_errors(), self._client.pipeline(transaction=True) as pipeline:
                pipeline.watch(self._key)
                entry = sealed(change, person, at, self._last(pipeline), withdraws)
                pipeline.multi()
                pipeline.xadd(self._key, {"entry": entry.model_dump_json()}, id=f"{entry.seq}-0")
                try:
                    pipeline.execute()
                except WatchError:
                    continue
                self._on_recorded(entry)
                return entry
        raise StateUnavailable("the audit log is written by many at once; try again")

    def last(self) -> Link:
        with state_errors():
            return self._last(self._client)

    def before(self, seq: int | None, limit: int) -> Sequence[AuditEntry]:
        end = "+" if seq is None else f"({seq}-0"
        with state_errors():
            stored = self._client.xrevrange(self._key, end, "-", count=limit)
        return [_entry(fields) for _, fields in reversed(stored)]

    def after(self, seq: int, limit: int) -> Sequence[AuditEntry]:
        with state_errors():
            stored = self._client.xrange(self._key, f"({seq}-0", "+", count=limit)
        return [_entry(fields) for _, fields in stored]

    def _last(self, client: Redis) -> Link:
        """The last number given, with the digest of the last entry there is: where the end was cut
        off, the next entry does not fit and shows it."""
        if not client.exists(self._key):
            return Link()
        info = client.xinfo_stream(self._key)
        if not info["last-entry"]:
            return Link(_seq(info["last-generated-id"]), FIRST_DIGEST)
        entry = _entry(info["last-entry"][1])
        return Link(_seq(info["last-generated-id"]), entry.digest)


def _seq(stream_id: bytes) -> int:
    return int(stream_id.split(b"-")[0])


def _entry(fields: dict[bytes, bytes]) -> AuditEntry:
    return AuditEntry.model_validate_json(fields[b"entry"])
