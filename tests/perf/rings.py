"""Detecting rings among many users: time, memory, and what scoring feels of it meanwhile."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from redis import Redis
from rich.progress import track

from infra.local.redis_server import EmbeddedRedis
from infra.local.waiting import wait_until
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_network import FalkorNetwork
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_payment_totals import RedisPaymentTotals
from ringfence.adapters.redis_rings import RedisRings
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services, build
from ringfence.domain.transactions import Transaction, TransactionRequest
from ringfence.flow.detect_rings import detect_rings
from ringfence.settings import Settings
from simulator.registry import SEED_MODEL, register
from tests.perf.bulk_graph import BulkGraph
from tests.perf.scoring import rest
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
    timeline = Timeline(users * PAYMENTS_PER_USER + 200_000)
    _load(url, users, timeline)
    rest(url)  # A copy forks too, and a server has one child at a time.
    register(url, NAMESPACE, SEED_MODEL, is_activated=True)
    services = build(deployment(url))
    requests = requests_by(timeline, users)
    for _ in range(50):
        timed_ms(services, next(requests))
    alone = _detection(url)
    alone.wait()
    scored = {"idle": [timed_ms(services, next(requests)) for _ in range(IDLE_REQUESTS)]}
    run = _detection(url)
    scored["during"] = scored_until(run, services, requests)
    copy = subprocess.Popen([sys.executable, "-m", "tests.perf.rings", url, "copy"], **_PIPED)
    scored["copying"] = scored_until(copy, services, requests)
    return {
        **_told(alone),
        **_told(copy),
        **_latencies(scored),
        "run_ms_scoring": _told(run)["run_ms"],
    }


_PIPED: dict[str, Any] = {"stdout": subprocess.PIPE, "text": True}


def _detection(url: str) -> subprocess.Popen[str]:
    """A run in a process of its own, as the function is."""
    return subprocess.Popen([sys.executable, "-m", "tests.perf.rings", url, "run"], **_PIPED)


def _told(process: subprocess.Popen[str]) -> dict[str, float]:
    assert process.stdout is not None
    text = process.stdout.read()
    found: dict[str, float] = json.loads(text)
    return found


def scored_until(
    process: subprocess.Popen[str], services: Services, requests: Iterator[TransactionRequest]
) -> list[float]:
    """Latencies of decisions, one after the other, for as long as a process runs."""
    took = []
    while process.poll() is None:
        took.append(timed_ms(services, next(requests)))
    return took


def _latencies(scored: Mapping[str, Sequence[float]]) -> dict[str, float]:
    figures = dict[str, float]()
    for name, took in scored.items():
        cuts = statistics.quantiles(took, n=100)
        figures |= {
            f"score_ms_p50_{name}": cuts[49],
            f"score_ms_p99_{name}": cuts[98],
            f"score_ms_max_{name}": max(took),
        }
    for name in ("during", "copying"):
        ratio = figures[f"score_ms_p99_{name}"] / figures["score_ms_p99_idle"]
        figures[f"score_p99_ratio_{name}"] = ratio
    return figures


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


def requests_by(timeline: Timeline, users: int) -> Iterator[TransactionRequest]:
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


def timed_ms(services: Services, request: TransactionRequest) -> float:
    started = time.perf_counter()
    services.score_now(request)
    return (time.perf_counter() - started) * 1e3


def deployment(url: str) -> Settings:
    return Settings(
        redis_url=url,
        graph_url=url,
        queue_url="unused",
        id_hash_key="bench",
        namespace=NAMESPACE,
        state_timeout_s=60.0,  # A stall is to be measured, not to end the run.
    )


def _run(url: str) -> dict[str, float]:
    """One run of detection: its time, its CPU and the server's, and what it holds and stores."""
    client, keys = connect(url, 60.0), Keys(NAMESPACE)
    before, used = server_cpu_s(client), client.info("memory")["used_memory"]
    report = detect_rings(
        FalkorNetwork(client, keys.graph),
        RedisPaymentTotals(client, keys),
        RedisRings(client, keys),
        datetime.now(UTC),
    )
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        **{f"{name}_ms": value for name, value in report.ms.items()},
        "run_ms": sum(report.ms.values()),
        "cpu_s": own.ru_utime + own.ru_stime,
        "server_cpu_s": server_cpu_s(client) - before,
        "peak_mb": _peak_mb(),
        "stored_mb": (client.info("memory")["used_memory"] - used) / 2**20,
        "ties": report.ties,
        "found": report.rings,
    }


def _peak_mb() -> float:
    """Most memory this process held. Not `ru_maxrss`: that begins with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM:")]
    return int(peak.split()[1]) / 1024


def _copy(url: str) -> dict[str, float]:
    """What a copy of the graph would take instead (docs/adr/0011-rings-in-slices.md)."""
    client, graph = connect(url, 600.0), Keys(NAMESPACE).graph
    # A copy forks, and a server forks for one thing at a time.
    assert wait_until(lambda: not _is_rewriting(client), 600.0), "the log is rewritten for ever"
    used, started = client.info("memory")["used_memory"], time.perf_counter()
    client.execute_command("GRAPH.COPY", graph, f"{graph}:copy")
    took_ms = (time.perf_counter() - started) * 1e3
    copied_mb = (client.info("memory")["used_memory"] - used) / 2**20
    client.execute_command("GRAPH.DELETE", f"{graph}:copy")
    return {"copy_ms": took_ms, "copy_mb": copied_mb}


def _is_rewriting(client: Redis) -> bool:
    return bool(client.info("persistence")["aof_rewrite_in_progress"])


def server_cpu_s(client: Redis) -> float:
    said = client.info("cpu")
    return float(said["used_cpu_user"] + said["used_cpu_sys"])


if __name__ == "__main__":
    print(json.dumps({"run": _run, "copy": _copy}[sys.argv[2]](sys.argv[1])))
