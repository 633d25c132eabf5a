"""Replay: make a stored decision again from what it was made from, and say where it differs."""

from __future__ import annotations

from ringfence.domain.errors import ModelRefused, RulesRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.ledger import Line
from ringfence.domain.lists import PRECEDENCE, SNOOZED, ListName
from ringfence.domain.messages import (
    POINTS_PER_SCORE,
    Decision,
    Difference,
    Reason,
    ReplayReport,
)
from ringfence.domain.policy import Policy, risk_level
from ringfence.domain.rules import Rule
from ringfence.domain.velocity import SHARED_BY
from ringfence.flow.judge import Evidence, Judgement, SharedUsers, judge
from ringfence.flow.ports import CompiledRules, Models, ModelScore, Rules

NO_MODEL = "none"
SCORE_DIGITS = 9
"""A model's score is a float: summing a batch's rows in another order moves its last bits."""


def replay(decision: Decision, models: Models, rules: Rules, policy: Policy) -> ReplayReport:
    """Identical, or every difference; a version that is gone is a difference too."""
    try:
        differences = tuple(_differences(decision, models, rules, policy))
    except _CannotReplay as cannot:
        differences = (cannot.difference,)
    return ReplayReport(
        transaction_id=decision.transaction_id,
        is_identical=not differences,
        differences=differences,
        versions=decision.versions,
    )


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
    evidence = Evidence(
        transaction=decision.transaction,
        vector=vector,
        features=decision.features,
        shared_users=_shared_users(decision, compiled.rule_set.rules),
        listed_lines=_listed_lines(decision),
        snoozed_lines=_snoozed_lines(decision),
        listed=_listed(decision),
        score=score,
    )
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


# ── The evidence that only the reasons still hold ────────────────────────────────────────────────


def _shared_users(decision: Decision, rules: tuple[Rule, ...]) -> SharedUsers:
    names = {rule.code: rule.names for rule in rules if rule.names}
    named: dict[str, tuple[str, ...]] = {
        str(names[reason.code]): reason.entities
        for reason in decision.reasons
        if reason.source == "rule" and reason.code in names
    }
    return tuple(named.get(entity, ()) for entity in SHARED_BY)


def _listed_lines(decision: Decision) -> list[Line]:
    return [
        _line(reason)
        for reason in decision.reasons
        if reason.source == "list" and not reason.code.startswith(SNOOZED)
    ]


def _snoozed_lines(decision: Decision) -> dict[str, Line]:
    """By rule; of those that were silenced and did not fire nothing is left, nor needed."""
    return {
        reason.code.removeprefix(SNOOZED): _line(reason)
        for reason in decision.reasons
        if reason.code.startswith(SNOOZED)
    }


def _line(reason: Reason) -> Line:
    return Line(
        reason.code, "list", reason.group, reason.sentence, margin=0.0, entities=reason.entities
    )


def _listed(decision: Decision) -> ListName | None:
    codes = {reason.code for reason in decision.reasons if reason.source == "list"}
    return next((name for name in PRECEDENCE if f"listed_{name}" in codes), None)


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
