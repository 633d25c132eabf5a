"""A page of another origin: what its browser is told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from chalice.test import Client

from infra.routes import ROUTES
from infra.routes.route import Route
from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.settings import InvalidSetting, read_origins
from tests.builders import services, settings
from tests.unit.functions.test_http import Edge, serve

DESK = "https://desk.example"
TOKEN = "a-token-of-the-deployment-itself"


@pytest.fixture
def edge() -> Iterator[Edge]:
    state, queue = MemoryState(), MemoryQueue()
    allowing = settings(access_token=TOKEN, allowed_origins=DESK)
    yield from serve(services(state=state, queue=queue, settings=allowing), state, queue)


@pytest.fixture
def closed() -> Iterator[Edge]:
    state, queue = MemoryState(), MemoryQueue()
    yield from serve(services(state=state, queue=queue), state, queue)


def _preflight(edge: Edge, path: str, origin: str) -> dict[str, str]:
    client: Client = edge._client
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    response = client.http.request("OPTIONS", path, headers=asked, body=b"")
    assert response.status_code == 204
    return dict(response.headers)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_preflight_of_an_allowed_origin_is_answered_without_a_token(
    edge: Edge, route: Route
) -> None:
    told = _preflight(edge, route.path.replace("{", "").replace("}", ""), DESK)

    assert told["Access-Control-Allow-Origin"] == DESK
    assert route.method in told["Access-Control-Allow-Methods"]
    assert "Authorization" in told["Access-Control-Allow-Headers"]
    assert told["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in told


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{DESK}.evil.example", ""])
def test_another_origin_is_told_nothing(edge: Edge, origin: str) -> None:
    for told in (_preflight(edge, "/alerts", origin), edge.get("/alerts", Origin=origin).headers):
        assert told["Vary"] == "Origin"
        assert not [name for name in told if name.startswith("Access-Control")]


def test_an_allowed_page_reads_answers_and_problems_alike(edge: Edge) -> None:
    signed = {"Origin": DESK, "Authorization": f"Bearer {TOKEN}"}

    answers = [edge.get("/alerts", **signed), edge.get("/alerts?limit=0", **signed)]
    refused = edge.get("/alerts", Origin=DESK)

    assert [answer.status_code for answer in (*answers, refused)] == [200, 422, 401]
    for answer in (*answers, refused):
        assert answer.headers["Access-Control-Allow-Origin"] == DESK
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert json.loads(refused.body)["status"] == 401


def test_where_no_origin_is_allowed_nothing_is_said_of_origins(closed: Edge) -> None:
    told = {**_preflight(closed, "/alerts", DESK), **closed.get("/alerts", Origin=DESK).headers}

    assert not [name for name in told if name.startswith("Access-Control") or name == "Vary"]


@pytest.mark.parametrize(
    "text",
    ["*", "desk.example", "https://desk.example/", "https://*.example", "HTTPS://A.B", "null"],
)
def test_what_is_no_exact_origin_is_refused_when_a_function_starts(text: str) -> None:
    with pytest.raises(InvalidSetting, match=r"ALLOWED_ORIGINS: .* is no origin"):
        read_origins(f"{DESK}, {text}")
