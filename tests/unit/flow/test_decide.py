"""From transactions to decisions: the two seed rules, the model, what is missing, exactly once."""

import random

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ConflictingTransaction, ModelRefused
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome
from ringfence.flow.ports import Pointers
from tests.builders import KnownModels, OneFeatureModel, a_transaction, services


def _decide(transactions: list[Transaction], **replaced: object) -> list[Decision]:
    results = services(**replaced).score_batch(transactions)
    assert all(isinstance(result, Decision) for result in results)
    return results  # type: ignore[return-value]


def _codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_the_eleventh_transaction_within_a_minute_alerts_as_high_velocity() -> None:
    decisions = _decide([a_transaction(at_s) for at_s in range(11)])

    assert [decision.outcome for decision in decisions] == [Outcome.APPROVE] * 10 + [Outcome.REVIEW]
    assert _codes(decisions[-1])[0] == "high_velocity"
    assert "11 transactions" in decisions[-1].reasons[0].sentence


def test_eleven_transactions_59_s_apart_do_not_alert() -> None:
    decisions = _decide([a_transaction(59 * place) for place in range(11)])

    assert {decision.outcome for decision in decisions} == {Outcome.APPROVE}


def test_a_burst_alerts_in_whatever_order_the_queue_delivers_it() -> None:
    for seed in range(20):
        batch = [a_transaction(5 * place) for place in range(11)]
        random.Random(seed).shuffle(batch)

        decisions = _decide(batch)

        assert [_codes(decision)[0] for decision in decisions].count("high_velocity") == 1
        assert _codes(decisions[-1])[0] == "high_velocity"


def test_a_ring_alerts_though_its_second_user_is_observed_first() -> None:
    later = a_transaction(9, user_id="user-ring-2", card_id="c2")
    earlier = a_transaction(0, user_id="user-ring-1")

    _, decision = _decide([later, earlier])

    assert _codes(decision)[0] == "shared_device"
    assert decision.reasons[0].entities == ("user-ring-1", "user-ring-2")


def test_a_second_user_on_one_device_alerts_and_both_users_are_named() -> None:
    first, second = _decide(
        [
            a_transaction(0, user_id="user-ring-1", card_id="c1", device_id="device-shared-123"),
            a_transaction(9, user_id="user-ring-2", card_id="c2", device_id="device-shared-123"),
        ]
    )

    assert first.outcome is Outcome.APPROVE
    assert second.outcome is Outcome.REVIEW
    assert _codes(second)[0] == "shared_device"
    assert second.reasons[0].entities == ("user-ring-1", "user-ring-2")
    assert "user-ring-1, user-ring-2" in second.reasons[0].sentence


def test_a_second_user_on_a_device_a_day_later_does_not_alert() -> None:
    _, second = _decide([a_transaction(0), a_transaction(86_400, user_id="user-2", card_id="c2")])

    assert second.outcome is Outcome.APPROVE


def test_a_decision_is_made_by_rules_alone_where_there_is_no_model() -> None:
    [decision] = _decide([a_transaction()])

    assert decision.missing == ("model",)
    assert decision.versions.model == "none"


def test_what_a_model_has_no_number_for_is_decided_without_it_and_the_rest_with_it() -> None:
    """Also by a shadow, which decides nothing."""
    picky = OneFeatureModel("amount", weight=0.0, most=100.0)
    shadow = OneFeatureModel("user_count_1m", weight=0.0, most=1.0)
    state = MemoryState(Pointers(picky.version, shadow.version))
    batch = [a_transaction(0), a_transaction(1, amount_minor=20_000), a_transaction(120)]

    decisions = _decide(batch, state=state, models=KnownModels(picky, shadow))

    assert [one.missing for one in decisions] == [(), ("model",), ()]
    assert [one.versions.model for one in decisions] == [picky.version, "none", picky.version]
    assert decisions[1].model_score is None
    assert [one.shadow_score is None for one in decisions] == [False, True, False]
    deciding = services(state=state, models=KnownModels(picky, shadow))
    assert all(deciding.replay(one.transaction_id).is_identical for one in decisions)


def test_model_contributions_are_in_the_ledger_and_it_sums_to_the_score() -> None:
    state = MemoryState(Pointers(active_model="one-amount"))
    models = KnownModels(OneFeatureModel("amount", weight=0.5))

    [decision] = _decide([a_transaction(amount_minor=1_400)], state=state, models=models)

    assert sum(reason.points for reason in decision.reasons) == round(decision.score * 10_000)
    assert decision.score == pytest.approx(0.8808, abs=1e-4)
    assert decision.outcome is Outcome.REVIEW
    assert _codes(decision) == ["amount", "base_rate"]


def test_a_refused_model_leaves_the_last_good_one_scoring() -> None:
    state = MemoryState(Pointers(active_model="one-amount"))
    models = KnownModels(
        OneFeatureModel("amount", weight=0.5), refuse=lambda name: ModelRefused(name, "torn")
    )
    deciding = services(state=state, models=models)
    deciding.score_batch([a_transaction()])
    state.pointers = Pointers(active_model="torn")

    [decision] = deciding.score_batch([a_transaction(5)])

    assert isinstance(decision, Decision)
    assert decision.versions.model == "one-amount"
    assert decision.missing == ()


def test_a_shadow_model_is_stored_beside_the_decision_and_changes_nothing() -> None:
    state = MemoryState(Pointers(active_model="one-amount", shadow_model="one-user_count_1m"))
    models = KnownModels(
        OneFeatureModel("amount", weight=0.0), OneFeatureModel("user_count_1m", weight=5.0)
    )

    [decision] = _decide([a_transaction()], state=state, models=models)

    assert decision.shadow_score == pytest.approx(0.5)
    assert decision.versions.shadow_model == "one-user_count_1m"
    assert decision.score < 0.01


def test_a_decision_without_the_graph_says_so() -> None:
    state = MemoryState()
    state.graph = None

    [decision] = _decide([a_transaction()], state=state)

    assert "graph" in decision.missing


def test_a_redelivered_transaction_changes_nothing() -> None:
    state = MemoryState()
    deciding = services(state=state)
    batch = [a_transaction(at_s) for at_s in range(11)]
    first = deciding.score_batch(batch)

    again = deciding.score_batch(batch)

    assert again == first
    assert [alert.seq for alert in state.alerts] == [1]


def test_a_transaction_twice_in_one_batch_is_decided_once() -> None:
    state = MemoryState()
    transaction = a_transaction()

    first, second = _decide([transaction, transaction], state=state)

    assert first == second
    assert first.features["user_count_1m"] == 1.0


def test_an_id_with_another_body_is_a_conflict() -> None:
    transaction = a_transaction()
    other = transaction.model_copy(update={"fingerprint": "another"})

    _, conflict = services().score_batch([transaction, other])

    assert isinstance(conflict, ConflictingTransaction)
