"""Write docs/openapi.json from the messages and the routes, or say that it is stale (`--check`).

The table below says what a route takes and answers. It must name exactly the routes of
functions/app.py; titles and types of problems come from functions/chalicelib/http.py. Same input,
same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from ringfence import __version__
from ringfence.domain import lists, messages, rule_book
from ringfence.domain.velocity import ENTITY_TYPES

ROOT = Path(__file__).resolve().parent.parent
OPENAPI_PATH = ROOT / "docs" / "openapi.json"
REF = "#/components/schemas/{model}"
JSON, PROBLEM_JSON = "application/json", "application/problem+json"

Document = dict[str, Any]


class RoutesDiffer(Exception):
    """The table and functions/app.py do not name the same routes."""


# ── The table ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Answer:
    """A response that is no problem; with two models, either; with none, no body."""

    description: str
    models: tuple[type[BaseModel], ...]


@dataclass(frozen=True)
class Route:
    """What a route takes and answers; `problems` are statuses of problem details."""

    method: str
    path: str
    summary: str
    description: str
    answers: Mapping[int, Answer]
    problems: tuple[int, ...]
    request: Document | None = None
    parameters: tuple[Document, ...] = ()
    is_open: bool = False


def _ref(model: type[BaseModel]) -> Document:
    return {"$ref": REF.format(model=model.__name__)}


def _whole(name: str, minimum: int, description: str, **limits: int) -> Document:
    schema = {"type": "integer", "minimum": minimum, **limits}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _word(name: str, description: str, words: Sequence[str]) -> Document:
    schema = {"type": "string", "enum": [*words]}
    return {"name": name, "in": "query", "description": description, "schema": schema}


BULK_REQUEST: Document = {
    "type": "object",
    "additionalProperties": False,
    "required": ["transactions"],
    "properties": {
        "transactions": {
            "type": "array",
            "minItems": 1,
            "maxItems": messages.BULK_MAX_TRANSACTIONS,
            "items": _ref(messages.TransactionRequest),
        }
    },
}
TRANSACTION_ID: Document = {
    "name": "transaction_id",
    "in": "path",
    "required": True,
    "description": "The id that was sent, or the one we made; percent-encoded.",
    "schema": {"type": "string", "minLength": 1, "maxLength": messages.ID_MAX_LENGTH},
}
ENTRY_ID: Document = {
    "name": "entry_id",
    "in": "path",
    "required": True,
    "description": "The `entry_id` of the list entry.",
    "schema": {"type": "string"},
}
ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/transaction",
        "Accept one transaction into the queue",
        "Answers once the transaction is stored in the queue. Send the same `transaction_id` with "
        "the same body to retry: it has its effect once.",
        {202: Answer("Queued, or already decided.", (messages.TransactionAccepted,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        _ref(messages.TransactionRequest),
    ),
    Route(
        "POST",
        "/transactions",
        "Accept several transactions",
        "Every item has a row of its own: what is wrong with one stays with that one.",
        {202: Answer("One row per item, in order.", (messages.BulkResult,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        BULK_REQUEST,
    ),
    Route(
        "POST",
        "/score",
        "Decide one transaction now",
        "The same decision as through the queue, in the response.",
        {200: Answer("The decision, stored.", (messages.Decision,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        _ref(messages.TransactionRequest),
    ),
    Route(
        "GET",
        "/transactions/{transaction_id}",
        "The decision on a transaction, or that it is pending",
        "Decisions are kept for DECISION_RETENTION_S.",
        {
            200: Answer(
                "`status` says which: decided or pending.",
                (messages.Decision, messages.PendingTransaction),
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
        {200: Answer("Identical, or where it differs.", (messages.ReplayReport,))},
        (401, 404, 409, 429, 500, 503),
        parameters=(TRANSACTION_ID,),
    ),
    Route(
        "POST",
        "/transactions/{transaction_id}/label",
        "Tell the truth about a decided transaction",
        "The latest label is in force and counts for every transaction observed after it. The same "
        "label, reason and author again change nothing.",
        {200: Answer("The transaction's labels, oldest first.", (messages.LabelHistory,))},
        (400, 401, 404, 409, 413, 415, 422, 429, 500, 503),
        _ref(messages.LabelRequest),
        (TRANSACTION_ID,),
    ),
    Route(
        "GET",
        "/alerts",
        "Alerts, newest first",
        "Continue a page with `before_seq` = `next_before_seq`; null ends it.",
        {200: Answer("A page of alerts.", (messages.AlertPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            _whole("before_seq", 1, "Only alerts with a smaller sequence number."),
            _whole("after_seq", 0, "Only alerts with a greater sequence number."),
            _whole("limit", 1, "Alerts on a page.", maximum=messages.ALERT_PAGE_MAX, default=100),
        ),
    ),
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
        _ref(rule_book.DraftRequest),
    ),
    Route(
        "POST",
        "/rules/draft/publish",
        "Put the draft in force",
        "From the next transaction on, without a release or a restart.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        _ref(rule_book.PublishRequest),
    ),
    Route(
        "POST",
        "/rules/rollback",
        "Put an earlier version in force again",
        "`version` is one that the history names. The draft stays as it is.",
        {200: Answer("The rule book.", (rule_book.RuleBook,))},
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        _ref(rule_book.RollBackRequest),
    ),
    Route(
        "GET",
        "/lists",
        "Entries of the block, allow and watch lists, newest first",
        "Entries that have expired are among them until they are removed.",
        {200: Answer("All entries.", (lists.ListPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            _word("list", "Only entries of this list.", lists.PRECEDENCE),
            _word("entity", "Only entries of this type of entity.", ENTITY_TYPES),
        ),
    ),
    Route(
        "POST",
        "/lists",
        "Put an entity on a list",
        "From the next transaction on. What stood on this list for this entity is replaced.",
        {201: Answer("The entry.", (lists.ListEntry,))},
        (400, 401, 413, 415, 422, 429, 500, 503),
        _ref(lists.ListEntryRequest),
    ),
    Route(
        "DELETE",
        "/lists/{entry_id}",
        "Take an entity off a list",
        "From the next transaction on.",
        {204: Answer("Removed.", ())},
        (400, 401, 404, 413, 415, 422, 429, 500, 503),
        _ref(lists.RemoveEntryRequest),
        (ENTRY_ID,),
    ),
    Route(
        "GET",
        "/health",
        "Whether transactions can be accepted and decided",
        "Open: load balancers ask it.",
        {
            200: Answer("`up`, or `degraded`: decisions say what is missing.", (messages.Health,)),
            503: Answer("`down`: nothing can be accepted.", (messages.Health,)),
        },
        (429, 500),
        is_open=True,
    ),
)

TAKEN: tuple[type[BaseModel], ...] = (
    messages.TransactionRequest,
    messages.LabelRequest,
    rule_book.DraftRequest,
    rule_book.PublishRequest,
    rule_book.RollBackRequest,
    lists.ListEntryRequest,
    lists.RemoveEntryRequest,
)
"""What callers send; everything else is answered, with every field."""

# ── The document ─────────────────────────────────────────────────────────────────────────────────


def openapi() -> Document:
    """The OpenAPI 3.1 document.

    Raises
    ------
    RoutesDiffer
        The table above names other routes than functions/app.py.
    """
    _check_routes()
    paths: Document = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringfence",
            "version": __version__,
            "description": "Real-time payment-fraud detection. The words and the errors are "
            "explained in docs/reference.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [
            {"url": "/api", "description": "`/transaction*` also answers without this prefix."}
        ],
        "security": [{"accessToken": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "ACCESS_TOKEN; not asked for where that is empty.",
                }
            },
        },
    }


def _operation(route: Route) -> Document:
    responses = {str(status): _answer(answer) for status, answer in route.answers.items()}
    responses |= {str(status): _problem(status) for status in route.problems}
    operation: Document = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "description": route.description,
        "responses": responses,
    }
    if route.request:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": route.request}}}
    if route.parameters:
        operation["parameters"] = list(route.parameters)
    if route.is_open:
        operation["security"] = []
    return operation


def _operation_id(route: Route) -> str:
    words = route.path.replace("{", "by_").replace("}", "").strip("/").split("/")
    return "_".join([route.method.lower(), *words])


def _answer(answer: Answer) -> Document:
    if not answer.models:
        return {"description": answer.description}
    refs = [_ref(model) for model in answer.models]
    schema = refs[0] if len(refs) == 1 else {"oneOf": refs}
    return {"description": answer.description, "content": {JSON: {"schema": schema}}}


def _problem(status: int) -> Document:
    response: Document = {
        "description": f"{_problem_titles().get(status, 'Too many requests')} (RFC 9457).",
        "content": {PROBLEM_JSON: {"schema": _ref(messages.Problem)}},
    }
    if status == 429:
        # The gateway answers this before any function runs; it sends no media type of problems.
        response["content"] = {JSON: response["content"][PROBLEM_JSON]}
    if status == 503:
        retry = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": retry}
    return response


def _schemas() -> Document:
    answered: set[type[BaseModel]] = {messages.Problem}
    for route in ROUTES:
        answered.update(*(answer.models for answer in route.answers.values()))
    sent = sorted(answered, key=lambda model: model.__name__)
    models: list[tuple[type[BaseModel], JsonSchemaMode]]
    models = [*((m, "validation") for m in TAKEN), *((m, "serialization") for m in sent)]
    _, schema = models_json_schema(models, ref_template=REF, schema_generator=_Messages)
    schemas: Document = schema["$defs"]
    _put_bounds_on_the_number(schemas["TransactionRequest"]["properties"]["amount"])
    return schemas


def _put_bounds_on_the_number(amount: Document) -> None:
    """Pydantic writes its own keywords `gt` and `le` where a validator stands before a decimal."""
    bounds = {"exclusiveMinimum": int(amount.pop("gt")), "maximum": int(amount.pop("le"))}
    amount["anyOf"][0].update(bounds)


class _Messages(GenerateJsonSchema):
    """What we send always has every field, also those with a default."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


