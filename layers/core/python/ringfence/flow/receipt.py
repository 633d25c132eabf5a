"""Receipt: the evidence that a stored decision still holds, for making it again."""

from __future__ import annotations

from collections.abc import Mapping

from ringfence.domain.decisions import Decision, Reason
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.ledger import Line
from ringfence.domain.lists import PRECEDENCE, SNOOZED, ListName
from ringfence.domain.rules import Rule
from ringfence.domain.velocity import SHARED_BY
from ringfence.flow.judge import Evidence, SharedUsers
from ringfence.flow.ports import ModelScore

NO_MODEL = "none"


def evidence_of(
    decision: Decision,
    features: Mapping[str, float],
    rules: tuple[Rule, ...],
    score: ModelScore | None,
) -> Evidence:
    """What the decision was judged on, with these features. Whom a rule names is known where a
    stage was missing, else of the rules that fired; lists and snoozes are those of then."""
    return Evidence(
        transaction=decision.transaction,
        vector=tuple(features[name] for name in FEATURE_NAMES),
        features=features,
        shared_users=decision.shared_users or _shared_users(decision, rules),
        listed_lines=_listed_lines(decision),
        snoozed_lines=_snoozed_lines(decision),
        listed=_listed(decision),
        score=score,
    )


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
    return Line(reason.code, "list", "list", reason.sentence, margin=0.0, entities=reason.entities)


def _listed(decision: Decision) -> ListName | None:
    codes = {reason.code for reason in decision.reasons if reason.source == "list"}
    return next((name for name in PRECEDENCE if f"listed_{name}" in codes), None)
