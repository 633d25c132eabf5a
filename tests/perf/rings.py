"""Detecting rings among many users: time, memory, and what scoring feels of it meanwhile."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rich.progress import track

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_network import FalkorNetwork
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_payment_totals import RedisPaymentTotals
from ringfence.adapters.redis_rings import RedisRings
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services, build
from ringfence.domain.messages import Transaction, TransactionRequest
from ringfence.flow.detect_rings import detect_rings
from ringfence.settings import Settings
from simulator.registry import SEED_MODEL, register
from tests.perf.bulk_graph import BulkGraph
from tests.perf.traffic import Timeline, traffic

NAMESPACE = "bench"
PAYMENTS_PER_USER = 2
FARMS_PER_USER = 1 / 2_000
FARM_USERS = 12
IDLE_REQUESTS = 400


def measure(stored_users: Sequence[int]) -> dict[str, float]:
    """Figures for each number of users, each on a server of its own."""
    figures: dict[str, float] = {}
    for users in stored_users:
        label = f"{users // 1_000}k" if users < 1_000_000 else f"{users // 1_000_000}m"
        with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as url:
            found = _measure(url, users)
        figures |= {f"rings_{name}_{label}": value for name, value in found.items()}
    return figures


def _measure(url: str, users: int) -> dict[str, float]:
    timeline = Timeline(users * PAYMENTS_PER_USER + 50_000)
    _load(url, users, timeline)
    register(url, NAMESPACE, SEED_MODEL, is_activated=True)
    services = build(_settings(url))
    requests = _requests(timeline, users)
    for _ in range(50):
        _timed_ms(services, next(requests))
    idle = [_timed_ms(services, next(requests)) for _ in range(IDLE_REQUESTS)]
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.perf.rings", url], stdout=subprocess.PIPE, text=True
    )
    during = []
    while run.poll() is None:
        during.append(_timed_ms(services, next(requests)))
    assert run.stdout is not None
    report = json.loads(run.stdout.read())
    return {
        **report,
        "score_ms_p50_idle": statistics.median(idle),
        "score_ms_p50_during": statistics.median(during),
        "score_ms_p99_idle": statistics.quantiles(idle, n=100)[98],
        "score_ms_p99_during": statistics.quantiles(during, n=100)[98],
        "score_ms_max_during": max(during),
        "score_p99_ratio": statistics.quantiles(during, n=100)[98]
        / statistics.quantiles(idle, n=100)[98],
    }


def _load(url: str, users: int, timeline: Timeline) -> None:
    """The graph alone: windows play no part in detection."""
    bulk, size = BulkGraph(), users * PAYMENTS_PER_USER
    for payment in track(_payments(users, timeline), f"{users:,} users", total=size):
        bulk.add(payment)
    name = Keys(NAMESPACE).graph
    bulk.load(connect(url, 300.0), name, FalkorGraph(name, "bench", timeout_ms=1_000))


def _payments(users: int, timeline: Timeline) -> Iterator[Transaction]:
    """Ordinary traffic, and a farm for every 2,000 users."""
    ordinary = traffic(timeline, users, users * PAYMENTS_PER_USER, seed=3, name="rings")
    farms = round(users * FARMS_PER_USER)
    for place, payment in enumerate(ordinary):
        farm, member = divmod(place, FARM_USERS)
        if farm >= farms:
            yield payment
        else:
            yield payment.model_copy(
                update={
                    "user_id": f"farm-user-{farm}-{member}",
                    "device_id": f"farm-device-{farm}",
                    "ip": f"11.{farm >> 16}.{farm >> 8 & 255}.{farm & 255}",
                }
            )


def _requests(timeline: Timeline, users: int) -> Iterator[TransactionRequest]:
    seed = 10
    while True:
        seed += 1
        for one in traffic(timeline, users, 1_000, seed, name=f"score-{seed}"):
            yield TransactionRequest(
                user_id=one.user_id,
                card_id=one.card_id,
                device_id=one.device_id,
                amount=Decimal("10.00"),
                merchant=one.merchant,
                ip=one.ip,
            )


def _timed_ms(services: Services, request: TransactionRequest) -> float:
    started = time.perf_counter()
    services.score_now(request)
    return (time.perf_counter() - started) * 1e3


def _settings(url: str) -> Settings:
    return Settings(
        redis_url=url, graph_url=url, queue_url="unused", id_hash_key="bench", namespace=NAMESPACE
    )


def _run(url: str) -> None:
    """One run of detection in a process of its own, as the function is."""
    client, keys = connect(url, 60.0), Keys(NAMESPACE)
    before = client.info("memory")["used_memory"]
    report = detect_rings(
        FalkorNetwork(client, keys.graph),
        RedisPaymentTotals(client, keys),
        RedisRings(client, keys),
        datetime.now(UTC),
    )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stored_mb = (client.info("memory")["used_memory"] - before) / 2**20
    figures = {f"{name}_ms": value for name, value in report.ms.items()}
    figures |= {"run_ms": sum(report.ms.values()), "peak_mb": peak_mb, "stored_mb": stored_mb}
    print(json.dumps({**figures, "ties": report.ties, "found": report.rings}))


if __name__ == "__main__":
    _run(sys.argv[1])
