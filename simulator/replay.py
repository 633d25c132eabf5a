"""Replay: transactions of your own, from CSV or Parquet, column by column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from simulator.errors import UnreadableFile

REQUIRED = ("user_id", "card_id", "device_id", "amount", "merchant")
OPTIONAL = (
    "transaction_id",
    "currency",
    "occurred_at",
    "ip",
    "email_hash",
    "merchant_category",
    "country",
    "channel",
    "counterparty_id",
)


def parse_columns(text: str) -> dict[str, str]:
    """Our field -> their column; a value in quotes is used for every row.

    >>> parse_columns("user_id=customer, currency='EUR'")
    {'user_id': 'customer', 'currency': "'EUR'"}
    """
    return parse_pairs(text, (*REQUIRED, *OPTIONAL))


def parse_pairs(text: str, fields: Sequence[str]) -> dict[str, str]:
    """FIELD=COLUMN pairs, of these fields and no others."""
    pairs = [part.strip() for part in text.split(",") if part.strip()]
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = (piece.strip() for piece in pair.partition("="))
        if not equals or name not in fields:
            known = ", ".join(fields)
            raise UnreadableFile(f"--columns: {pair!r} is not FIELD=COLUMN; fields are {known}")
        columns[name] = column
    return columns


def read_requests(path: Path, given: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Bodies of `POST /transaction`, in the file's order; the first row is row 1.

    Raises
    ------
    UnreadableFile
    """
    rows = read_table(path)
    columns: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        columns = columns or _resolve(given, row)
        values = ((name, _value(name, column, row, number)) for name, column in columns.items())
        yield {name: value for name, value in values if value is not None}


def read_table(path: Path) -> Iterator[Mapping[str, object]]:
    """Rows of a CSV (with a header) or Parquet file, column by name.

    Raises
    ------
    UnreadableFile
    """
    try:
        yield from _parquet_rows(path) if path.suffix == ".parquet" else _csv_rows(path)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from None


def _csv_rows(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        try:
            if not reader.fieldnames:
                raise UnreadableFile(f"{path} is empty; its first line names the columns")
            for number, row in enumerate(reader, 1):
                if None in row:
                    raise UnreadableFile(f"row {number} has more values than there are columns")
                yield row
        except UnicodeDecodeError:
            raise UnreadableFile(f"{path}, after line {reader.line_num}: not UTF-8 text") from None
        except csv.Error as error:
            raise UnreadableFile(f"{path}, line {reader.line_num}: {error}") from None


def _parquet_rows(path: Path) -> Iterator[Mapping[str, object]]:
    try:
        import pyarrow as pa  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from pyarrow import parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise UnreadableFile("Parquet needs pyarrow: pip install pyarrow, or send a CSV") from None
    try:
        for batch in parquet.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()
    except pa.ArrowInvalid:
        raise UnreadableFile(f"{path} is no Parquet file, or is cut off") from None


def _resolve(given: Mapping[str, str], row: Mapping[str, object]) -> dict[str, str]:
    """The columns to read: those given, and those whose name is a field's own."""
    own = {name: name for name in (*REQUIRED, *OPTIONAL) if name in row}
    columns = {**own, **given}
    for name in REQUIRED:
        if name not in columns:
            raise UnreadableFile(f"no column for {name}; name it with --columns {name}=COLUMN")
    for name, column in columns.items():
        if not _is_constant(column) and column not in row:
            raise UnreadableFile(f"{name}: no column {column!r}; there are {', '.join(row)}")
    return columns


def _is_constant(column: str) -> bool:
    return len(column) >= 2 and column[0] == column[-1] == "'"


def _value(name: str, column: str, row: Mapping[str, object], number: int) -> object:
    value = column[1:-1] if _is_constant(column) else row[column]
    if value is None or value == "":
        if name in REQUIRED:
            raise UnreadableFile(f"row {number}, column {column!r}: {name} is empty")
        return None
    if name == "amount":
        return _amount(str(value), column, number)
    if name == "occurred_at":
        return _time(value, column, number)
    return str(value)


def _amount(text: str, column: str, number: int) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0.0 < amount < float("inf"):
        raise UnreadableFile(
            f"row {number}, column {column!r}: {text!r} is not an amount such as 12.50"
        )
    return amount


def _time(value: object, column: str, number: int) -> str:
    try:
        time = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise UnreadableFile(
            f"row {number}, column {column!r}: {value!r} is not an ISO 8601 time"
        ) from None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()
