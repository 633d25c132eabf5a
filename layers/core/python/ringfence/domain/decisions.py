"""Decisions: outcome, score and reasons, and the receipt that a replay makes them from."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import AwareDatetime

from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Message, Outcome, RiskLevel

POINTS_PER_SCORE = 10_000
"""Ledger points are ten-thousandths of the score: they are integers, so they add up exactly."""


ReasonGroup = Literal[
    "base", "amount", "velocity", "graph", "merchant", "label", "behaviour", "list"
]


class Reason(Message):
    """One line of the ledger. `points` are ten-thousandths of the score and may be negative.

    `source` says who speaks: the model's base rate, the model, a rule or a list. `value` is what
    was seen, `usual` what is normal (None where nothing is), `entities` whom the sentence names.
    """

    code: str
    source: Literal["base", "model", "rule", "list"]
    group: ReasonGroup
    sentence: str
    points: int
    value: float | None = None
    usual: float | None = None
    entities: tuple[str, ...] = ()


class Versions(Message):
    """What a decision was made with, by content hash ("none" where there was none)."""

    model: str
    shadow_model: str | None = None
    rules: str
    policy: str
    features: str
    lists: str = "none"
    """Of the lines that list entries and snoozes put into the ledger."""


Stage = Literal["graph", "model", "rules"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order in which a decision names what is missing."""


class Amendment(Message):
    """A decision made again because stages that were missing answered: what came of it then.

    `filled` are those stages. `features` holds what they said, by name; the rest of the vector is
    the decision's own. `reasons` sum to `score` as a decision's do.
    """

    amended_at: AwareDatetime
    filled: tuple[Stage, ...]
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    reasons: tuple[Reason, ...]
    rule_errors: tuple[str, ...] = ()
    model_score: float | None = None
    features: dict[str, float]
    versions: Versions


class Decision(Message):
    """Outcome + score + reasons + versions + timings: a receipt.

    `score` is a probability of fraud in [0, 1] and equals the sum of the reasons' points divided
    by 10,000, exactly. `features` is the vector it was made from; `missing` names stages that did
    not answer in time.
    """

    transaction_id: str
    status: Literal["decided"] = "decided"
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    reasons: tuple[Reason, ...]
    missing: tuple[Stage, ...] = ()
    shared_users: tuple[tuple[str, ...], ...] = ()
    """Where a stage is missing: the users of its card, device and ip, as a reading has them. A rule
    that fires only once that stage answers names them."""
    rule_errors: tuple[str, ...] = ()
    model_score: float | None = None
    """What the model alone says, before rules; None where no model answered."""
    shadow_score: float | None = None
    transaction: Transaction
    features: dict[str, float]
    versions: Versions
    timings_ms: dict[str, float]
    decided_at: AwareDatetime
    alert_seq: int | None = None
    amendment: Amendment | None = None


class Difference(Message):
    """Where a replay departs from the stored decision, both as text."""

    field: str
    stored: str
    replayed: str


class ReplayReport(Message):
    """`GET /transactions/{id}/replay`: the decision made again from what it was made from."""

    transaction_id: str
    is_identical: bool
    differences: tuple[Difference, ...]
    versions: Versions


class PendingTransaction(Message):
    """`GET /transactions/{id}` before the decision is made."""

    transaction_id: str
    status: Literal["pending"] = "pending"
