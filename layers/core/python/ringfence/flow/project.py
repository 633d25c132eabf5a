"""Project: read decisions off their stream into what an investigation asks for.

Scoring writes a decision's id to the stream and nothing else; everything that is aggregated,
listed or searched is made here, behind it, by one projector at a time (flow/tenure.py). It runs
while there is something to project, and a little longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ringfence.flow.feed_ports import Lease, Starter
from ringfence.flow.project_ports import Projector
from ringfence.flow.tenure import Tenure

STEP_MAX = 50
"""Entries in one transaction: Redis serves nobody else meanwhile."""

WAIT_S = 1.0
IDLE_S = 20.0
"""How long a projector stays without work: steady traffic finds it warm."""


@dataclass(frozen=True, slots=True)
class Projecting:
    """What a projector leans on."""

    projector: Projector
    lease: Lease
    starter: Starter
    time_left_s: Callable[[], float]


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """Why a projector ended ("idle", "handed over", "lease lost") and what it did."""

    ended: str
    entries: int


class InTurn:
    """Several projectors as one; the first knows what to wait for."""

    def __init__(self, *projectors: Projector) -> None:
        self._projectors = projectors

    def step(self, limit: int) -> int:
        """One step of each."""
        return sum([projector.step(limit) for projector in self._projectors])

    def wait(self, timeout_s: float) -> None:
        """Until there is something, or the time is up."""
        self._projectors[0].wait(timeout_s)

    def lag(self) -> int:
        """What all of them have not projected."""
        return sum([projector.lag() for projector in self._projectors])


def run_projector(token: str, projecting: Projecting) -> ProjectReport:
    """Project until there is nothing left, the time is up, or the lease is somebody else's."""
    projector = projecting.projector
    tenure = Tenure.begin(token, projecting.lease, projecting.starter, projecting.time_left_s)
    if tenure is None:
        return ProjectReport("lease lost", 0)
    entries, busy_at = 0, time.monotonic()
    while (ended := tenure.ended()) is None:
        done = projector.step(STEP_MAX)
        entries += done
        if done:
            busy_at = time.monotonic()
        elif time.monotonic() - busy_at < IDLE_S:
            projector.wait(WAIT_S)
        elif tenure.leave(lambda: bool(projector.lag())):
            return ProjectReport("idle", entries)
    return ProjectReport(ended, entries)
