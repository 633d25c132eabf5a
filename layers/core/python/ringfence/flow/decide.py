"""Decide: observe, score, apply rules and policy, commit. Every decision is made here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ringfence.domain.decisions import POINTS_PER_SCORE, Decision, Stage, Versions
from ringfence.domain.errors import ConflictingTransaction, RulesRefused
from ringfence.domain.features import FEATURES_VERSION, named
from ringfence.domain.lists import (
    in_force,
    listed_lines,
    lists_version,
    snoozed_line,
    snoozed_rules,
)
from ringfence.domain.policy import Policy, risk_level
from ringfence.domain.transactions import Transaction
from ringfence.flow.alert import alert_for
from ringfence.flow.judge import Evidence, judge
from ringfence.flow.observe import ObservedBatch, ObservedTransaction, observe
from ringfence.flow.ports import Clock, Commit, CompiledRules, Models, Policies, Rules, State
from ringfence.flow.score import Scored, score

MS_DIGITS = 3

HALVED_MIN = 6
"""Transactions from which a batch is decided in two halves."""


@dataclass(frozen=True, slots=True)
class Core:
    """What deciding leans on."""

    state: State
    models: Models
    rules: Rules
    policies: Policies
    now: Clock


class RulesInForce(NamedTuple):
    """The rules a batch is decided with; `is_missing` where they are not those published."""

    compiled: CompiledRules
    is_missing: bool


def decide(
    transactions: Sequence[Transaction], core: Core
) -> list[Decision | ConflictingTransaction]:
    """One decision per transaction, in order, each stored exactly once. Two round trips a batch.

    A transaction decided before gets the decision stored then. Within a batch, later transactions
    see earlier ones.

    Raises
    ------
    StateUnavailable
        Deliver the batch again: what was done already is not done twice.
    """
    parts, started = halves(transactions), time.perf_counter()
    rows: list[ObservedTransaction | Decision | None] = []

    def decided() -> Iterator[list[Commit]]:
        for batch in observe(parts, core.state):
            rows.extend(batch.rows)
            yield _decided(batch, core, started)

    stored = iter(core.state.commit(decided()))
    return [
        _result(transaction, row, stored)
        for transaction, row in zip(transactions, rows, strict=True)
    ]


def halves(transactions: Sequence[Transaction]) -> list[Sequence[Transaction]]:
    """A batch in two, in order: while the store works on one, we work on the other (ADR 22).

    A few stay together: a request of their own costs more than is won.
    """
    if len(transactions) < HALVED_MIN:
        return [transactions]
    middle = (len(transactions) + 1) // 2
    return [transactions[:middle], transactions[middle:]]


def _decided(batch: ObservedBatch, core: Core, started: float) -> list[Commit]:
    """What to store for a part of a batch that began at `started` (`time.perf_counter`)."""
    observed_at = time.perf_counter()
    fresh = [row for row in batch.rows if isinstance(row, ObservedTransaction)]
    scored = score([row.vector for row in fresh], batch.pointers, core.models)
    rules, policy = _load_rules(batch.pointers.rules, core.rules), core.policies.load()
    scored_at = time.perf_counter()
    timings = {
        "observe": round((observed_at - started) * 1e3, MS_DIGITS),
        "score": round((scored_at - observed_at) * 1e3, MS_DIGITS),
    }
    decided_at = core.now()
    return [
        _to_commit(_decision(row, result, rules, policy, timings, decided_at), decided_at)
        for row, result in zip(fresh, scored, strict=True)
    ]


def _result(
    transaction: Transaction,
    row: ObservedTransaction | Decision | None,
    stored: Iterator[Decision],
) -> Decision | ConflictingTransaction:
    if isinstance(row, Decision):
        return row
    if row is None:
        return ConflictingTransaction(transaction.transaction_id)
    return next(stored)


def _load_rules(version: str | None, rules: Rules) -> RulesInForce:
    """The published rules, or the last good ones where these are refused."""
    try:
        return RulesInForce(rules.load(version), is_missing=False)
    except RulesRefused:
        return RulesInForce(rules.last_good(), is_missing=True)


def _to_commit(decision: Decision, raised_at: datetime) -> Commit:
    return Commit(decision, alert_for(decision, raised_at))


def _decision(
    row: ObservedTransaction,
    scored: Scored,
    rules: RulesInForce,
    policy: Policy,
    timings: dict[str, float],
    decided_at: datetime,
) -> Decision:
    features = named(row.vector)
    held, snoozed = in_force(row.lists, decided_at), snoozed_rules(row.lists, decided_at)
    evidence = Evidence(
        transaction=row.transaction,
        vector=row.vector,
        features=features,
        shared_users=row.velocity.shared_users,
        listed_lines=listed_lines(held),
        snoozed_lines={rule: snoozed_line(snooze) for rule, snooze in snoozed.items()},
        listed=held[0].list if held else None,
        score=scored.score,
    )
    judgement = judge(evidence, rules.compiled, policy)
    missing = _missing(row, scored, rules)
    return Decision(
        transaction_id=row.transaction.transaction_id,
        outcome=judgement.outcome,
        score=judgement.score_points / POINTS_PER_SCORE,
        risk_level=risk_level(judgement.score_points),
        reasons=judgement.reasons,
        missing=missing,
        shared_users=row.velocity.shared_users if missing else (),
        rule_errors=judgement.rule_errors,
        model_score=scored.score.probability if scored.score else None,
        shadow_score=scored.shadow.probability if scored.shadow else None,
        transaction=row.transaction,
        features=features,
        versions=Versions(
            model=scored.version or "none",
            shadow_model=scored.shadow_version,
            rules=rules.compiled.version,
            policy=policy.version,
            features=FEATURES_VERSION,
            lists=lists_version(judgement.reasons),
        ),
        timings_ms=timings,
        decided_at=decided_at,
    )


def _missing(row: ObservedTransaction, scored: Scored, rules: RulesInForce) -> tuple[Stage, ...]:
    missing: list[Stage] = []
    if row.is_graph_missing:
        missing.append("graph")
    if scored.score is None:
        missing.append("model")
    if rules.is_missing:
        missing.append("rules")
    return tuple(missing)
