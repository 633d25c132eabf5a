"""What a known prototype of this system gets wrong, each as a test that fails on its behaviour.

It counts by INCR and EXPIRE on every event, so activity keeps the counter alive: eleven payments
59 s apart alert, and every one after them. It calls any two users on one device a ring and then
returns, so a ring hit skips the count. It knows no message twice, so a redelivery counts and alerts
again. It answers without an id, adds floats, and loses every alert while no browser is there.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.ring_crowds import Identifier
from ringfence.domain.ring_finding import Tie, UserFacts, find_rings
from ringfence.domain.transactions import Transaction
from tests.builders import a_request, a_transaction, services
from tests.contract.test_state import redis_state


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.services)])
def deciding(request: pytest.FixtureRequest, namespace: str) -> Iterator[Services]:
    if request.param == "memory":
        yield services(state=MemoryState())
    else:
        yield services(state=redis_state(request.getfixturevalue("redis_url"), namespace))


def decide(deciding: Services, batch: list[Transaction]) -> list[Decision]:
    return [one for one in deciding.score_batch(batch) if isinstance(one, Decision)]


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons if reason.source == "rule"}


def test_payments_59_s_apart_never_alert_however_many_they_are(deciding: Services) -> None:
    made = decide(deciding, [a_transaction(59 * place) for place in range(40)])

    assert {one.alert_seq for one in made} == {None}
    assert max(one.features["user_count_1m"] for one in made) == 2.0


def test_a_burst_is_over_a_minute_after_it(deciding: Services) -> None:
    burst = decide(deciding, [a_transaction(place) for place in range(11)])
    after = decide(deciding, [a_transaction(71 + 30 * place) for place in range(10)])

    assert codes(burst[-1]) == {"high_velocity"}
    assert [codes(one) for one in after] == [set()] * 10


def test_a_shared_device_does_not_skip_the_count(deciding: Services) -> None:
    decide(deciding, [a_transaction(0, user_id="other", card_id="other")])

    made = decide(deciding, [a_transaction(place) for place in range(1, 12)])

    assert codes(made[-1]) == {"high_velocity", "shared_device"}
    assert [one.features["user_count_1m"] for one in made] == [*map(float, range(1, 12))]


def test_a_redelivered_payment_counts_and_alerts_once(deciding: Services) -> None:
    burst = [a_transaction(place) for place in range(11)]
    first = decide(deciding, burst)

    again = decide(deciding, burst[-1:] * 3)
    after = decide(deciding, [a_transaction(11)])

    assert (first[-1].alert_seq, {one.alert_seq for one in again}) == (1, {1})
    assert (after[0].features["user_count_1m"], after[0].alert_seq) == (12.0, 2)


def test_an_alert_that_nobody_watched_is_there_for_whoever_comes(deciding: Services) -> None:
    made = decide(deciding, [a_transaction(place) for place in range(12)])

    for decision in made[-2:]:
        assert deciding.find_decision(decision.transaction_id) == decision
        assert decision.alert_seq is not None


def test_every_payment_has_an_id_a_time_and_whole_money(deciding: Services) -> None:
    decision = deciding.score_now(a_request())

    transaction = decision.transaction
    assert (len(decision.transaction_id), transaction.amount_minor) == (26, 1_000)
    assert transaction.occurred_at.tzinfo is not None


def test_a_household_is_no_ring() -> None:
    """Two people, one tablet, one address, each with a card of their own."""
    shared: list[Identifier] = [("device", "tablet"), ("ip", "home")]
    ties = [
        Tie(user, entity, name, 0, 86_400, 0)
        for user in ("ann", "bob")
        for entity, name in (*shared, ("card", f"{user}'s"))
    ]

    assert not find_rings(ties, {user: UserFacts(1) for user in ("ann", "bob")})
