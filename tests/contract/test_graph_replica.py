"""Long looks at the graph are answered by a replica, decisions by the graph itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.local.errors import CannotRun
from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.errors import GraphMissing, StateUnavailable
from ringfence.flow.entity_ports import EntityRef
from tests.builders import a_transaction, settings
from tests.conftest import unavailable
from tests.running import until

pytestmark = pytest.mark.services

BOB = EntityRef("user", "bob")


@pytest.fixture
def replica(redis_url: str, tmp_path: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(tmp_path)
    try:
        server.start()
    except CannotRun as error:
        unavailable("the embedded Redis", error)
    primary = urlsplit(redis_url)
    connect(server.url, 5.0).replicaof(str(primary.hostname), str(primary.port))
    yield server
    server.stop()


def adapters_of(redis_url: str, namespace: str, replica_url: str) -> Adapters:
    return Adapters(
        settings(
            redis_url=redis_url,
            graph_url=redis_url,
            graph_replica_url=replica_url,
            namespace=namespace,
        )
    )


def decide(redis_url: str, namespace: str) -> None:
    made = settings(redis_url=redis_url, graph_url=redis_url, namespace=namespace)
    services = Services(made, Adapters(made))
    services.score_batch([a_transaction(user_id="ann"), a_transaction(user_id="bob")])


def test_rings_and_ties_are_read_from_a_replica(
    redis_url: str, namespace: str, replica: EmbeddedRedis
) -> None:
    decide(redis_url, namespace)
    adapters = adapters_of(redis_url, namespace, replica.url)

    def is_there() -> bool:
        try:
            return bool(adapters.ring_source.read().ties)
        except (GraphMissing, StateUnavailable):
            return False

    until(is_there)

    assert {tie.user for tie in adapters.ring_source.read().ties} == {"ann", "bob"}
    assert {tie.identifier for tie in adapters.ties.of([BOB], 10)} == {"card-1", "device-1"}


def test_without_its_replica_a_decision_has_its_graph_and_a_look_has_not(
    redis_url: str, namespace: str, replica: EmbeddedRedis
) -> None:
    replica.kill()
    adapters = adapters_of(redis_url, namespace, replica.url)

    decide(redis_url, namespace)

    assert adapters.state.ping_graph()
    with pytest.raises(StateUnavailable):
        adapters.ties.of([BOB], 10)
