"""Relay: push alerts to everybody who watches, and only while somebody does.

One relay holds the lease (flow/tenure.py). It wakes on `fraud_alerts`, reads the stream (never the
message: Pub/Sub may drop, the stream does not), sends each watcher at most one frame per 50 ms, and
once a second the counters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from ringfence.domain.errors import PushUnavailable
from ringfence.domain.frames import GapFrame, StatsFrame
from ringfence.flow.feed_ports import Feed, Lease, Listener, Push, Starter, Watcher, Watchers
from ringfence.flow.ports import Clock
from ringfence.flow.tenure import Tenure
from ringfence.flow.vitals_ports import Stats

FRAME_EVERY_S = 0.05
STATS_EVERY_S = 1.0
IDLE_S = 10.0
"""How long a relay stays without a watcher: a page that reloads finds it running."""

FRAME_MAX_ALERTS = 100
"""API Gateway takes 128 KB a message; an alert is about 0.7 KB."""

PUSHES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Relay:
    """What a relay leans on."""

    feed: Feed
    watchers: Watchers
    push: Push
    stats: Stats
    lease: Lease
    starter: Starter
    now: Clock
    time_left_s: Callable[[], float]


@dataclass(slots=True)
class _Run:
    """One relay's life so far, in monotonic seconds."""

    tenure: Tenure
    idle_since: float
    stats_at: float = 0.0
    frames: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class RelayReport:
    """Why a relay ended ("idle", "handed over", "lease lost") and what it did."""

    ended: str
    frames: int
    alerts: int


def run_relay(token: str, relay: Relay) -> RelayReport:
    """Serve until nobody watches, the time is up, or the lease is somebody else's."""
    tenure = Tenure.begin(token, relay.lease, relay.starter, relay.time_left_s)
    if tenure is None:
        return RelayReport("lease lost", 0, 0)
    run = _Run(tenure, idle_since=time.monotonic())
    listener = relay.feed.listen()
    try:
        with ThreadPoolExecutor(PUSHES_AT_ONCE) as threads:
            while (ended := _ended(run, relay)) is None:
                _turn(run, relay, listener, threads)
    finally:
        listener.close()
    return RelayReport(ended, run.frames, run.alerts)


def _ended(run: _Run, relay: Relay) -> str | None:
    if ended := run.tenure.ended():
        return ended
    if time.monotonic() - run.idle_since < IDLE_S:
        return None
    if run.tenure.leave(lambda: bool(relay.watchers.count())):
        return "idle"
    run.idle_since = time.monotonic()
    return None


def _turn(run: _Run, relay: Relay, listener: Listener, threads: ThreadPoolExecutor) -> None:
    """Wait for news (or the next second), then send everybody what they lack."""
    watching = relay.watchers.all()
    if watching:
        run.idle_since = time.monotonic()
    served = _serve(run, relay, watching, threads)
    if watching and time.monotonic() - run.stats_at >= STATS_EVERY_S:
        run.stats_at = time.monotonic()
        _broadcast(relay, watching, _stats_frame(relay, len(watching)), threads)
    if not served:
        listener.wait(max(FRAME_EVERY_S, run.stats_at + STATS_EVERY_S - time.monotonic()))
    # Whatever is published in the next 50 ms shares one frame.
    time.sleep(FRAME_EVERY_S)


def _serve(
    run: _Run, relay: Relay, watching: Iterable[Watcher], threads: ThreadPoolExecutor
) -> bool:
    """One frame to each watcher that is behind, equal frames made once; True when one was full."""
    by_seq: dict[int, list[Watcher]] = {}
    for watcher in watching:
        if watcher.after_seq is not None:
            by_seq.setdefault(watcher.after_seq, []).append(watcher)
    is_more = False
    for began, group in by_seq.items():
        after_seq = began
        alerts, first_seq, last_seq = relay.feed.after(after_seq, FRAME_MAX_ALERTS)
        if not alerts:
            continue
        if first_seq > after_seq + 1:
            gap = GapFrame(after_seq=after_seq, first_seq=first_seq).model_dump_json().encode()
            _broadcast(relay, group, gap, threads)
            after_seq = first_seq - 1
        reached = after_seq + len(alerts)
        frame = _alerts_frame(after_seq, reached, alerts, relay.now())
        run.frames += 1
        run.alerts += len(alerts)
        for watcher in _broadcast(relay, group, frame, threads):
            relay.watchers.served(watcher.connection_id, began, reached)
        is_more = is_more or reached < last_seq
    return is_more


def _alerts_frame(
    after_seq: int, last_seq: int, alerts: Sequence[bytes], sent_at: datetime
) -> bytes:
    """An `AlertsFrame`, put together from alerts that are JSON already."""
    head = f'{{"type":"alerts","after_seq":{after_seq},"last_seq":{last_seq},"alerts":['
    tail = f'],"sent_at":"{sent_at.isoformat()}"}}'
    return head.encode() + b",".join(alerts) + tail.encode()


def _stats_frame(relay: Relay, watchers: int) -> bytes:
    now = relay.now()
    [second] = relay.stats.seconds([int(now.timestamp()) - 1])
    totals = relay.stats.totals()
    return (
        StatsFrame(
            second=second.second,
            decisions=second.decisions,
            alerts=second.alerts,
            declines=second.declines,
            decision_ms_max=second.decision_ms_max,
            decisions_total=totals.get("decisions", 0),
            alerts_total=totals.get("alerts", 0),
            last_seq=totals.get("alerts", 0),
            watchers=watchers,
            sent_at=now,
        )
        .model_dump_json()
        .encode()
    )


def _broadcast(
    relay: Relay, watchers: Iterable[Watcher], frame: bytes, threads: ThreadPoolExecutor
) -> list[Watcher]:
    """Post to each at once; forget who is gone; return who has it."""
    watchers = list(watchers)
    posted = list(threads.map(lambda watcher: _post(relay, watcher, frame), watchers))
    for watcher, is_there in zip(watchers, posted, strict=True):
        if is_there is False:
            relay.watchers.remove(watcher.connection_id)
    return [watcher for watcher, is_there in zip(watchers, posted, strict=True) if is_there]


def _post(relay: Relay, watcher: Watcher, frame: bytes) -> bool | None:
    """True when it has it, False when it is gone, None when the API failed: it keeps its place."""
    try:
        return relay.push.post(watcher.connection_id, frame)
    except PushUnavailable:
        return None
