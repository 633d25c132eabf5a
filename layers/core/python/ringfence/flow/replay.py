"""Replay: make a stored decision again from what it was made from, and say where it differs."""

from __future__ import annotations

from ringfence.domain.amendments import amended
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision, Difference, Reason, ReplayReport
from ringfence.domain.errors import ModelRefused, RulesRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.policy import Policy, risk_level
from ringfence.flow.judge import Judgement, judge
from ringfence.flow.ports import CompiledRules, Models, ModelScore, Rules
from ringfence.flow.receipt import NO_MODEL, evidence_of

SCORE_DIGITS = 9
"""A model's score is a float: summing a batch's rows in another order moves its last bits."""


def replay(decision: Decision, models: Models, rules: Rules, policy: Policy) -> ReplayReport:
    """Identical, its amendment too, or every difference; a version that is gone is one too."""
    try:
        differences = tuple(_differences(decision, models, rules, policy))
        if decision.amendment:
            later = amended(decision, decision.amendment)
            found = _differences(later, models, rules, policy)
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


def _differences(
    decision: Decision, models: Models, rules: Rules, policy: Policy
) -> list[Difference]:
    versions = decision.versions
    if versions.features != FEATURES_VERSION:
        raise _CannotReplay("features", versions.features, f"this release has {FEATURES_VERSION}")
    if versions.policy != policy.version:
        raise _CannotReplay("policy", versions.policy, f"this release has {policy.version}")
    compiled = _load_rules(versions.rules, rules)
    vector = tuple(decision.features[name] for name in FEATURE_NAMES)
    score = _score(versions.model, "model", vector, models)
    shadow = _score(versions.shadow_model or NO_MODEL, "shadow_model", vector, models)
    evidence = evidence_of(decision, decision.features, compiled.rule_set.rules, score)
    return _compare(decision, judge(evidence, compiled, policy), score, shadow)


def _load_rules(version: str, rules: Rules) -> CompiledRules:
    try:
        return rules.recall(version)
    except RulesRefused as refused:
        raise _CannotReplay("rules", version, str(refused)) from None


def _score(
    version: str, field: str, vector: tuple[float, ...], models: Models
) -> ModelScore | None:
    if version == NO_MODEL:
        return None
    try:
        return models.recall(version).score([vector])[0]
    except ModelRefused as refused:
        raise _CannotReplay(field, version, str(refused)) from None


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
        "shadow_score": _rounded(shadow.probability if shadow else None),
    }
    stored = {field: getattr(decision, field) for field in replayed}
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
