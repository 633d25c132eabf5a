"""Simulate: stored decisions made again under other rules or thresholds, with the values they had.

The model's part is computed from the stored vector by the model that decided then, so the only
difference is what is being tried. Nothing is stored.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.labels import LabelKind
from ringfence.domain.model import sigmoid
from ringfence.domain.policy import Policy
from ringfence.domain.rules import TRANSACTION_WORDS, Rule
from ringfence.domain.simulation import (
    DecisionSample,
    PastDecision,
    Simulated,
    Simulation,
    flips,
    rule_hits,
    tally,
    to_flip,
)
from ringfence.domain.values import Outcome
from ringfence.flow.ports import CompiledRules, Models, State
from ringfence.flow.project_ports import History
from ringfence.flow.receipt import NO_MODEL

BUDGET_S = 12.0
"""The API's function has 25 s; what is not read by then is said to be missing."""

MARGIN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Past:
    """Where the past is read, and how it was scored."""

    history: History
    state: State
    models: Models


@dataclass(frozen=True, slots=True)
class _Scored:
    """A past decision with its label and its log-odds without any rule."""

    past: PastDecision
    label: LabelKind | None
    margin: float


@dataclass(slots=True)
class _Reading:
    """What was read; the counters are final once it is iterated."""

    skipped: int = 0
    is_cut_short: bool = False


def simulate(
    past: Past,
    rules: CompiledRules,
    policy: Policy,
    newest: int,
    since: timedelta | None,
    flips_shown: int,
) -> Simulation:
    """The newest decisions under these rules and this policy.

    Raises
    ------
    StateUnavailable
    """
    reading = _Reading()
    rows = [
        _simulated(scored, rules, policy) for scored in _read(past, policy, newest, since, reading)
    ]
    times = [row.past.decided_at for row in rows]
    span = max(times) - min(times) if times else timedelta()
    changed = flips(rows)
    return Simulation(
        decisions=len(rows),
        skipped=reading.skipped,
        is_cut_short=reading.is_cut_short,
        since=min(times, default=None),
        until=max(times, default=None),
        before=tally(((row.past.outcome, row.label) for row in rows), span),
        after=tally(((row.outcome, row.label) for row in rows), span),
        flips_total=len(changed),
        flips=tuple(to_flip(row) for row in changed[:flips_shown]),
        rules=tuple(rule_hits(rule.code, rows) for rule in rules.rule_set.rules),
    )


def sample(
    past: Past, rules: CompiledRules, policy: Policy, newest: int, columns: Sequence[str]
) -> DecisionSample:
    """The newest decisions as columns; `columns` are names that a rule reads.

    Raises
    ------
    StateUnavailable
    """
    reading = _Reading()
    scored = list(_read(past, policy, newest, None, reading))
    rows = [_simulated(one, rules, policy) for one in scored]
    demanded = [_demanded(row, rules.rule_set.rules) for row in rows]
    pasts = [one.past for one in scored]
    return DecisionSample(
        transaction_ids=tuple(one.transaction_id for one in pasts),
        decided_at_ms=tuple(round(one.decided_at.timestamp() * 1_000) for one in pasts),
        amounts_minor=tuple(one.amount_minor for one in pasts),
        outcomes=tuple(one.outcome for one in pasts),
        points=tuple(row.score_points for row in rows),
        margins=tuple(round(one.margin, MARGIN_DIGITS) for one in scored),
        demanded=tuple(demanded),
        listed=tuple(one.listed for one in pasts),
        labels=tuple(one.label for one in scored),
        numbers={
            name: tuple(float(one.values[name]) for one in pasts)
            for name in columns
            if name not in TRANSACTION_WORDS
        },
        words={
            name: tuple(str(one.values[name]) for one in pasts)
            for name in columns
            if name in TRANSACTION_WORDS
        },
        review_at_points=policy.review_at_points,
        decline_at_points=policy.decline_at_points,
        skipped=reading.skipped,
        is_cut_short=reading.is_cut_short,
    )


def _demanded(row: Simulated, rules: Sequence[Rule]) -> Outcome:
    asked = [rule.outcome for rule in rules if rule.code in row.fired]
    return max(asked, key=lambda outcome: outcome.severity, default=Outcome.APPROVE)


def _simulated(scored: _Scored, rules: CompiledRules, policy: Policy) -> Simulated:
    """As `judge` decides, without the sentences."""
    fired, errors = rules.fire(scored.past.values)
    margin = math.fsum((scored.margin, *(rule.weight for rule in fired)))
    points = round(sigmoid(margin) * POINTS_PER_SCORE)
    outcome = policy.outcome(points, [rule.outcome for rule in fired], scored.past.listed)
    codes = tuple(rule.code for rule in fired)
    return Simulated(scored.past, scored.label, outcome, points, codes, tuple(errors))


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────


def _read(
    past: Past, policy: Policy, newest: int, since: timedelta | None, reading: _Reading
) -> Iterator[_Scored]:
    deadline = time.perf_counter() + BUDGET_S
    for chunk in past.history.newest(newest, since):
        usable = [one for one in chunk if one.features_version == FEATURES_VERSION]
        margins = _margins(usable, past.models, policy)
        kept = [one for one in usable if one.transaction_id in margins]
        reading.skipped += len(chunk) - len(kept)
        labels = past.state.labels([one.transaction_id for one in kept])
        for one, told in zip(kept, labels, strict=True):
            label = told.labels[-1].label if told.labels else None
            yield _Scored(one, label, margins[one.transaction_id])
        if time.perf_counter() > deadline:
            reading.is_cut_short = True
            return


def _margins(
    decisions: Sequence[PastDecision], models: Models, policy: Policy
) -> Mapping[str, float]:
    """Log-odds by transaction, of the model that decided then; without what it cannot score."""
    margins: dict[str, float] = {}
    for version in {one.model for one in decisions}:
        rows = [one for one in decisions if one.model == version]
        names = [one.transaction_id for one in rows]
        if version == NO_MODEL:
            margins |= dict.fromkeys(names, policy.prior_margin)
            continue
        vectors = [tuple(float(one.values[name]) for name in FEATURE_NAMES) for one in rows]
        try:
            scores = models.recall(version).score(vectors)
        except ModelRefused:
            continue
        margins |= {
            name: math.fsum((score.base, *score.contributions))
            for name, score in zip(names, scores, strict=True)
            if score
        }
    return margins
