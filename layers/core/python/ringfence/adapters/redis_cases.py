"""`case_ports.CaseStore` in Redis. Every change is a compare-and-swap on a case's version.

A case is a hash of three: its version, its summary (what lists read) and its work (alerts and
activity). Two sorted sets order the cases; one hash says which active case has an anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from redis import Redis, WatchError
from redis.client import Pipeline

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.cases import (
    CASE_RETENTION_S,
    Activity,
    Anchor,
    Case,
    CaseAlert,
    CaseCounts,
    CaseSummary,
    Undoable,
)
from ringfence.domain.errors import CaseMoved
from ringfence.flow.case_ports import CaseChange, CasesFound, Joined

_KEEP_MS = CASE_RETENTION_S * 1_000


class _Work(BaseModel):
    """What of a case no list reads."""

    alerts: tuple[CaseAlert, ...]
    activity: tuple[Activity, ...]
    undoable: Undoable | None


class RedisCaseStore:
    """See `case_ports.CaseStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    # ── Read ─────────────────────────────────────────────────────────────────────────────────────

    def find(self, case_id: str) -> Case | None:
        with state_errors():
            summary, work = self._client.hmget(self._keys.case(case_id), ("summary", "work"))
        return _case(summary, work) if summary and work else None

    def active(self, cursor: str | None, limit: int) -> CasesFound:
        return self._page(self._keys.active_cases, cursor, limit, is_reversed=False)

    def closed(self, cursor: str | None, limit: int) -> CasesFound:
        return self._page(self._keys.closed_cases, cursor, limit, is_reversed=True)

    def _page(self, key: str, cursor: str | None, limit: int, is_reversed: bool) -> CasesFound:
        start = int(cursor or 0)
        with state_errors():
            names = self._client.zrange(key, start, start + limit, desc=is_reversed)
            read = self._client.pipeline(transaction=False)
            for name in names[:limit]:
                read.hget(self._keys.case(name.decode()), "summary")
            summaries = read.execute()
            self._forget([name for name, one in zip(names, summaries, strict=False) if not one])
        found = [CaseSummary.model_validate_json(one) for one in summaries if one]
        return CasesFound(found, str(start + limit) if len(names) > limit else None)

    def _forget(self, gone: Sequence[bytes]) -> None:
        """Take cases that have left retention out of the order."""
        if gone:
            self._client.zrem(self._keys.active_cases, *gone)
            self._client.zrem(self._keys.closed_cases, *gone)
            self._client.srem(self._keys.investigated_cases, *gone)

    def counts(self, at: datetime) -> CaseCounts:
        with state_errors():
            read = self._client.pipeline(transaction=True)
            read.zcard(self._keys.active_cases)
            read.scard(self._keys.investigated_cases)
            read.zcard(self._keys.closed_cases)
            read.zcount(self._keys.active_cases, "-inf", _ms(at))
            active, investigating, closed, overdue = read.execute()
        return CaseCounts(
            open=active - investigating,
            investigating=investigating,
            closed=closed,
            overdue=overdue,
        )

    def joined(self) -> Joined:
        with state_errors():
            return _joined(self._client.hmget(self._keys.joined_cases, ("seq", "cases")))

    def working(self, anchors: Sequence[Anchor]) -> Mapping[Anchor, Case]:
        if not anchors:
            return {}
        with state_errors():
            owners = self._client.hmget(self._keys.case_anchors, [_field(one) for one in anchors])
        names = {owner.decode() for owner in owners if owner}
        cases = {name: self.find(name) for name in sorted(names)}
        found = {
            anchor: cases[owner.decode()]
            for anchor, owner in zip(anchors, owners, strict=True)
            if owner
        }
        return {anchor: case for anchor, case in found.items() if case is not None}

    # ── Change ───────────────────────────────────────────────────────────────────────────────────

    def replace(self, before: Case, after: Case) -> None:
        if not self._store([CaseChange(before, after)], None):
            raise CaseMoved(before.case_id)

    def store_joined(self, before: Joined, after: Joined, changes: Sequence[CaseChange]) -> bool:
        return self._store(changes, (before, after))

    def _store(self, changes: Sequence[CaseChange], joined: tuple[Joined, Joined] | None) -> bool:
        """False where something is not as it was read, or is changed while this is stored."""
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            pipe.watch(*self._watched(changes, joined is not None))
            if not self._is_as_read(pipe, changes, joined):
                return False
            owners = self._owners(pipe, changes)
            pipe.multi()
            for change in changes:
                self._stage(pipe, change.after, owners)
            if joined:
                seq, cases = joined[1]
                pipe.hset(self._keys.joined_cases, mapping={"seq": seq, "cases": cases})
            try:
                pipe.execute()
            except WatchError:
                return False
        return True

    def _watched(self, changes: Sequence[CaseChange], is_joining: bool) -> list[str]:
        keys = [self._keys.case(change.after.case_id) for change in changes]
        moves_anchors = is_joining or any(
            change.before is None or change.before.status != change.after.status
            for change in changes
        )
        keys += [self._keys.case_anchors] if moves_anchors else []
        return [*keys, self._keys.joined_cases] if is_joining else keys

    def _is_as_read(
        self, pipe: Pipeline, changes: Sequence[CaseChange], joined: tuple[Joined, Joined] | None
    ) -> bool:
        for before, after in changes:
            stored = pipe.hget(self._keys.case(after.case_id), "version")
            if (int(stored) if stored else None) != (before.version if before else None):
                return False
        if joined is None:
            return True
        return _joined(pipe.hmget(self._keys.joined_cases, ("seq", "cases"))) == joined[0]

    def _owners(self, pipe: Pipeline, changes: Sequence[CaseChange]) -> dict[str, str]:
        """Who has the anchors of these cases; a case that has left retention has none."""
        fields = sorted({_field(one) for change in changes for one in change.after.anchors})
        owned = zip(fields, pipe.hmget(self._keys.case_anchors, fields), strict=True)
        owners = {field: owner.decode() for field, owner in owned if owner}
        known = {name: pipe.exists(self._keys.case(name)) for name in sorted(set(owners.values()))}
        return {field: owner for field, owner in owners.items() if known[owner]}

    def _stage(self, pipe: Pipeline, case: Case, owners: dict[str, str]) -> None:
        key, name, keys = self._keys.case(case.case_id), case.case_id, self._keys
        pipe.hset(key, mapping=_fields(case))
        pipe.pexpire(key, _KEEP_MS)
        is_worked = case.status == "investigating"
        (pipe.sadd if is_worked else pipe.srem)(keys.investigated_cases, name)
        if case.status == "closed":
            closed_at = _ms(case.updated_at)
            pipe.zrem(keys.active_cases, name)
            pipe.zadd(keys.closed_cases, {name: closed_at})
            pipe.zremrangebyscore(keys.closed_cases, "-inf", closed_at - _KEEP_MS)
        else:
            pipe.zrem(keys.closed_cases, name)
            pipe.zadd(keys.active_cases, {name: _ms(case.due_at)})
        self._stage_anchors(pipe, case, owners)

    def _stage_anchors(self, pipe: Pipeline, case: Case, owners: dict[str, str]) -> None:
        for field in map(_field, case.anchors):
            owner = owners.get(field)
            if case.status == "closed" and owner == case.case_id:
                pipe.hdel(self._keys.case_anchors, field)
            elif case.status != "closed" and owner is None:
                owners[field] = case.case_id
                pipe.hset(self._keys.case_anchors, field, case.case_id)


def _field(anchor: Anchor) -> str:
    return f"{anchor.type}:{anchor.id}"


def _fields(case: Case) -> dict[str | bytes, bytes | float | int | str]:
    summary = case.model_dump_json(include=set(CaseSummary.model_fields))
    work = case.model_dump_json(include=set(_Work.model_fields))
    return {"version": case.version, "summary": summary, "work": work}


def _case(summary: bytes, work: bytes) -> Case:
    kept = _Work.model_validate_json(work)
    return Case(**dict(CaseSummary.model_validate_json(summary)), **dict(kept))


def _joined(stored: Iterable[bytes | None]) -> Joined:
    return Joined(*(int(value or 0) for value in stored))


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1_000)
