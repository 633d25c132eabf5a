"""People and what they did."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, text, whole, word
from ringfence.domain import audit, people

NAME: Document = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "The person's name, percent-encoded.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
}


ASKED: tuple[Document, ...] = (
    text("who", "Only what this person did."),
    text("action", "Only this action, or by its first word all of a kind."),
    text("subject", "Only what was done to this."),
)
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/me",
        "Who asks",
        "Where the API is open, a name is what `X-Ringfence-Person` claims.",
        {200: Answer("The person.", (people.Me,))},
        (401, 422, 429, 500, 503),
    ),
    Route(
        "GET",
        "/people",
        "Everybody who was let in",
        "By name, without their tokens.",
        {200: Answer("The people.", (people.PeoplePage,))},
        (401, 422, 429, 500, 503),
    ),
    Route(
        "POST",
        "/people",
        "Let somebody in",
        "Their token is in the answer and is never shown again.",
        {201: Answer("The person and their token.", (people.NewPerson,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        people.PersonRequest,
    ),
    Route(
        "DELETE",
        "/people/{name}",
        "Show somebody out",
        "Their token opens nothing from the next request on.",
        {204: Answer("Shown out.", ())},
        (401, 404, 422, 429, 500, 503),
        parameters=(NAME,),
    ),
    Route(
        "GET",
        "/audit",
        "Every change by a person, newest first",
        "Continue a page with `before_seq` = `next_before_seq`; null ends it.",
        {200: Answer("A page of entries.", (audit.AuditPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            *ASKED,
            whole("before_seq", 1, "Only entries with a smaller sequence number."),
            whole("limit", 1, "Entries on a page.", maximum=audit.AUDIT_PAGE_MAX, default=100),
        ),
    ),
    Route(
        "GET",
        "/audit/export",
        "Every change by a person as a file, oldest first",
        "The header Ringfence-Next-After-Seq is the `after_seq` of the next part; without it this "
        "was the last.",
        {200: Answer("The file.", (), ("application/x-ndjson", "text/csv"))},
        (401, 422, 429, 500, 503),
        parameters=(
            *ASKED,
            whole("after_seq", 0, "Only entries with a greater sequence number."),
            whole("limit", 1, "Entries looked at.", maximum=1_000, default=1_000),
            word("format", "Of the file.", ("jsonl", "csv")),
        ),
    ),
)
