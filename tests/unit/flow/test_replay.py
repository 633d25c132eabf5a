"""A stored decision is a receipt: replayed it is identical, or it says where it differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ringfence.adapters.cel_rules import CelRules
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.onnx_model import load
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision, ReplayReport
from ringfence.domain.errors import ModelRefused, UndecidedTransaction
from ringfence.domain.model import Manifest
from ringfence.domain.policy import Policy
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.flow.ports import Pointers
from ringfence.flow.replay import replay
from simulator.labelled import to_transaction
from simulator.stream import PRESETS, stream
from simulator.world import World
from tests.builders import KnownModels, OneFeatureModel, a_request, a_transaction, services

SEED = Path(__file__).parents[3] / "simulator" / "models" / "seed"
CORPUS_ROWS = 1_500


class Shipped:
    """`ports.Rules` that holds what this release ships."""

    def load(self, version: str | None) -> CelRules:
        return CelRules(SHIPPED_RULES)

    def recall(self, version: str) -> CelRules:
        return CelRules(SHIPPED_RULES)

    def last_good(self) -> CelRules:
        return CelRules(SHIPPED_RULES)

    def ping(self) -> str:
        return "shipped"


def _refuse(version: str) -> Exception:
    return ModelRefused(version, "its bytes are not in the registry")


def _models() -> KnownModels:
    manifest = Manifest.model_validate_json((SEED / "manifest.json").read_text())
    return KnownModels(load((SEED / "model.onnx").read_bytes(), manifest), refuse=_refuse)


def _replay(decision: Decision, models: KnownModels) -> ReplayReport:
    return replay(decision, models, Shipped(), Policy())


def test_a_corpus_of_simulated_fraud_replays_identically_through_json() -> None:
    """Rules, model, shared devices, bursts: 1,500 decisions of the attack preset, in tens."""
    models = _models()
    [version] = models.versions
    deciding = services(state=MemoryState(Pointers(active_model=version)), models=models)
    rows = stream(World(seed=7, users=3_000), PRESETS["attack"], 1_780_000_000.0, 20.0, seed=7)
    corpus = [to_transaction(next(rows), f"corpus-{place}") for place in range(CORPUS_ROWS)]

    decisions = [
        one
        for start in range(0, CORPUS_ROWS, 10)
        for one in deciding.score_batch(corpus[start : start + 10])
    ]

    outcomes = set()
    for decision in decisions:
        assert isinstance(decision, Decision)
        stored = Decision.model_validate_json(decision.model_dump_json())
        report = _replay(stored, models)
        assert report.differences == ()
        assert report.is_identical
        outcomes.add(decision.outcome.value)
    assert outcomes == {"approve", "review", "decline"}


def _decided(**changes: object) -> tuple[Decision, KnownModels]:
    models = KnownModels(OneFeatureModel("amount", weight=0.5), refuse=_refuse)
    state = MemoryState(Pointers(active_model="one-amount"))
    [decision] = services(state=state, models=models).score_batch([a_transaction()])
    assert isinstance(decision, Decision)
    return decision.model_copy(update=changes), models


@pytest.mark.parametrize(
    ("field", "tampered"), [("score", 0.99), ("outcome", "decline"), ("rule_errors", ("mine",))]
)
def test_a_stored_decision_that_was_changed_is_told_by_field(field: str, tampered: object) -> None:
    decision, models = _decided(**{field: tampered})

    report = _replay(decision, models)

    assert not report.is_identical
    assert [difference.field for difference in report.differences] == [field]


def test_a_changed_feature_changes_the_replay() -> None:
    decision, models = _decided()
    features = {**decision.features, "amount": 14.0}

    report = _replay(decision.model_copy(update={"features": features}), models)

    assert "score" in [difference.field for difference in report.differences]


@pytest.mark.parametrize("version", ["model", "policy", "features"])
def test_a_version_that_is_gone_is_a_difference(version: str) -> None:
    decision, models = _decided()
    versions = decision.versions.model_copy(update={version: "gone"})

    report = _replay(decision.model_copy(update={"versions": versions}), models)

    [difference] = report.differences
    assert (difference.field, difference.stored) == (version, "gone")


def test_a_listed_entity_replays_from_its_reasons() -> None:
    decision, models = _decided()
    listed = decision.reasons[0].model_copy(
        update={"code": "listed_block", "source": "list", "group": "list", "points": 0}
    )
    listed = listed.model_copy(update={"value": None, "usual": None})
    blocked = decision.model_copy(
        update={"reasons": (listed, *decision.reasons), "outcome": "decline"}
    )

    assert _replay(blocked, models).is_identical


def test_a_pending_transaction_cannot_be_replayed_yet() -> None:
    waiting: Services = services()
    waiting.accept(a_request(transaction_id="mine"))

    with pytest.raises(UndecidedTransaction):
        waiting.replay("mine")


def test_a_decision_is_replayed_by_its_id() -> None:
    deciding = services()
    deciding.score_now(a_request(transaction_id="mine"))

    report = json.loads(deciding.replay("mine").model_dump_json())

    assert report["is_identical"] is True
