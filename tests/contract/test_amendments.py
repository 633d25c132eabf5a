"""The laws of `ports.Amendments`, held to by memory and by Redis with FalkorDB alike."""

from __future__ import annotations

from collections.abc import Iterator
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

    def decide(self, transaction: Transaction) -> Decision:
        [decision] = services(state=self.state).score_batch([transaction])
        assert isinstance(decision, Decision)
        return decision


@pytest.fixture(params=["memory", "redis"])
def stores(request: pytest.FixtureRequest, namespace: str) -> Iterator[Stores]:
    if request.param == "memory":
        state = MemoryState()
        yield Stores(state, MemoryAmendments(state))
        return
    url, keys = request.getfixturevalue("redis_url"), Keys(namespace)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    client = connect(url, 5.0)
    yield Stores(redis_state(url, namespace), RedisAmendments(client, None, graph, keys))
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
