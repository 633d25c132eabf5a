"""Labels that come late: when the decision is kept no longer, the payment is told with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import (
    ConflictingTransaction,
    InvalidTransaction,
    UndecidedTransaction,
    UnknownTransaction,
)
from ringfence.domain.labels import LabelHistory, LabelRequest
from ringfence.domain.transactions import TransactionRequest
from tests.builders import NOON, StillClock, a_person, a_request, a_transaction, services

DAY_S = 86_400


class System:
    """A system whose decisions are kept for a week."""

    def __init__(self) -> None:
        self.state, self.clock = MemoryState(), StillClock()
        self.services: Services = services(state=self.state, now=self.clock)

    def expire(self, transaction_id: str) -> None:
        """What the store does by itself after DECISION_RETENTION_S."""
        del self.state.decisions[transaction_id]
        self.state.forget(transaction_id)

    def tell(self, transaction_id: str, payment: TransactionRequest | None = None) -> LabelHistory:
        request = LabelRequest(label="fraud", reason="chargeback", transaction=payment)
        return self.services.label(transaction_id, request, a_person("ana"))

    def next_features(self, **changes: Any) -> dict[str, float]:
        late = a_transaction(20 * DAY_S + 60, **changes)
        [decision] = self.services.score_batch([late])
        assert isinstance(decision, Decision)
        return decision.features


@pytest.fixture
def late() -> System:
    """Twenty days after a payment whose decision is gone."""
    system = System()
    system.services.score_batch([a_transaction(0, transaction_id="paid")])
    system.expire("paid")
    system.clock.advance(20 * DAY_S)
    return system


def test_a_late_chargeback_counts_when_the_payment_is_told_with_it(late: System) -> None:
    history = late.tell("paid", a_request(occurred_at=NOON))

    features = late.next_features(user_id="user-2", card_id="card-2")
    assert [label.label for label in history.labels] == ["fraud"]
    assert features["merchant_frauds_28d"] == 1.0
    # By its own time: it is over two weeks ago.
    assert features["merchant_frauds_14d"] == 0.0
    assert features["merchant_usual_frauds_28d"] == 0.0
    assert features["ring_frauds"] == 1.0


def test_without_the_payment_it_is_unknown(late: System) -> None:
    with pytest.raises(UnknownTransaction):
        late.tell("paid")


def test_the_same_again_changes_nothing(late: System) -> None:
    first = late.tell("paid", a_request(occurred_at=NOON))

    assert late.tell("paid", a_request(occurred_at=NOON)) == first
    assert late.next_features()["user_frauds_28d"] == 1.0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "transaction.occurred_at"),
        ({"occurred_at": NOON - timedelta(days=41)}, "transaction.occurred_at"),
        ({"occurred_at": NOON, "transaction_id": "another"}, "transaction.transaction_id"),
    ],
    ids=["no time", "61 days ago", "another id"],
)
def test_a_payment_that_cannot_be_meant_is_refused(
    late: System, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidTransaction) as refused:
        late.tell("paid", a_request(**changes))

    assert [name for name, _, _ in refused.value.problems] == [field]
    assert late.next_features()["user_frauds_28d"] == 0.0


def test_a_decision_that_is_kept_is_labelled_as_it_was_decided() -> None:
    system = System()
    system.services.score_batch([a_transaction(0, transaction_id="paid")])

    with pytest.raises(ConflictingTransaction):
        system.tell("paid", a_request(user_id="somebody-else", occurred_at=NOON))

    assert len(system.tell("paid", a_request(occurred_at=NOON)).labels) == 1


def test_what_waits_for_its_decision_is_not_labelled_past_it() -> None:
    system = System()
    system.state.reserve([a_transaction(transaction_id="waiting")])

    with pytest.raises(UndecidedTransaction):
        system.tell("waiting", a_request(occurred_at=NOON))
