"""Transactions, decisions, alerts, health."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, ref, whole
from ringfence.domain.alerts import ALERT_PAGE_MAX, AlertPage
from ringfence.domain.decisions import Decision, PendingTransaction, ReplayReport
from ringfence.domain.labels import LabelHistory, LabelRequest
from ringfence.domain.transactions import (
    BULK_MAX_TRANSACTIONS,
    BulkResult,
    TransactionAccepted,
    TransactionRequest,
)
from ringfence.domain.values import ID_MAX_LENGTH
from ringfence.domain.vitals import Health

BULK_REQUEST: Document = {
    "type": "object",
    "additionalProperties": False,
    "required": ["transactions"],
    "properties": {
        "transactions": {
            "type": "array",
            "minItems": 1,
            "maxItems": BULK_MAX_TRANSACTIONS,
            "items": ref(TransactionRequest),
        }
    },
}
TRANSACTION_ID: Document = {
    "name": "transaction_id",
    "in": "path",
    "required": True,
    "description": "The id that was sent, or the one we made; percent-encoded.",
    "schema": {"type": "string", "minLength": 1, "maxLength": ID_MAX_LENGTH},
}
ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/transaction",
        "Accept one transaction into the queue",
        "Answers once the transaction is stored in the queue. Send the same `transaction_id` with "
        "the same body to retry: it has its effect once.",
        {202: Answer("Queued, or already decided.", (TransactionAccepted,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        TransactionRequest,
    ),
    Route(
        "POST",
        "/transactions",
        "Accept several transactions",
        "Every item has a row of its own: what is wrong with one stays with that one.",
        {202: Answer("One row per item, in order.", (BulkResult,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        BULK_REQUEST,
    ),
    Route(
        "POST",
        "/score",
        "Decide one transaction now",
        "The same decision as through the queue, in the response.",
        {200: Answer("The decision, stored.", (Decision,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        TransactionRequest,
    ),
    Route(
        "GET",
        "/transactions/{transaction_id}",
        "The decision on a transaction, or that it is pending",
        "Decisions are kept for DECISION_RETENTION_S.",
        {
            200: Answer(
                "`status` says which: decided or pending.",
                (Decision, PendingTransaction),
            )
        },
        (401, 404, 429, 500, 503),
        parameters=(TRANSACTION_ID,),
    ),
    Route(
        "GET",
        "/transactions/{transaction_id}/replay",
        "The decision made again from its receipt",
        "With the vector, model, rules and lists it was made with. A version that is gone, or that "
        "another release computes, is told as a difference.",
        {200: Answer("Identical, or where it differs.", (ReplayReport,))},
        (401, 404, 409, 429, 500, 503),
        parameters=(TRANSACTION_ID,),
    ),
    Route(
        "POST",
        "/transactions/{transaction_id}/label",
        "Tell the truth about a decided transaction",
        "The latest label is in force and counts for every transaction observed after it. The same "
        "label, reason and author again change nothing.",
        {200: Answer("The transaction's labels, oldest first.", (LabelHistory,))},
        (400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
        LabelRequest,
        (TRANSACTION_ID,),
    ),
    Route(
        "GET",
        "/alerts",
        "Alerts, newest first",
        "Continue a page with `before_seq` = `next_before_seq`; null ends it.",
        {200: Answer("A page of alerts.", (AlertPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            whole("before_seq", 1, "Only alerts with a smaller sequence number."),
            whole("after_seq", 0, "Only alerts with a greater sequence number."),
            whole("limit", 1, "Alerts on a page.", maximum=ALERT_PAGE_MAX, default=100),
        ),
    ),
    Route(
        "GET",
        "/health",
        "Whether transactions can be accepted and decided",
        "Open: load balancers ask it.",
        {
            200: Answer("`up`, or `degraded`: decisions say what is missing.", (Health,)),
            503: Answer("`down`: nothing can be accepted.", (Health,)),
        },
        (429, 500),
    ),
)
