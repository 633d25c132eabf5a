"""Rules and lists through the API: what holds from the next transaction on, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chalice.test import HTTPResponse

from tests.unit.functions.test_http import CARD_NUMBER, SAMPLE, Edge
from tests.unit.functions.test_http import edge as edge

# ── Rules and lists ──────────────────────────────────────────────────────────────────────────────


def a_rule(**changes: Any) -> dict[str, Any]:
    return {
        "code": "casino",
        "group": "merchant",
        "when": 'merchant == "Casino" && amount >= 5.0',
        "sentence": "{amount} at {merchant}",
        "weight": 3.0,
        "outcome": "review",
        **changes,
    }


def save_draft(edge: Edge, *rules: dict[str, Any], based_on: str | None = None) -> HTTPResponse:
    version = based_on or edge.get("/rules").json_body["published"]["version"]
    body = {"author": "ann", "based_on": version, "rules": rules}
    return edge.put("/rules/draft", body)


def publish(edge: Edge, *rules: dict[str, Any]) -> dict[str, Any]:
    draft = save_draft(edge, *rules).json_body["draft"]
    body = {"author": "bob", "version": draft["version"]}
    book: dict[str, Any] = edge.post("/rules/draft/publish", body).json_body
    return book


def codes(response: HTTPResponse) -> list[str]:
    return [reason["code"] for reason in response.json_body["reasons"]]


def test_a_draft_decides_nothing_until_it_is_published(edge: Edge) -> None:
    saved = save_draft(edge, a_rule())

    assert saved.status_code == 200
    assert saved.json_body["draft"]["author"] == "ann"
    assert "casino" not in codes(edge.post("/score", {**SAMPLE, "merchant": "Casino"}))


def test_a_published_rule_fires_on_the_next_transaction_and_a_rollback_ends_it(edge: Edge) -> None:
    shipped = edge.get("/rules").json_body["published"]["version"]

    book = publish(edge, a_rule())
    fired = edge.post("/score", {**SAMPLE, "merchant": "Casino"})
    body = {"author": "cem", "version": shipped}
    back = edge.post("/rules/rollback", body).json_body
    after = edge.post("/score", {**SAMPLE, "merchant": "Casino"})

    assert codes(fired)[0] == "casino"
    assert fired.json_body["reasons"][0]["sentence"] == "10.00 USD at Casino"
    assert fired.json_body["versions"]["rules"] == book["published"]["version"]
    assert [change["author"] for change in back["history"]] == ["cem", "bob"]
    assert back["published"]["version"] == shipped
    assert "casino" not in codes(after)


def test_who_edits_what_somebody_else_changed_is_told(edge: Edge) -> None:
    shipped = edge.get("/rules").json_body["published"]["version"]
    first = save_draft(edge, a_rule())

    second = save_draft(edge, a_rule(weight=4.0), based_on=shipped)
    stale = edge.post("/rules/draft/publish", {"author": "bob", "version": shipped})
    unknown = edge.post("/rules/rollback", {"author": "bob", "version": "0" * 32})

    assert [one.status_code for one in (second, stale, unknown)] == [409, 409, 409]
    assert first.json_body["draft"]["version"] in json.loads(second.body)["detail"]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"when": ""}, "rules.1.when", "at column 1: is empty"),
        ({"when": "amount >"}, "rules.1.when", "at column"),
        ({"when": "amount > 1.0 && user_cuont_1m > 1.0"}, "rules.1.when", "at column 17"),
        ({"when": "amount"}, "rules.1.when", "at column 1: gives a number"),
        ({"sentence": "{amount"}, "rules.1.sentence", "sentence"),
        ({"sentence": "{amount.real}"}, "rules.1.sentence", "no feature"),
        ({"value": "nothing"}, "rules.1.value", "no feature"),
        ({"weight": 11}, "rules.1.weight", "from -10 to 10"),
        ({"code": "Bad Code"}, "rules.1.code", "a letter first"),
        ({"colour": "red"}, "rules.1.colour", ""),
    ],
)
def test_a_rule_that_cannot_run_is_refused_by_field_code_and_column(
    edge: Edge, changes: dict[str, Any], field: str, says: str
) -> None:
    response = save_draft(edge, a_rule(), a_rule(**{"code": "wrong", **changes}))

    assert response.status_code == 422
    [error] = json.loads(response.body)["errors"]
    assert error["field"] == field
    assert says in error["message"]
    assert edge.get("/rules").json_body["draft"] is None


def test_a_code_is_used_once_and_never_that_of_another_line(edge: Edge) -> None:
    for rules in ((a_rule(), a_rule()), (a_rule(code="amount"),), (a_rule(code="listed_block"),)):
        assert save_draft(edge, *rules).status_code == 422


def an_entry(**changes: Any) -> dict[str, Any]:
    return {
        "list": "block",
        "entity": "device",
        "entity_id": " device-1 ",
        "reason": "stolen phone",
        "author": "ann",
        **changes,
    }


def test_a_blocked_device_is_declined_until_it_is_taken_off(edge: Edge) -> None:
    added = edge.post("/lists", an_entry())
    declined = edge.post("/score", SAMPLE)
    path = f"/lists/{added.json_body['entry_id']}"
    removed = edge.delete(path, {"author": "bob"})
    again = edge.delete(path, {"author": "bob"})
    approved = edge.post("/score", SAMPLE)

    assert (added.status_code, added.json_body["entity_id"]) == (201, "device-1")
    assert declined.json_body["outcome"] == "decline"
    assert codes(declined)[0] == "listed_block"
    assert (removed.status_code, again.status_code) == (204, 404)
    assert approved.json_body["outcome"] == "approve"


def test_lists_are_filtered_and_newest_first(edge: Edge) -> None:
    for changes in ({}, {"list": "watch"}, {"entity": "ip", "entity_id": "2001:DB8::1"}):
        assert edge.post("/lists", an_entry(**changes)).status_code == 201

    every, blocked, ips = (
        edge.get(f"/lists{query}").json_body["entries"]
        for query in ("", "?list=block", "?entity=ip")
    )

    assert (len(every), len(blocked)) == (3, 2)
    assert [entry["entity_id"] for entry in ips] == ["2001:db8::1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"list": "grey"}, "list"),
        ({"entity": "planet"}, "entity"),
        ({"entity_id": " "}, "entity_id"),
        ({"entity": "ip", "entity_id": "nowhere"}, "entity_id"),
        ({"entity": "ip", "entity_id": f"2001:db8::1%{CARD_NUMBER}"}, "entity_id"),
        ({"entity": "card", "entity_id": CARD_NUMBER}, "entity_id"),
        ({"reason": CARD_NUMBER}, "reason"),
        ({"author": "a" * 65}, "author"),
        ({"expires_at": "2026-01-01T00:00:00"}, "expires_at"),
    ],
)
def test_a_wrong_list_entry_is_refused_by_field(
    edge: Edge, changes: dict[str, Any], field: str
) -> None:
    response = edge.post("/lists", an_entry(**changes))

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == field
    assert CARD_NUMBER not in response.body.decode()
    assert edge.get("/lists").json_body["entries"] == []


@pytest.mark.parametrize("query", ["list=grey", "entity=planet", "page=1"])
def test_a_wrong_list_query_is_named(edge: Edge, query: str) -> None:
    response = edge.get(f"/lists?{query}")

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == query.split("=")[0]


# ── Simulation ───────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_tried_on_what_was_decided(edge: Edge) -> None:
    for place in range(3):
        sent = {**SAMPLE, "merchant": "Casino", "transaction_id": f"paid-{place}"}
        edge.post("/score", sent)

    body = {"rules": [a_rule(outcome="decline")], "flips": 2}
    report = edge.post("/rules/simulate", body).json_body
    sample = edge.get("/decisions/sample?columns=amount,merchant").json_body

    assert (report["decisions"], report["flips_total"], len(report["flips"])) == (3, 3, 2)
    assert report["rules"][0]["hits"] == 3
    assert sample["numbers"] == {"amount": [10.0] * 3}
    assert sample["words"] == {"merchant": ["Casino"] * 3}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 20_001}, "limit"),
        ({"hours": 0}, "hours"),
        ({"rules": []}, "rules"),
        ({"rules": [a_rule(when="amount >")]}, "rules.0.when"),
        ({"thresholds": {"review_at_points": 2, "decline_at_points": 1}}, "thresholds"),
    ],
)
def test_a_simulation_that_cannot_be_run_is_refused_by_field(
    edge: Edge, body: dict[str, Any], field: str
) -> None:
    response = edge.post("/rules/simulate", body)

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == field


def test_a_sample_of_what_is_no_column_is_refused(edge: Edge) -> None:
    response = edge.get("/decisions/sample?columns=amount,nothing")

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == "columns"
