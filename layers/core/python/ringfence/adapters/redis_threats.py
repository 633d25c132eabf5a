"""`threat_ports.ThreatStore` on Redis: two hashes of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from redis import Redis, WatchError

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_functions import ensure_loaded
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_projected import read_projected
from ringfence.adapters.redis_raised import stage_alert
from ringfence.domain.errors import TooManySnoozes
from ringfence.domain.threats import THREATS_MAX, Threat, ThreatKind, ThreatSnooze
from ringfence.flow.threat_ports import ThreatChanges, ThreatCheck

_CHECK = "check"
_SEPARATOR = "\x1f"


class RedisThreats:
    """See `threat_ports.ThreatStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def all(self) -> list[Threat]:
        """One round trip."""
        return [one for one in self._stored().values() if one]

    def _stored(self) -> dict[str, Threat | None]:
        """By id; None for one that this build cannot read."""
        with state_errors():
            found = self._client.hgetall(self._keys.threats)
        named = ((name.decode(), text) for name, text in found.items())
        return {name: read_projected(Threat, text) for name, text in named if name != _CHECK}

    def put(self, changes: ThreatChanges, before: ThreatCheck | None) -> bool:
        """Four round trips; one more where some have to go, one more for alerts."""
        stored = {one.threat_id: one.model_dump_json() for one in changes.threats}
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            if changes.alerts:
                ensure_loaded(self._client)
            pipe.watch(self._keys.threats)
            if _read(pipe.hget(self._keys.threats, _CHECK)) != before:
                return False
            pipe.multi()
            pipe.hset(self._keys.threats, mapping={**stored, _CHECK: _written(changes.check)})
            for alert in changes.alerts:
                stage_alert(pipe, self._keys, alert, changes.check.at)
            try:
                pipe.execute()
            except WatchError:
                return False
            if gone := self._surplus():
                self._client.hdel(self._keys.threats, *gone)
        return True

    def last_check(self) -> ThreatCheck | None:
        """One round trip."""
        with state_errors():
            return _read(self._client.hget(self._keys.threats, _CHECK))

    def _surplus(self) -> list[str]:
        """Those nobody can read, and those over for longest."""
        stored = self._stored()
        unreadable = [name for name, one in stored.items() if one is None]
        readable = (one for one in stored.values() if one)
        newest = sorted(readable, key=lambda one: (one.status == "active", one.last_seen))
        return [*unreadable, *(one.threat_id for one in newest[:-THREATS_MAX])]

    # ── Snoozes ──────────────────────────────────────────────────────────────────────────────────

    def snoozes(self) -> list[ThreatSnooze]:
        """One round trip."""
        with state_errors():
            found = self._client.hvals(self._keys.threat_snoozes)
        return [ThreatSnooze.model_validate_json(text) for text in found]

    def snooze(self, one: ThreatSnooze) -> None:
        """Two round trips."""
        kept = {_field(old.kind, old.names): old for old in self.snoozes()}
        ended = [name for name, old in kept.items() if old.until <= one.created_at]
        field = _field(one.kind, one.names)
        if len({*kept, field}.difference(ended)) > THREATS_MAX:
            raise TooManySnoozes(THREATS_MAX)
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            if ended:
                pipe.hdel(self._keys.threat_snoozes, *ended)
            pipe.hset(self._keys.threat_snoozes, field, one.model_dump_json())
            pipe.execute()

    def wake(self, kind: ThreatKind, names: Sequence[str]) -> None:
        """One round trip."""
        with state_errors():
            self._client.hdel(self._keys.threat_snoozes, _field(kind, names))


def _field(kind: ThreatKind, names: Sequence[str]) -> str:
    return _SEPARATOR.join((kind, *names))


def _written(check: ThreatCheck) -> str:
    fields = {"tested": check.tested, "hours_known": check.hours_known}
    return json.dumps({"at": check.at.isoformat(), **fields})


def _read(text: bytes | None) -> ThreatCheck | None:
    if not text:
        return None
    fields = json.loads(text)
    # A check of a build that did not count hours is the latest all the same.
    at, hours_known = datetime.fromisoformat(fields["at"]), fields.get("hours_known", 0)
    return ThreatCheck(at, fields["tested"], hours_known)
