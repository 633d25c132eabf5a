"""`threat_ports.ThreatStore` in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.domain.alerts import ThreatAlert
from ringfence.domain.errors import TooManySnoozes
from ringfence.domain.threats import THREATS_MAX, Threat, ThreatKind, ThreatSnooze
from ringfence.flow.threat_ports import ThreatChanges, ThreatCheck


class MemoryThreats:
    """See `threat_ports.ThreatStore`. `alerts` are those raised, in order."""

    def __init__(self) -> None:
        self._threats: dict[str, Threat] = {}
        self._check: ThreatCheck | None = None
        self._snoozes: dict[tuple[str, tuple[str, ...]], ThreatSnooze] = {}
        self.alerts: list[ThreatAlert] = []

    def all(self) -> list[Threat]:
        return list(self._threats.values())

    def put(self, changes: ThreatChanges, before: ThreatCheck | None) -> bool:
        if self._check != before:
            return False
        self._threats.update({threat.threat_id: threat for threat in changes.threats})
        self._check = changes.check
        self.alerts.extend(changes.alerts)
        newest = sorted(
            self._threats.values(), key=lambda one: (one.status == "active", one.last_seen)
        )
        self._threats = {one.threat_id: one for one in newest[-THREATS_MAX:]}
        return True

    def last_check(self) -> ThreatCheck | None:
        return self._check

    def snoozes(self) -> list[ThreatSnooze]:
        return list(self._snoozes.values())

    def snooze(self, one: ThreatSnooze) -> None:
        kept = {key: old for key, old in self._snoozes.items() if one.created_at < old.until}
        kept[one.kind, one.names] = one
        if len(kept) > THREATS_MAX:
            raise TooManySnoozes(THREATS_MAX)
        self._snoozes = kept

    def wake(self, kind: ThreatKind, names: Sequence[str]) -> None:
        self._snoozes.pop((kind, tuple(names)), None)
