"""Cases through Chalice: two analysts, one case, and what their work changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from chalice.test import HTTPResponse

from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.bootstrap import Services
from ringfence.domain.cases import HOLD_S, UNDO_S
from ringfence.domain.labels import LabelHistory
from tests.builders import StillClock, services
from tests.unit.functions.test_govern import an_entry
from tests.unit.functions.test_http import CARD_NUMBER, SAMPLE, Edge, serve


@dataclass
class Floor:
    """The deployed app, its clock, and who works there."""

    edge: Edge
    services: Services
    clock: StillClock

    def alert(self, **changes: Any) -> str:
        """Decline a payment of a blocked user; its id once it has joined a case."""
        user = {"user_id": "thief", **changes}["user_id"]
        self.edge.post("/lists", an_entry(entity="user", entity_id=user))
        answer = self.edge.post("/score", {**SAMPLE, "user_id": "thief", **changes})
        assert answer.json_body["outcome"] == "decline"
        self.services.cases.joiner.step(200)
        return str(answer.json_body["transaction_id"])

    def post(self, path: str, body: object = None, person: str = "ana") -> HTTPResponse:
        sent = b"" if body is None else body
        return self.edge.post(path, sent, **{"X-Ringfence-Person": person})

    def next(self, person: str = "ana") -> dict[str, Any]:
        case: dict[str, Any] = self.post("/cases/next", person=person).json_body["case"]
        return case

    def labels(self, transaction_id: str) -> list[str]:
        [history] = self.edge.state.labels([transaction_id])
        assert isinstance(history, LabelHistory)
        return [label.label for label in history.labels]


class NoRings:
    """`ports.RingStore` before any was found."""

    def find(self, ring_id: str) -> None:
        return None


@pytest.fixture
def floor() -> Iterator[Floor]:
    state, queue, clock = MemoryState(), MemoryQueue(), StillClock()
    made = services(state=state, queue=queue, now=clock, rings=NoRings())
    for edge in serve(made, state, queue):
        yield Floor(edge, made, clock)


# ── Open ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_opened_for_a_ring_that_is_known_and_for_a_reason(floor: Floor) -> None:
    unknown = floor.post("/cases", {"ring_id": "ring-9", "reason": "the bank called"})
    unsaid = floor.post("/cases", {"ring_id": "ring-9", "reason": " "})
    telling = floor.post("/cases", {"ring_id": "ring-9", "reason": f"card {CARD_NUMBER}"})

    assert (unknown.status_code, unknown.json_body["title"]) == (404, "Unknown ring")
    assert (unsaid.status_code, telling.status_code) == (422, 422)
    assert CARD_NUMBER not in telling.body.decode()
    assert floor.next() is None, "nothing was opened"


# ── Take ─────────────────────────────────────────────────────────────────────────────────────────


def test_two_analysts_are_never_given_the_same_case(floor: Floor) -> None:
    floor.alert()
    floor.alert(user_id="other", device_id="device-2")

    first, second = floor.next("ana"), floor.next("bob")

    assert first["case_id"] != second["case_id"]
    assert first["hold"]["person"] == "ana"
    assert floor.next("cem") is None


def test_what_another_holds_is_refused_by_name(floor: Floor) -> None:
    floor.alert()
    case = floor.next("ana")

    refused = floor.post(f"/cases/{case['case_id']}/take", person="bob")

    assert (refused.status_code, refused.json_body["title"]) == (409, "Case held")
    assert "held by ana until" in refused.json_body["detail"]


def test_a_hold_that_is_not_renewed_is_lost_to_whoever_comes_next(floor: Floor) -> None:
    floor.alert()
    case = floor.next("ana")
    floor.clock.advance(HOLD_S - 1)
    renewed = floor.post(f"/cases/{case['case_id']}/renew")
    floor.clock.advance(HOLD_S)

    taken = floor.next("bob")
    lost = floor.post(f"/cases/{case['case_id']}/renew")

    assert renewed.json_body["version"] == case["version"]
    assert taken["case_id"] == case["case_id"]
    assert (lost.status_code, lost.json_body["title"]) == (409, "Hold lost")


def test_a_list_shows_who_holds_what_and_counts_it(floor: Floor) -> None:
    floor.alert()
    floor.alert(user_id="other", device_id="device-2")
    held = floor.next("ana")

    page = floor.edge.get("/cases?holder=ana").json_body

    assert [case["case_id"] for case in page["cases"]] == [held["case_id"]]
    assert page["counts"] == {"open": 1, "investigating": 1, "closed": 0, "overdue": 0}
    assert floor.edge.get("/cases?reason_code=none").json_body["cases"] == []
    assert floor.edge.get("/cases?status=lost").status_code == 422
    assert floor.edge.get("/cases?cursor=-1").status_code == 422


def test_an_unknown_case_is_told_so(floor: Floor) -> None:
    assert floor.edge.get("/cases/case-9").json_body["title"] == "Unknown case"
    assert floor.post("/cases/case-9/take").status_code == 404
    assert floor.edge.get("/cases/%00").json_body["title"] == "Unknown case"


# ── Work ─────────────────────────────────────────────────────────────────────────────────────────


def test_labelling_a_case_labels_its_transactions_and_undo_takes_it_back(floor: Floor) -> None:
    names = [floor.alert(), floor.alert()]
    name = floor.next()["case_id"]

    labelled = floor.post(f"/cases/{name}/label", {"label": "fraud", "reason": "caller"})
    assert labelled.json_body["labels"] == {"fraud": 2}
    floor.clock.advance(UNDO_S - 1)
    undone = floor.post(f"/cases/{name}/undo")

    assert undone.json_body["labels"] == {"unsure": 2}
    assert [floor.labels(one) for one in names] == [["fraud", "unsure"]] * 2


def test_undo_puts_back_the_label_that_was_there(floor: Floor) -> None:
    one = floor.alert()
    name = floor.next()["case_id"]
    floor.post(f"/transactions/{one}/label", {"label": "genuine", "reason": "seen"})
    floor.post(f"/cases/{name}/label", {"label": "fraud", "reason": "caller"})

    floor.post(f"/cases/{name}/undo")

    assert floor.labels(one)[-1] == "genuine"


def test_undo_after_its_time_changes_nothing(floor: Floor) -> None:
    one = floor.alert()
    name = floor.next()["case_id"]
    floor.post(f"/cases/{name}/label", {"label": "fraud", "reason": "caller"})
    floor.clock.advance(UNDO_S)

    late = floor.post(f"/cases/{name}/undo")

    assert (late.status_code, late.json_body["title"]) == (409, "Nothing to undo")
    assert floor.labels(one) == ["fraud"]


def test_only_transactions_of_the_case_are_labelled_in_it(floor: Floor) -> None:
    floor.alert()
    name = floor.next()["case_id"]
    asked = {"label": "fraud", "reason": "caller", "transaction_ids": ["of-another"]}

    assert floor.post(f"/cases/{name}/label", asked).status_code == 404


def test_work_without_the_hold_is_refused_and_changes_nothing(floor: Floor) -> None:
    one = floor.alert()
    name = floor.next("ana")["case_id"]

    refused = floor.post(
        f"/cases/{name}/label", {"label": "fraud", "reason": "caller"}, person="bob"
    )

    assert (refused.status_code, refused.json_body["title"]) == (409, "Hold lost")
    assert floor.labels(one) == []


def test_a_case_is_closed_with_a_reason_and_not_over_a_new_alert(floor: Floor) -> None:
    floor.alert()
    case = floor.next()
    path = f"/cases/{case['case_id']}/close"
    floor.alert()

    stale = floor.post(path, {"reason": "fraud_confirmed", "version": case["version"]})
    now = floor.edge.get(f"/cases/{case['case_id']}").json_body
    closed = floor.post(path, {"reason": "fraud_confirmed", "version": now["version"]})

    assert (stale.status_code, stale.json_body["title"]) == (409, "Case moved")
    assert closed.json_body["closing"]["reason"] == "fraud_confirmed"
    assert floor.post(path, {"reason": "because", "version": 1}).status_code == 422


def test_a_note_without_a_hold_is_kept_and_a_card_number_is_not(floor: Floor) -> None:
    floor.alert()

    noted = floor.post("/cases/case-1/note", {"text": "called twice"}, person="bob")
    refused = floor.post("/cases/case-1/note", {"text": f"card {CARD_NUMBER}"})

    assert noted.json_body["activity"][0]["detail"] == "called twice"
    assert refused.status_code == 422
    assert CARD_NUMBER not in refused.body.decode()


def test_an_escalated_case_goes_to_somebody_else_and_an_assigned_one_to_its_assignee(
    floor: Floor,
) -> None:
    floor.alert()
    name = floor.next("ana")["case_id"]
    case = floor.post(f"/cases/{name}/escalate", {"reason": "too big"}).json_body

    assert floor.next("ana") is None
    assigned = {"assignee": "cem", "version": case["version"]}
    assert floor.post(f"/cases/{name}/assign", assigned).status_code == 200
    assert floor.post(f"/cases/{name}/assign", assigned).json_body["title"] == "Case moved"
    assert floor.next("bob") is None
    assert floor.next("cem")["case_id"] == name


def test_a_snoozed_rule_is_silent_for_its_entity_until_it_is_undone(floor: Floor) -> None:
    edge = floor.edge
    for user in ("ring-1", "ring-2"):
        edge.post("/score", {**SAMPLE, "user_id": user, "device_id": "tablet"})
    floor.services.cases.joiner.step(200)
    name = floor.next()["case_id"]
    until = "2027-01-01T00:00:00Z"
    asked = {"rule": "shared_device", "entity": "device", "entity_id": "tablet"}

    floor.post(f"/cases/{name}/snooze", {**asked, "until": until, "reason": "kiosk"})
    sample = {**SAMPLE, "user_id": "ring-3", "device_id": "tablet"}
    silent = edge.post("/score", sample).json_body
    running = edge.get("/snoozes").json_body["snoozes"]
    floor.post(f"/cases/{name}/undo")
    loud = edge.post("/score", sample).json_body

    assert "snoozed:shared_device" in [reason["code"] for reason in silent["reasons"]]
    assert silent["outcome"] == "approve"
    assert [one["author"] for one in running] == ["ana"]
    assert "shared_device" in [reason["code"] for reason in loud["reasons"]]
    assert edge.get("/snoozes").json_body["snoozes"] == []


def test_a_silenced_decision_replays_as_it_was(floor: Floor) -> None:
    edge = floor.edge
    for user in ("ring-1", "ring-2"):
        edge.post("/score", {**SAMPLE, "user_id": user, "device_id": "tablet"})
    floor.services.cases.joiner.step(200)
    name = floor.next()["case_id"]
    asked = {"rule": "shared_device", "entity": "device", "entity_id": "tablet"}
    floor.post(
        f"/cases/{name}/snooze", {**asked, "until": "2027-01-01T00:00:00Z", "reason": "kiosk"}
    )
    silent = edge.post("/score", {**SAMPLE, "device_id": "tablet"}).json_body

    replayed = edge.get(f"/transactions/{silent['transaction_id']}/replay").json_body

    assert replayed["is_identical"], replayed["differences"]


# ── Bulk, and what is recorded ───────────────────────────────────────────────────────────────────


def test_many_transactions_are_labelled_at_once_and_strangers_are_told(floor: Floor) -> None:
    one, two = floor.alert(), floor.alert()
    asked = {"label": "genuine", "reason": "batch", "transaction_ids": [one, "stranger", two]}

    answer = floor.post("/labels/bulk", asked).json_body

    assert [row["status"] for row in answer["rows"]] == ["labelled", "unknown", "labelled"]
    assert answer["labelled"] == 2
    assert floor.labels(two) == ["genuine"]


def test_every_change_of_a_case_is_recorded_with_who_made_it(floor: Floor) -> None:
    floor.alert()
    case = floor.next("ana")
    floor.post("/cases/case-1/renew")
    floor.post(
        "/cases/case-1/close", {"reason": "duplicate", "version": case["version"]}, person="ana"
    )

    entries = floor.edge.get("/audit?action=cases").json_body["entries"]

    assert [(one["action"], one["who"]) for one in entries] == [
        ("cases.closed", "ana"),
        ("cases.taken", "ana"),
    ]
    assert entries[0]["before"]["status"] == "investigating"
    assert entries[0]["after"]["closed_with"] == "duplicate"
