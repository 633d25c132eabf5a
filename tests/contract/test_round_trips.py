"""How often a decision waits for Redis and FalkorDB, and that two servers are asked at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hiredis
import pytest
from chalice.app import SQSEvent
from redis import Connection, ConnectionPool, Redis

from chalicelib import batch as queue_batch
from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_model_registry import RedisModelRegistry
from ringfence.adapters.redis_models import RedisModels
from ringfence.adapters.redis_policies import RedisPolicies
from ringfence.adapters.redis_rules import RedisRules
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.bootstrap import Services
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.policy import Policy
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Observation, Pointers
from ringfence.flow.score import Scored, score
from ringfence.flow.tenure import LOOK_EVERY_S
from simulator.registry import SEED_MODEL, read
from tests.builders import StillClock, a_request, a_transaction, observed, services, settings
from tests.conftest import redis_server
from tests.contract.test_relay import Starts
from tests.running import until

pytestmark = pytest.mark.services


class Counting(Connection):  # type: ignore[misc]
    """Counts requests, and how many had to wait for each other.

    A request is one deeper than the deepest reply that was read before it: what is sent while
    others are on their way waits for none of them. The deepest reply is the number of round trips.
    """

    requests, deepest = 0, 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread = deque[int]()

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        kind = type(self)
        kind.requests += 1
        self._unread.extend([kind.deepest + 1] * commands_in(command))
        super().send_packed_command(command, check_health)

    def read_response(self, *arguments: Any, **options: Any) -> Any:
        kind = type(self)
        kind.deepest = max(kind.deepest, self._unread.popleft())
        return super().read_response(*arguments, **options)


def commands_in(packed: Iterable[bytes]) -> int:
    """A request is made of arrays, as replies may be."""
    reader = hiredis.Reader()
    reader.feed(b"".join(packed))
    count = 0
    while reader.gets() is not False:
        count += 1
    return count


def counting(*urls: str) -> tuple[list[Redis], type[Counting]]:
    """A client for each, and what counts for them alone."""
    kind = type("CountingHere", (Counting,), {})
    pools = [
        ConnectionPool.from_url(url, connection_class=kind, socket_timeout=5.0) for url in urls
    ]
    return [Redis(connection_pool=pool) for pool in pools], kind


def counted(kind: type[Counting], decide: Callable[[], object]) -> tuple[int, int]:
    """Requests and round trips of one decision."""
    kind.requests = kind.deepest = 0
    decide()
    return kind.requests, kind.deepest


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A server for the graph alone."""
    yield from redis_server(tmp_path)


def deciding(client: Redis, graph_client: Redis | None, keys: Keys) -> Services:
    """A worker as it is deployed: all that it decides by, and the projector's lease, in Redis; it
    knows its servers."""
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    state = RedisState(client, graph_client, graph, keys, retention_s=3_600)
    models, rules = RedisModels(client, keys), RedisRules(client, keys, lambda _: None)
    made = services(
        state=state,
        models=models,
        rules=rules,
        policies=RedisPolicies(client, keys, Policy()),
        projector_lease=RedisLease(client, keys.projector_lease),
        projector_starter=Starts(),
        settings=settings(project_function_name="ringfence-project"),
    )
    made.score_now(a_request())  # Functions are loaded, which says that the server is new,
    made.score_now(a_request())  # so what is known of its schema is looked at once more.
    made.score_batch(batch())  # A batch has a connection more, which is opened once.
    return made


def batch() -> list[Transaction]:
    return [a_transaction(place, user_id=f"u{place}", ip="10.0.0.1") for place in range(10)]


def delivered() -> SQSEvent:
    """The same as the queue brings it."""
    bodies = [one.model_dump_json() for one in batch()]
    records = [
        {"messageId": str(place), "receiptHandle": "", "body": body}
        for place, body in enumerate(bodies)
    ]
    return SQSEvent({"Records": records}, context=None)


def test_a_decision_and_a_batch_take_two_round_trips_each(redis_url: str, namespace: str) -> None:
    """A batch is two requests a round trip, one for each half; neither waits for the other."""
    [client], kind = counting(redis_url)
    made = deciding(client, None, Keys(namespace))

    assert counted(kind, lambda: made.score_now(a_request(user_id="u"))) == (2, 2)
    assert counted(kind, lambda: made.score_batch(batch())) == (4, 2)


def test_a_queue_worker_looks_for_the_projector_once_a_second_at_most(
    redis_url: str, namespace: str
) -> None:
    """One round trip more, once its decisions are stored; who asks synchronously never pays it."""
    [client], kind = counting(redis_url)
    made, batches = deciding(client, None, Keys(namespace)), 20

    began, requests = time.monotonic(), 0
    for _ in range(batches):
        requests += counted(kind, lambda: queue_batch.score(delivered(), made))[0]
        assert kind.deepest <= 3
    looks, took_s = requests - 4 * batches, time.monotonic() - began

    assert 1 <= looks <= 1 + took_s / LOOK_EVERY_S
    assert counted(kind, lambda: made.score_now(a_request(user_id="u"))) == (2, 2)


def test_a_refused_model_costs_a_new_worker_a_few_round_trips_once(
    redis_url: str, namespace: str
) -> None:
    """What is in force is fetched, the history read, the model before fetched; then nothing."""
    [client], kind = counting(redis_url)
    keys, (onnx, manifest) = Keys(namespace), read(SEED_MODEL)
    registry = RedisModelRegistry(client, keys, StillClock())
    good = registry.put(onnx, manifest)
    for version in (good, "torn"):
        client.hsetnx(keys.model(version), "onnx", b"torn")
        registry.activate(version)
    client.hset(keys.model("torn"), "manifest", "{}")
    models, scored = RedisModels(client, keys), list[Scored]()

    def scores() -> None:
        scored.extend(score([(0.0,) * len(FEATURE_NAMES)], Pointers("torn"), models))

    assert counted(kind, scores) == (3, 3)
    assert counted(kind, scores) == (0, 0)
    assert [one.version for one in scored] == [good, good]


def test_with_two_servers_the_graph_takes_one_request_more_beside_the_first(
    redis_url: str, namespace: str, apart: EmbeddedRedis
) -> None:
    [client, graph_client], kind = counting(redis_url, apart.url)
    made = deciding(client, graph_client, Keys(namespace))

    assert counted(kind, lambda: made.score_now(a_request(user_id="u"))) == (3, 2)
    assert counted(kind, lambda: made.score_batch(batch())) == (6, 2)


def test_two_servers_are_asked_at_once(
    redis_url: str, namespace: str, apart: EmbeddedRedis
) -> None:
    """While the graph has not answered, the windows are there already; neither waits its turn."""
    keys, client = Keys(namespace), connect(redis_url, 5.0)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    state = RedisState(client, connect(apart.url, 30.0), graph, keys, retention_s=3_600)
    observed(state, [a_transaction()])
    late = a_transaction(1)

    apart.pause()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(observed, state, [late])
        until(lambda: client.hexists(keys.transaction(late.transaction_id), "reading"))
        is_waiting = not asked.done()
        apart.resume()
        [row] = asked.result(timeout=30)

    assert is_waiting
    assert isinstance(row, Observation)
    assert row.graph is not None
