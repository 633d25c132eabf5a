"""Cases over HTTP: their queries, and the shape that every change of a case shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, TypeVar

from chalice.app import Response
from pydantic import BaseModel

from chalicelib import http, parameters
from chalicelib.request import Request, path_id
from chalicelib.services import services
from ringfence.bootstrap.cases import Cases
from ringfence.domain.cases import CASE_PAGE_MAX, CASE_STATUSES, Case
from ringfence.domain.errors import InvalidTransaction, UnknownCase, UnknownTransaction
from ringfence.domain.people import Person
from ringfence.flow.work_cases import CaseQuery

Asked = TypeVar("Asked", bound=BaseModel)
Handler = Callable[[Request], Response]
PAGE_DEFAULT = 50
BULK_LABELS_MAX_BYTES = 65_536


class CaseCursor(TypedDict):
    """Which cases are asked for, and from where."""

    query: CaseQuery
    cursor: str | None
    limit: int


def page(request: Request) -> CaseCursor:
    """`status`, `assignee`, `holder`, `reason_code`, `overdue`, `cursor` and `limit`."""
    query = request.query(
        "status", "assignee", "holder", "reason_code", "overdue", "cursor", "limit"
    )
    overdue = parameters.one_of(query, "overdue", ("true", "false"))
    return CaseCursor(
        query=CaseQuery(
            status=parameters.one_of(query, "status", CASE_STATUSES),
            assignee=query.get("assignee"),
            holder=query.get("holder"),
            reason_code=query.get("reason_code"),
            is_overdue=None if overdue is None else overdue == "true",
        ),
        cursor=_cursor(query),
        limit=parameters.whole(query, "limit", 1, CASE_PAGE_MAX) or PAGE_DEFAULT,
    )


def _cursor(query: dict[str, str]) -> str | None:
    cursor = query.get("cursor")
    if cursor is None or (cursor.isascii() and cursor.isdigit() and len(cursor) < 9):
        return cursor
    raise InvalidTransaction((("cursor", "must be the `next_cursor` of a page", "cursor"),))


def path_case(value: str) -> str:
    """A case's id from the path; one that cannot be an id is unknown."""
    try:
        return path_id(value)
    except UnknownTransaction:
        raise UnknownCase("that") from None


def move(case_id: str, change: Callable[[Cases, str, Person], Case]) -> Handler:
    """A change that needs no word but its own."""
    return lambda request: http.ok(change(services().cases, path_case(case_id), request.person))


def work(
    case_id: str, model: type[Asked], change: Callable[[Cases, str, Asked, Person], Case]
) -> Handler:
    """A change that says something."""

    def handle(request: Request) -> Response:
        asked, person = request.message(model), request.person
        return http.ok(change(services().cases, path_case(case_id), asked, person))

    return handle
