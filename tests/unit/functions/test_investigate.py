"""Flows and threats over HTTP: what is asked, and what is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.adapters.memory_tallies import MemoryTallies
from ringfence.adapters.memory_threats import MemoryThreats
from ringfence.domain.decisions import Decision
from ringfence.domain.flows import DEVICES, PATHS, device_sighting, path_sighting
from ringfence.flow.threat_ports import ThreatChanges, ThreatCheck
from tests.builders import NOON, a_transaction, services
from tests.unit.domain.test_threat_records import a_threat
from tests.unit.functions.test_http import Edge, serve


class MemoryDecisions:
    """Decisions by id, as the page of a band finds them."""

    def __init__(self, decisions: list[Decision]) -> None:
        self._decisions = {one.transaction_id: one for one in decisions}

    def find_all(self, transaction_ids: list[str]) -> list[Decision | None]:
        return [self._decisions.get(one) for one in transaction_ids]


@pytest.fixture
def edge() -> Iterator[Edge]:
    """Three payments within the hour before noon, and two threats."""
    state, queue, tallies, threats = MemoryState(), MemoryQueue(), MemoryTallies(), MemoryThreats()
    deciding = services(state=state)
    decisions = [
        one
        for one in deciding.score_batch(
            [a_transaction(-at_s, merchant="Bakery", amount_minor=250) for at_s in (600, 400, 200)]
        )
        if isinstance(one, Decision)
    ]
    tallies.add(PATHS, map(path_sighting, decisions))
    tallies.add(DEVICES, map(device_sighting, decisions))
    known = [a_threat("a"), a_threat("b", status="over")]
    threats.put(ThreatChanges(known, ThreatCheck(NOON, tested=9, hours_known=2)), before=None)
    made = services(
        state=state,
        queue=queue,
        tallies=tallies,
        threats=threats,
        decisions=MemoryDecisions(decisions),
    )
    yield from serve(made, state, queue)


def fields(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [error["field"] for error in answer.json_body["errors"]]


def test_flows_answer_the_last_hour_by_category_unless_asked_otherwise(edge: Edge) -> None:
    page = edge.get("/flows").json_body

    assert (page["by"], page["to"], page["bucket"]) == ("segment", "category", "minute")
    assert page["currencies"] == [{"currency": "USD", "transactions": 3}]
    assert len(page["moments"]) == 60


def test_a_band_is_listed_as_its_page_names_it(edge: Edge) -> None:
    page = edge.get("/flows?to=merchant").json_body
    target = next(one for one in page["links"] if one["target"] == "to:Bakery")

    asked = f"to=merchant&source={target['source']}&target=to:Bakery&limit=1"
    first = edge.get(f"/flows/transactions?{asked}").json_body
    rest = edge.get(
        f"/flows/transactions?{asked}&before={first['next_before'].replace(' ', '%20')}"
        if first["next_before"]
        else f"/flows/transactions?{asked}"
    ).json_body

    assert len(first["transactions"]) == 1
    assert first["transactions"][0]["merchant"] == "Bakery"
    assert rest["transactions"][0]["amount_minor"] == 250


def test_a_window_may_be_given_by_its_ends(edge: Edge) -> None:
    since = (NOON - timedelta(minutes=5)).isoformat().replace("+00:00", "Z")

    page = edge.get(f"/flows?since={since}").json_body

    assert page["currencies"] == [{"currency": "USD", "transactions": 1}]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=colour", "by"),
        ("to=moon", "to"),
        ("measure=weight", "measure"),
        ("outcome=maybe", "outcome"),
        ("currency=XXX", "currency"),
        ("nodes=41", "nodes"),
        ("window=2h", "window"),
        ("since=yesterday", "since"),
        ("since=2026-03-04T11:00:00", "since"),
        ("since=2026-03-04T13:00:00Z", "since"),
        ("since=2026-01-01T00:00:00Z", "since"),
        ("since=2026-03-04T11:00:00Z&window=1h", "window"),
        ("user=ann", "user"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(edge: Edge, query: str, field: str) -> None:
    assert fields(edge.get(f"/flows?{query}")) == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("target=to:x", "source"),
        ("source=card:known", "target"),
        ("source=card:known&target=to:x&before=soon", "before"),
        ("source=card:known&target=to:x&limit=101", "limit"),
    ],
)
def test_a_band_is_asked_for_by_its_ends(edge: Edge, query: str, field: str) -> None:
    assert fields(edge.get(f"/flows/transactions?{query}")) == [field]


def test_threats_are_listed_active_first(edge: Edge) -> None:
    page = edge.get("/threats?limit=1").json_body

    assert [one["threat_id"] for one in page["threats"]] == ["a"]
    assert page["tested"] == 9
    rest = edge.get(f"/threats?limit=1&cursor={page['next_cursor']}").json_body
    assert [one["threat_id"] for one in rest["threats"]] == ["b"]
    assert rest["next_cursor"] is None


def test_a_threat_is_snoozed_and_woken_and_both_are_on_record(edge: Edge) -> None:
    asked = {"until": "2026-03-04T14:00:00Z", "reason": "a sale"}

    snoozed = edge.post("/threats/a/snooze", asked)
    [first, *_] = edge.get("/threats").json_body["threats"]
    woken = edge.delete("/threats/a/snooze", {})
    again = edge.delete("/threats/a/snooze", {})

    assert snoozed.json_body["snooze"]["reason"] == "a sale"
    assert first["snooze"]["until"] == "2026-03-04T14:00:00Z"
    assert (woken.status_code, again.status_code) == (204, 204)
    assert edge.get("/threats/a").json_body["threat"]["snooze"] is None
    entries = edge.get("/audit?action=threats").json_body["entries"]
    assert [(one["action"], one["subject"]) for one in entries] == [
        ("threats.wake", "merchant Bakery"),
        ("threats.snooze", "merchant Bakery"),
    ]
    assert entries[0]["before"]["reason"] == "a sale"


@pytest.mark.parametrize("until", ["2026-03-04T11:59:59Z", "2026-04-04T12:00:01Z"])
def test_a_snooze_ends_in_the_next_thirty_days(edge: Edge, until: str) -> None:
    assert fields(edge.post("/threats/a/snooze", {"until": until, "reason": "a sale"})) == ["until"]


def test_a_threat_is_found_by_its_id_and_an_unknown_one_is_not(edge: Edge) -> None:
    found, unknown = edge.get("/threats/a"), edge.get("/threats/z")

    assert found.json_body["threat"]["sentence"].startswith("merchant Bakery: ")
    assert len(found.json_body["minutes"]) == 120
    assert unknown.status_code == 404
    assert unknown.json_body["title"] == "Unknown threat"
