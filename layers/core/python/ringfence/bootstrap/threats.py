"""Use cases of threats."""

from __future__ import annotations

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.threats import ThreatCourse, ThreatPage
from ringfence.flow import threats
from ringfence.flow.threats import ThreatReport


class Threats:
    """What departs from its normal."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def detect(self) -> ThreatReport:
        """The scheduled check."""
        adapters = self._adapters
        return threats.detect_threats(adapters.tallies, adapters.threats, adapters.now())

    def list(self, limit: int) -> ThreatPage:
        """Active and recent, ranked."""
        return threats.list_threats(self._adapters.threats, limit)

    def follow(self, threat_id: str) -> ThreatCourse:
        """Raises `UnknownThreat`."""
        adapters = self._adapters
        return threats.follow_threat(threat_id, adapters.tallies, adapters.threats, adapters.now())
