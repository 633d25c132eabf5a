"""The score worker and the synchronous decision, with much stored; and the prototype's way."""

from __future__ import annotations

import itertools
import math
import multiprocessing
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from chalice.app import SQSEvent
from redis import Redis
from rich.progress import track

from chalicelib import batch
from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.bootstrap import Services, build
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.transactions import Transaction, TransactionRequest
from ringfence.flow.tenure import LEASE_S
from ringfence.settings import Settings
from simulator.registry import SEED_MODEL, register
from tests.perf.baseline import Baseline
from tests.perf.traffic import Timeline, traffic

NAMESPACE = "bench"
BATCH = 10
LOAD_BATCH, LOADERS = 200, 2
WARM_ROUNDS, ROUNDS, ROUND_BATCHES = 2, 20, 50
WORKERS_BATCHES, WARM_BATCHES = 600, 50
REST_CHECK_S = 1.0
WORKERS = 2
WORKERS_START_S = 120.0
MEASURED_SINGLE = 2_000
MEASURED_BASELINE = 400
MEASURED_MAX = 50_000
TRANSACTIONS_PER_USER = 10
_seeds = itertools.count(1_000)


def measure(stored: tuple[int, int]) -> dict[str, float]:
    """Figures at two numbers of stored transactions, each on a server of its own."""
    with ExitStack() as stack:
        few, many = (stack.enter_context(_stored_on_a_server(size)) for size in stored)
        figures = _throughputs(few, many) | _projected(few)
        figures["score_two_workers_tx_per_s"] = _throughput_of_workers(many.url, many.world)
        figures |= _against_baseline(many.services, many.url, many.world)
        figures |= _handler_times(many.services, many.world)
        return figures


@dataclass(frozen=True, slots=True)
class Stored:
    """A server with so many transactions, and what decides on it."""

    size: int
    url: str
    services: Services
    world: World
    empty_bytes: int

    @property
    def label(self) -> str:
        return f"{self.size // 1_000}k" if self.size < 1_000_000 else f"{self.size // 1_000_000}m"


@contextmanager
def _stored_on_a_server(size: int) -> Iterator[Stored]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as url:
        services, empty_bytes = _services(url), _used_bytes(url)
        world = _world(services, size)
        rest(url)
        yield Stored(size, url, services, world, empty_bytes)


def rest(url: str) -> None:
    """Wait until the server no longer rewrites its append-only file, and have it start no more.

    It does so each time the file has doubled, in a process of its own: half of this machine.
    """
    with Redis.from_url(url) as client:
        client.config_set("auto-aof-rewrite-percentage", 0)
        while client.info("persistence")["aof_rewrite_in_progress"]:
            time.sleep(REST_CHECK_S)


def _throughputs(few: Stored, many: Stored) -> dict[str, float]:
    """Transactions a second of one score worker on queue batches, log lines included.

    In turn, in many rounds: a machine's speed changes within minutes, and a ratio must not.
    """
    took_s, used_s = defaultdict[str, float](float), defaultdict[str, float](float)
    for turn in range(WARM_ROUNDS + ROUNDS):
        for one in (few, many):
            events = one.world.batches(ROUND_BATCHES)
            with Redis.from_url(one.url) as client:
                used, started = main_thread_s(client), time.perf_counter()
                for event in events:
                    batch.score(event, one.services)
                if turn >= WARM_ROUNDS:
                    took_s[one.label] += time.perf_counter() - started
                    used_s[one.label] += main_thread_s(client) - used
    done = ROUNDS * ROUND_BATCHES * BATCH
    figures = {f"score_batch_tx_per_s_{label}": done / took_s[label] for label in took_s}
    figures["score_batch_ratio"] = took_s[few.label] / took_s[many.label]
    figures |= {f"score_server_us_{label}": used_s[label] / done * 1e6 for label in used_s}
    return figures


def _projected(stored: Stored) -> dict[str, float]:
    """Memory before and after everything that was decided is projected, as the project function
    does it, and what that cost the server. The projector ends when it was idle."""
    keys = Keys(NAMESPACE)
    with Redis.from_url(stored.url) as client:
        decided, decided_bytes = client.xlen(keys.decisions), _used_bytes(stored.url)
        used_s = main_thread_s(client)
        RedisLease(client, keys.projector_lease).take("bench", LEASE_S)
        report = stored.services.project("bench", lambda: math.inf)
        used_s = main_thread_s(client) - used_s
    if report.entries < decided:
        raise RuntimeError(f"of {decided} decisions {report.entries} were projected")
    return {
        "bytes_per_transaction": (_used_bytes(stored.url) - stored.empty_bytes) / decided,
        "bytes_per_transaction_decided": (decided_bytes - stored.empty_bytes) / decided,
        "project_server_us": used_s / decided * 1e6,
    }


def main_thread_s(client: Redis) -> float:
    """CPU seconds of the server's main thread, which decisions share."""
    cpu = client.info("cpu")
    return float(cpu["used_cpu_user_main_thread"] + cpu["used_cpu_sys_main_thread"])


def loaded(redis_url: str, stored: int) -> tuple[Services, World]:
    """Services with so much stored, and the world it came from."""
    services = _services(redis_url)
    return services, _world(services, stored)


