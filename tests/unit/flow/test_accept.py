"""Accepting: ids, times, the queue, and what a retry does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.domain.errors import (
    AmountTooLarge,
    ConflictingTransaction,
    OccurredInFuture,
    OccurredTooLongAgo,
    QueueUnavailable,
)
from ringfence.domain.transactions import TransactionAccepted
from ringfence.flow.accept import new_transaction_id, to_transaction
from ringfence.settings import InvalidSetting, read_settings
from tests.builders import NOON, a_request, services, settings


def test_a_transaction_without_an_id_gets_a_ulid_that_sorts_by_time() -> None:
    earlier, later = (new_transaction_id(NOON + timedelta(seconds=s)) for s in (0, 1))

    assert len(earlier) == 26
    assert earlier < later


def test_a_transaction_is_queued_with_integer_money_and_utc_times() -> None:
    queue = MemoryQueue()

    accepted = services(queue=queue).accept(a_request(occurred_at="2026-03-04T13:00:00+01:00"))

    assert accepted.status == "queued"
    [transaction] = queue.waiting
    assert transaction.transaction_id == accepted.transaction_id
    assert transaction.amount_minor == 1_000
    assert transaction.occurred_at == NOON


def test_a_payment_in_another_currency_carries_what_it_counts_for() -> None:
    queue = MemoryQueue()
    accepting = services(queue=queue, settings=settings(currency_rates="EUR=1.08"))

    for currency in ("EUR", "JPY", "USD"):
        accepting.accept(a_request(amount=Decimal(10), currency=currency))

    told = [
        (one.currency, one.amount_minor, one.counted_minor, one.counted_currency, one.is_at_par)
        for one in queue.waiting
    ]
    assert told == [
        ("EUR", 1_000, 1_080, "USD", False),
        ("JPY", 10, 1_000, "USD", True),
        ("USD", 1_000, 1_000, "USD", False),
    ]


@pytest.mark.parametrize(
    ("counted_in", "rates", "amount", "currency"),
    [("IDR", "USD=16000", 176_000_001, "USD"), ("USD", "", Decimal("7000000000.01"), "USD")],
)
def test_an_amount_that_windows_could_not_count_exactly_is_refused(
    counted_in: str, rates: str, amount: Decimal, currency: str
) -> None:
    queue, configured = MemoryQueue(), settings(currency=counted_in, currency_rates=rates)
    accepting = services(queue=queue, settings=configured)

    with pytest.raises(
        AmountTooLarge, match=rf"the amount .* 7,000,000,000 {counted_in}"
    ) as caught:
        accepting.accept(a_request(amount=amount, currency=currency))

    assert caught.value.field == "amount"
    assert not queue.waiting


@pytest.mark.parametrize(("currency", "rates"), [("US", ""), ("USD", "EUR")])
def test_a_currency_or_a_rate_that_cannot_be_read_stops_the_start(
    currency: str, rates: str
) -> None:
    environment = {"REDIS_URL": "x", "QUEUE_URL": "x", "ID_HASH_KEY": "x"}

    with pytest.raises(InvalidSetting, match="CURRENCY"):
        read_settings({**environment, "CURRENCY": currency, "CURRENCY_RATES": rates})


def test_an_event_far_in_the_future_is_refused() -> None:
    with pytest.raises(OccurredInFuture):
        to_transaction(a_request(occurred_at=NOON + timedelta(hours=1)), NOON, max_age_s=100)


def test_an_event_older_than_the_windows_allow_is_refused() -> None:
    with pytest.raises(OccurredTooLongAgo):
        to_transaction(a_request(occurred_at=NOON - timedelta(hours=1)), NOON, max_age_s=100)


def test_a_retry_with_the_same_body_is_accepted_and_queued_again() -> None:
    queue = MemoryQueue()
    accepting = services(queue=queue)
    request = a_request(transaction_id="mine")

    first, second = accepting.accept(request), accepting.accept(request)

    assert first == second
    assert len(queue.waiting) == 2


def test_the_same_id_with_another_body_is_a_conflict() -> None:
    accepting = services()
    accepting.accept(a_request(transaction_id="mine"))

    with pytest.raises(ConflictingTransaction):
        accepting.accept(a_request(transaction_id="mine", amount="11.00"))


def test_a_retry_after_the_decision_is_told_so_and_not_queued() -> None:
    state, queue = MemoryState(), MemoryQueue()
    accepting = services(state=state, queue=queue)
    request = a_request(transaction_id="mine")
    accepting.score_now(request)

    accepted = accepting.accept(request)

    assert accepted.status == "decided"
    assert not queue.waiting


def test_nothing_is_accepted_while_the_queue_is_away() -> None:
    queue = MemoryQueue()
    queue.is_down = True

    with pytest.raises(QueueUnavailable):
        services(queue=queue).accept(a_request())


def test_bulk_gives_a_result_for_each_row_in_order() -> None:
    queue = MemoryQueue()
    bulk = [
        a_request(transaction_id="a"),
        a_request(transaction_id="a", amount="2.00"),
        a_request(currency="XXX"),
        a_request(transaction_id="b"),
    ]

    results = services(queue=queue).accept_bulk(bulk)

    assert [isinstance(result, TransactionAccepted) for result in results] == [
        True,
        False,
        False,
        True,
    ]
    assert [transaction.transaction_id for transaction in queue.waiting] == ["a", "b"]
