"""Decisions made without a stage, and what comes of them once it answers. Servers are stopped,
killed and slowed for real; the graph has one of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.decision_codec import pack_amendment
from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryPolicies, MemoryRules
from ringfence.adapters.redis_amendments import AmendmentsProjection, RedisAmendments
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_feed import RedisFeed
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.bootstrap import Services
from ringfence.domain.amendments import amended
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.labels import LabelRequest
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome
from ringfence.flow.alert import alert_for
from ringfence.flow.amend import Amender, Amending
from ringfence.flow.project_ports import AmendedDecision
from tests.builders import (
    KnownModels,
    OneFeatureModel,
    StillClock,
    a_person,
    a_transaction,
    services,
)
from tests.conftest import redis_server
from tests.running import until

pytestmark = pytest.mark.services

GRAPH_TIMEOUT_S = 0.25
DAY_S = 86_400
MODEL = OneFeatureModel("card_users_ever", 0.5)


@pytest.fixture(scope="module")
def graph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    yield from redis_server(Path(tmp_path_factory.mktemp("graph")))


@dataclass
class System:
    """Windows on one server, the graph on another, and what amends."""

    client: Redis
    keys: Keys
    services: Services
    projector: RedisProjector
    amendments: RedisAmendments
    amending: Amending
    feed: RedisFeed
    clock: StillClock
    graph_server: EmbeddedRedis

    def decide(self, transaction: Transaction) -> Decision:
        [decision] = self.services.score_batch([transaction])
        assert isinstance(decision, Decision)
        return decision

    def amend(self) -> int:
        """What a projector does in its turn, with no memory of what failed before."""
        while self.projector.step(100):
            pass
        return Amender(self.amending).step(100)

    def find(self, transaction: Transaction) -> Decision:
        found = self.services.find_decision(transaction.transaction_id)
        assert isinstance(found, Decision)
        return found


@pytest.fixture
def system(redis_url: str, namespace: str, graph_server: EmbeddedRedis) -> Iterator[System]:
    keys, clock = Keys(namespace), StillClock()
    client = connect(redis_url, 5.0)
    graph_client = connect(graph_server.url, GRAPH_TIMEOUT_S)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=50)
    models = KnownModels(MODEL)
    state = RedisState(client, graph_client, graph, keys, retention_s=3_600)
    rules = MemoryRules(MemoryState())
    made = services(state=state, models=models, rules=rules, now=clock)
    client.hset(keys.pointers, "active_model", MODEL.version)
    amendments = RedisAmendments(client, graph_client, graph, keys)
    yield System(
        client,
        keys,
        made,
        RedisProjector(client, keys, RedisDecisions(client, keys), (AmendmentsProjection(keys),)),
        amendments,
        Amending(amendments, models, rules, MemoryPolicies(MemoryState()), clock),
        RedisFeed(client, keys),
        clock,
        graph_server,
    )
    back(graph_server)
    client.close()
    graph_client.close()


def stop(server: EmbeddedRedis) -> None:
    server.kill()


def slow(server: EmbeddedRedis) -> None:
    """It is there, takes connections, and answers nothing."""
    server.pause()


def back(server: EmbeddedRedis) -> None:
    server.resume()
    if not server.is_alive:
        server.start()


AWAY = pytest.mark.parametrize("away", [stop, slow])


def a_known_fraud(system: System) -> None:
    """A confirmed fraud on the card that user-2 will pay with."""
    fraud = a_transaction(0)
    system.decide(fraud)
    request = LabelRequest(label="fraud", reason="chargeback", author="ana")
    system.services.label(fraud.transaction_id, request, a_person("ana"))


def its_neighbour(at_s: float = 3_600) -> Transaction:
    return a_transaction(at_s, user_id="user-2", device_id="device-2", merchant="Cafe")


@AWAY
def test_a_decision_does_not_wait_for_a_graph_that_is_away(
    system: System, away: Callable[[EmbeddedRedis], None]
) -> None:
    system.decide(a_transaction())
    away(system.graph_server)

    started = time.monotonic()
    decision = system.decide(its_neighbour())
    took_s = time.monotonic() - started

    assert decision.missing == ("graph",)
    assert decision.features["card_users_ever"] == 0.0
    # The deadline, once for the connection that broke and once for a new one, and our own work.
    assert took_s < 4 * GRAPH_TIMEOUT_S + 1.0


@AWAY
def test_a_decision_is_amended_once_the_graph_answers_and_raises_the_alert_it_lacked(
    system: System, away: Callable[[EmbeddedRedis], None]
) -> None:
    a_known_fraud(system)
    away(system.graph_server)
    transaction = its_neighbour()
    before = system.decide(transaction)

    assert system.amend() == 0
    back(system.graph_server)
    system.clock.advance(60)
    until(lambda: system.amend() == 1)

    after = system.find(transaction)
    assert (before.outcome, before.alert_seq) == (Outcome.APPROVE, None)
    assert after.model_copy(update={"amendment": None, "alert_seq": None}) == before
    assert after.amendment is not None
    assert after.amendment.outcome is Outcome.REVIEW
    assert after.amendment.filled == ("graph",)
    assert after.amendment.features["ring_frauds"] == 1.0
    assert after.amendment.reasons[0].code == "fraud_neighbour"
    assert sum(reason.points for reason in after.amendment.reasons) == round(
        after.amendment.score * 10_000
    )
    assert after.amendment.amended_at == system.clock()
    alerts = system.feed.page(None, None, 10).alerts
    assert [alert.seq for alert in alerts] == [after.alert_seq]


def test_only_what_was_missing_is_filled_in(system: System) -> None:
    """The windows stay those of the decision, however much came in between."""
    system.decide(a_transaction(0))
    stop(system.graph_server)
    transaction = a_transaction(10)
    system.decide(transaction)
    for at_s in range(20, 30):
        system.decide(a_transaction(at_s))
    back(system.graph_server)
    until(system.amend)

    found = system.find(transaction)
    assert found.features["user_count_1m"] == 2.0
    assert found.amendment is not None
    assert "user_count_1m" not in found.amendment.features
    assert found.amendment.features["user_cards_ever"] == 1.0


def test_of_two_who_amend_one_decision_the_first_stands(system: System) -> None:
    a_known_fraud(system)
    stop(system.graph_server)
    transaction = its_neighbour()
    system.decide(transaction)
    back(system.graph_server)
    until(lambda: system.amend() == 1)
    first = system.find(transaction)
    assert first.amendment is not None
    alert = alert_for(amended(first, first.amendment), system.clock())
    assert alert is not None

    other = first.amendment.model_copy(update={"score": 1.0})
    second = AmendedDecision(transaction.transaction_id, other, alert)

    assert system.amendments.amend(("graph",), [second]) == 0
    assert system.find(transaction) == first
    assert system.feed.page(None, None, 10).last_seq == first.alert_seq == 1
    assert system.amend() == 0


def test_what_raised_an_alert_raises_no_second_one(system: System) -> None:
    a_known_fraud(system)
    stop(system.graph_server)
    for user in ("user-2", "user-3"):
        transaction = its_neighbour().model_copy(update={"user_id": user})
        decision = system.decide(transaction)
    assert decision.alert_seq == 1
    back(system.graph_server)
    until(lambda: system.amend() == 2)

    after = system.find(transaction)
    assert after.alert_seq == 1
    assert after.amendment is not None


def test_a_decision_without_a_model_is_amended_once_one_is_in_force(system: System) -> None:
    system.client.hdel(system.keys.pointers, "active_model")
    transaction = a_transaction()
    assert system.decide(transaction).missing == ("model",)
    assert system.amend() == 0
    system.client.hset(system.keys.pointers, "active_model", MODEL.version)

    assert system.amend() == 1

    amendment = system.find(transaction).amendment
    assert amendment is not None
    assert (amendment.filled, amendment.versions.model) == (("model",), MODEL.version)
    assert amendment.model_score is not None
    assert amendment.features == {}


def test_an_amended_decision_replays_and_a_changed_one_does_not(system: System) -> None:
    a_known_fraud(system)
    stop(system.graph_server)
    transaction = its_neighbour()
    system.decide(transaction)
    back(system.graph_server)
    until(system.amend)

    report = system.services.replay(transaction.transaction_id)

    assert (report.is_identical, report.differences) == (True, ())
    decision = system.find(transaction)
    assert decision.amendment is not None
    forged = decision.amendment.model_copy(update={"outcome": Outcome.APPROVE})
    record = system.keys.transaction(transaction.transaction_id)
    system.client.hset(record, "amendment", pack_amendment(forged))
    report = system.services.replay(transaction.transaction_id)
    assert [one.field for one in report.differences] == ["amendment.outcome"]


def test_what_waited_a_day_is_left_as_it_is(system: System) -> None:
    system.decide(a_transaction())
    stop(system.graph_server)
    transaction = its_neighbour()
    system.decide(transaction)
    back(system.graph_server)
    system.clock.advance(DAY_S + 1)

    until(lambda: system.amend() == 0 and not any(system.amendments.waiting().values()))

    assert system.find(transaction).amendment is None


# ── The state's own server ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def frail(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """Windows and graph on one server, which a test may stop."""
    yield from redis_server(tmp_path)


@AWAY
def test_without_its_state_nothing_is_decided_and_a_redelivery_counts_once(
    frail: EmbeddedRedis, namespace: str, away: Callable[[EmbeddedRedis], None]
) -> None:
    graph = FalkorGraph(Keys(namespace).graph, "test", timeout_ms=50)
    client = connect(frail.url, 0.3)
    state = RedisState(client, None, graph, Keys(namespace), retention_s=3_600)
    deciding = services(state=state)
    deciding.score_batch([a_transaction(0)])
    transaction = a_transaction(1)
    away(frail)

    with pytest.raises(StateUnavailable):
        deciding.score_batch([transaction])
    back(frail)

    [decision] = deciding.score_batch([transaction])
    assert isinstance(decision, Decision)
    assert decision.features["user_count_1m"] == 2.0
    assert decision.missing == ("model",)
    client.close()
