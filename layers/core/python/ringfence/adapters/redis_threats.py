"""`ports.ThreatStore` on Redis: one hash of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.threats import THREATS_MAX, Threat
from ringfence.flow.ports import ThreatCheck

_CHECK = "check"


class RedisThreats:
    """See `ports.ThreatStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def all(self) -> list[Threat]:
        """One round trip."""
        with state_errors():
            found = self._client.hgetall(self._keys.threats)
        return [
            Threat.model_validate_json(text)
            for name, text in found.items()
            if name.decode() != _CHECK
        ]

    def put(self, threats: Sequence[Threat], check: ThreatCheck) -> None:
        """Two round trips; a third where some have to go."""
        stored = {one.threat_id: one.model_dump_json() for one in threats}
        checked = json.dumps({"at": check.at.isoformat(), "tested": check.tested})
        with state_errors():
            self._client.hset(self._keys.threats, mapping={**stored, _CHECK: checked})
            if self._client.hlen(self._keys.threats) > THREATS_MAX + 1:
                self._client.hdel(self._keys.threats, *self._surplus())

    def last_check(self) -> ThreatCheck | None:
        """One round trip."""
        with state_errors():
            found = self._client.hget(self._keys.threats, _CHECK)
        if not found:
            return None
        fields = json.loads(found)
        return ThreatCheck(datetime.fromisoformat(fields["at"]), fields["tested"])

    def _surplus(self) -> list[str]:
        """Those over for longest."""
        newest = sorted(self.all(), key=lambda one: (one.status == "active", one.last_seen))
        return [one.threat_id for one in newest[:-THREATS_MAX]]
