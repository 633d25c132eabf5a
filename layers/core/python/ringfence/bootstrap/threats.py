"""Use cases of threats."""

from __future__ import annotations

from collections.abc import Callable

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.paging import Place
from ringfence.domain.people import Person
from ringfence.domain.threats import Threat, ThreatCourse, ThreatPage, ThreatSnoozeRequest
from ringfence.flow import threats
from ringfence.flow.audit import By
from ringfence.flow.threats import ThreatReport


class Threats:
    """What departs from its normal."""

    def __init__(self, adapters: Adapters, by: Callable[[Person], By]) -> None:
        self._adapters = adapters
        self._by = by

    def detect(self) -> ThreatReport:
        """The scheduled check."""
        adapters = self._adapters
        return threats.detect_threats(adapters.tallies, adapters.threats, adapters.now())

    def list(self, place: Place) -> ThreatPage:
        """Active and recent, ranked."""
        adapters = self._adapters
        return threats.list_threats(adapters.threats, adapters.now(), place)

    def snooze(self, threat_id: str, request: ThreatSnoozeRequest, person: Person) -> Threat:
        """Raises what `flow.threats.snooze_threat` raises."""
        return threats.snooze_threat(threat_id, request, self._adapters.threats, self._by(person))

    def wake(self, threat_id: str, person: Person) -> None:
        """Raises `UnknownThreat`."""
        threats.wake_threat(threat_id, self._adapters.threats, self._by(person))

    def follow(self, threat_id: str) -> ThreatCourse:
        """Raises `UnknownThreat`."""
        adapters = self._adapters
        return threats.follow_threat(threat_id, adapters.tallies, adapters.threats, adapters.now())
