"""Accept: from a request to a transaction that is safe in the queue."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import (
    ConflictingTransaction,
    OccurredInFuture,
    OccurredTooLongAgo,
    QueueUnavailable,
)
from ringfence.domain.money import Rates, to_minor
from ringfence.domain.transactions import Transaction, TransactionAccepted, TransactionRequest
from ringfence.flow.ports import Queue, State

FUTURE_TOLERANCE_S = 120
"""Clocks differ; more than this is a sender's error."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one transaction of several was not accepted."""

    transaction_id: str
    error: ConflictingTransaction | QueueUnavailable


def to_transaction(
    request: TransactionRequest,
    received_at: datetime,
    max_age_s: int,
    rates: Rates | None = None,
) -> Transaction:
    """The immutable transaction a request stands for, with what it counts for by `rates`; without
    them it counts in its own currency.

    Raises
    ------
    UnknownCurrency, AmountTooPrecise, AmountTooSmall, AmountTooLarge, OccurredInFuture,
    OccurredTooLongAgo
    """
    occurred_at = (request.occurred_at or received_at).astimezone(UTC)
    _check_age(occurred_at, received_at, max_age_s)
    given = request.model_dump(
        exclude={"transaction_id", "amount", "occurred_at"}, exclude_none=True
    )
    amount_minor = to_minor(request.amount, request.currency)
    if rates:
        given |= _counted(amount_minor, request.currency, rates)
    return Transaction(
        transaction_id=request.transaction_id or new_transaction_id(received_at),
        amount_minor=amount_minor,
        occurred_at=occurred_at,
        received_at=received_at,
        fingerprint=fingerprint(request),
        **given,
    )


def _counted(amount_minor: int, currency: str, rates: Rates) -> dict[str, object]:
    """What it counts for, where that is another amount than its own."""
    counted = rates.count(amount_minor, currency)
    if currency == rates.currency:
        return {}
    return {
        "base_minor": counted.minor,
        "base_currency": rates.currency,
        "is_at_par": counted.is_at_par,
    }


def fingerprint(request: TransactionRequest) -> str:
    """What a retry must repeat to be the same transaction; 10.0 and 10.00 are one amount."""
    body = request.model_dump(mode="json", exclude={"transaction_id", "amount"})
    return content_hash({**body, "amount": str(request.amount.normalize())})


def _check_age(occurred_at: datetime, received_at: datetime, max_age_s: int) -> None:
    if occurred_at > received_at + timedelta(seconds=FUTURE_TOLERANCE_S):
        raise OccurredInFuture(FUTURE_TOLERANCE_S)
    if occurred_at < received_at - timedelta(seconds=max_age_s):
        raise OccurredTooLongAgo(max_age_s)


def new_transaction_id(received_at: datetime) -> str:
    """A ULID (github.com/ulid/spec): 48 bits of milliseconds, 80 of randomness, 26 characters."""
    number = int(received_at.timestamp() * 1_000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def accept(
    transactions: Sequence[Transaction], state: State, queue: Queue
) -> list[TransactionAccepted | Refused]:
    """Reserve each id, then enqueue; one result each, in order. Two round trips for ten.

    A retry with the same body is enqueued again (observing is idempotent), so a crash between the
    two steps loses nothing.

    Raises
    ------
    StateUnavailable, QueueUnavailable
        None was accepted.
    """
    claims = state.reserve(transactions)
    results: dict[int, TransactionAccepted | Refused] = {}
    waiting: list[int] = []
    for index, (transaction, claim) in enumerate(zip(transactions, claims, strict=True)):
        if claim == "conflict":
            error = ConflictingTransaction(transaction.transaction_id)
            results[index] = Refused(transaction.transaction_id, error)
        elif claim == "decided":
            results[index] = TransactionAccepted(
                transaction_id=transaction.transaction_id, status="decided"
            )
        else:
            waiting.append(index)
    for index, is_stored in zip(
        waiting,
        queue.send([transactions[index] for index in waiting]) if waiting else (),
        strict=True,
    ):
        results[index] = _queued(transactions[index].transaction_id, is_stored)
    return [results[index] for index in range(len(transactions))]


def _queued(transaction_id: str, is_stored: bool) -> TransactionAccepted | Refused:
    if is_stored:
        return TransactionAccepted(transaction_id=transaction_id, status="queued")
    return Refused(transaction_id, QueueUnavailable("the queue did not take it; send it again"))
