"""`ports.History` over the decisions of a state in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from ringfence.adapters.memory import MemoryState
from ringfence.domain.decisions import POINTS_PER_SCORE, Decision
from ringfence.domain.lists import PRECEDENCE
from ringfence.domain.rules import words_of
from ringfence.domain.simulation import PastDecision


class MemoryHistory:
    """See `ports.History`."""

    def __init__(self, state: MemoryState, now: Callable[[], datetime]) -> None:
        self._state = state
        self._now = now

    def newest(self, limit: int, since: timedelta | None) -> Iterator[Sequence[PastDecision]]:
        decisions = [*self._state.decisions.values()][::-1]
        if since is not None:
            decisions = [one for one in decisions if one.decided_at >= self._now() - since]
        if decisions:
            yield [_past(one) for one in decisions[:limit]]


def _past(decision: Decision) -> PastDecision:
    codes = {reason.code for reason in decision.reasons if reason.source == "list"}
    return PastDecision(
        transaction_id=decision.transaction_id,
        decided_at=decision.decided_at,
        outcome=decision.outcome,
        score_points=round(decision.score * POINTS_PER_SCORE),
        values={**decision.features, **words_of(decision.transaction)},
        listed=next((name for name in PRECEDENCE if f"listed_{name}" in codes), None),
        rule_codes=tuple(one.code for one in decision.reasons if one.source == "rule"),
        model=decision.versions.model,
        features_version=decision.versions.features,
        amount_minor=decision.transaction.amount_minor,
        currency=decision.transaction.currency,
    )
