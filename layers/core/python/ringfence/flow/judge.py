"""Judge: from a vector, a model's score, rules and lists to score, reasons and outcome.

Deciding and replaying both come through here, so a replay is the decision made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ringfence.domain.decisions import Reason
from ringfence.domain.features import Vector
from ringfence.domain.ledger import Line, settle
from ringfence.domain.lists import ListName
from ringfence.domain.policy import Policy
from ringfence.domain.rules import fired_line, words_of
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome
from ringfence.flow.ports import CompiledRules, ModelScore
from ringfence.flow.score import model_lines

SharedUsers = Sequence[Sequence[str]]
"""Users on the transaction's card, device and ip, in `SHARED_BY` order."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a judgement is made from. `listed` is the list that counts first, `snoozed_lines` what
    stands in the ledger in place of a rule that is silenced, by its code."""

    transaction: Transaction
    vector: Vector
    features: Mapping[str, float]
    shared_users: SharedUsers
    listed_lines: Sequence[Line]
    snoozed_lines: Mapping[str, Line]
    listed: ListName | None
    score: ModelScore | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of it; `reasons` sum to `score_points` exactly."""

    score_points: int
    reasons: tuple[Reason, ...]
    outcome: Outcome
    rule_errors: tuple[str, ...]


def judge(evidence: Evidence, rules: CompiledRules, policy: Policy) -> Judgement:
    """The judgement on this evidence; the same evidence gives the same judgement, always."""
    values: dict[str, float | str] = {**evidence.features, **words_of(evidence.transaction)}
    all_fired, rule_errors = rules.fire(values)
    silenced = evidence.snoozed_lines
    fired = [rule for rule in all_fired if rule.code not in silenced]
    lines = [*evidence.listed_lines]
    lines += [silenced[rule.code] for rule in all_fired if rule.code in silenced]
    currency = evidence.transaction.counted_currency
    lines += [fired_line(rule, values, evidence.shared_users, currency) for rule in fired]
    base = policy.prior_margin
    if evidence.score:
        base = evidence.score.base
        lines += model_lines(evidence.score, evidence.vector, currency)
    points, reasons = settle(base, lines)
    outcome = policy.outcome(points, [rule.outcome for rule in fired], evidence.listed)
    return Judgement(points, reasons, outcome, tuple(rule_errors))
