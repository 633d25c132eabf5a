"""Use cases of rings."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cached_property

from ringfence.bootstrap.adapters import Adapters
from ringfence.bootstrap.look_up import LookUp
from ringfence.domain.people import Person
from ringfence.domain.rings import (
    BlockRingRequest,
    BlockRingResult,
    EntityGraph,
    RingDossier,
    RingHistory,
    RingPage,
    RingQuery,
)
from ringfence.flow import rings
from ringfence.flow.audit import By
from ringfence.flow.detect_rings import DetectionReport, detect_rings
from ringfence.flow.rings import RingDesk

RUN_LIMIT_S = 300.0
"""The function's own limit: a run that died is over by then."""


class Rings:
    """Who is tied to whom."""

    def __init__(
        self, adapters: Adapters, by: Callable[[Person], By], every_s: float, look_up: LookUp
    ) -> None:
        self._adapters = adapters
        self._by = by
        self._look_up = look_up
        self._every_s = every_s

    @cached_property
    def _desk(self) -> RingDesk:
        adapters = self._adapters
        return RingDesk(
            adapters.rings,
            adapters.payment_totals,
            adapters.decisions.find_all,
            adapters.labels_in_force,
            adapters.list_store,
            adapters.cases,
        )

    def page(self, query: RingQuery) -> RingPage:
        """Rings in an order, by cursor."""
        return self._desk.rings.page(query)

    def dossier(self, ring_id: str) -> RingDossier:
        """Raises `UnknownRing`."""
        return rings.read_dossier(ring_id, self._desk)

    def graph(self, ring_id: str) -> EntityGraph:
        """Raises `UnknownRing`."""
        drawn = rings.read_graph(ring_id, self._desk.rings)
        return self._look_up.as_of_now(drawn)

    def history(self, ring_id: str) -> RingHistory:
        """Raises `UnknownRing`."""
        return rings.read_history(ring_id, self._desk.rings)

    def block(self, ring_id: str, request: BlockRingRequest, person: Person) -> BlockRingResult:
        """Raises `UnknownRing` and `ListsFull`."""
        return rings.block_ring(ring_id, request, self._desk, self._by(person))

    def unblock(self, ring_id: str, person: Person) -> None:
        """Raises `UnknownRing`."""
        rings.unblock_ring(ring_id, self._desk, self._by(person))

    def detect(self) -> DetectionReport | None:
        """One run of detection; None where another is under way or the last was too recent."""
        adapters, token = self._adapters, secrets.token_hex(8)
        lease, began = adapters.rings_lease, adapters.now()
        if not lease.take(token, RUN_LIMIT_S):
            return None
        try:
            report = detect_rings(
                adapters.ring_source, adapters.payment_totals, adapters.rings, began
            )
        except BaseException:
            lease.drop(token)
            raise
        took_s = (adapters.now() - began).total_seconds()
        # Held on for the rest of the pause, so that the schedule's next minutes are refused.
        lease.renew(token, max(0.001, self._every_s - took_s))
        return report
