"""`ports.ThreatStore` in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.domain.threats import THREATS_MAX, Threat
from ringfence.flow.ports import ThreatCheck


class MemoryThreats:
    """See `ports.ThreatStore`."""

    def __init__(self) -> None:
        self._threats: dict[str, Threat] = {}
        self._check: ThreatCheck | None = None

    def all(self) -> list[Threat]:
        return list(self._threats.values())

    def put(self, threats: Sequence[Threat], check: ThreatCheck) -> None:
        self._threats.update({threat.threat_id: threat for threat in threats})
        self._check = check
        newest = sorted(
            self._threats.values(), key=lambda one: (one.status == "active", one.last_seen)
        )
        self._threats = {one.threat_id: one for one in newest[-THREATS_MAX:]}

    def last_check(self) -> ThreatCheck | None:
        return self._check
