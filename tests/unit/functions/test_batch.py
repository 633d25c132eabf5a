"""An SQS batch: partial failures, poison, and a state that is away."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from chalice.app import SQSEvent

from chalicelib import batch
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_redelivery import MemoryRedelivery
from ringfence.domain.errors import ModelRefused, StateUnavailable
from ringfence.flow.ports import Pointers
from ringfence.flow.redeliver import Wait
from tests.builders import a_transaction, services


def _event(*bodies: str, tries: int = 1) -> SQSEvent:
    records = [
        {
            "messageId": f"m{place}",
            "body": body,
            "receiptHandle": f"r{place}",
            "attributes": {"ApproximateReceiveCount": str(tries)},
        }
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


class Away(MemoryState):
    def observe(self, transactions: object) -> Any:
        raise StateUnavailable("Redis: timed out")


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 1), (2, 3), (3, 9), (4, 27), (5, None), (9, None)]
)
def test_while_the_state_is_away_messages_are_tried_again_soon_then_less_often(
    tries: int, seconds: int | None
) -> None:
    redelivery = MemoryRedelivery()
    body = a_transaction().model_dump_json()

    batch.score(_event(body, "{", tries=tries), services(state=Away(), redelivery=redelivery))

    assert redelivery.waits == ([] if seconds is None else [Wait("r0", seconds)])


def test_a_queue_that_takes_nothing_back_has_the_visibility_timeout_wait() -> None:
    redelivery = MemoryRedelivery()
    redelivery.is_down = True
    body = a_transaction().model_dump_json()

    response = batch.score(_event(body), services(state=Away(), redelivery=redelivery))

    assert response == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_while_the_state_is_away_every_message_is_delivered_again() -> None:
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


def test_an_empty_batch_loads_the_model_in_force_before_a_payment_waits_for_it() -> None:
    class Models:
        asked: ClassVar[list[str]] = []

        def load(self, version: str) -> Any:
            self.asked.append(version)
            raise ModelRefused(version, "it is not there")

        def last_good(self) -> None:
            return None

    models = Models()

    batch.score(_event(), services(state=MemoryState(Pointers("of-today")), models=models))

    assert models.asked == ["of-today"]
