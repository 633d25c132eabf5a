"""Models and vitals through the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.adapters.memory_models import MemoryModelRegistry
from ringfence.domain.errors import ModelRefused
from ringfence.domain.vitals import MemoryVitals, TrafficSecond, WorkerVitals
from ringfence.flow.govern_ports import AgreementCounts, DriftCounts
from ringfence.flow.vitals_ports import MinuteCounts
from tests.builders import KnownModels, OneFeatureModel, StillClock, a_manifest, services
from tests.unit.functions.test_http import SAMPLE, Edge, serve

ONE, TWO = b"one", b"two"


class Loading(KnownModels):
    """Loads whatever is registered, but not what it was told to refuse."""

    refused = ""

    def recall(self, version: str) -> OneFeatureModel:
        if version == self.refused:
            raise ModelRefused(version, "its bytes are damaged")
        return OneFeatureModel("amount", 0.1)


class NothingCounted:
    """`ports.DriftStore`, `ports.VitalSigns` and `ports.Stats` of a system at rest."""

    def seconds(self, seconds: range) -> list[TrafficSecond]:
        return [
            TrafficSecond(second=one, decisions=0, alerts=0, declines=0, decision_ms_max=0.0)
            for one in seconds
        ]

    def totals(self) -> dict[str, int]:
        return {}

    def spread(self, model: str, hours: object) -> DriftCounts:
        return DriftCounts(0, {}, {})

    def agreement(self, model: str, shadow: str, hours: object) -> AgreementCounts:
        return AgreementCounts()

    def first_hour(self) -> None:
        return None

    def minutes(self, minutes: range) -> list[MinuteCounts]:
        return [MinuteCounts(minute, 0, 0, {}, {}) for minute in minutes]

    def last_received_at(self) -> None:
        return None

    def workers(self) -> list[WorkerVitals]:
        return [WorkerVitals(name="relay", is_running=True, behind=0)]

    def memory(self) -> list[MemoryVitals]:
        return []


class ModelEdge:
    """The app with two registered models, the first in force."""

    def __init__(self, edge: Edge, registry: MemoryModelRegistry, models: Loading) -> None:
        self.edge, self.registry, self.models = edge, registry, models
        self.one = registry.put(ONE, a_manifest())
        self.two = registry.put(TWO, a_manifest())
        registry.activate(self.one)

    def post(self, path: str, body: object = None) -> Any:
        return self.edge.post(path, body, **{"X-Ringfence-Person": "ana"})


@pytest.fixture
def governed() -> Iterator[ModelEdge]:
    state, queue, models = MemoryState(), MemoryQueue(), Loading()
    registry = MemoryModelRegistry(state, StillClock())
    still = NothingCounted()
    made = services(
        state=state,
        queue=queue,
        models=models,
        model_registry=registry,
        drift=still,
        vital_signs=still,
        stats=still,
    )
    for edge in serve(made, state, queue):
        yield ModelEdge(edge, registry, models)


def test_the_next_decision_is_made_with_the_model_that_was_activated(governed: ModelEdge) -> None:
    book = governed.post(f"/models/{governed.two}/activate").json_body
    decision = governed.post("/score", SAMPLE).json_body

    assert (book["active"], book["history"][0]["by"]) == (governed.two, "ana")
    assert governed.edge.state.pointers.active_model == governed.two
    assert decision["model_score"] is not None


def test_going_back_puts_the_model_before_in_force(governed: ModelEdge) -> None:
    governed.post(f"/models/{governed.two}/activate")

    assert governed.post("/models/rollback").json_body["active"] == governed.one


def test_with_nothing_to_go_back_to_nothing_changes(governed: ModelEdge) -> None:
    assert governed.post("/models/rollback").status_code == 409
    assert governed.edge.get("/models").json_body["active"] == governed.one


def test_a_shadow_begins_and_ends(governed: ModelEdge) -> None:
    begun = governed.post("/models/shadow", {"version": governed.two}).json_body
    ended = governed.post("/models/shadow", {"version": None}).json_body

    assert (begun["shadow"], ended["shadow"]) == (governed.two, None)


def test_an_unknown_version_is_404_and_no_version_is_no_shadow(governed: ModelEdge) -> None:
    answers = [
        governed.post(f"/models/{'0' * 32}/activate"),
        governed.post("/models/..%2Fpointers/activate"),
        governed.post("/models/shadow", {"version": "0" * 32}),
        governed.post("/models/shadow", {"version": "'; DROP"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 422]


def test_a_model_that_cannot_score_here_is_refused(governed: ModelEdge) -> None:
    governed.models.refused = governed.two

    answer = governed.post(f"/models/{governed.two}/activate")

    assert answer.status_code == 422
    assert "damaged" in answer.json_body["detail"]
    assert governed.edge.get("/models").json_body["active"] == governed.one


def test_what_can_score_no_more_is_not_gone_back_to(governed: ModelEdge) -> None:
    governed.post(f"/models/{governed.two}/activate")
    governed.models.refused = governed.one

    answer = governed.post("/models/rollback")

    assert answer.status_code == 422
    assert "damaged" in answer.json_body["detail"]
    assert governed.edge.get("/models").json_body["active"] == governed.two


def test_what_was_put_in_force_is_in_the_audit_log(governed: ModelEdge) -> None:
    governed.post(f"/models/{governed.two}/activate")

    entry = governed.edge.get("/audit").json_body["entries"][0]

    assert (entry["who"], entry["action"], entry["subject"]) == (
        "ana",
        "models.activate",
        governed.two,
    )


def test_drift_is_asked_for_by_hours(governed: ModelEdge) -> None:
    assert governed.edge.get("/models/drift").json_body["model"] == governed.one
    assert governed.edge.get("/models/drift?hours=48").status_code == 200
    assert governed.edge.get("/models/drift?hours=49").status_code == 422


def test_the_last_hour_is_told(governed: ModelEdge) -> None:
    vitals = governed.edge.get("/health/detail").json_body

    assert len(vitals["minutes"]) == 60
    assert vitals["workers"][0]["name"] == "relay"
    assert vitals["unknown"] == []


def test_traffic_is_of_three_minutes_unless_asked_otherwise(governed: ModelEdge) -> None:
    assert len(governed.edge.get("/traffic").json_body["seconds"]) == 180
    assert len(governed.edge.get("/traffic?seconds=900").json_body["seconds"]) == 900
    assert governed.edge.get("/traffic?seconds=901").status_code == 422
    assert governed.edge.get("/traffic?seconds=0").status_code == 422
