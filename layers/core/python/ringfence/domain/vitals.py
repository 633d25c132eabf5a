"""Vitals: what an engineer watches, minute by minute, and the latency histogram behind it.

Latencies fall into bins whose upper edges grow by `GROWTH`, so that an hour of them is a few
hundred counters and a quantile is right to within half a bin, 2.5 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ringfence.domain.values import Message

GROWTH = 1.05
LEAST_MS = 0.001
BINS_MAX = 600
"""The last bin begins at 0.001 ms x 1.05^599, about 80 years."""

WINDOWS_MIN = (5, 60)
MINUTES_KEPT = 60

TRAFFIC_S_MAX = 900
"""Seconds of traffic that are kept; the store forgets a second that long after its last count."""

Whole = Annotated[int, Field(ge=0)]


class StageLatency(Message):
    """One stage over the last `window_min` minutes. `wait` is the time from receipt to decision,
    the others are the stages of `timings_ms`. None where nothing was decided."""

    stage: str
    window_min: int
    decisions: Whole
    ms_p50: float | None
    ms_p99: float | None


class MinuteVitals(Message):
    """What was decided in one minute, and how many decisions went without which stage."""

    at: AwareDatetime
    decisions: Whole
    degraded: Whole
    missing: dict[str, int]


class QueueVitals(Message):
    """The queue and its dead letters. `behind_s` is how long ago the transaction decided last was
    received, so about how long the oldest has waited; None where nothing waits, or nothing was
    decided in the last hours."""

    waiting: Whole
    in_flight: Whole
    dead: Whole
    behind_s: float | None


class WorkerVitals(Message):
    """A function that runs while there is something to do. `behind` counts what waits for it."""

    name: str
    is_running: bool
    behind: Whole


class MemoryVitals(Message):
    """What Redis says of its memory; `limit_bytes` is None where it has no limit."""

    server: str
    used_bytes: Whole
    peak_bytes: Whole
    limit_bytes: int | None


class TrafficSecond(Message):
    """What was decided in one whole second of wall-clock time; `second` is Unix time."""

    second: int
    decisions: Whole
    alerts: Whole
    declines: Whole
    decision_ms_max: float


class Traffic(Message):
    """`GET /traffic`: the last whole seconds, oldest first, none left out."""

    at: AwareDatetime
    seconds: tuple[TrafficSecond, ...]


class Vitals(Message):
    """`GET /health/detail`: what cannot be read is left out and named in `unknown`."""

    at: AwareDatetime
    latencies: tuple[StageLatency, ...]
    minutes: tuple[MinuteVitals, ...]
    queue: QueueVitals | None
    workers: tuple[WorkerVitals, ...]
    memory: tuple[MemoryVitals, ...]
    unknown: tuple[str, ...] = ()


def latency_bin(ms: float) -> int:
    """The bin of a latency.

    >>> latency_bin(0.0), latency_bin(1.0), latency_bin(1.1)
    (0, 141, 143)
    """
    if ms <= LEAST_MS:
        return 0
    return min(BINS_MAX - 1, int(math.log(ms / LEAST_MS) / math.log(GROWTH)))


def latency_of(place: int) -> float:
    """The middle of a bin, in ms; within 2.5 % of whatever fell into it."""
    return LEAST_MS * GROWTH ** (place + 0.5) if place else LEAST_MS


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The latency that `share` of all stayed within, from counts per bin; None where there is none.

    >>> quantile({latency_bin(1.0): 99, latency_bin(100.0): 1}, 0.5)
    0.996
    >>> quantile({}, 0.5) is None
    True
    """
    total = sum(counts.values())
    if not total:
        return None
    left = math.ceil(total * share)
    for place in sorted(counts):
        left -= counts[place]
        if left <= 0:
            return round(latency_of(place), 3)
    return None


def add_counts(parts: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """Counts per bin of several minutes together.

    >>> add_counts([{1: 2}, {1: 1, 3: 1}])
    {1: 3, 3: 1}
    """
    total: dict[int, int] = {}
    for part in parts:
        for place, count in part.items():
            total[place] = total.get(place, 0) + count
    return total


class ComponentHealth(Message):
    """One thing the system leans on."""

    status: Literal["up", "down"]
    detail: str
    latency_ms: float | None = None


class Health(Message):
    """`GET /health`: 200 while transactions can be accepted and decided, else 503."""

    status: Literal["up", "degraded", "down"]
    version: str
    components: dict[str, ComponentHealth]