# ── The edge, which the table must agree with ────────────────────────────────────────────────────


def declared_routes() -> set[tuple[str, str]]:
    """(method, path) of every route in functions/app.py."""
    _make_edge_importable()
    from app import app

    return {(method, path) for path, methods in app.routes.items() for method in methods}


def _check_routes() -> None:
    ours, theirs = {(route.method, route.path) for route in ROUTES}, declared_routes()
    if ours != theirs:
        raise RoutesDiffer(
            f"only in infra/openapi.py: {sorted(ours - theirs)}; "
            f"only in functions/app.py: {sorted(theirs - ours)}"
        )


def _problem_titles() -> dict[int, str]:
    _make_edge_importable()
    from chalicelib.http import STATUS

    titles: dict[int, list[str]] = {}
    for _, status, title in STATUS:
        titles.setdefault(status, []).append(title)
    return {status: " or: ".join(names) for status, names in titles.items()}


def _make_edge_importable() -> None:
    """Functions are deployed as a folder, so their modules are top-level."""
    folder = str(ROOT / "functions")
    if folder not in sys.path:
        sys.path.append(folder)


# ── Write and check ──────────────────────────────────────────────────────────────────────────────


def render() -> str:
    """The document as it is committed."""
    return json.dumps(openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write() -> None:
    """Write docs/openapi.json."""
    OPENAPI_PATH.write_text(render(), encoding="utf-8")


def check() -> bool:
    """Whether docs/openapi.json is what `write` would write."""
    return OPENAPI_PATH.exists() and OPENAPI_PATH.read_text(encoding="utf-8") == render()


def main() -> int:
    """Write the document; with `--check` write nothing and return 1 when the file is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is stale")
    if not parser.parse_args().check:
        write()
    elif not check():
        print(f"{OPENAPI_PATH.name} is stale: run `make generate`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
