"""Forgetting half the users of a graph: memory before and after, cost, what scoring feels of it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from redis import Redis

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_prune import FalkorPrune
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_prune_place import RedisPrunePlace
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import build
from ringfence.domain.transactions import Transaction
from ringfence.flow.prune_graph import Pace, prune_graph
from simulator.registry import SEED_MODEL, register
from tests.perf.rings import (
    NAMESPACE,
    deployment,
    requests_by,
    scored_until,
    server_cpu_s,
    timed_ms,
)
from tests.perf.scoring import rest
from tests.perf.traffic import Timeline, traffic

USERS = 100_000
PAYMENTS_PER_USER = 2
FIRST, SECOND = timedelta(days=900), timedelta(days=600)
"""How long ago half of the users were last seen, and a quarter: each goes by a run."""

IDLE_REQUESTS = 1_000


def measure() -> dict[str, float]:
    """A run that forgets half the users, without pauses on a server of its own; as many new users;
    then a run with pauses that forgets a quarter beside scoring."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as url:
        client, timeline = connect(url, 60.0), Timeline(USERS * PAYMENTS_PER_USER + 600_000)
        graph = FalkorGraph(Keys(NAMESPACE).graph, "bench", timeout_ms=1_000)
        _load(client, graph, timeline)
        rest(url)
        figures = _memory(client, "full")
        cpu_s, alone = server_cpu_s(client), _run(url, FIRST, pause=lambda _: None)
        alone["server_ms_per_1000_users"] = (server_cpu_s(client) - cpu_s) * 1e3 / (USERS / 2_000)
        figures |= _memory(client, "pruned")
        again = traffic(timeline, USERS // 2, USERS // 2 * PAYMENTS_PER_USER, seed=4, name="new")
        _write(client, graph, _by_new_users(again))
        figures |= _memory(client, "refilled")
        scored, beside = _beside_scoring(url, timeline)
    runs = {"alone": alone, "scoring": beside}
    return {
        **{f"prune_{key}": value for key, value in figures.items()},
        **{
            f"prune_{key}_{name}": value for name, run in runs.items() for key, value in run.items()
        },
        **scored,
    }


def _beside_scoring(url: str, timeline: Timeline) -> tuple[dict[str, float], dict[str, float]]:
    """Latencies of decisions, and the run in a process of its own, as the function is."""
    register(url, NAMESPACE, SEED_MODEL, is_activated=True)
    services = build(deployment(url))
    requests = requests_by(timeline, USERS)
    idle = [timed_ms(services, next(requests)) for _ in range(IDLE_REQUESTS)]
    command = [sys.executable, "-m", "tests.perf.prune", url]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    during = scored_until(run, services, requests)
    assert run.stdout is not None
    return {**_latencies("idle", idle), **_latencies("during", during)}, json.load(run.stdout)


def _load(client: Redis, graph: FalkorGraph, timeline: Timeline) -> None:
    """By a user's number, so that the old lie between the others as they would."""
    now, ages = datetime.now(UTC), {0: FIRST, 1: FIRST, 2: SECOND}
    payments = traffic(timeline, USERS, USERS * PAYMENTS_PER_USER, seed=3, name="prune")
    graph.ensure_schema(client)
    _write(client, graph, (_aged(one, now, ages) for one in payments))


def _aged(one: Transaction, now: datetime, ages: Mapping[int, timedelta]) -> Transaction:
    age = ages.get(int(one.user_id.rpartition("-")[2]) % 4)
    return one.model_copy(update={"occurred_at": now - age}) if age else one


def _write(client: Redis, graph: FalkorGraph, payments: Iterator[Transaction]) -> None:
    """As payments are written. A bulk load leaves the engine work that deleting would then pay."""
    while some := [*islice(payments, 100)]:
        with client.pipeline(transaction=True) as pipe:
            for command in graph.commands(some):
                pipe.execute_command(*command)
            pipe.execute()


def _run(url: str, age: timedelta, pause: Callable[[float], None] = time.sleep) -> dict[str, float]:
    """One run as the function makes it. Without pauses what the server does is the run's: waiting,
    it is not idle either."""
    client, keys = connect(url, 60.0), Keys(NAMESPACE)
    started = time.perf_counter()
    report = prune_graph(
        FalkorPrune(client, keys.graph),
        RedisPrunePlace(client, keys.prune_place),
        age - timedelta(days=100),
        datetime.now(UTC),
        Pace(lambda: 600.0, pause),
    )
    assert report.ended == "done", report
    return {
        "s": time.perf_counter() - started,
        "requests": report.requests,
        "ties": report.ties,
        "nodes": report.nodes,
        "longest_request_ms": report.longest_ms,
    }


def _by_new_users(payments: Iterator[Transaction]) -> Iterator[Transaction]:
    for one in payments:
        names = {"user_id": one.user_id, "card_id": one.card_id, "device_id": one.device_id}
        new: dict[str, Any] = {field: f"new-{name}" for field, name in names.items()}
        yield one.model_copy(update={**new, "ip": f"2{one.ip}"})


def _memory(client: Redis, when: str) -> dict[str, float]:
    said = client.info("memory")
    told: Any = client.execute_command("GRAPH.MEMORY", "USAGE", Keys(NAMESPACE).graph)
    return {
        f"graph_mb_{when}": told[b"total_graph_sz_mb"],
        f"used_mb_{when}": said["used_memory"] / 2**20,
        f"resident_mb_{when}": said["used_memory_rss"] / 2**20,
    }


def _latencies(when: str, took: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(took, n=100)
    return {
        f"prune_score_ms_p50_{when}": cuts[49],
        f"prune_score_ms_p99_{when}": cuts[98],
        f"prune_score_ms_max_{when}": max(took),
    }


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], SECOND)))
