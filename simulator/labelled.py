"""A transaction with the truth about it, simulated or from a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from ringfence.domain.transactions import Transaction


class LabelledTransaction(NamedTuple):
    """One attempted payment, with the truth about it. `at_s` is seconds since 1970 (UTC).

    `scenario` and `ring_id` (the episode it is part of) are for reports: they never leave us.
    """

    at_s: float
    user_id: str
    card_id: str
    device_id: str
    amount_minor: int
    merchant: str
    merchant_category: str | None = None
    ip: str | None = None
    country: str | None = None
    channel: str | None = None
    counterparty_id: str | None = None
    is_fraud: bool = False
    scenario: str = "habit"
    ring_id: str = ""
    currency: str = "USD"


class Told(NamedTuple):
    """A transaction, when the truth about it is known, and whether the system is told.

    What nobody disputes becomes known by waiting; only chargebacks and analysts tell.
    """

    row: LabelledTransaction
    known_at_s: float
    is_told: bool


def to_transaction(row: LabelledTransaction, transaction_id: str) -> Transaction:
    """The transaction `flow.accept` would have made; unchecked, as rows come by the million."""
    occurred_at = datetime.fromtimestamp(row.at_s, UTC)
    return Transaction.model_construct(
        transaction_id=transaction_id,
        user_id=row.user_id,
        card_id=row.card_id,
        device_id=row.device_id,
        merchant=row.merchant,
        amount_minor=row.amount_minor,
        currency=row.currency,
        occurred_at=occurred_at,
        received_at=occurred_at,
        fingerprint=transaction_id,
        ip=row.ip,
        merchant_category=row.merchant_category,
        country=row.country,
        channel=row.channel,
        counterparty_id=row.counterparty_id,
    )