def _world(services: Services, stored: int) -> World:
    """A world of which so much is stored."""
    world = World(Timeline(stored + MEASURED_MAX), users=stored // TRANSACTIONS_PER_USER)
    _load(services, world.transactions(stored), stored)
    return world


def _services(redis_url: str) -> Services:
    register(redis_url, NAMESPACE, SEED_MODEL, is_activated=True)
    return build(_settings(redis_url))


class World:
    """So many users, whose transactions go on where the last ones ended."""

    def __init__(self, timeline: Timeline, users: int) -> None:
        self._timeline, self._users = timeline, users

    def transactions(self, size: int) -> Iterator[Transaction]:
        seed = next(_seeds)
        return traffic(self._timeline, self._users, size, seed, name=f"bench-{size}")

    def batches(self, number: int) -> list[SQSEvent]:
        fresh = list(self.transactions(number * BATCH))
        return [_event(fresh[start : start + BATCH]) for start in range(0, len(fresh), BATCH)]


def _settings(redis_url: str) -> Settings:
    return Settings(
        redis_url=redis_url,
        graph_url=redis_url,
        queue_url="unused",
        id_hash_key="bench",
        namespace=NAMESPACE,
    )


def _used_bytes(redis_url: str) -> int:
    with Redis.from_url(redis_url) as client:
        return int(client.info("memory")["used_memory"])


def _load(services: Services, transactions: Iterable[Transaction], size: int) -> None:
    """Store through the real path, decisions and all; one batch is made while another is served."""
    source = iter(transactions)
    with ThreadPoolExecutor(LOADERS) as loaders:
        for _ in track(range(0, size, LOADERS * LOAD_BATCH), f"storing {size:,}"):
            batches = [list(itertools.islice(source, LOAD_BATCH)) for _ in range(LOADERS)]
            list(loaders.map(partial(_deliver, services), filter(None, batches)))


def _deliver(services: Services, transactions: Sequence[Transaction], tries: int = 5) -> None:
    """Deliver again what a stall of the server made fail, as the queue does."""
    for left in reversed(range(tries)):
        try:
            services.score_batch(transactions)
            return
        except StateUnavailable:
            if not left:
                raise


def _event(transactions: Sequence[Transaction]) -> SQSEvent:
    records = [
        {"messageId": str(place), "receiptHandle": "", "body": one.model_dump_json()}
        for place, one in enumerate(transactions)
    ]
    return SQSEvent({"Records": records}, context=None)


def _throughput_of_workers(redis_url: str, world: World) -> float:
    """The same by `WORKERS` processes at once, as the queue would feed them."""
    context = multiprocessing.get_context("spawn")
    events = [event.to_dict() for event in world.batches(WORKERS_BATCHES)]
    begin, spans = context.Barrier(WORKERS), context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(redis_url, events[place::WORKERS], begin, spans))
        for place in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    measured: list[tuple[float, float]] = [spans.get() for _ in workers]
    for worker in workers:
        worker.join()
    began, ended = min(start for start, _ in measured), max(end for _, end in measured)
    return (len(events) - WORKERS * WARM_BATCHES) * BATCH / (ended - began)


def _work(redis_url: str, events: list[dict[str, Any]], begin: Barrier, spans: Any) -> None:
    """One worker in a process of its own; tells when it began and ended, on the shared clock."""
    services = build(_settings(redis_url))
    received = [SQSEvent(event, context=None) for event in events]
    for event in received[:WARM_BATCHES]:
        batch.score(event, services)
    begin.wait(WORKERS_START_S)
    started = time.perf_counter()
    for event in received[WARM_BATCHES:]:
        batch.score(event, services)
    spans.put((started, time.perf_counter()))


def _handler_times(services: Services, world: World) -> dict[str, float]:
    singles = [_request(one) for one in world.transactions(MEASURED_SINGLE)]
    sync_ms = [_timed_ms(partial(services.score_now, one)) for one in singles]
    batch_ms = [_timed_ms(partial(batch.score, event, services)) for event in world.batches(300)]
    return {
        "score_sync_ms_p50": statistics.median(sync_ms),
        "score_sync_ms_p99": statistics.quantiles(sync_ms, n=100)[98],
        "score_batch10_ms_p50": statistics.median(batch_ms),
        "score_batch10_ms_p99": statistics.quantiles(batch_ms, n=100)[98],
    }


def _request(transaction: Transaction) -> TransactionRequest:
    return TransactionRequest(
        user_id=transaction.user_id,
        card_id=transaction.card_id,
        device_id=transaction.device_id,
        amount=Decimal(transaction.amount_minor) / 100,
        merchant=transaction.merchant,
        ip=transaction.ip,
    )


def _timed_ms(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1e3


def _against_baseline(services: Services, redis_url: str, world: World) -> dict[str, float]:
    """Both in turn, in one run: a hundred ours, a hundred the prototype's way, four times."""
    baseline = Baseline(redis_url)
    ours = world.batches(MEASURED_BASELINE // BATCH)
    theirs = list(world.transactions(MEASURED_BASELINE))
    ours_s = theirs_s = 0.0
    quarter = MEASURED_BASELINE // 4
    for turn in range(4):
        started = time.perf_counter()
        for event in ours[turn * quarter // BATCH : (turn + 1) * quarter // BATCH]:
            batch.score(event, services)
        ours_s += time.perf_counter() - started
        started = time.perf_counter()
        for one in theirs[turn * quarter : (turn + 1) * quarter]:
            baseline.score(one)
        theirs_s += time.perf_counter() - started
    return {
        "baseline_tx_per_s": MEASURED_BASELINE / theirs_s,
        "beside_baseline_tx_per_s": MEASURED_BASELINE / ours_s,
        "times_baseline": theirs_s / ours_s,
    }
