"""Alert: a decision that a person should see."""

from __future__ import annotations

from datetime import datetime

from ringfence.domain.alerts import Alert
from ringfence.domain.decisions import Decision, Reason
from ringfence.domain.ledger import OTHER_FEATURES
from ringfence.domain.lists import SNOOZED
from ringfence.domain.values import Outcome

NOT_YET_NUMBERED = 0
"""The store numbers an alert in the commit that raises it."""


MODEL_CODES_MAX = 3
"""Model lines an alert carries beside its rules; the decision has them all."""


def alert_for(decision: Decision, raised_at: datetime) -> Alert | None:
    """The alert a decision raises, or None for an approved transaction."""
    if decision.outcome is Outcome.APPROVE:
        return None
    transaction = decision.transaction
    return Alert(
        seq=NOT_YET_NUMBERED,
        transaction_id=decision.transaction_id,
        outcome=decision.outcome,
        score=decision.score,
        risk_level=decision.risk_level,
        headline=_headline(decision),
        reason_codes=_codes(decision),
        user_id=transaction.user_id,
        card_id=transaction.card_id,
        device_id=transaction.device_id,
        merchant=transaction.merchant,
        amount_minor=transaction.amount_minor,
        currency=transaction.currency,
        occurred_at=transaction.occurred_at,
        received_at=transaction.received_at,
        raised_at=raised_at,
        missing=decision.missing,
    )


def _headline(decision: Decision) -> str:
    """The first reason that raised the score: a rule or a list where one spoke."""
    raising = (
        one.sentence
        for one in decision.reasons
        if _is_listed(one) or (one.points > 0 and one.source != "base")
    )
    return next(raising, decision.reasons[0].sentence)


def _codes(decision: Decision) -> tuple[str, ...]:
    """What raised the score: every rule and list, then the model's largest single lines."""
    raising = [one for one in decision.reasons if one.points > 0 or _is_listed(one)]
    named = [reason.code for reason in raising if reason.source in ("rule", "list")]
    by_model = [one.code for one in raising if one.source == "model" and one.code != OTHER_FEATURES]
    return (*named, *by_model[:MODEL_CODES_MAX])


def _is_listed(reason: Reason) -> bool:
    """Whether an entity's list speaks; a silenced rule explains, but raises nothing."""
    return reason.source == "list" and not reason.code.startswith(SNOOZED)
