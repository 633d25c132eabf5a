"""Cases: what analysts work."""

from __future__ import annotations

from pydantic import BaseModel

from infra.routes.route import Answer, Document, Route, paging, text, whole, word
from ringfence.domain import cases, lists

CASE_ID: Document = {
    "name": "case_id",
    "in": "path",
    "required": True,
    "description": "As `case-12`.",
    "schema": {"type": "string"},
}


def _change(
    verb: str, summary: str, description: str, request: type[BaseModel] | None = None
) -> Route:
    """A change of a case; one that says nothing takes no body."""
    of_body = (400, 413, 415) if request else ()
    return Route(
        "POST",
        f"/cases/{{case_id}}/{verb}",
        summary,
        description,
        {200: Answer("The case after it.", (cases.Case,))},
        (401, 404, 409, *of_body, 422, 429, 500, 503),
        request,
        parameters=(CASE_ID,),
    )


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/cases",
        "Cases by urgency, or closed ones by when",
        "Active cases come the earliest due first, closed ones the last closed first. A filter may "
        "give a short page that goes on. Pages are as the order then stands.",
        {200: Answer("A page of cases, and how many there are.", (cases.CasePage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            word("status", "Only these; without it, the active ones.", cases.CASE_STATUSES),
            text("assignee", "Only those that this person is responsible for."),
            text("holder", "Only those that this person holds now."),
            text("reason_code", "Only those with an alert that has this reason code."),
            word("overdue", "Only those that are, or are not, past their time.", ("true", "false")),
            text("cursor", "The `next_cursor` of the page before."),
            whole("limit", 1, "Most cases on the page.", maximum=cases.CASE_PAGE_MAX, default=50),
        ),
    ),
    Route(
        "POST",
        "/cases",
        "Have a ring worked",
        "The case that works the ring already, unchanged; else the most urgent that works a member "
        "or a device they share, with the ring in it; else a new one. Nobody holds it for that.",
        {200: Answer("The case.", (cases.Case,))},
        (400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
        cases.OpenCaseRequest,
    ),
    Route(
        "POST",
        "/cases/next",
        "Hold the most urgent case that waits for whoever asks",
        "Of the cases that nobody holds and that are nobody else's, the one that is due first. Two "
        "people never get the same. `case` is null where nothing waits.",
        {200: Answer("The case, held.", (cases.NextCase,))},
        (401, 429, 500, 503),
    ),
    Route(
        "GET",
        "/cases/{case_id}",
        "One case with its alerts and what happened to it",
        "The newest 100 alerts and 200 lines of activity.",
        {200: Answer("The case.", (cases.Case,))},
        (401, 404, 429, 500, 503),
        parameters=(CASE_ID,),
    ),
    _change(
        "take",
        "Hold this case",
        "An open case becomes investigating. A hold lasts 120 s and is renewed by `renew`; who "
        "holds a case sees it in `hold`.",
    ),
    _change(
        "renew",
        "Hold it for another 120 s",
        "Not a change: `version` stays. 409 (`Hold lost`) where the hold has ended.",
    ),
    _change("release", "Put the case back", "For anybody to take; it is open again."),
    _change(
        "assign",
        "Make somebody responsible, or nobody",
        "`POST /cases/next` gives an assigned case to its assignee alone. A hold of anybody else "
        "ends.",
        cases.AssignRequest,
    ),
    _change(
        "note",
        "Write something down",
        "Needs no hold. What looks like a card number is refused.",
        cases.NoteRequest,
    ),
    _change(
        "label",
        "Tell the truth about transactions of the case",
        "Without `transaction_ids`, all alerts that the case keeps. The labels count from the "
        "next transaction on.",
        cases.CaseLabelRequest,
    ),
    _change(
        "escalate",
        "Ask for somebody else's eyes",
        "The case is put back, due within half an hour, and not given again to whoever escalated "
        "it.",
        cases.EscalateRequest,
    ),
    _change(
        "snooze",
        "Silence one rule for one entity until a time",
        "From the next transaction on a firing of the rule moves neither score nor outcome; its "
        "line says that it is silenced.",
        lists.SnoozeRequest,
    ),
    _change(
        "close",
        "End the work",
        "409 (`Case moved`) where an alert joined since `version`: nothing is closed unread.",
        cases.CloseRequest,
    ),
    _change("reopen", "Work a closed case again", "Whoever reopens it holds it."),
    _change(
        "undo",
        "Take back one's own last change",
        "For 10 s: labels, snoozes, assignments, escalations and closings are put back as they "
        "were.",
    ),
    Route(
        "POST",
        "/labels/bulk",
        "One label for several transactions",
        "Up to 200. A transaction that cannot be labelled has a row that says why; the others are.",
        {200: Answer("A row for each transaction.", (cases.BulkLabelResult,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        cases.BulkLabelRequest,
    ),
    Route(
        "GET",
        "/snoozes",
        "Rules that are silenced for an entity now",
        "Those that end first come first.",
        {200: Answer("Those that run.", (lists.SnoozePage,))},
        (401, 422, 429, 500, 503),
        parameters=paging(lists.LIST_PAGE_MAX, lists.LIST_PAGE_MAX, "Snoozes on the page."),
    ),
)
