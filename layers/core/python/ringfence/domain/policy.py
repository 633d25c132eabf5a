"""Policy: from score, rules and lists to an outcome. Thresholds live here, never in the model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property

from pydantic import ValidationError

from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.errors import PolicyRefused
from ringfence.domain.lists import ListName
from ringfence.domain.values import Message, Outcome, RiskLevel


class Policy(Message):
    """Thresholds on the score, in ten-thousandths. Raising a score never softens the outcome, nor
    does one more rule that fires.

    The score alone asks for a review at most, unless `declines_on_score_alone`: who is declined is
    told by something a person wrote down, a rule or a list (docs/adr/0014-no-decline-by-score.md).
    """

    review_at_points: int = 5_000
    decline_at_points: int = 9_500
    declines_on_score_alone: bool = False
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
        asked = _most_severe((least, *demanded))
        is_backed = self.declines_on_score_alone or asked is not Outcome.APPROVE
        return _most_severe((asked, self._by_score(score_points, is_backed)))

    def _by_score(self, score_points: int, is_backed: bool) -> Outcome:
        if is_backed and score_points >= self.decline_at_points:
            return Outcome.DECLINE
        if score_points >= self.review_at_points:
            return Outcome.REVIEW
        return Outcome.APPROVE


def read_policy(version: str, body: bytes) -> Policy:
    """The policy that is kept under this hash. A field that it lacks, because it is older than the
    field, has its default: the hash is of what it says.

    Raises
    ------
    PolicyRefused
        It is not what its hash says, or says what this release does not know.
    """
    if not is_policy(version, body):
        raise PolicyRefused(version, "it does not match its content hash")
    try:
        return Policy.model_validate_json(body)
    except ValidationError as error:
        raise PolicyRefused(version, f"it cannot be read: {error.error_count()} faults") from error


def is_policy(version: str, body: bytes) -> bool:
    """Whether these bytes are JSON with this content hash."""
    try:
        return content_hash(json.loads(body)) == version
    except ValueError:
        return False


def _most_severe(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=lambda outcome: outcome.severity)


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
