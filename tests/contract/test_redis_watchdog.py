"""The embedded run's Redis comes back by itself, with all that was acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.redis_server import EmbeddedRedis
from infra.local.redis_watchdog import Patience, RedisWatchdog
from ringfence.adapters.redis_state import connect
from ringfence.flow.ports import Observation
from tests.builders import a_transaction, observed
from tests.conftest import redis_server
from tests.contract.test_state import redis_state
from tests.running import until

pytestmark = pytest.mark.services

HASTY = Patience(interval_s=0.05, ping_deadline_s=0.5, strikes=2)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    yield from redis_server(tmp_path)


@pytest.fixture
def reports(server: EmbeddedRedis) -> Iterator[list[str]]:
    """What the watchdog of the server says."""
    said: list[str] = []
    watchdog = RedisWatchdog(server, said.append, HASTY)
    watchdog.start()
    yield said
    watchdog.stop()


def counts(server: EmbeddedRedis, namespace: str, at_s: float) -> tuple[int, int]:
    """A payment's own count of its user's, and the graph's of its device's users."""
    [row] = observed(redis_state(server.url, namespace), [a_transaction(at_s)])
    assert isinstance(row, Observation)
    assert row.graph is not None
    return row.velocity.values[1], row.graph.values[1]


@pytest.mark.parametrize("strike", [EmbeddedRedis.kill, EmbeddedRedis.pause], ids=["died", "hangs"])
def test_a_server_that_died_or_hangs_is_started_again_with_what_it_held(
    server: EmbeddedRedis,
    reports: list[str],
    namespace: str,
    strike: Callable[[EmbeddedRedis], None],
) -> None:
    """A query that deadlocks the engine leaves a process that is alive and answers nobody."""
    counts(server, namespace, 0)

    strike(server)

    until(lambda: reports and server.answers(1.0))
    assert counts(server, namespace, 1) == (2, 1)
    assert len(reports) == 1


def test_a_server_that_answers_is_left_alone(server: EmbeddedRedis, reports: list[str]) -> None:
    client = connect(server.url, 5.0)

    until(lambda: client.info("commandstats").get("cmdstat_ping", {"calls": 0})["calls"] > 5)

    assert reports == []
    client.close()
