"""Who may do what, through Chalice itself, and what is written down about it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.test import Client

from chalicelib import permissions
from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.domain.errors import NotPermitted
from ringfence.domain.people import ROLES, Role
from tests.builders import a_person, services, settings
from tests.unit.functions.test_govern import a_rule, an_entry
from tests.unit.functions.test_http import SAMPLE, Edge
from tests.unit.functions.test_http import edge as edge

TOKEN = "the-deployments-own-token"


class Closed:
    """The deployed app where everybody is asked who they are."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.tokens: dict[str, str] = {"bootstrap": TOKEN}

    def let_in(self, name: str, role: Role) -> str:
        answer = self.call("bootstrap", "POST", "/people", {"name": name, "role": role})
        self.tokens[name] = answer.json_body["token"]
        return self.tokens[name]

    def call(self, name: str, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        if method == "GET":
            return self.edge.get(path, **headers)
        return getattr(self.edge, method.lower())(path, {} if body is None else body, **headers)

    def draft(self, name: str) -> str:
        version = self.call(name, "GET", "/rules").json_body["published"]["version"]
        body = {"based_on": version, "rules": [a_rule()]}
        return str(self.call(name, "PUT", "/rules/draft", body).json_body["draft"]["version"])


@pytest.fixture
def closed() -> Iterator[Closed]:
    from app import app

    from chalicelib.services import provide

    state, queue = MemoryState(), MemoryQueue()
    provide(services(state=state, queue=queue, settings=settings(access_token=TOKEN)))
    with Client(app) as client:
        yield Closed(Edge(client, state, queue))
    provide(None)


def actions(closed: Closed) -> list[tuple[str, str]]:
    entries = closed.call("bootstrap", "GET", "/audit").json_body["entries"]
    return [(entry["who"], entry["action"]) for entry in reversed(entries)]


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────


def test_a_person_is_let_in_with_a_token_that_is_shown_once(closed: Closed) -> None:
    token = closed.let_in("bob", "analyst")

    me = closed.call("bob", "GET", "/me").json_body
    people = closed.call("bootstrap", "GET", "/people")

    assert me == {"name": "bob", "role": "analyst", "is_open": False}
    assert [one["name"] for one in people.json_body["people"]] == ["bob"]
    assert token.encode() not in people.body
    assert token not in str(vars(closed.edge.state))


def test_who_is_shown_out_is_refused_from_then_on(closed: Closed) -> None:
    closed.let_in("bob", "analyst")

    gone = closed.call("bootstrap", "DELETE", "/people/bob")

    assert gone.status_code == 204
    assert closed.call("bob", "GET", "/me").status_code == 401
    assert closed.call("bootstrap", "DELETE", "/people/bob").status_code == 404


def test_on_an_open_api_a_name_is_what_it_claims_to_be(edge: Edge) -> None:
    nobody = edge.get("/me").json_body
    ana = edge.get("/me", **{"X-Ringfence-Person": "ana"}).json_body
    hostile = edge.get("/me", **{"X-Ringfence-Person": "a" * 65})

    assert nobody == {"name": "local", "role": "admin", "is_open": True}
    assert ana["name"] == "ana"
    assert hostile.status_code == 422


def test_the_header_names_nobody_where_tokens_do(closed: Closed) -> None:
    closed.let_in("bob", "viewer")
    headers = {"Authorization": f"Bearer {closed.tokens['bob']}", "X-Ringfence-Person": "ana"}

    assert closed.edge.get("/me", **headers).json_body["name"] == "bob"


def test_an_author_other_than_who_asks_is_refused(closed: Closed) -> None:
    closed.let_in("bob", "analyst")

    theirs = closed.call("bob", "POST", "/lists", an_entry(author="ana"))
    own = closed.call("bob", "POST", "/lists", an_entry(author="bob"))

    assert theirs.status_code == 422
    assert json.loads(theirs.body)["errors"][0]["field"] == "author"
    assert own.json_body["author"] == "bob"


# ── What they may ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ROLES)
def test_each_route_asks_for_its_role(closed: Closed, role: Role) -> None:
    closed.let_in("bob", role)

    for (method, path), needed in permissions.NEEDS.items():
        called = path.replace("{transaction_id}", "unknown").replace("{entry_id}", "0" * 32)
        answer = closed.call("bob", method, called.replace("{name}", "nobody"))
        may = ROLES.index(role) >= ROLES.index(needed)
        assert (answer.status_code != 403) == may, (method, path, answer.status_code)


def test_a_route_that_is_in_no_table_is_an_admins() -> None:
    with pytest.raises(NotPermitted):
        permissions.check("GET", "/forgotten", a_person("bob", "engineer"))


def test_what_one_drafted_another_publishes(closed: Closed) -> None:
    closed.let_in("bob", "engineer")
    closed.let_in("cem", "engineer")
    version = closed.draft("bob")

    own = closed.call("bob", "POST", "/rules/draft/publish", {"version": version})
    theirs = closed.call("cem", "POST", "/rules/draft/publish", {"version": version})

    assert own.status_code == 409
    assert json.loads(own.body)["title"] == "Second person needed"
    assert theirs.status_code == 200
    assert theirs.json_body["history"][0]["author"] == "cem"


# ── What is written down ─────────────────────────────────────────────────────────────────────────


def test_every_change_is_audited_with_what_was_before_and_after(closed: Closed) -> None:
    closed.let_in("bob", "engineer")
    closed.let_in("cem", "engineer")
    version = closed.draft("bob")
    closed.call("cem", "POST", "/rules/draft/publish", {"version": version})
    shipped = closed.call("cem", "GET", "/rules").json_body["history"][0]["before"]
    closed.call("bob", "POST", "/rules/rollback", {"version": shipped})
    entry = closed.call("bob", "POST", "/lists", an_entry(author="bob")).json_body["entry_id"]
    closed.call("cem", "DELETE", f"/lists/{entry}")
    paid = closed.call("bob", "POST", "/score", SAMPLE).json_body["transaction_id"]
    for _ in range(2):
        told = {"label": "fraud", "reason": "chargeback"}
        closed.call("bob", "POST", f"/transactions/{paid}/label", told)
    closed.call("bootstrap", "DELETE", "/people/bob")

    assert actions(closed) == [
        ("bootstrap", "people.let_in"),
        ("bootstrap", "people.let_in"),
        ("bob", "rules.draft"),
        ("cem", "rules.publish"),
        ("bob", "rules.roll_back"),
        ("bob", "lists.put"),
        ("cem", "lists.remove"),
        ("bob", "labels.put"),
        ("bootstrap", "people.show_out"),
    ]
    entries = closed.call("bootstrap", "GET", "/audit").json_body["entries"]
    published = next(entry for entry in entries if entry["action"] == "rules.publish")
    assert published["before"]["version"] == shipped
    assert published["after"] == {"version": version, "rules": {"casino": a_rule_as_kept()}}
    assert "high_velocity" in published["before"]["rules"]


def a_rule_as_kept() -> dict[str, Any]:
    return {**a_rule(), "value": None, "usual": None, "names": None}


def test_what_was_refused_leaves_no_entry(closed: Closed) -> None:
    closed.let_in("bob", "viewer")

    closed.call("bob", "POST", "/lists", an_entry())
    closed.call("bootstrap", "POST", "/people", {"name": "bob", "role": "admin"})
    closed.call("bootstrap", "POST", "/rules/rollback", {"version": "0" * 32})

    assert actions(closed) == [("bootstrap", "people.let_in")]


def test_the_log_is_exported_as_json_lines_and_as_csv(closed: Closed) -> None:
    for name in ("bob", "=1+1"):
        closed.let_in(name, "viewer")

    lines = closed.call("bootstrap", "GET", "/audit/export?limit=1")
    table = closed.call("bootstrap", "GET", "/audit/export?format=csv&after_seq=1")

    assert [json.loads(line)["subject"] for line in lines.body.splitlines()] == ["bob"]
    assert lines.headers["Ringfence-Next-After-Seq"] == "1"
    [row] = csv.DictReader(io.StringIO(table.body.decode()))
    assert (row["subject"], row["after"]) == ("'=1+1", '{"role":"viewer"}')
    assert "Ringfence-Next-After-Seq" not in table.headers


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "before_seq=0", "page=1"])
def test_a_wrong_audit_query_is_named(edge: Edge, query: str) -> None:
    response = edge.get(f"/audit?{query}")

    assert response.status_code == 422
    assert json.loads(response.body)["errors"][0]["field"] == query.split("=")[0]
