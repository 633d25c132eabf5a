"""The audit log over HTTP: its query, and its export as a file."""

from __future__ import annotations

from typing import TypedDict

from chalice.app import Response

from chalicelib import parameters
from chalicelib.request import PAGE_DEFAULT, Request
from ringfence.domain.audit import AUDIT_PAGE_MAX, AuditQuery
from ringfence.flow.audit import AuditExport, as_csv, as_json_lines

EXPORT_MAX = 1_000
"""Entries of one export: a rule set is up to 256 KB, a function answers 6 MB."""

FORMATS = ("jsonl", "csv")
NEXT = "Ringfence-Next-After-Seq"


class AuditCursor(TypedDict):
    """Which page of which entries."""

    query: AuditQuery
    before_seq: int | None
    limit: int


class ExportCursor(TypedDict):
    """Which part of which entries."""

    query: AuditQuery
    after_seq: int
    limit: int


def page(request: Request) -> AuditCursor:
    """`who`, `action`, `subject`, `before_seq` and `limit` from the query string."""
    query = request.query("who", "action", "subject", "before_seq", "limit")
    return AuditCursor(
        query=_asked(query),
        before_seq=parameters.whole(query, "before_seq", 1, None),
        limit=parameters.whole(query, "limit", 1, AUDIT_PAGE_MAX) or PAGE_DEFAULT,
    )


def export(request: Request) -> tuple[ExportCursor, str]:
    """The part asked for and its format."""
    query = request.query("who", "action", "subject", "after_seq", "limit", "format")
    cursor = ExportCursor(
        query=_asked(query),
        after_seq=parameters.whole(query, "after_seq", 0, None) or 0,
        limit=parameters.whole(query, "limit", 1, EXPORT_MAX) or EXPORT_MAX,
    )
    return cursor, parameters.one_of(query, "format", FORMATS) or "jsonl"


def file(exported: AuditExport, form: str) -> Response:
    """The rows as a file; what comes next is said in a header."""
    is_csv = form == "csv"
    headers = {
        "Content-Type": "text/csv; charset=utf-8" if is_csv else "application/x-ndjson",
        "Content-Disposition": f'attachment; filename="audit.{form}"',
        "Cache-Control": "no-store",
    }
    if exported.next_after_seq is not None:
        headers[NEXT] = str(exported.next_after_seq)
    write = as_csv if is_csv else as_json_lines
    return Response(write(exported.rows), headers, 200)


def _asked(query: dict[str, str]) -> AuditQuery:
    return AuditQuery(query.get("who"), query.get("action"), query.get("subject"))
