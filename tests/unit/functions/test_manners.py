"""Wrong input on every route: a problem that names the field and what to send instead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.test import Client, HTTPResponse
from pydantic import BaseModel, TypeAdapter, ValidationError

from chalicelib import fixes, parameters
from infra.routes import ROUTES
from infra.routes.route import Route
from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.domain.frames import ClientMessage
from ringfence.domain.people import Person
from tests.builders import services
from tests.unit.functions.test_http import CARD_NUMBER, Edge, serve

PYDANTIC_SAYS = ("Input should", "Extra inputs", "Field required", "String should", "Value error")
MESSAGES = sorted(
    {route.request for route in ROUTES if isinstance(route.request, type)} | {Person},
    key=lambda model: model.__name__,
)
WITH_MESSAGE = [route for route in ROUTES if isinstance(route.request, type)]
BULK = next(route for route in ROUTES if route.path == "/transactions")
WRONG_VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 1.5, 1e30, float("nan"), float("inf"), 10**400),
    *("", " ", "x", "x" * 5_000, "\x00", "\ud800", "nan", CARD_NUMBER),
    *("2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"),
    *([], [1], [[]], ["a"] * 600, {}, {"amout": 1}),
)


@pytest.fixture(scope="module")
def edge() -> Iterator[Edge]:
    state, queue = MemoryState(), MemoryQueue()
    yield from serve(services(state=state, queue=queue), state, queue)


def _send(edge: Edge, route: Route, body: bytes = b"", query: str = "") -> HTTPResponse:
    path = route.path.replace("{entity}", "user")
    for name in ("transaction_id", "entity_id", "ring_id", "case_id", "threat_id", "entry_id"):
        path = path.replace(f"{{{name}}}", "nobody")
    path = path.replace("{version}", "0" * 32).replace("{name}", "nobody")
    client: Client = edge._client
    return client.http.request(
        route.method, path + query, headers={"Content-Type": "application/json"}, body=body
    )


def _problem(response: HTTPResponse, *statuses: int) -> dict[str, Any]:
    assert response.status_code in statuses
    assert response.headers["Content-Type"] == "application/problem+json"
    text = response.body.decode()
    assert not any(words in text for words in PYDANTIC_SAYS)
    assert CARD_NUMBER not in text
    problem: dict[str, Any] = json.loads(text)
    return problem


def _named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=_named)
def test_a_parameter_that_a_route_does_not_know_is_named(edge: Edge, route: Route) -> None:
    if route.path == "/health":
        return

    problem = _problem(_send(edge, route, query="?limitt=1"), 422)

    [error] = problem["errors"]
    assert error["field"] == "limitt"
    known = {parameter["name"] for parameter in route.parameters}
    assert ("did you mean `limit`?" in error["message"]) == ("limit" in known)


def test_the_routes_that_read_a_query_are_those_that_document_one() -> None:
    documented = {
        (route.method, route.path)
        for route in ROUTES
        if any(parameter["in"] == "query" for parameter in route.parameters)
    }

    assert documented == parameters.QUERIED


@pytest.mark.parametrize("route", [*WITH_MESSAGE, BULK], ids=_named)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"a":NaN}', b'{"a":1,"a":2}', b"1"])
def test_a_body_that_is_no_object_says_what_is_wrong_with_it(
    edge: Edge, route: Route, body: bytes
) -> None:
    if route.method == "DELETE" and body == b"":
        return

    problem = _problem(_send(edge, route, body), 400)

    assert problem["detail"]


@pytest.mark.parametrize("route", WITH_MESSAGE, ids=_named)
def test_a_field_that_is_no_field_is_told_from_those_there_are(edge: Edge, route: Route) -> None:
    assert isinstance(route.request, type)
    field = next(iter(route.request.model_fields))
    misspelt = f"{field}x"

    problem = _problem(_send(edge, route, json.dumps({misspelt: 1}).encode()), 422)

    told = {error["field"]: error["message"] for error in problem["errors"]}
    assert told[misspelt] == f"is not a field; did you mean `{field}`?"
    assert f"`{misspelt}` is not a field" in problem["detail"]


def test_a_name_that_cannot_be_repeated_is_not(edge: Edge) -> None:
    body = json.dumps({CARD_NUMBER: 1, "x" * 5_000: 1, "\ud800": 1}).encode()

    problem = _problem(_send(edge, ROUTES[0], body), 422)

    assert max(len(error["field"]) for error in problem["errors"]) < 100


def test_what_is_missing_is_told_with_what_to_send(edge: Edge) -> None:
    problem = _problem(_send(edge, ROUTES[0], b'{"amout": 1}'), 422)

    told = {error["field"]: error["message"] for error in problem["errors"]}
    a_number = "a number above 0 and at most 10000000000 such as 12.50"
    assert told["amount"] == f"is missing; send {a_number}"
    assert told["user_id"] == "is missing; send text of 1 to 128 characters"
    assert told["amout"] == "is not a field; did you mean `amount`?"


# ── Every kind of error ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", MESSAGES, ids=lambda model: model.__name__)
def test_every_kind_of_error_of_every_message_says_what_to_send(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()

    for error in _errors(TypeAdapter(model), schema):
        for field, says, kind in fixes.problems_of(error, schema):
            assert field
            assert not any(words in says for words in PYDANTIC_SAYS), (field, says, kind)
            assert says.startswith(("must be", "must", "is", "has", "looks", "decline")), says
            assert not says.endswith(("must be ", "send ", "text"))
            assert CARD_NUMBER not in says
            assert "Schema" not in says


def test_the_messages_of_the_socket_do_too() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ClientMessage)
    schema = adapter.json_schema()

    told = [
        fixes.problems_of(error, schema)[0][:2]
        for body in ("{", "{}", '{"action":"dance"}', '{"action":"subscribe","after_seq":-1}')
        if (error := _refusal_of_json(adapter, body))
    ]

    assert told[1:] == [
        ("", "has no 'action'; send one"),
        ("", "has an unknown 'action'; send 'subscribe', 'ping'"),
        ("subscribe.after_seq", "must be a whole number from 0"),
    ]
    assert told[0][1].startswith("is not JSON (")


def test_every_pattern_of_a_message_is_told_in_words() -> None:
    schemas = json.dumps([model.model_json_schema() for model in MESSAGES])

    patterns = set(_patterns(json.loads(schemas)))

    assert patterns <= set(fixes.PATTERNS)


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for one in schema.values():
            yield from _patterns(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from _patterns(one)


def _errors(adapter: TypeAdapter[Any], schema: dict[str, Any]) -> Iterator[ValidationError]:
    """What comes of each wrong value at each place of a message, and of each place left out."""
    whole = _example(schema, schema)
    for path in _places(whole):
        for value in (KeyError, *WRONG_VALUES):
            try:
                adapter.validate_python(_put(whole, path, value))
            except ValidationError as error:
                yield error


def _refusal_of_json(adapter: TypeAdapter[Any], body: str) -> ValidationError | None:
    try:
        adapter.validate_json(body)
    except ValidationError as error:
        return error
    return None


def _example(place: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A value with every field of a schema; it need not be valid, only whole."""
    if "$ref" in place:
        return _example(schema["$defs"][place["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in place:
        return _example(place["anyOf"][0], schema)
    if place.get("type") == "object":
        fields = place.get("properties", {})
        return {name: _example(field, schema) for name, field in fields.items()}
    if place.get("type") == "array":
        return [_example(place.get("items", {}), schema)]
    return place.get("enum", ["2026-01-01T00:00:00Z"])[0]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps: dict[Any, Any] = value if isinstance(value, dict) else {}
    steps = dict(enumerate(value)) if isinstance(value, list) else steps
    for step, below in steps.items():
        yield (*path, step)
        yield from _places(below, (*path, step))


def _put(value: Any, path: tuple[Any, ...], new: object) -> Any:
    """A copy with `new` at `path`, or without what stood there."""
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and new is KeyError:
        del changed[path[0]]
    else:
        changed[path[0]] = _put(value[path[0]], path[1:], new)
    return changed
