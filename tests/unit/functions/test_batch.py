"""An SQS batch: partial failures, poison, and a state that is away."""

from __future__ import annotations

from typing import Any

from chalice.app import SQSEvent

from chalicelib import batch
from ringfence.adapters.memory import MemoryState
from ringfence.domain.errors import StateUnavailable
from tests.builders import a_transaction, services


def _event(*bodies: str) -> SQSEvent:
    records = [
        {"messageId": f"m{place}", "body": body, "receiptHandle": "r"}
        for place, body in enumerate(bodies)
    ]
    return SQSEvent({"Records": records}, context=None)


def test_a_whole_batch_is_decided_and_acknowledged() -> None:
    state = MemoryState()
    bodies = [a_transaction(at_s).model_dump_json() for at_s in range(11)]

    response = batch.score(_event(*bodies), services(state=state))

    assert response == {"batchItemFailures": []}
    assert len(state.decisions) == 11
    assert len(state.alerts) == 1


def test_a_poison_message_fails_alone() -> None:
    state = MemoryState()
    good = a_transaction().model_dump_json()

    response = batch.score(_event("{", good, '{"user_id": 1}'), services(state=state))

    assert response == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m2"}]}
    assert len(state.decisions) == 1


def test_while_the_state_is_away_every_message_is_delivered_again() -> None:
    class Away(MemoryState):
        def observe(self, transactions: object) -> Any:
            raise StateUnavailable("Redis: timed out")

    bodies = [a_transaction().model_dump_json() for _ in range(2)]

    response = batch.score(_event(*bodies), services(state=Away()))

    assert [failure["itemIdentifier"] for failure in response["batchItemFailures"]] == ["m0", "m1"]


def test_a_conflicting_id_is_final_and_acknowledged() -> None:
    transaction = a_transaction()
    other = transaction.model_copy(update={"fingerprint": "another"})

    response = batch.score(
        _event(transaction.model_dump_json(), other.model_dump_json()), services()
    )

    assert response == {"batchItemFailures": []}
