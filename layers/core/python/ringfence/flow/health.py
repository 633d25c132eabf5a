"""Health: ask everything we lean on, and say what still works."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ringfence.domain.errors import DependencyError, InternalError
from ringfence.domain.vitals import ComponentHealth, Health

REQUIRED = ("state", "queue")
"""Without these nothing is accepted; without the others decisions say what is missing."""


def check_health(probes: Mapping[str, Callable[[], str]], version: str) -> Health:
    """One round trip per probe."""
    components = {name: _check(probe) for name, probe in probes.items()}
    down = {name for name, component in components.items() if component.status == "down"}
    if down.intersection(REQUIRED):
        return Health(status="down", version=version, components=components)
    return Health(status="degraded" if down else "up", version=version, components=components)


def _check(probe: Callable[[], str]) -> ComponentHealth:
    started = time.perf_counter()
    try:
        detail = probe()
    except (DependencyError, InternalError) as error:
        return ComponentHealth(status="down", detail=str(error))
    latency_ms = round((time.perf_counter() - started) * 1e3, 3)
    return ComponentHealth(status="up", detail=detail, latency_ms=latency_ms)
