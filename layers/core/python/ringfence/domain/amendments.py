"""Amendments: a decision made without a stage, made again once that stage answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ringfence.domain.decisions import STAGES, Amendment, Decision, Stage
from ringfence.domain.values import Outcome

AMEND_WITHIN_S = 86_400
"""What has waited longer is left as it is: an alert on it would come too late to act on."""

WAITING_MAX = 100_000
"""Decisions that wait per combination of stages; the oldest go first, so memory is bounded."""


def amended(decision: Decision, amendment: Amendment) -> Decision:
    """The decision as it would have been made with the stages that answered later."""
    return decision.model_copy(
        update={
            "outcome": amendment.outcome,
            "score": amendment.score,
            "risk_level": amendment.risk_level,
            "reasons": amendment.reasons,
            "missing": _still_missing(decision, amendment),
            "rule_errors": amendment.rule_errors,
            "model_score": amendment.model_score,
            "shadow_score": None,
            "features": filled(decision.features, amendment.features),
            "versions": amendment.versions,
            "decided_at": amendment.amended_at,
            "amendment": None,
        }
    )


def _still_missing(decision: Decision, amendment: Amendment) -> tuple[Stage, ...]:
    """What did not answer then either: a model that nobody has put in force, or that has no number
    for this transaction."""
    lacking = {stage for stage in decision.missing if stage not in amendment.filled}
    if amendment.model_score is None:
        lacking.add("model")
    return tuple(stage for stage in STAGES if stage in lacking)


def in_force(decision: Decision) -> Decision:
    """The decision as it stands: amended where it was, else as it was made."""
    return amended(decision, decision.amendment) if decision.amendment else decision


def as_made(decision: Decision) -> Decision:
    """The receipt alone, the same before an amendment and after it: what was approved raised no
    alert, so the one it has now is its amendment's."""
    alert_seq = None if decision.outcome is Outcome.APPROVE else decision.alert_seq
    return decision.model_copy(update={"amendment": None, "alert_seq": alert_seq})


def filled(features: Mapping[str, float], answers: Mapping[str, float]) -> dict[str, float]:
    """The vector with what the late stage said in it, in its own order.

    >>> filled({"a": 1.0, "b": 0.0}, {"b": 2.0})
    {'a': 1.0, 'b': 2.0}
    """
    return {name: answers.get(name, value) for name, value in features.items()}


def is_too_old(decision: Decision, now: datetime) -> bool:
    """Whether it has waited too long to be amended."""
    return (now - decision.decided_at).total_seconds() > AMEND_WITHIN_S
