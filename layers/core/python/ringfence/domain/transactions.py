"""Transactions: what a payment service sends, what it becomes, and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ringfence.domain.problems import Problem
from ringfence.domain.values import (
    Amount,
    CountryCode,
    CurrencyCode,
    EntityId,
    IpAddress,
    Message,
    Moment,
    Sha256Hex,
)

BULK_MAX_TRANSACTIONS = 500


class TransactionRequest(Message):
    """One attempted payment, as a payment service sends it.

    `amount` is in major units of `currency` (10.00 is ten dollars) with at most two more digits
    than the currency has. `transaction_id` is the caller's idempotency key; without one we make a
    ULID.
    """

    transaction_id: EntityId | None = None
    user_id: EntityId
    card_id: EntityId
    device_id: EntityId
    amount: Amount
    merchant: EntityId
    currency: CurrencyCode = "USD"
    occurred_at: Moment | None = None
    ip: IpAddress | None = None
    email_hash: Sha256Hex | None = None
    merchant_category: EntityId | None = None
    country: CountryCode | None = None
    channel: Literal["card_present", "online", "in_app", "transfer", "atm"] | None = None
    counterparty_id: EntityId | None = None


class Transaction(Message):
    """One attempted payment, accepted: canonical ids, integer money, UTC times. Immutable.

    Where `currency` is not the namespace's, `base_minor` is what the windows count of it, in minor
    units of `base_currency`. `is_at_par`: no rate was known, so a major unit counts as one.
    """

    transaction_id: EntityId
    user_id: EntityId
    card_id: EntityId
    device_id: EntityId
    merchant: EntityId
    amount_minor: Annotated[int, Field(gt=0)]
    currency: CurrencyCode
    occurred_at: AwareDatetime
    received_at: AwareDatetime
    fingerprint: str
    """Content hash of the request: the same id with another fingerprint is a conflict."""
    ip: IpAddress | None = None
    email_hash: Sha256Hex | None = None
    merchant_category: EntityId | None = None
    country: CountryCode | None = None
    channel: Literal["card_present", "online", "in_app", "transfer", "atm"] | None = None
    counterparty_id: EntityId | None = None
    base_minor: Annotated[int, Field(gt=0)] | None = None
    base_currency: CurrencyCode | None = None
    is_at_par: bool = False

    @property
    def counted_minor(self) -> int:
        """What windows, features and rules take for its amount, in `counted_currency`."""
        return self.amount_minor if self.base_minor is None else self.base_minor

    @property
    def counted_currency(self) -> str:
        """The namespace's."""
        return self.base_currency or self.currency


class TransactionAccepted(Message):
    """`POST /transaction` answers this with 202: the transaction is in the queue."""

    transaction_id: str
    status: Literal["queued", "decided"]


class BulkRow(Message):
    """The result for one item of `POST /transactions`, at its index in the request."""

    index: int
    transaction_id: str | None
    status: Literal["queued", "decided", "rejected"]
    problem: Problem | None = None


class BulkResult(Message):
    """`POST /transactions` answers this with 202, also when some rows were rejected."""

    accepted: int
    rejected: int
    rows: tuple[BulkRow, ...]
