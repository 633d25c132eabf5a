"""Replay: make a stored decision again from what it was made from, and say where it differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ringfence.domain.amendments import amended
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision, Difference, Reason, ReplayReport
from ringfence.domain.errors import ModelRefused, PolicyRefused, RulesRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.lists import lists_version
from ringfence.domain.policy import risk_level
from ringfence.flow.judge import Judgement, judge
from ringfence.flow.ports import Models, ModelScore, Policies, Rules
from ringfence.flow.receipt import NO_MODEL, evidence_of

SCORE_DIGITS = 9
"""A model's score is a float: summing a batch's rows in another order moves its last bits."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what decisions were made with is kept, by content hash."""

    models: Models
    rules: Rules
    policies: Policies


def replay(decision: Decision, kept: Kept) -> ReplayReport:
    """Identical, its amendment too, or every difference; a version that is gone is one too."""
    try:
        differences = tuple(_differences(decision, decision, kept))
        if decision.amendment:
            later = amended(decision, decision.amendment)
            found = _differences(later, decision, kept)
            differences += tuple(one.model_copy(update=_amended(one)) for one in found)
    except _CannotReplay as cannot:
        differences = (cannot.difference,)
    return ReplayReport(
        transaction_id=decision.transaction_id,
        is_identical=not differences,
        differences=differences,
        versions=decision.versions,
    )


def _amended(difference: Difference) -> dict[str, str]:
    return {"field": f"amendment.{difference.field}"}


class _CannotReplay(Exception):
    """A version the decision was made with is gone."""

    def __init__(self, field: str, stored: str, why: str) -> None:
        self.difference = Difference(field=field, stored=stored, replayed=why)


def _differences(decision: Decision, receipt: Decision, kept: Kept) -> list[Difference]:
    """Of a decision, or of one as it was amended: that is judged on what its receipt holds."""
    versions = decision.versions
    if versions.features != FEATURES_VERSION:
        raise _CannotReplay("features", versions.features, f"this release has {FEATURES_VERSION}")
    policy = _recall("policy", versions.policy, kept.policies.recall)
    compiled = _recall("rules", versions.rules, kept.rules.recall)
    vector = tuple(decision.features[name] for name in FEATURE_NAMES)
    score = _score(versions.model, "model", vector, kept.models)
    shadow = _score(versions.shadow_model or NO_MODEL, "shadow_model", vector, kept.models)
    evidence = evidence_of(receipt, decision.features, compiled.rule_set.rules, score)
    return _compare(decision, judge(evidence, compiled, policy), score, shadow)


Recalled = TypeVar("Recalled")


def _recall(field: str, version: str, recall: Callable[[str], Recalled]) -> Recalled:
    try:
        return recall(version)
    except (ModelRefused, RulesRefused, PolicyRefused) as refused:
        raise _CannotReplay(field, version, str(refused)) from None


def _score(
    version: str, field: str, vector: tuple[float, ...], models: Models
) -> ModelScore | None:
    if version == NO_MODEL:
        return None
    return _recall(field, version, models.recall).score([vector])[0]


# ── Stored against replayed ──────────────────────────────────────────────────────────────────────


def _compare(
    decision: Decision,
    judgement: Judgement,
    score: ModelScore | None,
    shadow: ModelScore | None,
) -> list[Difference]:
    replayed: dict[str, object] = {
        "score": judgement.score_points / POINTS_PER_SCORE,
        "outcome": judgement.outcome,
        "risk_level": risk_level(judgement.score_points),
        "rule_errors": judgement.rule_errors,
        "reasons": judgement.reasons,
    }
    stored = {field: getattr(decision, field) for field in replayed}
    replayed["lists"] = lists_version(judgement.reasons)
    stored["lists"] = decision.versions.lists
    replayed["shadow_score"] = _rounded(shadow.probability if shadow else None)
    stored["shadow_score"] = _rounded(decision.shadow_score)
    if decision.model_score is not None:  # An earlier release did not keep it.
        replayed["model_score"] = _rounded(score.probability if score else None)
        stored["model_score"] = _rounded(decision.model_score)
    return [
        Difference(field=field, stored=_shown(stored[field]), replayed=_shown(value))
        for field, value in replayed.items()
        if stored[field] != value
    ]


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, SCORE_DIGITS)


def _shown(value: object) -> str:
    """A reason by its code and points, anything else as it is."""
    if isinstance(value, tuple):
        return ", ".join(_shown(one) for one in value)
    return f"{value.code} {value.points:+d}" if isinstance(value, Reason) else str(value)
