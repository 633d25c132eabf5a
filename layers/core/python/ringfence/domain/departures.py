"""Departures: how unlikely a count is against its own past and against its peers.

Two questions, and a departure must be surprising on both. *Rate*: are there more than this entity
has at this hour? *Mix*: are there more of them than its peers have among as many transactions? A
sale raises the rate and not the mix; a shop whose customers are always new raises the mix and not
the rate.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from statistics import median
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

NORMAL_MAD = 1.4826
"""From the median absolute deviation to the standard deviation of a normal distribution."""

PRIOR_PERIODS = 1.0
"""What peers do counts as much as one period of an entity's own past."""

PEERS_CONCENTRATION = 40.0
"""How alike peers are: their shares scatter as a beta distribution of this many trials would.

Chosen on simulated quiet days with every look-alike and one day of past: at 40 no seed of four had
a threat; at 400 both of two had, shops and categories whose customers are newer than others'.
"""

_TERMS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a count should be, and its variance, which is at least the mean (Poisson)."""

    mean: float
    variance: float


def expected(past: Sequence[float], peer_mean: float) -> Expectation:
    """What the next period should count, from the same period in the past.

    Median and median absolute deviation, so that one earlier attack does not become the norm;
    `peer_mean` stands in where there is little past, and the fewer periods the wider the variance
    (that of a gamma-Poisson prediction).

    >>> expected([], peer_mean=0.5)
    Expectation(mean=0.5, variance=0.75)
    >>> expected([4.0] * 9, peer_mean=0.0).mean
    3.6
    """
    periods = len(past) + PRIOR_PERIODS
    own = median(past) if past else 0.0
    spread = NORMAL_MAD * median([abs(count - own) for count in past]) if past else 0.0
    mean = (len(past) * own + PRIOR_PERIODS * peer_mean) / periods
    return Expectation(mean, mean + mean * mean / periods + spread * spread)


def rate_surprise(count: int, expectation: Expectation) -> float:
    """The chance of `count` or more, by a negative binomial with this mean and variance.

    >>> rate_surprise(0, Expectation(1.0, 2.0))
    1.0
    >>> round(rate_surprise(3, Expectation(1.0, 2.0)), 6)
    0.125
    """
    mean, variance = max(expectation.mean, 1e-9), expectation.variance
    size = mean * mean / max(variance - mean, 1e-9 * mean)
    ratio = mean / (mean + size)

    def log_chance(k: int) -> float:
        ways = lgamma(k + size) - lgamma(size) - lgamma(k + 1)
        return ways + size * log1p(-ratio) + k * log(ratio)

    return _tail(count, None, log_chance)


def mix_surprise(count: int, transactions: int, share: float) -> float:
    """The chance of `count` or more of `transactions`, by a beta-binomial about the peers' share.

    >>> mix_surprise(0, 10, 0.1)
    1.0
    >>> mix_surprise(2, 2, 0.5) > 0.25
    True
    """
    share = min(max(share, 1e-6), 1 - 1e-6)
    hits, misses = share * PEERS_CONCENTRATION, (1 - share) * PEERS_CONCENTRATION

    def log_chance(k: int) -> float:
        rest = transactions - k
        ways = lgamma(transactions + 1) - lgamma(k + 1) - lgamma(rest + 1)
        return ways + _log_beta(k + hits, rest + misses) - _log_beta(hits, misses)

    return _tail(count, transactions, log_chance)


def discoveries(chances: Mapping[Key, float], tested: int, rate: float) -> set[Key]:
    """Which may be called departures so that at most a share `rate` of them is by chance.

    Benjamini and Hochberg (1995); `tested` counts also those whose chance was not worked out
    because it cannot be small.

    >>> sorted(discoveries({"a": 1e-9, "b": 0.004, "c": 0.4}, tested=10, rate=0.05))
    ['a', 'b']
    """
    ordered = sorted(chances, key=lambda key: chances[key])
    last = 0
    for place, key in enumerate(ordered, start=1):
        if chances[key] <= rate * place / max(tested, 1):
            last = place
    return set(ordered[:last])


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _tail(count: int, most: int | None, log_chance: Callable[[int], float]) -> float:
    """The sum from `count` up, until what follows adds nothing."""
    if count <= 0:
        return 1.0
    total, peak = 0.0, 0.0
    end = count + _TERMS_MAX if most is None else min(most, count + _TERMS_MAX)
    for k in range(count, end + 1):
        term = exp(log_chance(k))
        total += term
        peak = max(peak, term)
        if term < 1e-6 * peak and k > count + 2:
            break
    return min(total, 1.0)
