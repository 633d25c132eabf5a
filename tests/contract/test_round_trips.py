"""How often a decision asks Redis and FalkorDB, and that two servers are asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from redis import Connection, ConnectionPool, Redis

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_models import RedisModels
from ringfence.adapters.redis_rules import RedisRules
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.bootstrap import Services
from ringfence.domain.messages import Transaction
from ringfence.flow.ports import Observation
from tests.builders import a_request, a_transaction, services
from tests.conftest import redis_server
from tests.running import until

pytestmark = pytest.mark.services


class Counting(Connection):
    """A connection that counts what it sends: a pipeline is one message."""

    sent = 0

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        type(self).sent += 1
        super().send_packed_command(command, check_health)


def counting(url: str) -> tuple[Redis, type[Counting]]:
    """A client, and what counts for it alone."""
    kind = type("CountingHere", (Counting,), {"sent": 0})
    pool = ConnectionPool.from_url(url, connection_class=kind, socket_timeout=5.0)
    return Redis(connection_pool=pool), kind


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A server for the graph alone."""
    yield from redis_server(tmp_path)


def deciding(client: Redis, graph_client: Redis | None, keys: Keys) -> Services:
    """A worker as it is deployed: state, models and rules from Redis; it knows its servers."""
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    state = RedisState(client, graph_client, graph, keys, retention_s=3_600)
    models, rules = RedisModels(client, keys), RedisRules(client, keys, lambda _: None)
    made = services(state=state, models=models, rules=rules)
    made.score_now(a_request())  # Functions are loaded, which says that the server is new,
    made.score_now(a_request())  # so what is known of its schema is looked at once more.
    return made


def batch(size: int = 10) -> list[Transaction]:
    return [a_transaction(place, user_id=f"u{place}", ip="10.0.0.1") for place in range(size)]


def test_a_decision_and_a_batch_take_two_round_trips_each(redis_url: str, namespace: str) -> None:
    client, count = counting(redis_url)
    made = deciding(client, None, Keys(namespace))

    count.sent = 0
    made.score_now(a_request(user_id="u"))
    for_one, count.sent = count.sent, 0
    made.score_batch(batch())

    assert (for_one, count.sent) == (2, 2)


def test_with_two_servers_the_graph_takes_one_more_beside_the_first(
    redis_url: str, namespace: str, apart: EmbeddedRedis
) -> None:
    client, count = counting(redis_url)
    graph_client, graph_count = counting(apart.url)
    made = deciding(client, graph_client, Keys(namespace))

    count.sent = graph_count.sent = 0
    made.score_now(a_request(user_id="u"))
    assert (count.sent, graph_count.sent) == (2, 1)
    made.score_batch(batch())

    assert (count.sent, graph_count.sent) == (4, 2)


def test_two_servers_are_asked_at_once(
    redis_url: str, namespace: str, apart: EmbeddedRedis
) -> None:
    """While the graph has not answered, the windows are there already; neither waits its turn."""
    keys, client = Keys(namespace), connect(redis_url, 5.0)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    state = RedisState(client, connect(apart.url, 30.0), graph, keys, retention_s=3_600)
    state.observe([a_transaction()])
    late = a_transaction(1)

    apart.pause()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(state.observe, [late])
        until(lambda: client.hexists(keys.transaction(late.transaction_id), "reading"))
        is_waiting = not asked.done()
        apart.resume()
        [row], _ = asked.result(timeout=30)

    assert is_waiting
    assert isinstance(row, Observation)
    assert row.graph is not None
