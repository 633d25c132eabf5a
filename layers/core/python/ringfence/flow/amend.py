"""Amend: make a decision again once the stages it was made without answer.

The windows are those of the moment it was made, kept in its receipt; only what the late stage says
is filled in. The receipt itself is never changed: what came of it stands beside it, and an alert is
raised where none was. A decision is amended once, whatever dies in between.

What can be filled in is: where no model is in force, none is waited for. What cannot be, because
the graph refuses the transaction or the model has no number for it, is given up and waits no
longer, so that it holds up no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ringfence.domain.amendments import amended, is_too_old
from ringfence.domain.decisions import POINTS_PER_SCORE, Amendment, Decision, Stage
from ringfence.domain.errors import ModelRefused, RulesRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.graph import GRAPH_FIELDS
from ringfence.domain.lists import lists_version
from ringfence.domain.policy import risk_level
from ringfence.flow.alert import alert_for
from ringfence.flow.judge import judge
from ringfence.flow.ports import Clock, CompiledRules, Model, Models, Pointers, Policies, Rules
from ringfence.flow.project_ports import AmendedDecision, Amendments
from ringfence.flow.receipt import NO_MODEL, evidence_of


@dataclass(frozen=True, slots=True)
class Amending:
    """What amending leans on."""

    store: Amendments
    models: Models
    rules: Rules
    policies: Policies
    now: Clock
    on_given_up: Callable[[Decision], None] = lambda _: None
    """Told of each decision that nothing can be filled in of."""


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
        pointers = store.pointers()
        waiting = store.waiting().items()
        return sum(count for stages, count in waiting if _awaited(stages, pointers))


def amend(limit: int, amending: Amending) -> int:
    """Amend the oldest decisions whose stages all answer now; how many no longer wait.

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
    awaited = _awaited(stages, pointers)
    if not awaited or not _answer(awaited, pointers, amending):
        return 0
    found = store.oldest(stages, limit)
    usable = [
        decision
        for decision in found.values()
        if decision and _is_usable(decision) and not is_too_old(decision, now)
    ]
    over = found.keys() - {decision.transaction_id for decision in usable}
    store.forget(stages, sorted(over))
    return len(over) + _amend_all(usable, stages, awaited, pointers, amending)


def _amend_all(
    decisions: Sequence[Decision],
    stages: tuple[Stage, ...],
    awaited: tuple[Stage, ...],
    pointers: Pointers,
    amending: Amending,
) -> int:
    """Amend each or give it up, unless the graph is asked and away; how many no longer wait."""
    answers = _graph_answers(decisions, amending) if "graph" in awaited else [{}] * len(decisions)
    if answers is None:
        return 0
    made, given_up = [], []
    for decision, answer in zip(decisions, answers, strict=True):
        one = None if answer is None else _to_store(decision, awaited, answer, pointers, amending)
        if one:
            made.append(one)
        else:
            given_up.append(decision.transaction_id)
            amending.on_given_up(decision)
    amending.store.forget(stages, given_up)
    return len(given_up) + (amending.store.amend(stages, made) if made else 0)


def _awaited(stages: tuple[Stage, ...], pointers: Pointers) -> tuple[Stage, ...]:
    """Those that can come back: a model that nobody has put in force cannot."""
    return tuple(stage for stage in stages if stage != "model" or pointers.active_model)


def _is_usable(decision: Decision) -> bool:
    return decision.amendment is None and decision.versions.features == FEATURES_VERSION


def _answer(awaited: Sequence[Stage], pointers: Pointers, amending: Amending) -> bool:
    """Whether the model and the rules that were missing are there now; the graph is asked."""
    try:
        if "model" in awaited and pointers.active_model:
            amending.models.load(pointers.active_model)
        if "rules" in awaited:
            amending.rules.load(pointers.rules)
    except (ModelRefused, RulesRefused):
        return False
    return True


def _graph_answers(
    decisions: Sequence[Decision], amending: Amending
) -> list[Mapping[str, float] | None] | None:
    """What the graph says now of each; None of one that it refuses, None while it is away."""
    readings = amending.store.look_again([decision.transaction for decision in decisions])
    if readings is None:
        return None
    return [
        dict(zip(GRAPH_FIELDS, map(float, one.values), strict=True)) if one else None
        for one in readings
    ]


def _to_store(
    decision: Decision,
    awaited: tuple[Stage, ...],
    answer: Mapping[str, float],
    pointers: Pointers,
    amending: Amending,
) -> AmendedDecision | None:
    """None where nothing is filled in."""
    amendment = _judge_again(decision, awaited, answer, pointers, amending)
    if not amendment.filled:
        return None
    alert = None
    if decision.alert_seq is None:
        alert = alert_for(amended(decision, amendment), amendment.amended_at)
    return AmendedDecision(decision.transaction_id, amendment, alert)


def _judge_again(
    decision: Decision,
    awaited: tuple[Stage, ...],
    answer: Mapping[str, float],
    pointers: Pointers,
    amending: Amending,
) -> Amendment:
    features = {name: answer.get(name, decision.features[name]) for name in FEATURE_NAMES}
    rules = _rules(decision, awaited, pointers, amending.rules)
    model = _model(decision, awaited, pointers, amending.models)
    score = model.score([tuple(features.values())])[0] if model else None
    policy = amending.policies.load()
    judgement = judge(evidence_of(decision, features, rules.rule_set.rules, score), rules, policy)
    return Amendment(
        amended_at=amending.now(),
        filled=tuple(stage for stage in awaited if stage != "model" or score),
        outcome=judgement.outcome,
        score=judgement.score_points / POINTS_PER_SCORE,
        risk_level=risk_level(judgement.score_points),
        reasons=judgement.reasons,
        rule_errors=judgement.rule_errors,
        model_score=score.probability if score else None,
        features=dict(answer),
        versions=decision.versions.model_copy(
            update={
                "model": model.version if model and score else NO_MODEL,
                "shadow_model": None,
                "rules": rules.version,
                "policy": policy.version,
                "lists": lists_version(judgement.reasons),
            }
        ),
    )


def _rules(
    decision: Decision, awaited: Sequence[Stage], pointers: Pointers, rules: Rules
) -> CompiledRules:
    """The rules it was decided with, unless those were not the published ones, or are gone."""
    try:
        if "rules" not in awaited:
            return rules.recall(decision.versions.rules)
        return rules.load(pointers.rules)
    except RulesRefused:
        return rules.last_good()


def _model(
    decision: Decision, awaited: Sequence[Stage], pointers: Pointers, models: Models
) -> Model | None:
    """The first of these that loads: the model it was decided with, the one in force."""
    wanted = pointers.active_model if "model" in awaited else decision.versions.model
    for version in _once(wanted, pointers.active_model):
        try:
            return models.recall(version)
        except ModelRefused:
            continue
    return None


def _once(*versions: str | None) -> Iterator[str]:
    yield from dict.fromkeys(version for version in versions if version and version != NO_MODEL)
