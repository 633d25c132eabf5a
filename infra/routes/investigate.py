"""Flows and threats."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, paging, whole, word
from ringfence.domain import flows, threats
from ringfence.domain.values import Outcome

FLOW_PARAMETERS: tuple[Document, ...] = (
    word("by", "Whom the left column groups payers by; `segment` by default.", flows.FLOW_BY),
    word("to", "What the right column names; `category` by default.", flows.FLOW_TO),
    word("measure", "What nodes are ranked by; `amount` by default.", flows.FLOW_MEASURES),
    word(
        "outcome",
        "Only these outcomes; `stopped` is review and decline.",
        ["stopped", *(outcome.value for outcome in Outcome)],
    ),
    {
        "name": "currency",
        "in": "query",
        "description": "ISO 4217; the one with most transactions by default.",
        "schema": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
    whole(
        "nodes",
        1,
        "Nodes named in a column.",
        maximum=flows.NODES_MAX,
        default=flows.NODES_DEFAULT,
    ),
    word("window", "How far back from `until`; `1h` by default.", tuple(flows.FLOW_WINDOWS_S)),
    *(
        {
            "name": name,
            "in": "query",
            "description": description,
            "schema": {"type": "string", "format": "date-time"},
        }
        for name, description in (
            ("since", "Instead of `window`; at most 31 days before `until`."),
            ("until", "Now by default."),
        )
    ),
)


def _text(name: str, description: str, is_required: bool) -> Document:
    return {
        "name": name,
        "in": "query",
        "required": is_required,
        "description": description,
        "schema": {"type": "string", "maxLength": 160},
    }


THREAT_ID: Document = {
    "name": "threat_id",
    "in": "path",
    "required": True,
    "description": "The `threat_id` of the threat.",
    "schema": {"type": "string"},
}

ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/flows",
        "Where money went in a window, as bands",
        "Payers, cards, merchants or categories, by outcome, in one currency. Read from at most "
        "180 buckets, whatever happened in them; `since` and `until` become those of whole ones.",
        {200: Answer("Nodes, links and the window's course.", (flows.FlowPage,))},
        (401, 403, 422, 429, 500, 503),
        parameters=FLOW_PARAMETERS,
    ),
    Route(
        "GET",
        "/flows/transactions",
        "The transactions of one band, newest first",
        "Send what the page was asked with, its `until`, and the band's `source` and `target`. "
        "Continue with `before` = `next_before`; null ends it.",
        {200: Answer("A page of transactions.", (flows.FlowTransactionPage,))},
        (401, 403, 422, 429, 500, 503),
        parameters=(
            *FLOW_PARAMETERS,
            _text("source", "The `node_id` that the band comes from.", is_required=True),
            _text("target", "The `node_id` that the band goes to.", is_required=True),
            _text("before", "Only older transactions: a page's `next_before`.", is_required=False),
            whole("limit", 1, "Transactions on a page.", maximum=100, default=50),
        ),
    ),
    Route(
        "GET",
        "/threats",
        "What departs from its own normal and from its peers",
        "Checked every minute. The active first, the least likely by chance before the others; "
        "then the snoozed, then those that are over, the latest first. A grave one raises an alert "
        "once, with `kind` `threat`. Continue with `cursor` = `next_cursor`; null ends it.",
        {200: Answer("Threats with their evidence.", (threats.ThreatPage,))},
        (401, 403, 422, 429, 500, 503),
        parameters=paging(threats.THREATS_MAX, 100, "Threats on the page."),
    ),
    Route(
        "GET",
        "/threats/{threat_id}",
        "A threat and its course",
        "Two hours by the minute and two days by the hour, up to now or to its end. Minutes are "
        "kept for 3 hours, hours for 15 days.",
        {200: Answer("The threat with its course.", (threats.ThreatCourse,))},
        (401, 403, 404, 429, 500, 503),
        parameters=(THREAT_ID,),
    ),
    Route(
        "POST",
        "/threats/{threat_id}/snooze",
        "Say nothing of an entity or a pair until a time",
        "It is still watched and listed; no alert is raised of it, nor of its pairs, whichever "
        "threats it becomes meanwhile. Again, it is snoozed anew.",
        {200: Answer("The threat with its `snooze`.", (threats.Threat,))},
        (400, 401, 403, 404, 413, 415, 422, 429, 500, 503),
        threats.ThreatSnoozeRequest,
        (THREAT_ID,),
    ),
    Route(
        "DELETE",
        "/threats/{threat_id}/snooze",
        "End a snooze",
        "What is still grave alerts with the next check.",
        {204: Answer("Ended.", ())},
        (401, 403, 404, 429, 500, 503),
        parameters=(THREAT_ID,),
    ),
)
