"""A file of labelled transactions, Parquet or CSV, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

from ringfence.domain.errors import RingfenceError
from ringfence.domain.money import Rates, to_minor
from simulator.errors import UnreadableFile
from simulator.labelled import LabelledTransaction
from simulator.replay import parse_pairs, read_table

Value = TypeVar("Value")
NEEDED = ("user_id", "card_id", "device_id", "merchant", "occurred_at", "label")
AMOUNTS = ("amount_minor", "amount")
OPTIONAL = ("ip", "currency")
IS_FRAUD = {"1": True, "1.0": True, "true": True, "fraud": True}
IS_FRAUD |= {"0": False, "0.0": False, "false": False, "genuine": False}
"""What a label may say."""


def read_labelled(
    path: Path, given: Mapping[str, str], begin_s: float, end_s: float
) -> list[LabelledTransaction]:
    """Rows with `begin_s` <= time < `end_s` in order of time.

    Raises
    ------
    UnreadableFile
    """
    columns: dict[str, str] = {}
    rows = []
    for number, row in enumerate(read_table(path), 1):
        columns = columns or _resolve(given, row)
        at_s = _read("occurred_at", _seconds, columns, row, number)
        if begin_s <= at_s < end_s:
            rows.append(_labelled(at_s, columns, row, number))
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


def _read(
    name: str,
    convert: Callable[[object], Value],
    columns: Mapping[str, str],
    row: Mapping[str, object],
    number: int,
) -> Value:
    column = columns[name]
    try:
        return convert(row[column])
    except (ValueError, ArithmeticError, KeyError, RingfenceError):
        message = f"row {number}, column {column!r}: {row[column]!r} is no {name}"
        raise UnreadableFile(message) from None


def _seconds(value: object) -> float:
    time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _labelled(
    at_s: float, columns: Mapping[str, str], row: Mapping[str, object], number: int
) -> LabelledTransaction:
    currency = str(row[columns["currency"]]) if "currency" in columns else "USD"
    if "amount_minor" in columns:
        whole = partial(_whole, currency=currency)
        amount_minor = _read("amount_minor", whole, columns, row, number)
    else:
        in_currency = partial(_minor, currency=currency)
        amount_minor = _read("amount", in_currency, columns, row, number)
    is_fraud = _read("label", _is_fraud, columns, row, number)
    ip = row[columns["ip"]] if "ip" in columns else None
    return LabelledTransaction(
        at_s,
        user_id=str(row[columns["user_id"]]),
        card_id=str(row[columns["card_id"]]),
        device_id=str(row[columns["device_id"]]),
        amount_minor=amount_minor,
        merchant=str(row[columns["merchant"]]),
        is_fraud=is_fraud,
        ip=str(ip) if ip else None,
        scenario="file",
        currency=currency,
    )


def _is_fraud(value: object) -> bool:
    return IS_FRAUD[str(value).lower()]


def _whole(value: object, currency: str) -> int:
    return Rates(currency).count(int(str(value)), currency).minor


def _minor(value: object, currency: str) -> int:
    return _whole(to_minor(Decimal(str(value)), currency), currency)
