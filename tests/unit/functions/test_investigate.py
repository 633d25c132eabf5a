"""Entities, graph and search through Chalice: what is found, and what a wrong caller is told."""

from __future__ import annotations

import pytest

from chalicelib.services import services
from tests.unit.functions.test_http import SAMPLE, Edge
from tests.unit.functions.test_http import edge as edge


def test_an_entity_is_shown_under_its_canonical_id(edge: Edge) -> None:
    edge.post("/score", {**SAMPLE, "merchant": "Café / Bar"})

    shown = edge.get("/entities/merchant/Caf%C3%A9%20%2F%20Bar")

    assert shown.status_code == 200
    assert shown.json_body["windows"][0]["count"] == 1


def test_what_is_on_a_list_is_shown_before_it_was_ever_seen(edge: Edge) -> None:
    entry = {"list": "watch", "entity": "user", "entity_id": "new", "reason": "tip"}
    edge.post("/lists", entry)

    shown = edge.get("/entities/user/new").json_body

    assert [one["list"] for one in shown["lists"]] == ["watch"]
    assert (shown["last_seen_at"], shown["points"]) == (None, [])


@pytest.mark.parametrize(
    "path",
    ["/entities/user/nobody", "/entities/planet/mars", "/entities/merchant/Gas%20Station/graph"],
)
def test_an_unknown_entity_is_told_so(edge: Edge, path: str) -> None:
    assert edge.get(path).json_body["title"] == "Unknown entity"


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search?q=%20",
        "/search?q=a&kind=planet",
        "/search?q=a&limit=51",
        "/paths?from=user:a",
        "/paths?from=user:a&to=planet:mars",
        "/entities/user/user-1/graph?depth=3",
        "/entities/user/user-1/graph?limit=501",
        "/entities/user/user-1/transactions?cursor=-1",
    ],
)
def test_a_query_out_of_bounds_is_refused_by_name(edge: Edge, path: str) -> None:
    edge.post("/score", SAMPLE)

    refused = edge.get(path)

    assert (refused.status_code, len(refused.json_body["errors"])) == (422, 1)


def test_a_case_is_found_by_its_number(edge: Edge) -> None:
    entry = {"list": "block", "entity": "user", "entity_id": "user-1", "reason": "stolen"}
    edge.post("/lists", entry)
    edge.post("/score", SAMPLE)
    services().cases.joiner.step(200)

    assert edge.get("/search?q=case-1").json_body["hits"][0]["id"] == "case-1"
    assert edge.get("/search?q=1&kind=case").json_body["hits"][0]["kind"] == "case"
    assert edge.get("/entities/user/user-1").json_body["cases"] == ["case-1"]


def test_the_way_between_two_users_is_told_in_steps(edge: Edge) -> None:
    for user in ("ann", "bob"):
        edge.post("/score", {**SAMPLE, "user_id": user, "card_id": f"card-{user}"})

    found = edge.get("/paths?from=user:ann&to=user:bob").json_body

    assert [step["entity_id"] for step in found["path"]["steps"]] == ["ann", "device-1", "bob"]
    assert not found["is_bounded"]
