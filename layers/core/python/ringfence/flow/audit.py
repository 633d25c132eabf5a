"""Audit: a change is recorded before it is made, so that none is made unrecorded.

Ordered, not atomic: what people change is spread over stores that share no transaction (rules,
lists, windows, graph, models), and one law for all is easier to trust than one a store. A crash
between the two leaves an entry whose change did not come about, never a change without an entry.
A change that is refused after it was recorded is withdrawn by a second entry.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from ringfence.domain.audit import (
    AuditEntry,
    AuditPage,
    AuditQuery,
    AuditRow,
    Change,
    Link,
    checked,
)
from ringfence.domain.canonical import canonical_json
from ringfence.domain.errors import RingfenceError
from ringfence.domain.people import Person
from ringfence.flow.govern_ports import Audit

SCANNED_MAX = 5_000
"""Entries looked at for one page: a filter that takes few answers a short page and goes on."""

READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class By:
    """Whose change it is, when, and where it is recorded."""

    person: Person
    at: datetime
    audit: Audit


@contextmanager
def audited(change: Change, by: By) -> Iterator[AuditEntry]:
    """Record the change, then let it be made; withdraw it where that raises.

    Raises
    ------
    StateUnavailable
        It could not be recorded, so nothing was changed.
    """
    entry = by.audit.record(change, by.person, by.at)
    try:
        yield entry
    except RingfenceError:
        by.audit.record(change, by.person, by.at, withdraws=entry.seq)
        raise


def page(audit: Audit, query: AuditQuery, before_seq: int | None, limit: int) -> AuditPage:
    """Entries that `query` takes, newest first, each checked against the one before it."""
    rows, taken, seen = _newest_first(audit, before_seq), list[AuditRow](), None
    for row in islice(rows, SCANNED_MAX):
        seen = row.seq
        if query.takes(row):
            taken.append(row)
        if len(taken) == limit:
            break
    return AuditPage(
        entries=tuple(taken),
        last_seq=audit.last().seq,
        next_before_seq=seen if next(rows, None) else None,
    )


def _newest_first(audit: Audit, before_seq: int | None) -> Iterator[AuditRow]:
    while True:
        read = audit.before(before_seq, READ_AT_ONCE + 1)
        yield from reversed(_checked(read, read[:-READ_AT_ONCE]))
        if len(read) <= READ_AT_ONCE:
            return
        before_seq = read[1].seq


def _checked(entries: Sequence[AuditEntry], earlier: Sequence[AuditEntry]) -> list[AuditRow]:
    """Entries but for those `earlier`, which they begin with and are held against."""
    rest = entries[len(earlier) :]
    if earlier:
        return checked(rest, Link(earlier[-1].seq, earlier[-1].digest))
    return checked(rest, Link() if rest and rest[0].seq == 1 else None)


# ── Export ───────────────────────────────────────────────────────────────────────────────────────

COLUMNS = ("seq", "at", "who", "role", "action", "subject", "before", "after", "withdraws")
CSV_COLUMNS = (*COLUMNS, "digest", "is_intact")


class AuditExport(NamedTuple):
    """Rows, oldest first; what is left begins after `next_after_seq`, None where nothing is."""

    rows: Sequence[AuditRow]
    next_after_seq: int | None


def export(audit: Audit, query: AuditQuery, after_seq: int, limit: int) -> AuditExport:
    """Of up to `limit` entries after a seq those that `query` takes, each checked."""
    earlier, read = audit.before(after_seq + 1, 1), audit.after(after_seq, limit)
    rows = [row for row in _checked([*earlier, *read], earlier) if query.takes(row)]
    return AuditExport(rows, read[-1].seq if len(read) == limit else None)


def as_csv(rows: Sequence[AuditRow]) -> str:
    """Rows as CSV (RFC 4180). A cell that a spreadsheet would run is quoted by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        fields = row.model_dump(mode="json")
        writer.writerow([_cell(fields[name]) for name in CSV_COLUMNS])
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if isinstance(value, dict | list):
        return canonical_json(value).decode()
    return value


def as_json_lines(rows: Sequence[AuditRow]) -> str:
    """Rows as one JSON object a line."""
    return "".join(row.model_dump_json() + "\n" for row in rows)
