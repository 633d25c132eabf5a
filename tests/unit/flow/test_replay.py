"""A stored decision is a receipt: replayed it is identical, or it says where it differs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.memory_stores import MemoryListStore, MemoryPolicies, MemoryRules
from ringfence.adapters.onnx_model import load
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision, Reason, ReplayReport
from ringfence.domain.errors import ModelRefused, UndecidedTransaction
from ringfence.domain.lists import (
    ListEntryRequest,
    SnoozeRequest,
    lists_version,
    to_entry,
    to_snooze,
)
from ringfence.domain.model import Manifest
from ringfence.domain.values import Outcome
from ringfence.flow.amend import Amending, amend
from ringfence.flow.ports import Pointers
from ringfence.flow.replay import Kept, replay
from simulator.labelled import to_transaction
from simulator.stream import PRESETS, stream
from simulator.world import World
from tests.builders import (
    NOON,
    KnownModels,
    OneFeatureModel,
    StillClock,
    a_request,
    a_transaction,
    services,
)

SEED = Path(__file__).parents[3] / "simulator" / "models" / "seed"
CORPUS_ROWS = 1_500


def _refuse(version: str) -> Exception:
    return ModelRefused(version, "its bytes are not in the registry")


def _models() -> KnownModels:
    manifest = Manifest.model_validate_json((SEED / "manifest.json").read_text())
    return KnownModels(load((SEED / "model.onnx").read_bytes(), manifest), refuse=_refuse)


def _replay(decision: Decision, models: KnownModels) -> ReplayReport:
    state = MemoryState()
    return replay(decision, Kept(models, MemoryRules(state), MemoryPolicies(state)))


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


@pytest.mark.parametrize("version", ["model", "rules", "policy", "features"])
def test_a_version_that_is_gone_is_a_difference(version: str) -> None:
    decision, models = _decided()
    versions = decision.versions.model_copy(update={version: "gone"})

    report = _replay(decision.model_copy(update={"versions": versions}), models)

    [difference] = report.differences
    assert (difference.field, difference.stored) == (version, "gone")


# ── What lists said ──────────────────────────────────────────────────────────────────────────────


BLOCK = ListEntryRequest(list="block", entity="device", entity_id="device-1", reason="stolen phone")
ALLOW = ListEntryRequest(list="allow", entity="user", entity_id="user-1", reason="a regular")
SNOOZE = SnoozeRequest(
    rule="high_velocity",
    entity="user",
    entity_id="user-1",
    until=NOON + timedelta(hours=1),
    reason="pays for a team",
)


class Listed:
    """A decision in which two lists and a snooze spoke, and the models to replay it."""

    def __init__(self) -> None:
        models, state = KnownModels(OneFeatureModel("amount", weight=0.0)), MemoryState()
        state.pointers = Pointers(active_model=models.versions[0])
        for entry in (BLOCK, ALLOW):
            MemoryListStore(state).put(to_entry(entry, "ann", NOON))
        MemoryListStore(state).put(to_snooze(SNOOZE, "ann", NOON))
        burst = [a_transaction(at_s) for at_s in range(11)]
        [*_, decision] = services(state=state, models=models).score_batch(burst)
        assert isinstance(decision, Decision)
        self.decision, self.models = decision, models

    def replay(self, *reasons: Reason, **changes: object) -> list[str]:
        """Fields in which a replay differs, the decision having been changed."""
        forged = self.decision.model_copy(update={"reasons": reasons, **changes})
        return [one.field for one in _replay(forged, self.models).differences]


def test_a_listed_and_snoozed_decision_replays_from_its_reasons() -> None:
    listed = Listed()

    codes = [reason.code for reason in listed.decision.reasons if reason.source == "list"]

    assert codes == ["listed_block", "listed_allow", "snoozed:high_velocity"]
    assert listed.replay(*listed.decision.reasons) == []


def test_a_list_line_that_was_added_is_told() -> None:
    decision, models = _decided()
    allowed = Listed().decision.reasons[1]
    changes = {"reasons": (allowed, *decision.reasons), "outcome": Outcome.APPROVE}

    report = _replay(decision.model_copy(update=changes), models)

    [difference] = report.differences
    assert (difference.field, difference.stored) == ("lists", "none")


def test_a_list_line_that_was_removed_is_told() -> None:
    listed = Listed()
    block, *others = listed.decision.reasons

    assert block.code == "listed_block"
    assert listed.replay(*others, outcome=Outcome.APPROVE) == ["lists"]


@pytest.mark.parametrize(
    "change", [{"sentence": "asked for"}, {"entities": ("user-2",)}, {"code": "listed_watch"}]
)
def test_a_list_line_that_was_changed_is_told(change: dict[str, object]) -> None:
    listed = Listed()
    block, allow, *others = listed.decision.reasons

    assert listed.replay(block, allow.model_copy(update=change), *others) == ["lists"]


@pytest.mark.parametrize("change", [{"source": "rule"}, {"group": "amount"}, {"points": 1}])
def test_a_list_line_is_made_again_whole(change: dict[str, object]) -> None:
    listed = Listed()
    block, *others = listed.decision.reasons

    assert listed.replay(block.model_copy(update=change), *others) != []


def test_list_lines_in_another_order_are_told() -> None:
    listed = Listed()
    block, allow, *others = listed.decision.reasons

    assert listed.replay(allow, block, *others) == ["lists"]


def test_a_rule_that_was_silenced_afterwards_is_told() -> None:
    models = KnownModels()
    burst = [a_transaction(at_s) for at_s in range(11)]
    [*_, decision] = services(models=models).score_batch(burst)
    assert isinstance(decision, Decision)
    snoozed = Listed().decision.reasons[2]
    [base] = [one for one in decision.reasons if one.code == "base_rate"]
    changes = {"reasons": (snoozed, base), "outcome": Outcome.APPROVE}

    report = _replay(decision.model_copy(update=changes), models)

    assert "lists" in [one.field for one in report.differences]


def test_an_amendment_is_judged_on_the_lists_of_its_receipt() -> None:
    state, clock = MemoryState(), StillClock()
    deciding = services(state=state, models=KnownModels(), now=clock)
    decision = deciding.score_now(a_request())
    models = KnownModels(OneFeatureModel("amount", weight=0.0))
    state.pointers = Pointers(active_model=models.versions[0])
    rules, policies = MemoryRules(state), MemoryPolicies(state)
    assert amend(1, Amending(MemoryAmendments(state), models, rules, policies, clock)) == 1
    amended = state.decisions[decision.transaction_id]
    amendment = amended.amendment
    assert amendment
    assert _replay(amended, models).is_identical
    allowed = Listed().decision.reasons[1]
    reasons = (allowed, *amendment.reasons)
    versions = amendment.versions.model_copy(update={"lists": lists_version(reasons)})

    forged = amendment.model_copy(update={"reasons": reasons, "versions": versions})
    report = _replay(amended.model_copy(update={"amendment": forged}), models)

    fields = [one.field for one in report.differences]
    assert fields == ["amendment.reasons", "amendment.lists"]


# ── By id ────────────────────────────────────────────────────────────────────────────────────────


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
