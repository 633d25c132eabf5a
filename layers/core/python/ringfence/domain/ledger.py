"""The ledger: lines of log-odds become integer points that sum exactly to the score.

Model contributions and rule weights add up in log-odds; a person reads probabilities. Points are
the integrated gradients of the logistic function along the straight line from the base rate to the
total (Sundararajan, Taly, Yan 2017), so each line's share is proportional to its log-odds, and
rounding to integers is by largest remainder: nothing is lost, whatever the order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from ringfence.domain.decisions import POINTS_PER_SCORE, Reason, ReasonGroup
from ringfence.domain.model import sigmoid

OTHER_FEATURES = "other_features"
"""The code of the line that sums the model's smaller contributions."""

NO_IP = "no_ip"
"""The code of the line that sums what the model makes of a transaction without an ip."""


class Line(NamedTuple):
    """One contribution, in log-odds."""

    code: str
    source: Literal["model", "rule", "list"]
    group: ReasonGroup
    sentence: str
    margin: float
    value: float | None = None
    usual: float | None = None
    entities: tuple[str, ...] = ()


def settle(base_margin: float, lines: Sequence[Line]) -> tuple[int, tuple[Reason, ...]]:
    """The score in points and its reasons: lists as they come, then rules, then the model, each by
    size; the base rate last. A line without a margin has no points.

    >>> points, reasons = settle(0.0, [Line("a", "rule", "velocity", "a", 2.0)])
    >>> points, [reason.points for reason in reasons]
    (8808, [3808, 5000])
    """
    total_margin = base_margin + math.fsum(line.margin for line in lines)
    score_points = round(sigmoid(total_margin) * POINTS_PER_SCORE)
    base_points = round(sigmoid(base_margin) * POINTS_PER_SCORE)
    moving = [line for line in lines if line.margin]
    if not moving:
        base_points = score_points
    shares = _shares(base_margin, total_margin, [line.margin for line in moving])
    points = iter(_largest_remainder(shares, score_points - base_points))
    settled = [(line, next(points) if line.margin else 0) for line in lines]
    settled.sort(key=_place)
    reasons = [_reason(line, moved) for line, moved in settled]
    return score_points, _REASONS.validate_python([*reasons, _base_reason(base_points)])


# All reasons of a decision in one call: a constructor each would cost a third of the judgement.
_REASONS: TypeAdapter[tuple[Reason, ...]] = TypeAdapter(tuple[Reason, ...])


def _place(settled: tuple[Line, int]) -> tuple[int, int, str]:
    line, points = settled
    if line.source == "list":
        return 0, 0, ""  # Sorting is stable: the entry that counts first stays first.
    return 2 if line.source == "model" else 1, -abs(points), line.code


def _shares(base: float, total: float, margins: Sequence[float]) -> list[float]:
    before, after = sigmoid(base), sigmoid(total)
    distance = total - base
    # Where the lines cancel, the average slope is the logistic function's own derivative.
    slope = (after - before) / distance if abs(distance) > 1e-9 else before * (1 - before)
    return [margin * slope * POINTS_PER_SCORE for margin in margins]


def _largest_remainder(shares: Sequence[float], total: int) -> list[int]:
    points = [math.floor(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: points[i] - shares[i])
    left = total - sum(points)
    for step in range(abs(left)):
        place = step % len(shares)
        points[by_remainder[place if left > 0 else ~place]] += 1 if left > 0 else -1
    return points


def _reason(line: Line, points: int) -> dict[str, object]:
    return {
        "code": line.code,
        "source": line.source,
        "group": line.group,
        "sentence": line.sentence,
        "points": points,
        "value": line.value,
        "usual": line.usual,
        "entities": line.entities,
    }


def _base_reason(points: int) -> dict[str, object]:
    return {
        "code": "base_rate",
        "source": "base",
        "group": "base",
        "sentence": "what an average transaction starts from",
        "points": points,
    }
