"""Detect rings: look at everybody at once, beside the path, and tell the path who is in one.

A run reads the ties, finds rings, matches them to those of the last run, and stores what changed.
A run that dies leaves rings stored whole, each with its members, change and alert; the next one
goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringfence.domain.alerts import RingAlert
from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.errors import GraphMissing
from ringfence.domain.graph import RingReading
from ringfence.domain.ring_description import NO_PAYMENTS, Payments, describe, summarise
from ringfence.domain.ring_finding import Ring, UserFacts, find_candidates, judge
from ringfence.domain.ring_matching import Change, match
from ringfence.domain.rings import RingChange, RingSummary, ring_alert
from ringfence.domain.values import RiskLevel
from ringfence.flow.ring_ports import PaymentTotals, RingNetwork, RingSource, RingStore, RingUpdate

RINGS_MAX = 5_000
"""Rings kept, the highest scores first: more than anybody will look at, and a bound for a run."""

NAMED_MAX = 50
"""Users a change names."""

ENDED_KEPT = timedelta(days=30)
ALERTED = ("formed", "grew", "split")
ALERT_GROWTH = 0.2
"""A ring alerts again when it has grown by a fifth since: one joining a hundred is no news."""


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """What a run saw and did, and how long each part took, in ms."""

    ties: int
    users: int
    rings: int
    written: int
    alerts: int
    pruned: int
    ms: Mapping[str, float]


def detect_rings(
    source: RingSource, totals: PaymentTotals, store: RingStore, at: datetime
) -> DetectionReport:
    """One run. Running again at once changes nothing.

    Raises
    ------
    StateUnavailable
    """
    watch = _StopWatch()
    before = store.memberships()
    network = _read(source, is_new=not before)
    watch.lap("read")
    rings, payments = _find(network, totals)
    watch.lap("find")
    ids, changes = match(before, [ring.members for ring in rings])
    updates = _updates(rings, ids, changes, _Run(network, payments, store, at))
    watch.lap("describe")
    written = store.save(updates, at)
    pruned = store.prune(at - ENDED_KEPT)
    watch.lap("save")
    alerts = sum(update.alert is not None for update in updates)
    users = len(network.facts)
    return DetectionReport(
        len(network.ties), users, len(rings), written, alerts, pruned, watch.laps_ms
    )


def _read(source: RingSource, is_new: bool) -> RingNetwork:
    """The ties. Where no ring was ever found, no graph is an empty one: nobody has paid yet."""
    try:
        return source.read()
    except GraphMissing:
        if not is_new:
            raise
        return RingNetwork((), {})


def memberships(rings: Sequence[Ring], ids: Sequence[str] = ()) -> Mapping[str, RingReading]:
    """User to ring, for a decision; without ids the rings are nameless."""
    names = ids or [""] * len(rings)
    return {
        user: reading
        for ring, name in zip(rings, names, strict=True)
        for user, reading in _readings(ring, name).items()
    }


def _readings(ring: Ring, ring_id: str) -> dict[str, RingReading]:
    reading = RingReading(ring.points / POINTS_PER_SCORE, len(ring.members), ring_id)
    return dict.fromkeys(sorted(ring.members), reading)


def _find(network: RingNetwork, totals: PaymentTotals) -> tuple[list[Ring], Payments]:
    """Rings, and the payments of everybody who might have been in one: of the others none are
    read."""
    candidates = find_candidates(network.ties, network.facts)
    users = sorted({user for group in candidates.groups for user in group})
    payments = totals.of(users)
    facts = {
        user: UserFacts(network.facts[user].devices, paid.payments, paid.declined)
        for user in users
        if (paid := payments.get(user, NO_PAYMENTS))
    }
    return judge(candidates, facts)[:RINGS_MAX], payments


@dataclass(frozen=True, slots=True)
class _Run:
    """What updates are made from."""

    network: RingNetwork
    payments: Payments
    store: RingStore
    at: datetime


def _updates(
    rings: Sequence[Ring], ids: Sequence[str], changes: Sequence[Change], run: _Run
) -> list[RingUpdate]:
    known = run.store.summaries([*ids, *(one.ring_id for one in changes if one.place is None)])
    change_of = {change.ring_id: change for change in changes}
    placed = {user for ring in rings for user in ring.members}
    active = [
        _update(ring, ring_id, change_of.get(ring_id), known.get(ring_id), placed, run)
        for ring, ring_id in zip(rings, ids, strict=True)
    ]
    ended = [
        _ending(change, known.get(change.ring_id) or _forgotten(change, run.at), placed, run)
        for change in changes
        if change.place is None
    ]
    # Endings first: who moved to another ring is taken out of the old before entering the new.
    return [*ended, *active]


def _update(
    ring: Ring,
    ring_id: str,
    change: Change | None,
    before: RingSummary | None,
    placed: set[str],
    run: _Run,
) -> RingUpdate:
    formed_at = before.formed_at if before else run.at
    updated_at = run.at if change or not before else before.updated_at
    devices = {user: run.network.facts[user].devices for user in ring.members}
    summary = summarise(ring_id, ring, run.payments, formed_at, updated_at)
    if before:
        summary = summary.model_copy(update={"is_blocked": before.is_blocked})
    return RingUpdate(
        summary=summary,
        detail=describe(ring, run.payments, devices),
        members=_readings(ring, ring_id),
        left=[user for user in change.left if user not in placed] if change else (),
        change=_told(change, summary.size, run.at) if change else None,
        alert=_alert(ring, summary, change, run.at) if change else None,
    )


def _ending(change: Change, before: RingSummary, placed: set[str], run: _Run) -> RingUpdate:
    ended = {"status": "ended", "updated_at": run.at, "merged_into": change.other}
    return RingUpdate(
        summary=before.model_copy(update=ended),
        detail=None,
        members={},
        left=[user for user in change.left if user not in placed],
        change=_told(change, 0, run.at),
        alert=None,
    )


def _forgotten(change: Change, at: datetime) -> RingSummary:
    """What is left of a ring of which nothing can be read: its members are told it is over."""
    return RingSummary(
        ring_id=change.ring_id,
        status="active",
        score=0.0,
        risk_level=RiskLevel.LOW,
        headline="Nothing is known of it any more",
        size=change.size_before,
        identifiers=0,
        frauds=0,
        exposure=(),
        formed_at=at,
        updated_at=at,
        last_payment_at=at,
    )


def _told(change: Change, size: int, at: datetime) -> RingChange:
    return RingChange(
        kind=change.kind,
        at=at,
        size_before=change.size_before,
        size=size,
        joined=change.joined[:NAMED_MAX],
        left=change.left[:NAMED_MAX],
        other=change.other,
    )


def _alert(ring: Ring, summary: RingSummary, change: Change, at: datetime) -> RingAlert | None:
    """A ring that formed, split off or grew by a fifth is news."""
    grown = len(change.joined) >= ALERT_GROWTH * change.size_before
    if change.kind not in ALERTED or not grown:
        return None
    return ring_alert(summary, ring.reasons, change.kind, change.size_before, at)


class _StopWatch:
    def __init__(self) -> None:
        self.laps_ms: dict[str, float] = {}
        self._at = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps_ms[name] = round((now - self._at) * 1e3, 1)
        self._at = now
