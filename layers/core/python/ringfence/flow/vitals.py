"""Vitals: the last hour of the system, read from what the projection over decisions counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from ringfence.domain.errors import DependencyError
from ringfence.domain.vitals import (
    MINUTES_KEPT,
    WINDOWS_MIN,
    MinuteVitals,
    QueueVitals,
    StageLatency,
    Traffic,
    Vitals,
    add_counts,
    quantile,
)
from ringfence.flow.ports import Queue
from ringfence.flow.vitals_ports import MinuteCounts, Stats, VitalSigns

MINUTE_S = 60
Read = TypeVar("Read")


def read_vitals(signs: VitalSigns, queue: Queue, now: datetime) -> Vitals:
    """What can be read now; what cannot is named in `unknown`, so that a page shows the rest."""
    unknown: list[str] = []

    def read(name: str, look: Callable[[], Read], otherwise: Read) -> Read:
        try:
            return look()
        except DependencyError:
            unknown.append(name)
            return otherwise

    this_minute = int(now.timestamp()) // MINUTE_S
    asked = range(this_minute - MINUTES_KEPT + 1, this_minute + 1)
    minutes: Sequence[MinuteCounts] = read("decisions", lambda: signs.minutes(asked), ())
    return Vitals(
        at=now,
        latencies=tuple(
            latency for window in WINDOWS_MIN for latency in _latencies(minutes[-window:], window)
        ),
        minutes=tuple(map(_minute, minutes)),
        queue=read("queue", lambda: _queue(signs, queue, now), None),
        workers=tuple(read("workers", signs.workers, ())),
        memory=tuple(read("memory", signs.memory, ())),
        unknown=tuple(unknown),
    )


def read_traffic(stats: Stats, seconds: int, now: datetime) -> Traffic:
    """The last whole `seconds` before `now`; the one that runs is not over. One round trip.

    Raises
    ------
    StateUnavailable
    """
    this_second = int(now.timestamp())
    asked = range(this_second - seconds, this_second)
    return Traffic(at=now, seconds=tuple(stats.seconds(asked)))


def _latencies(minutes: Sequence[MinuteCounts], window_min: int) -> list[StageLatency]:
    stages = sorted({stage for minute in minutes for stage in minute.latencies})
    return [_latency(stage, minutes, window_min) for stage in stages]


def _latency(stage: str, minutes: Sequence[MinuteCounts], window_min: int) -> StageLatency:
    counts = add_counts([minute.latencies.get(stage, {}) for minute in minutes])
    return StageLatency(
        stage=stage,
        window_min=window_min,
        decisions=sum(counts.values()),
        ms_p50=quantile(counts, 0.50),
        ms_p99=quantile(counts, 0.99),
    )


def _minute(counts: MinuteCounts) -> MinuteVitals:
    return MinuteVitals(
        at=datetime.fromtimestamp(counts.minute * MINUTE_S, UTC),
        decisions=counts.decisions,
        degraded=counts.degraded,
        missing=dict(counts.missing),
    )


def _queue(signs: VitalSigns, queue: Queue, now: datetime) -> QueueVitals:
    depth = queue.depth()
    last = signs.last_received_at() if depth["waiting"] else None
    return QueueVitals(
        waiting=depth["waiting"],
        in_flight=depth["in_flight"],
        dead=depth["dead"],
        behind_s=max(0.0, (now - last).total_seconds()) if last else None,
    )
