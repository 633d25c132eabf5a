"""Rules and lists."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, paging, whole, word
from ringfence.domain import lists, rule_book, simulation
from ringfence.domain.velocity import ENTITY_TYPES

ENTRY_ID: Document = {
    "name": "entry_id",
    "in": "path",
    "required": True,
    "description": "The `entry_id` of the list entry.",
    "schema": {"type": "string"},
}
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/rules",
        "The rules in force, the draft and the history",
        "Before anything was published the shipped rules are in force.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (401, 429, 500, 503),
    ),
    Route(
        "PUT",
        "/rules/draft",
        "Check a whole rule set and keep it as the draft",
        "`based_on` is the version that was edited: the draft's, or where there is none that of "
        "the rules in force. It decides nothing until it is published.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        rule_book.DraftRequest,
    ),
    Route(
        "POST",
        "/rules/draft/publish",
        "Put the draft in force",
        "From the next transaction on, without a release or a restart.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        rule_book.PublishRequest,
    ),
    Route(
        "POST",
        "/rules/rollback",
        "Put an earlier version in force again",
        "`version` is one that the history names. The draft stays as it is.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        rule_book.RollBackRequest,
    ),
    Route(
        "POST",
        "/rules/simulate",
        "What other rules or thresholds would have decided",
        "The newest decisions made again with the values they had, under the rules and thresholds "
        "sent; those in force where left out. Nothing is stored.",
        {200: Answer("Before and after.", (simulation.Simulation,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        simulation.SimulationRequest,
    ),
    Route(
        "GET",
        "/decisions/sample",
        "The newest decisions as columns",
        "For a what-if in the browser: model's log-odds, score, labels and what rules read.",
        {200: Answer("The columns, newest first.", (simulation.DecisionSample,))},
        (401, 422, 429, 500, 503),
        parameters=(
            whole("limit", 1, "Decisions.", maximum=simulation.SIMULATED_MAX, default=5_000),
            {
                "name": "columns",
                "in": "query",
                "description": "Comma-separated features and words; those that the rules in force "
                "read where left out.",
                "schema": {"type": "string"},
            },
        ),
    ),
    Route(
        "GET",
        "/lists",
        "Entries of the block, allow and watch lists, newest first",
        "Entries that have expired are among them until they are removed.",
        {200: Answer("Entries.", (lists.ListPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            word("list", "Only entries of this list.", lists.PRECEDENCE),
            word("entity", "Only entries of this type of entity.", ENTITY_TYPES),
            *paging(lists.LIST_PAGE_MAX, lists.LIST_PAGE_MAX, "Entries on the page."),
        ),
    ),
    Route(
        "POST",
        "/lists",
        "Put an entity on a list",
        "From the next transaction on. What stood on this list for this entity is replaced.",
        {201: Answer("The entry.", (lists.ListEntry,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        lists.ListEntryRequest,
    ),
    Route(
        "DELETE",
        "/lists/{entry_id}",
        "Take an entity off a list",
        "From the next transaction on.",
        {204: Answer("Removed.", ())},
        (400, 401, 404, 413, 415, 422, 429, 500, 503),
        lists.RemoveEntryRequest,
        (ENTRY_ID,),
    ),
)
