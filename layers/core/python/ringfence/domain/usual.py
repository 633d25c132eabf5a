"""What is usual: the normal that a line of the ledger is read against, from the vector alone.

Some of it holds for anybody (one user on a card) and stands with its feature. The rest is an
entity's own: its pace in a stretch of its past that ended before any window asked about began, so
that what happens now is not its own measure. A stretch with fewer than `ENOUGH` transactions tells
no pace, and then nothing is known to be usual.

A window that ends with a transaction holds that one and, at the entity's pace, pace x width others;
what is spent in it is that many times the stretch's mean amount; the time since the one before is
1 / pace (arrivals at random, whose past looks the same from any of them: Wolff 1982, PASTA).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ringfence.domain.features import FEATURE_INDEX, FEATURES, Feature, Vector
from ringfence.domain.velocity import (
    BASELINE_WINDOW_S,
    ENTITY_TYPES,
    MAX_EVENTS,
    WINDOWS_S,
    EntityType,
)

ENOUGH = 5
"""Transactions in a stretch: the pace of five at random times is off by half at one standard
deviation, which still tells a burst from a habit."""

Law = Callable[[Vector], float | None]
"""What is usual for one feature; None while nothing is known."""


def usual(place: int, values: Vector) -> float | None:
    """What is usual for the feature at `place` of `FEATURES`, in its own unit, rounded as it is
    read; None where nothing is, or not yet.

    >>> past = {"user_count_30d": 50.0, "user_sum_30d": 920.0, "user_count_7d": 4.0}
    >>> past |= {"user_count_24h": 3.0, "user_history": 49.0, "user_amount_mean": 20.0}
    >>> values = tuple(past.get(feature.name, 0.0) for feature in FEATURES)
    >>> [usual(FEATURE_INDEX[name], values) for name in ("amount", "user_count_1h", "user_gap_s")]
    [20.0, 1.1, 43200.0]
    >>> [usual(FEATURE_INDEX[f"user_{name}"], values) for name in ("count_7d", "sum_24h")]
    [15.0, 60.0]
    >>> [usual(FEATURE_INDEX[name], values) for name in ("card_users_24h", "card_count_1h")]
    [1.0, None]
    """
    return _LAWS[place](values)


def is_own(name: str) -> bool:
    """Whether what is usual for this feature is the entity's own, known once it has a past."""
    return name in _OWN


# ── An entity's own ──────────────────────────────────────────────────────────────────────────────


class _Stretch(NamedTuple):
    """From one window's start to a shorter one's: where their counts and sums stand."""

    seconds: int
    longer_count: int
    shorter_count: int
    longer_sum: int
    shorter_sum: int


class _Pace(NamedTuple):
    transactions: float
    spent: float
    seconds: int


def _stretches(entity: EntityType, width_s: int) -> Iterator[_Stretch]:
    """The stretches that end before a window of `width_s` begins, the oldest first."""
    widths_s = {**WINDOWS_S, **({"30d": BASELINE_WINDOW_S} if entity == "user" else {})}
    for longer, shorter in (("30d", "7d"), ("7d", "24h")):
        if longer in widths_s and width_s <= widths_s[shorter]:
            places = [
                FEATURE_INDEX[f"{entity}_{what}_{window}"]
                for what in ("count", "sum")
                for window in (longer, shorter)
            ]
            yield _Stretch(widths_s[longer] - widths_s[shorter], *places)


def _pace(stretches: Sequence[_Stretch], values: Vector) -> _Pace | None:
    """That of the first stretch with enough in it; a count that saturated tells none."""
    for stretch in stretches:
        longer = values[stretch.longer_count]
        transactions = longer - values[stretch.shorter_count]
        if transactions >= ENOUGH and longer < MAX_EVENTS:
            spent = values[stretch.longer_sum] - values[stretch.shorter_sum]
            return _Pace(transactions, spent, stretch.seconds)
    return None


def _count(stretches: Sequence[_Stretch], width_s: int, values: Vector) -> float | None:
    pace = _pace(stretches, values)
    return None if pace is None else _read(1 + pace.transactions * width_s / pace.seconds)


def _sum(stretches: Sequence[_Stretch], width_s: int, values: Vector) -> float | None:
    pace = _pace(stretches, values)
    if pace is None:
        return None
    return round(pace.spent * (1 / pace.transactions + width_s / pace.seconds), 2)


def _gap(stretches: Sequence[_Stretch], values: Vector) -> float | None:
    pace = _pace(stretches, values)
    return None if pace is None else _read(pace.seconds / pace.transactions)


def _read(value: float) -> float:
    """Nobody reads more digits of what is estimated."""
    return round(value, 1 if value < 10 else 0)


# ── The table ────────────────────────────────────────────────────────────────────────────────────

_HISTORY, _MEAN = FEATURE_INDEX["user_history"], FEATURE_INDEX["user_amount_mean"]
_EACH_ANOTHER = {"user": ["merchant"], "card": ["merchant"], "merchant": ["user", "card"]}
"""Whom an entity meets anew at nearly every transaction of a day: as many as transactions."""


def _mean_amount(values: Vector) -> float | None:
    return values[_MEAN] if values[_HISTORY] else None


def _once_known(constant: float, values: Vector) -> float | None:
    return constant if values[_HISTORY] else None


def _week_before(values: Vector) -> float | None:
    past = values[FEATURE_INDEX["user_count_30d"]] - values[FEATURE_INDEX["user_count_7d"]]
    fortnight = values[FEATURE_INDEX["user_outliers_14d"]]
    return fortnight - values[FEATURE_INDEX["user_outliers_7d"]] if past >= ENOUGH else None


def _nothing(_: Vector) -> None:
    return None


def _own() -> Iterator[tuple[str, Law]]:
    yield "amount", _mean_amount
    yield "amount_over_mean", partial(_once_known, 1.0)
    yield "amount_over_median", partial(_once_known, 1.0)
    yield "user_outliers_7d", _week_before
    for entity in ENTITY_TYPES:
        yield f"{entity}_gap_s", partial(_gap, [*_stretches(entity, 0)])
        for window, width_s in WINDOWS_S.items():
            if stretches := [*_stretches(entity, width_s)]:
                count = partial(_count, stretches, width_s)
                yield f"{entity}_count_{window}", count
                yield f"{entity}_sum_{window}", partial(_sum, stretches, width_s)
                if width_s <= WINDOWS_S["24h"]:
                    for other in _EACH_ANOTHER.get(entity, ()):
                        yield f"{entity}_{other}s_{window}", count


def _anybodys(feature: Feature) -> Law:
    return _nothing if feature.usual is None else lambda _: feature.usual


_OWN = dict(_own())
_LAWS: tuple[Law, ...] = tuple(_OWN.get(one.name) or _anybodys(one) for one in FEATURES)
