"""Policy: from score, rules and lists to an outcome. Thresholds live here, never in the model."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ringfence.domain.canonical import content_hash
from ringfence.domain.lists import ListName
from ringfence.domain.messages import POINTS_PER_SCORE, Message, Outcome, RiskLevel


class Policy(Message):
    """Thresholds on the score, in ten-thousandths. Raising a score never softens the outcome."""

    review_at_points: int = 5_000
    decline_at_points: int = 9_500
    prior_margin: float = -5.3
    """Log-odds of an average transaction (0.5 %), used where no model answers."""

    @cached_property
    def version(self) -> str:
        """Content hash."""
        return content_hash(self.model_dump())

    def outcome(
        self, score_points: int, demanded: Iterable[Outcome], listed: ListName | None = None
    ) -> Outcome:
        """The most severe of what the score asks for and what the rules that fired demand, unless
        a list has the last word: block declines, allow approves, watch reviews at least.

        `listed` is the list that counts first (`lists.PRECEDENCE`), None where none does.
        """
        if listed == "block":
            return Outcome.DECLINE
        if listed == "allow":
            return Outcome.APPROVE
        least = Outcome.REVIEW if listed == "watch" else Outcome.APPROVE
        asked = (least, self._by_score(score_points), *demanded)
        return max(asked, key=lambda outcome: outcome.severity)

    def _by_score(self, score_points: int) -> Outcome:
        if score_points >= self.decline_at_points:
            return Outcome.DECLINE
        if score_points >= self.review_at_points:
            return Outcome.REVIEW
        return Outcome.APPROVE


_LEVELS = ((0.80, RiskLevel.CRITICAL), (0.50, RiskLevel.HIGH), (0.25, RiskLevel.GUARDED))


def risk_level(score_points: int) -> RiskLevel:
    """1 to 4 bars: from 0.25, 0.50 and 0.80 of the score.

    >>> risk_level(8_000).name, risk_level(0).name
    ('CRITICAL', 'LOW')
    """
    for floor, level in _LEVELS:
        if score_points >= floor * POINTS_PER_SCORE:
            return level
    return RiskLevel.LOW
