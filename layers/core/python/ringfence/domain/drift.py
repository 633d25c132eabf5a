"""Drift: how far recent decisions lie from what the model was trained on, feature by feature.

The measure is the population stability index over the deciles of training (Siddiqi 2006, "Credit
Risk Scorecards", 10.3): below 0.1 stable, from 0.25 major. Small samples differ by chance alone, so
each index comes with what chance explains in 19 of 20 samples (Yurdakul 2018, "Statistical
properties of population stability index"); where that exceeds 0.1, nothing is claimed. Nor is it of
a feature that looks back further than there were decisions: its windows are not full yet.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from ringfence.domain.values import Message
from ringfence.domain.velocity import WINDOWS_S

DRIFT_HOURS_DEFAULT, DRIFT_HOURS_MAX = 24, 48
MODERATE_AT, MAJOR_AT = 0.1, 0.25
SHARE_FLOOR = 1e-4
"""An empty bin would make the index infinite; this is the share of one row in ten thousand."""

_NORMAL_95 = 1.6449
"""The 0.95 quantile of the standard normal distribution."""

_DAY_S = 86_400
_LOOKS_BACK_S: dict[str, int] = {
    **WINDOWS_S,
    "14d": 14 * _DAY_S,
    "30d": 30 * _DAY_S,
    "near": _DAY_S,
    # Made of all features: of a week's windows most of them.
    "score": 7 * _DAY_S,
}
"""By how a name ends."""

_NO_MEMORY = ("amount",)
_CYCLE_S = {"hour_of_day": _DAY_S, "day_of_week": 7 * _DAY_S}

DriftLevel = Literal["stable", "moderate", "major", "too_few", "too_early"]


class Drift(Message):
    """One column, recent against training. `edges` are the bins' inner edges; bin i holds the
    values in (edges[i - 1], edges[i]]. `by_chance` is the index that chance alone may reach.

    `decisions_needed` are the fewest of which anything is claimed: with fewer the level is
    `too_few`. It is `too_early` while the system has decided for less than `history_needed_s`.
    """

    name: str
    level: DriftLevel
    index: float
    by_chance: float
    decisions_needed: int
    history_needed_s: int
    edges: tuple[float, ...]
    expected: tuple[float, ...]
    actual: tuple[float, ...]


class Known(NamedTuple):
    """For how long there were decisions, and for how long back they were counted."""

    history_s: int
    looked_at_s: int


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
    """`GET /models/drift`: features by index, the farthest first, those nothing is claimed of last.
    Without a reference in the active model's manifest there is nothing to compare with, and both
    `score` and `features` are empty. `history_s` is how long the system has decided for."""

    model: str
    since: AwareDatetime
    decisions: int
    history_s: int
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
    known: Known,
) -> Drift:
    """Recent counts per bin against the shares of training. Bins no value can reach are merged.

    >>> month = Known(30 * 86_400, 86_400)
    >>> measure_drift("amount", (1.0,), (0.5, 0.5), (5_000, 5_000), 10_000, month).level
    'stable'
    >>> measure_drift("amount", (1.0,), (0.5, 0.5), (900, 9_100), 10_000, month).level
    'major'
    >>> few = measure_drift("amount", (1.0,), (0.5, 0.5), (1, 9), 10_000, month)
    >>> few.level, few.decisions_needed
    ('too_few', 38)
    >>> hour = Known(3_600, 3_600)
    >>> measure_drift("user_count_7d", (1.0,), (0.5, 0.5), (900, 9_100), 10_000, hour).level
    'too_early'
    """
    places = [i for i in range(len(shares)) if i == 0 or i == len(edges) or _is_open(edges, i)]
    expected = [shares[place] for place in places]
    recent = sum(counts)
    actual = [counts[place] / recent if recent else 0.0 for place in places]
    index = stability_index(expected, actual) if recent else 0.0
    quantile = _chance_quantile(len(places))
    chance = _by_chance(quantile, recent, training_rows)
    needed_s = history_needed_s(name)
    known_s = min(known.history_s, known.looked_at_s) if name in _CYCLE_S else known.history_s
    return Drift(
        name=name,
        level="too_early" if known_s < needed_s else _level(index, chance),
        index=round(index, 6),
        by_chance=round(min(chance, 1.0), 6),
        decisions_needed=_decisions_needed(quantile, training_rows),
        history_needed_s=needed_s,
        edges=tuple(edges[place] for place in places[:-1]),
        expected=tuple(expected),
        actual=tuple(actual),
    )


def history_needed_s(name: str) -> int:
    """For how long there must have been decisions before a column can be as it was in training.

    >>> [history_needed_s(name) // 3_600 for name in ("amount", "ip_count_24h", "hour_of_day")]
    [0, 24, 24]
    >>> history_needed_s("card_users_ever") // 86_400
    30
    """
    if name in _NO_MEMORY:
        return 0
    if name in _CYCLE_S:
        return _CYCLE_S[name]
    # What names no window looks back over all that is remembered of a user.
    return _LOOKS_BACK_S.get(name.rpartition("_")[2], _LOOKS_BACK_S["30d"])


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


def _chance_quantile(bins: int) -> float:
    """The 0.95 quantile of chi-squared with bins - 1 degrees of freedom (by Wilson and Hilferty
    1931); 0 for a single bin."""
    freedom = bins - 1
    if not freedom:
        return 0.0
    spread = 2.0 / (9.0 * freedom)
    return freedom * (1.0 - spread + _NORMAL_95 * math.sqrt(spread)) ** 3


def _by_chance(quantile: float, recent: int, training_rows: int) -> float:
    """The 0.95 quantile of the index without drift: that of chi-squared times 1/n + 1/m."""
    if not recent or not training_rows:
        return math.inf
    return quantile * (1.0 / recent + 1.0 / training_rows)


def _decisions_needed(quantile: float, training_rows: int) -> int:
    """The fewest by which chance alone stays at what is called moderate; 0 where none suffice."""
    left = MODERATE_AT - quantile / training_rows if training_rows else 0.0
    return max(1, math.ceil(quantile / left)) if left > 0 else 0


def _level(index: float, chance: float) -> DriftLevel:
    if chance > MODERATE_AT:
        return "too_few"
    if index >= MAJOR_AT:
        return "major"
    return "moderate" if index >= MODERATE_AT else "stable"
