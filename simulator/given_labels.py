"""Labels from a file: chargebacks that came late, or an analyst's list. One row, one label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, get_args

from ringfence.domain.labels import LabelKind
from simulator.errors import UnreadableFile
from simulator.replay import parse_pairs, read_table

REQUIRED = ("transaction_id", "label")
OPTIONAL = ("reason", "known_at")
USUAL_REASON = "chargeback"
WORDS: Mapping[str, LabelKind] = {
    **{kind: kind for kind in get_args(LabelKind)},
    "1": "fraud",
    "true": "fraud",
    "0": "genuine",
    "false": "genuine",
}


class GivenLabel(NamedTuple):
    """What a row says. `known_at_s` is None where the file has no such column: known by now."""

    number: int
    transaction_id: str
    label: LabelKind
    reason: str
    known_at_s: float | None


def parse_label_columns(text: str) -> dict[str, str]:
    """Our field -> their column.

    >>> parse_label_columns("transaction_id=id, label=verdict")
    {'transaction_id': 'id', 'label': 'verdict'}
    """
    return parse_pairs(text, (*REQUIRED, *OPTIONAL))


def read_labels(path: Path, given: Mapping[str, str]) -> Iterator[GivenLabel]:
    """Rows in the file's order; the first is row 1.

    Raises
    ------
    UnreadableFile
        Names the row and the column.
    """
    columns: dict[str, str] = {}
    for number, row in enumerate(read_table(path), 1):
        columns = columns or _resolve(given, row)
        texts = {name: str(row[column] or "").strip() for name, column in columns.items()}
        for name in REQUIRED:
            if not texts[name]:
                raise _wrong(number, columns[name], f"{name} is empty")
        kind = WORDS.get(texts["label"].lower())
        if kind is None:
            known = ", ".join(WORDS)
            raise _wrong(number, columns["label"], f"{texts['label']!r} is none of {known}")
        known_at_s = None
        if texts.get("known_at"):
            known_at_s = _seconds(texts["known_at"], number, columns["known_at"])
        reason = texts.get("reason") or USUAL_REASON
        yield GivenLabel(number, texts["transaction_id"], kind, reason, known_at_s)


def _resolve(given: Mapping[str, str], row: Mapping[str, object]) -> dict[str, str]:
    columns = {**{name: name for name in (*REQUIRED, *OPTIONAL) if name in row}, **given}
    for name in REQUIRED:
        if name not in columns:
            raise UnreadableFile(f"no column for {name}; name it with --columns {name}=COLUMN")
    for name, column in columns.items():
        if column not in row:
            raise UnreadableFile(f"{name}: no column {column!r}; there are {', '.join(row)}")
    return columns


def _seconds(text: str, number: int, column: str) -> float:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(number, column, f"{text!r} is not an ISO 8601 time") from None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _wrong(number: int, column: str, why: str) -> UnreadableFile:
    return UnreadableFile(f"row {number}, column {column!r}: {why}")
