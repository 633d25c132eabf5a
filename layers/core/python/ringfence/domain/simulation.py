"""Simulation: what other rules or thresholds would have decided, on values as they then were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.labels import LabelKind
from ringfence.domain.lists import ListName
from ringfence.domain.rules import RULES_MAX, Rule
from ringfence.domain.values import Message, Outcome

SIMULATED_MAX = 20_000
"""Decisions of one simulation."""

FLIPS_MAX = 500
SAMPLE_CELLS_MAX = 600_000
"""Numbers in one sample: about 4 MB of JSON; a function answers 6."""

HOURS_MAX = 24 * 31
Points = Annotated[int, Field(ge=0, le=POINTS_PER_SCORE)]


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What a simulation needs of a stored decision. `features_version` names the columns."""

    transaction_id: str
    decided_at: datetime
    outcome: Outcome
    score_points: int
    values: Mapping[str, float | str]
    """Features and the transaction's own words, as a rule reads them."""

    listed: ListName | None
    rule_codes: tuple[str, ...]
    model: str
    features_version: str
    amount_minor: int
    currency: str


# ── What is asked ────────────────────────────────────────────────────────────────────────────────


class Thresholds(Message):
    """Where the score alone asks for more, in ten-thousandths."""

    review_at_points: Points
    decline_at_points: Points

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.decline_at_points < self.review_at_points:
            raise ValueError("decline_at_points must not be below review_at_points")
        return self


class SimulationRequest(Message):
    """`POST /rules/simulate`: the newest decisions, at most `limit` of at most `hours` ago, under
    these rules and thresholds; those in force where left out."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=RULES_MAX)] | None = None
    thresholds: Thresholds | None = None
    hours: Annotated[float, Field(gt=0, le=HOURS_MAX)] | None = None
    limit: Annotated[int, Field(ge=1, le=SIMULATED_MAX)] = 5_000
    flips: Annotated[int, Field(ge=0, le=FLIPS_MAX)] = 50


# ── What is answered ─────────────────────────────────────────────────────────────────────────────


class Tally(Message):
    """Decisions by outcome; an alert is what is not approved. `precision` is the share of frauds
    among labelled alerts, `recall` that of alerts among labelled frauds; None without any."""

    approve: int
    review: int
    decline: int
    alerts_per_hour: float | None
    labelled_alerts: int
    fraud_alerts: int
    precision: float | None
    recall: float | None


class RuleHits(Message):
    """What one rule fires on. `hits_before` counts the decisions whose reasons name it; `errors`
    those it fails on."""

    code: str
    hits: int
    hits_before: int
    labelled: int
    frauds: int
    precision: float | None
    errors: int


class Flip(Message):
    """A decision whose outcome would have been another."""

    transaction_id: str
    decided_at: AwareDatetime
    amount_minor: int
    currency: str
    before: Outcome
    after: Outcome
    score_before: float
    score_after: float
    label: LabelKind | None
    fired: tuple[str, ...]


class Simulation(Message):
    """What `POST /rules/simulate` answers.

    `decisions` were simulated, `skipped` could not be (their model is gone, or another release
    computed their features). `is_cut_short`: the time was up before all were read. `flips` are the
    gravest first, `flips_total` is how many there are.
    """

    decisions: int
    skipped: int
    is_cut_short: bool
    since: AwareDatetime | None
    until: AwareDatetime | None
    before: Tally
    after: Tally
    flips_total: int
    flips: tuple[Flip, ...]
    rules: tuple[RuleHits, ...]


class DecisionSample(Message):
    """`GET /decisions/sample`: decisions as columns, newest first, for a what-if in the browser.

    `margins` are the model's log-odds with every rule left out; `points` and `demanded` are score
    and mildest outcome under the rules in force now. `numbers` and `words` hold the columns asked
    for, as a rule reads them."""

    transaction_ids: tuple[str, ...]
    decided_at_ms: tuple[int, ...]
    amounts_minor: tuple[int, ...]
    outcomes: tuple[Outcome, ...]
    points: tuple[int, ...]
    margins: tuple[float, ...]
    demanded: tuple[Outcome, ...]
    listed: tuple[ListName | None, ...]
    labels: tuple[LabelKind | None, ...]
    numbers: dict[str, tuple[float, ...]]
    words: dict[str, tuple[str, ...]]
    review_at_points: int
    decline_at_points: int
    skipped: int
    is_cut_short: bool


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Simulated:
    """One decision, as it was and as it would have been."""

    past: PastDecision
    label: LabelKind | None
    outcome: Outcome
    score_points: int
    fired: tuple[str, ...]
    errors: tuple[str, ...]


def tally(outcomes: Iterable[tuple[Outcome, LabelKind | None]], span: timedelta) -> Tally:
    """Outcomes with their labels, counted; `span` is from the first to the last decision."""
    rows = list(outcomes)
    counts = {outcome: sum(row[0] is outcome for row in rows) for outcome in Outcome}
    alerts = [label for outcome, label in rows if outcome is not Outcome.APPROVE]
    frauds = sum(label == "fraud" for _, label in rows)
    caught = alerts.count("fraud")
    labelled = caught + alerts.count("genuine")
    hours = span / timedelta(hours=1)
    return Tally(
        approve=counts[Outcome.APPROVE],
        review=counts[Outcome.REVIEW],
        decline=counts[Outcome.DECLINE],
        alerts_per_hour=len(alerts) / hours if hours else None,
        labelled_alerts=labelled,
        fraud_alerts=caught,
        precision=caught / labelled if labelled else None,
        recall=caught / frauds if frauds else None,
    )


def rule_hits(code: str, rows: Sequence[Simulated]) -> RuleHits:
    """What one rule fires on, and how often that was fraud."""
    labels = [row.label for row in rows if code in row.fired]
    frauds = labels.count("fraud")
    labelled = frauds + labels.count("genuine")
    return RuleHits(
        code=code,
        hits=len(labels),
        hits_before=sum(code in row.past.rule_codes for row in rows),
        labelled=labelled,
        frauds=frauds,
        precision=frauds / labelled if labelled else None,
        errors=sum(code in row.errors for row in rows),
    )


def flips(rows: Iterable[Simulated]) -> list[Simulated]:
    """Those whose outcome changes: the largest step first, then the largest change of the score,
    then the newest."""
    changed = [row for row in rows if row.outcome is not row.past.outcome]
    return sorted(changed, key=_gravity)


def _gravity(row: Simulated) -> tuple[int, int, float]:
    past = row.past
    return (
        -abs(row.outcome.severity - past.outcome.severity),
        -abs(row.score_points - past.score_points),
        -past.decided_at.timestamp(),
    )


def to_flip(row: Simulated) -> Flip:
    """A row as it is answered."""
    past = row.past
    return Flip(
        transaction_id=past.transaction_id,
        decided_at=past.decided_at,
        amount_minor=past.amount_minor,
        currency=past.currency,
        before=past.outcome,
        after=row.outcome,
        score_before=past.score_points / POINTS_PER_SCORE,
        score_after=row.score_points / POINTS_PER_SCORE,
        label=row.label,
        fired=row.fired,
    )
