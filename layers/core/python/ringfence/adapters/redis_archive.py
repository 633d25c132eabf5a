"""What is archived out of Redis, and put back into it.

Stream ids of decisions are the server's milliseconds and never fall, so an hour that the server has
left is closed for good. Those of the audit log are numbers; its entries carry their time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, cast

from redis import Redis, WatchError

from ringfence.adapters.decision_stream import EntryKind, kind_of
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.amendments import as_made
from ringfence.domain.archive import ArchivedAmendment, Chunk, Kind, Row
from ringfence.domain.audit import AuditEntry
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.labels import Label
from ringfence.domain.values import Message

BEGINNING = "0-0"


class _Cursor:
    """How far a kind is archived: a field of one hash."""

    def __init__(self, client: Redis, keys: Keys, kind: Kind) -> None:
        self._client = client
        self._keys = keys
        self.kind: Kind = kind

    def cursor(self) -> str:
        with state_errors():
            return self._cursor(self._client)

    def _cursor(self, client: Redis) -> str:
        found = cast("bytes | None", client.hget(self._keys.archived, self.kind))
        return found.decode() if found else BEGINNING

    def advance(self, before: str, to: str) -> None:
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.watch(self._keys.archived)
            if self._cursor(pipe) != before:
                return  # Another run archived the same, and was first.
            pipe.multi()
            pipe.hset(self._keys.archived, self.kind, to)
            try:
                pipe.execute()
            except WatchError:
                raise StateUnavailable("another run archives; the next one goes on") from None

    def _hour_now(self) -> datetime:
        """The hour that is not over, by the clock that numbers the streams."""
        with state_errors():
            seconds, _ = self._client.time()
        return _hour(datetime.fromtimestamp(int(seconds), UTC))


class RedisDecisionSource(_Cursor):
    """`ports.ArchiveSource` over the decision stream: decisions as they were made, what came of
    them, and labels."""

    def __init__(
        self, client: Redis, keys: Keys, decisions: RedisDecisions, kept: timedelta
    ) -> None:
        super().__init__(client, keys, "decisions")
        self._decisions = decisions
        self._kept = kept

    def closed(self, after: str, limit: int) -> Chunk | None:
        end = f"({_ms(self._hour_now())}-0"
        with state_errors():
            entries = self._client.xrange(self._keys.decisions, f"({after}", end, count=limit)
        if not entries:
            return None
        hour = _hour_of(entries[0][0])
        of_hour = list(takewhile(lambda entry: _hour_of(entry[0]) == hour, entries))
        rows = self._rows(of_hour)
        return Chunk(
            hour=hour,
            first_id=of_hour[0][0].decode(),
            last_id=of_hour[-1][0].decode(),
            rows=rows,
            missing=len(of_hour) - len(rows),
        )

    def trim(self) -> int:
        """Drop what is archived and projected, once its decisions have left retention: until then
        a simulation reads them by the stream."""
        horizon = f"{_ms(datetime.now(UTC)) - self._kept // timedelta(milliseconds=1)}-0"
        with state_errors():
            projected = cast("bytes | None", self._client.hget(self._keys.projected, "cursor"))
            through = (self.cursor(), projected.decode() if projected else BEGINNING, horizon)
            oldest = min(through, key=_place)
            return int(self._client.xtrim(self._keys.decisions, minid=oldest, approximate=False))

    def waiting_since(self) -> datetime | None:
        with state_errors():
            found = self._client.xrange(self._keys.decisions, f"({self.cursor()}", "+", count=1)
        return _made_at(found[0][0]) if found else None

    def _rows(self, entries: Sequence[Any]) -> list[Row]:
        found = self._decisions.find_all([fields[b"id"].decode() for _, fields in entries])
        rows: list[Row] = []
        for (name, fields), decision in zip(entries, found, strict=True):
            kind = kind_of(fields)
            told = _label(fields) if kind == "label" else _told(kind, decision)
            if told:
                message = told.model_dump(mode="json")
                rows.append({"entry_id": name.decode(), "kind": kind, kind: message})
        return rows


def _label(fields: Mapping[bytes, bytes]) -> Label:
    return Label.model_validate_json(fields[b"label"])


def _told(kind: EntryKind, decision: Decision | None) -> Message | None:
    """What an entry says, the same however late it is asked; None where retention is over."""
    if decision is None:
        return None
    receipt = as_made(decision)
    if kind == "decision":
        return receipt
    assert decision.amendment, "it was stored before its entry"
    alert_seq = None if receipt.alert_seq else decision.alert_seq
    return ArchivedAmendment(
        transaction_id=decision.transaction_id, alert_seq=alert_seq, amendment=decision.amendment
    )


class RedisAuditSource(_Cursor):
    """`ports.ArchiveSource` over the audit log. It is copied, never trimmed: it grows at people's
    pace, and the chain in Redis stays whole."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        super().__init__(client, keys, "audit")

    def closed(self, after: str, limit: int) -> Chunk | None:
        now = self._hour_now()
        with state_errors():
            stored = self._client.xrange(self._keys.audit, f"({after}", "+", count=limit)
        entries = [
            (name.decode(), AuditEntry.model_validate_json(fields[b"entry"]))
            for name, fields in stored
        ]
        if not entries or _hour(entries[0][1].at) >= now:
            return None
        hour = _hour(entries[0][1].at)
        of_hour = list(takewhile(lambda entry: _hour(entry[1].at) == hour, entries))
        rows: list[Row] = [
            {"entry_id": name, "kind": "change", "change": entry.model_dump(mode="json")}
            for name, entry in of_hour
        ]
        return Chunk(hour, first_id=of_hour[0][0], last_id=of_hour[-1][0], rows=rows)

    def trim(self) -> int:
        return 0

    def waiting_since(self) -> datetime | None:
        with state_errors():
            found = self._client.xrange(self._keys.audit, f"({self.cursor()}", "+", count=1)
        return AuditEntry.model_validate_json(found[0][1][b"entry"]).at if found else None


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hour_of(stream_id: bytes) -> datetime:
    return _hour(_made_at(stream_id))


def _made_at(stream_id: bytes) -> datetime:
    return datetime.fromtimestamp(int(stream_id.split(b"-")[0]) / 1_000, UTC)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def _place(stream_id: str) -> tuple[int, int]:
    ms, _, number = stream_id.partition("-")
    return int(ms), int(number or 0)
