"""The laws of `ports.Amendments`, held to by memory and by Redis with FalkorDB alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.redis_amendments import RedisAmendments
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain.decisions import Amendment, Decision
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome, RiskLevel
from ringfence.flow.ports import Commit, State
from ringfence.flow.project_ports import AmendedDecision, Amendments
from tests.builders import NOON, a_transaction, services
from tests.contract.test_state import redis_state

pytestmark = pytest.mark.services


@dataclass
class Stores:
    """A state, and what waits in it."""

    state: State
    amendments: Amendments
    refuse: Callable[[Transaction], object]
    """Have the graph refuse it from now on."""

    def decide(self, transaction: Transaction) -> Decision:
        [decision] = services(state=self.state).score_batch([transaction])
        assert isinstance(decision, Decision)
        return decision


PLACE = "point({latitude: 1.0, longitude: 2.0})"


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, namespace: str) -> Iterator[Stores]:
    if request.param == "memory":
        state = MemoryState()
        memory = MemoryAmendments(state)
        yield Stores(state, memory, lambda one: memory.refused.add(one.transaction_id))
        return
    url, keys = request.getfixturevalue("redis_url"), Keys(namespace)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    client = connect(url, 5.0)

    def damage(transaction: Transaction) -> None:
        """Its card has a count that nothing can be added to."""
        card = graph.hash_id("card", transaction.card_id)
        query = f'MERGE (c:Card {{id: "{card}"}}) SET c.nu = {PLACE}'
        client.pipeline().execute_command("GRAPH.QUERY", keys.graph, query).execute()

    stored = RedisAmendments(client, None, graph, keys)
    yield Stores(redis_state(url, namespace), stored, damage)
    client.close()


def an_amendment(decision: Decision) -> Amendment:
    """To a review, as if a model had asked for it."""
    return Amendment(
        amended_at=NOON,
        filled=("model",),
        outcome=Outcome.REVIEW,
        score=0.6,
        risk_level=RiskLevel.HIGH,
        reasons=decision.reasons,
        model_score=0.6,
        features={},
        versions=decision.versions,
    )


def test_a_retry_of_an_amended_payment_is_answered_with_its_amendment(stores: Stores) -> None:
    transaction = a_transaction()
    decision = stores.decide(transaction)
    amendment = an_amendment(decision)
    stores.amendments.amend(("model",), [AmendedDecision(decision.transaction_id, amendment, None)])

    again = stores.decide(transaction)

    assert again == decision.model_copy(update={"amendment": amendment})
    assert again == stores.state.find(transaction.transaction_id)


def test_a_commit_of_what_was_amended_meanwhile_returns_the_amendment(stores: Stores) -> None:
    """A worker that died between observing and committing, and comes back late."""
    decision = stores.decide(a_transaction())
    amendment = an_amendment(decision)
    stores.amendments.amend(("model",), [AmendedDecision(decision.transaction_id, amendment, None)])

    [stored] = stores.state.commit([[Commit(decision, None)]])

    assert stored == decision.model_copy(update={"amendment": amendment})


@pytest.mark.parametrize("bad", [(0,), (8,), (3, 4), tuple(range(9))])
def test_what_the_graph_refuses_holds_up_no_other(stores: Stores, bad: tuple[int, ...]) -> None:
    """However many: that it takes none of them does not mean that it is away."""
    batch = [a_transaction(place, user_id=f"u{place}", card_id=f"c{place}") for place in range(9)]
    stores.amendments.look_again([a_transaction()])
    for place in bad:
        stores.refuse(batch[place])

    readings = stores.amendments.look_again(batch)

    assert readings is not None
    assert [place for place, one in enumerate(readings) if one is None] == [*bad]
    again = stores.amendments.look_again([one for i, one in enumerate(batch) if i not in bad])
    assert again is not None
    assert None not in again


def test_a_graph_that_refuses_everything_is_away(redis_url: str, namespace: str) -> None:
    """Out of memory, a replica, no disk: no payment is given up for that."""
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    client.set(keys.graph, "no graph")
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)

    amendments = RedisAmendments(client, None, graph, keys)

    assert amendments.look_again([a_transaction(), a_transaction()]) is None
    client.delete(keys.graph)
    assert amendments.look_again([a_transaction()]) is not None
    client.close()


def test_what_is_late_at_once_is_asked_for_in_halves(redis_url: str, namespace: str) -> None:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    hasty = FalkorGraph(keys.graph, "test", timeout_ms=1)
    crowd = [
        a_transaction(place, user_id=f"u{place}", card_id=f"c{place % 40}")
        for place in range(1_500)
    ]

    readings = RedisAmendments(client, None, hasty, keys).look_again(crowd)

    assert readings is not None
    assert None not in readings
    client.close()
