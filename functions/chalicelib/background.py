"""Functions that run beside the path: those that hold a lease, and those on a schedule."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chalicelib import log

if TYPE_CHECKING:
    from ringfence.bootstrap import Services


def relay(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    """Run a relay under the lease it was started with."""
    report = services.relay(
        str(event.get("token", "")), lambda: context.get_remaining_time_in_millis() / 1_000
    )
    log.line("relay_ended", ended=report.ended, frames=report.frames, alerts=report.alerts)
    return {"ended": report.ended, "frames": report.frames, "alerts": report.alerts}


def project(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    """Run a projector under the lease it was started with."""
    report = services.project(
        str(event.get("token", "")), lambda: context.get_remaining_time_in_millis() / 1_000
    )
    log.line("projector_ended", ended=report.ended, entries=report.entries)
    return {"ended": report.ended, "entries": report.entries}


def detect_threats(services: Services) -> dict[str, Any]:
    """The check of this minute; each threat that began is a line. Names of entities are ids, and
    are not logged."""
    report = services.threats.detect()
    for threat in report.begun:
        log.line("threat", threat=threat.threat_id, kind=threat.kind, signal=threat.signal)
    counts = {
        "begun": len(report.begun),
        "active": report.active,
        "tested": report.tested,
        "alerts": report.alerts,
    }
    log.line("threats_checked", **counts)
    return counts


def archive(context: Any, services: Services) -> dict[str, Any]:
    """The archive's hour. What fails is raised: the alarm counts it, the next hour goes on."""
    done = services.archives.archive(lambda: context.get_remaining_time_in_millis() / 1_000)
    for one in done:
        log.line("archived", **asdict(one))
    return {one.kind: one.rows for one in done}


def detect_rings(services: Services) -> dict[str, Any]:
    """The schedule's minute; most of them are refused (`RINGS_EVERY_S`)."""
    report = services.rings.detect()
    if report is None:
        return {"ran": False}
    seen = {**asdict(report), "ran": True}
    log.line("rings_detected", **seen)
    return seen


def prune_graph(context: Any, services: Services) -> dict[str, Any]:
    """The schedule's hour; once all is looked at, the rest of a day's are refused."""
    report = services.forgetting.prune(lambda: context.get_remaining_time_in_millis() / 1_000)
    if report is None:
        return {"ran": False}
    seen = {**asdict(report), "ran": True}
    log.line("graph_pruned", **seen)
    return seen


def watch(services: Services) -> dict[str, Any]:
    """The watchdog's minute."""
    seen = services.watch()
    log.line("watchdog", **seen)
    return seen
