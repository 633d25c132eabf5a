"""Drift: how far recent decisions lie from what the model was trained on, feature by feature.

The measure is the population stability index over the deciles of training (Siddiqi 2006, "Credit
Risk Scorecards", 10.3): below 0.1 stable, from 0.25 major. Small samples differ by chance alone, so
each index comes with what chance explains in 19 of 20 samples (Yurdakul 2018, "Statistical
properties of population stability index"); where that exceeds 0.1, nothing is claimed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from pydantic import AwareDatetime

from ringfence.domain.messages import Message

DRIFT_HOURS_DEFAULT, DRIFT_HOURS_MAX = 24, 48
MODERATE_AT, MAJOR_AT = 0.1, 0.25
SHARE_FLOOR = 1e-4
"""An empty bin would make the index infinite; this is the share of one row in ten thousand."""

_NORMAL_95 = 1.6449
"""The 0.95 quantile of the standard normal distribution."""

DriftLevel = Literal["stable", "moderate", "major", "too_few"]


class Drift(Message):
    """One column, recent against training. `edges` are the bins' inner edges; bin i holds the
    values in (edges[i - 1], edges[i]]. `by_chance` is the index that chance alone may reach."""

    name: str
    level: DriftLevel
    index: float
    by_chance: float
    edges: tuple[float, ...]
    expected: tuple[float, ...]
    actual: tuple[float, ...]


class Agreement(Message):
    """The active model beside the shadow, on the same decisions: how many each alone would have put
    up for review. `gap_mean` is the mean distance of their scores."""

    shadow: str
    decisions: int
    both: int
    active_only: int
    shadow_only: int
    neither: int
    gap_mean: float


class DriftReport(Message):
    """`GET /models/drift`: features by index, the farthest first. Without a reference in the active
    model's manifest there is nothing to compare with, and both `score` and `features` are empty."""

    model: str
    since: AwareDatetime
    decisions: int
    training_rows: int
    has_reference: bool
    score: Drift | None
    features: tuple[Drift, ...]
    agreement: Agreement | None


def bin_of(value: float, edges: Sequence[float]) -> int:
    """Which bin a value falls in.

    >>> [bin_of(value, (0.0, 0.0, 2.0)) for value in (-1.0, 0.0, 1.0, 2.0, 3.0)]
    [0, 0, 2, 2, 3]
    """
    return bisect_left(edges, value)


def measure_drift(
    name: str,
    edges: Sequence[float],
    shares: Sequence[float],
    counts: Sequence[int],
    training_rows: int,
) -> Drift:
    """Recent counts per bin against the shares of training. Bins no value can reach are merged.

    >>> measure_drift("x", (1.0,), (0.5, 0.5), (5_000, 5_000), 10_000).level
    'stable'
    >>> measure_drift("x", (1.0,), (0.5, 0.5), (900, 9_100), 10_000).level
    'major'
    >>> measure_drift("x", (1.0,), (0.5, 0.5), (1, 9), 10_000).level
    'too_few'
    """
    places = [i for i in range(len(shares)) if i == 0 or i == len(edges) or _is_open(edges, i)]
    expected = [shares[place] for place in places]
    recent = sum(counts)
    actual = [counts[place] / recent if recent else 0.0 for place in places]
    index = stability_index(expected, actual) if recent else 0.0
    chance = _by_chance(len(places), recent, training_rows)
    return Drift(
        name=name,
        level=_level(index, chance),
        index=round(index, 6),
        by_chance=round(min(chance, 1.0), 6),
        edges=tuple(edges[place] for place in places[:-1]),
        expected=tuple(expected),
        actual=tuple(actual),
    )


def stability_index(expected: Sequence[float], actual: Sequence[float]) -> float:
    """The population stability index of two rows of shares; 0 where they are equal.

    >>> stability_index([0.5, 0.5], [0.5, 0.5])
    0.0
    >>> round(stability_index([0.5, 0.5], [0.9, 0.1]), 3)
    0.879
    """
    pairs = [
        (max(before, SHARE_FLOOR), max(now, SHARE_FLOOR))
        for before, now in zip(expected, actual, strict=True)
    ]
    return sum((now - before) * math.log(now / before) for before, now in pairs)


def _is_open(edges: Sequence[float], place: int) -> bool:
    return edges[place - 1] < edges[place]


def _by_chance(bins: int, recent: int, training_rows: int) -> float:
    """The 0.95 quantile of the index without drift: chi-squared with bins - 1 degrees of freedom
    (by Wilson and Hilferty 1931), times 1/n + 1/m."""
    freedom = bins - 1
    if not recent or not training_rows:
        return math.inf
    if not freedom:
        return 0.0
    spread = 2.0 / (9.0 * freedom)
    quantile = freedom * (1.0 - spread + _NORMAL_95 * math.sqrt(spread)) ** 3
    return quantile * (1.0 / recent + 1.0 / training_rows)


def _level(index: float, chance: float) -> DriftLevel:
    if chance > MODERATE_AT:
        return "too_few"
    if index >= MAJOR_AT:
        return "major"
    return "moderate" if index >= MODERATE_AT else "stable"
