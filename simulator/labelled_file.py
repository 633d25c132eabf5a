"""A file of labelled transactions, Parquet or CSV, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.domain.errors import RingfenceError
from ringfence.domain.messages import Transaction
from ringfence.domain.money import to_minor
from simulator.replay import UnreadableFile, parse_pairs, read_table

NEEDED = ("user_id", "card_id", "device_id", "merchant", "occurred_at", "label")
AMOUNTS = ("amount_minor", "amount")
OPTIONAL = ("ip", "currency")
FRAUD_WORDS = ("1", "1.0", "true", "fraud")
"""What a label says of a fraud; anything else is genuine."""


class LabelledRow(NamedTuple):
    """One transaction with the truth about it. `at_s` is seconds since 1970."""

    at_s: float
    user_id: str
    card_id: str
    device_id: str
    merchant: str
    amount_minor: int
    is_fraud: bool
    ip: str | None = None
    currency: str = "USD"

    def to_transaction(self, transaction_id: str) -> Transaction:
        """Unchecked, for speed: a file is replayed by the million."""
        occurred_at = datetime.fromtimestamp(self.at_s, UTC)
        return Transaction.model_construct(
            transaction_id=transaction_id,
            user_id=self.user_id,
            card_id=self.card_id,
            device_id=self.device_id,
            merchant=self.merchant,
            amount_minor=self.amount_minor,
            currency=self.currency,
            occurred_at=occurred_at,
            received_at=occurred_at,
            fingerprint=transaction_id,
            ip=self.ip,
            merchant_category=None,
            country=None,
            channel=None,
            counterparty_id=None,
        )


def read_labelled(
    path: Path, given: Mapping[str, str], begin_s: float, end_s: float
) -> list[LabelledRow]:
    """Rows with `begin_s` <= time < `end_s` in order of time.

    Raises
    ------
    UnreadableFile
    """
    columns: dict[str, str] = {}
    rows = []
    for number, row in enumerate(read_table(path), 1):
        columns = columns or _resolve(given, row)
        try:
            at_s = _seconds(row[columns["occurred_at"]])
            if begin_s <= at_s < end_s:
                rows.append(_labelled(at_s, columns, row))
        except (ValueError, ArithmeticError, RingfenceError) as error:
            raise UnreadableFile(f"row {number}: {error}") from None
    rows.sort(key=lambda row: row.at_s)
    return rows


def parse_labelled_columns(text: str) -> dict[str, str]:
    """Our field -> their column.

    >>> parse_labelled_columns("user_id=customer_id, label=fraud")
    {'user_id': 'customer_id', 'label': 'fraud'}
    """
    return parse_pairs(text, (*NEEDED, *AMOUNTS, *OPTIONAL))


def _resolve(given: Mapping[str, str], row: Mapping[str, object]) -> dict[str, str]:
    known = (*NEEDED, *AMOUNTS, *OPTIONAL)
    columns = {**{name: name for name in known if name in row}, **given}
    for name in NEEDED:
        if name not in columns:
            raise UnreadableFile(f"no column for {name}; name it with --columns {name}=COLUMN")
    if not set(AMOUNTS).intersection(columns):
        raise UnreadableFile("no column for amount or amount_minor; name one with --columns")
    for name, column in columns.items():
        if column not in row:
            raise UnreadableFile(f"{name}: no column {column!r}; there are {', '.join(row)}")
    return columns


def _seconds(value: object) -> float:
    time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _labelled(at_s: float, columns: Mapping[str, str], row: Mapping[str, object]) -> LabelledRow:
    currency = str(row[columns["currency"]]) if "currency" in columns else "USD"
    if "amount_minor" in columns:
        amount_minor = int(str(row[columns["amount_minor"]]))
    else:
        amount_minor = to_minor(Decimal(str(row[columns["amount"]])), currency)
    is_fraud = str(row[columns["label"]]).lower() in FRAUD_WORDS
    ip = row[columns["ip"]] if "ip" in columns else None
    return LabelledRow(
        at_s,
        user_id=str(row[columns["user_id"]]),
        card_id=str(row[columns["card_id"]]),
        device_id=str(row[columns["device_id"]]),
        merchant=str(row[columns["merchant"]]),
        amount_minor=amount_minor,
        is_fraud=is_fraud,
        ip=str(ip) if ip else None,
        currency=currency,
    )
