"""Amend: make a decision again once the stages it was made without answer.

The windows are those of the moment it was made, kept in its receipt; only what the late stage says
is filled in. The receipt itself is never changed: what came of it stands beside it, and an alert is
raised where none was. A decision is amended once, whatever dies in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ringfence.domain.amendments import amended, is_too_old
from ringfence.domain.decisions import POINTS_PER_SCORE, Amendment, Decision, Stage
from ringfence.domain.errors import ModelRefused, RulesRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.graph import GRAPH_FIELDS
from ringfence.domain.policy import Policy, risk_level
from ringfence.flow.alert import alert_for
from ringfence.flow.judge import judge
from ringfence.flow.ports import Clock, CompiledRules, Model, Models, Pointers, Rules
from ringfence.flow.project_ports import AmendedDecision, Amendments
from ringfence.flow.receipt import NO_MODEL, evidence_of


@dataclass(frozen=True, slots=True)
class Amending:
    """What amending leans on."""

    store: Amendments
    models: Models
    rules: Rules
    policy: Policy
    now: Clock


BATCH_MAX = 50
"""Decisions of one combination in one step: the graph writes them in one query."""

RETRY_AFTER_S = 5.0
"""How long nothing is tried after a step in which no stage answered."""


class Amender:
    """Amending, in turn with the projectors (flow/project.py)."""

    def __init__(self, amending: Amending) -> None:
        self._amending = amending
        self._next_at = 0.0

    def step(self, limit: int) -> int:
        """A few decisions, unless nothing answered a moment ago."""
        if time.monotonic() < self._next_at:
            return 0
        done = amend(min(limit, BATCH_MAX), self._amending)
        if not done:
            self._next_at = time.monotonic() + RETRY_AFTER_S
        return done

    def wait(self, timeout_s: float) -> None:
        """Nothing tells when a stage is back: it is asked."""
        time.sleep(timeout_s)

    def lag(self) -> int:
        """What waits, unless it cannot be amended now: nobody has to stay for it."""
        if time.monotonic() < self._next_at:
            return 0
        store = self._amending.store
        has_model = store.pointers().active_model is not None
        waiting = store.waiting().items()
        return sum(count for stages, count in waiting if has_model or "model" not in stages)


def amend(limit: int, amending: Amending) -> int:
    """Amend the oldest decisions whose stages all answer now; how many were.

    A few round trips for each combination of stages that decisions wait for, and at most `limit`
    decisions of each. Where a stage is still away its decisions wait on.

    Raises
    ------
    StateUnavailable
    """
    waiting = [stages for stages, count in amending.store.waiting().items() if count]
    return sum(_amend_those(stages, limit, amending) for stages in waiting)


def _amend_those(stages: tuple[Stage, ...], limit: int, amending: Amending) -> int:
    store, now = amending.store, amending.now()
    pointers = store.pointers()
    if not _answer(stages, pointers, amending):
        return 0
    found = store.oldest(stages, limit)
    usable = {
        name: decision
        for name, decision in found.items()
        if decision and _is_usable(decision) and not is_too_old(decision, now)
    }
    store.forget(stages, [name for name in found if name not in usable])
    decisions = [*usable.values()]
    answers = _graph_answers(decisions, amending) if "graph" in stages else [{}] * len(decisions)
    if answers is None:
        return 0
    made = [
        _to_store(decision, stages, answer, pointers, amending)
        for decision, answer in zip(decisions, answers, strict=True)
    ]
    return store.amend(stages, made) if made else 0


def _is_usable(decision: Decision) -> bool:
    return decision.amendment is None and decision.versions.features == FEATURES_VERSION


def _answer(stages: Sequence[Stage], pointers: Pointers, amending: Amending) -> bool:
    """Whether the model and the rules that were missing are there now; the graph is asked."""
    try:
        if "model" in stages:
            if not pointers.active_model:
                return False
            amending.models.load(pointers.active_model)
        if "rules" in stages:
            amending.rules.load(pointers.rules)
    except (ModelRefused, RulesRefused):
        return False
    return True


def _graph_answers(
    decisions: Sequence[Decision], amending: Amending
) -> list[Mapping[str, float]] | None:
    """What the graph says now of each; None while it does not answer."""
    readings = amending.store.look_again([decision.transaction for decision in decisions])
    if readings is None:
        return None
    return [dict(zip(GRAPH_FIELDS, map(float, one.values), strict=True)) for one in readings]


def _to_store(
    decision: Decision,
    stages: tuple[Stage, ...],
    answer: Mapping[str, float],
    pointers: Pointers,
    amending: Amending,
) -> AmendedDecision:
    amendment = _judge_again(decision, stages, answer, pointers, amending)
    alert = None
    if decision.alert_seq is None:
        alert = alert_for(amended(decision, amendment), amendment.amended_at)
    return AmendedDecision(decision.transaction_id, amendment, alert)


def _judge_again(
    decision: Decision,
    stages: tuple[Stage, ...],
    answer: Mapping[str, float],
    pointers: Pointers,
    amending: Amending,
) -> Amendment:
    features = {name: answer.get(name, decision.features[name]) for name in FEATURE_NAMES}
    rules = _rules(decision, stages, pointers, amending.rules)
    model = _model(decision, stages, pointers, amending.models)
    score = model.score([tuple(features.values())])[0] if model else None
    judgement = judge(
        evidence_of(decision, features, rules.rule_set.rules, score), rules, amending.policy
    )
    return Amendment(
        amended_at=amending.now(),
        filled=stages,
        outcome=judgement.outcome,
        score=judgement.score_points / POINTS_PER_SCORE,
        risk_level=risk_level(judgement.score_points),
        reasons=judgement.reasons,
        rule_errors=judgement.rule_errors,
        model_score=score.probability if score else None,
        features=dict(answer),
        versions=decision.versions.model_copy(
            update={
                "model": model.version if model else NO_MODEL,
                "shadow_model": None,
                "rules": rules.version,
                "policy": amending.policy.version,
            }
        ),
    )


def _rules(
    decision: Decision, stages: Sequence[Stage], pointers: Pointers, rules: Rules
) -> CompiledRules:
    """The rules it was decided with, unless those were not the published ones, or are gone."""
    try:
        if "rules" not in stages:
            return rules.recall(decision.versions.rules)
        return rules.load(pointers.rules)
    except RulesRefused:
        return rules.last_good()


def _model(
    decision: Decision, stages: Sequence[Stage], pointers: Pointers, models: Models
) -> Model | None:
    """The first of these that loads: the model it was decided with, the one in force."""
    wanted = pointers.active_model if "model" in stages else decision.versions.model
    for version in _once(wanted, pointers.active_model):
        try:
            return models.recall(version)
        except ModelRefused:
            continue
    return None


def _once(*versions: str | None) -> Iterator[str]:
    yield from dict.fromkeys(version for version in versions if version and version != NO_MODEL)
