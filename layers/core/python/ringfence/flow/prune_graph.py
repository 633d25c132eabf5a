"""Prune the graph: what nobody has used for the retention is forgotten, beside the path.

A pass goes over the whole graph, in requests of a few ms with pauses between them. A run that has
no time left, or that waits too long for the graph, ends; the next goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ringfence.flow.prune_ports import AgingGraph, PrunePlace, PruneStep

STOP_WITH_S = 15.0
"""Time left in which no request is begun: one that waits for the graph ends before the function."""

PAUSE_RATIO = 9.0
"""A pause is this many times what the request took: a tenth of the graph's time at most."""

PAUSE_MIN_S = 0.002
LATE_S = 0.5
"""A request takes some ms. One that took this long stood behind work that matters more."""


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What a run did and why it ended; only after "done" has everything been looked at."""

    ended: Literal["done", "out of time", "gave way"]
    requests: int
    ties: int
    nodes: int
    longest_ms: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What holds a run back."""

    time_left_s: Callable[[], float]
    pause: Callable[[float], None] = time.sleep
    clock_s: Callable[[], float] = time.perf_counter


def prune_graph(
    graph: AgingGraph, place: PrunePlace, retention: timedelta, at: datetime, pace: Pace
) -> PruneReport:
    """One run. Running again changes nothing that is not due.

    Raises
    ------
    StateUnavailable
        The next run goes on from the same place.
    """
    begun = place.read()
    steps = graph.prune(begun, at - retention, at)
    requests, ties, nodes, longest_s = 0, 0, 0, 0.0
    ended: Literal["done", "out of time", "gave way"] = "done"
    for step, took_s in _timed(steps, pace.clock_s):
        requests, ties, nodes = requests + 1, ties + step.ties, nodes + step.nodes
        longest_s = max(longest_s, took_s)
        if step.place != begun:
            begun = step.place
            place.write(begun)
        if took_s > LATE_S:
            ended = "gave way"
            break
        pace.pause(max(PAUSE_MIN_S, took_s * PAUSE_RATIO))
        if pace.time_left_s() < STOP_WITH_S:
            ended = "out of time"
            break
    if ended == "done":
        place.write(0)
    return PruneReport(ended, requests, ties, nodes, round(longest_s * 1e3, 1))


def _timed(
    steps: Iterator[PruneStep], clock_s: Callable[[], float]
) -> Iterator[tuple[PruneStep, float]]:
    """Each step with how long it was waited for, in s."""
    while True:
        asked_s = clock_s()
        step = next(steps, None)
        if step is None:
            return
        yield step, clock_s() - asked_s
