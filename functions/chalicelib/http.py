"""HTTP: message to response, error class to status."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from chalice import Chalice
from chalice.app import Response
from pydantic import BaseModel

from chalicelib import log, origins
from chalicelib.problems import problem_of
from chalicelib.request import Request
from chalicelib.services import services
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import DependencyError, RingfenceError, Unauthorised
from ringfence.domain.lists import ListEntry
from ringfence.domain.people import Person
from ringfence.domain.rule_book import RuleBook
from ringfence.domain.transactions import BulkResult, BulkRow, TransactionAccepted
from ringfence.domain.vitals import Health
from ringfence.flow.accept import Refused


def respond(app: Chalice, handle: Callable[[Request], Response]) -> Response:
    """Run a handler; whatever it raises becomes a problem detail, and one line is logged."""
    started = time.perf_counter()
    request = Request(app)
    across: dict[str, str] = {}
    try:
        across = origins.headers(request.origin, services().allowed_origins)
        request.authorise()
        request.refuse_stray_parameters()
        response = handle(request)
    except RingfenceError as error:
        response = _problem_response(error)
    except Exception as error:  # The edge: nothing may leave as a stack trace.
        log.line("crash", error=type(error).__name__, detail=str(error))
        response = _problem_response(RingfenceError(str(error)))
    response.headers |= across
    log.line(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1e3, 3),
    )
    return response


def preflight(app: Chalice) -> Response:
    """What a browser asks before it lets a page of another origin ask: nobody signs in for it, and
    nothing is said but which origins, methods and headers are allowed."""
    request, allowed = Request(app), services().allowed_origins
    log.line("preflight", path=request.path, allowed=request.origin in allowed)
    return Response("", origins.headers(request.origin, allowed, is_preflight=True), 204)


def _problem_response(error: RingfenceError) -> Response:
    problem = problem_of(error)
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
    if isinstance(error, DependencyError):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, Unauthorised):
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 500:
        log.line("error", error=type(error).__name__, detail=str(error))
    return Response(problem.model_dump_json(), headers, problem.status)


def decided(decision: Decision) -> Response:
    """A decision made now, logged as the queue's are."""
    log.decision(decision)
    return ok(decision)


def ok(message: BaseModel, status: int = 200) -> Response:
    """A message as JSON."""
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(message.model_dump_json(), headers, status)


def accepted(result: TransactionAccepted | Sequence[object]) -> Response:
    """202 for one transaction, or for several with a row each."""
    if isinstance(result, TransactionAccepted):
        return ok(result, 202)
    rows = tuple(_row(index, item) for index, item in enumerate(result))
    rejected = sum(row.status == "rejected" for row in rows)
    return ok(BulkResult(accepted=len(rows) - rejected, rejected=rejected, rows=rows), 202)


def _row(index: int, item: object) -> BulkRow:
    if isinstance(item, TransactionAccepted):
        return BulkRow(index=index, transaction_id=item.transaction_id, status=item.status)
    error = item.error if isinstance(item, Refused) else item
    assert isinstance(error, RingfenceError)
    return BulkRow(
        index=index,
        transaction_id=item.transaction_id if isinstance(item, Refused) else None,
        status="rejected",
        problem=problem_of(error),
    )


def rules_changed(book: RuleBook, person: Person) -> Response:
    """The book after a change, which is logged with whose it is."""
    draft = book.draft.version if book.draft else None
    log.line("rules_changed", author=person.name, published=book.published.version, draft=draft)
    return ok(book)


def listed(entry: ListEntry) -> Response:
    """201 with the entry; what it is about is an id, and is not logged."""
    log.line("list_changed", author=entry.author, added=entry.entry_id, list=entry.list)
    return ok(entry, 201)


def unlisted(entry_id: str, person: Person) -> Response:
    """204, without a body."""
    log.line("list_changed", author=person.name, removed=entry_id)
    return nothing()


def nothing() -> Response:
    """204, without a body."""
    return Response("", {"Cache-Control": "no-store"}, 204)


def health(checked: Health) -> Response:
    """503 only when nothing can be accepted."""
    return ok(checked, 503 if checked.status == "down" else 200)
