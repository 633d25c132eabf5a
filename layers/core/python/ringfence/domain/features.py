"""FEATURES: the one ordered list of what a decision is made from, and how an analyst reads each.

Training replays transactions through the same `vector`, so there is no second implementation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter, truediv
from typing import NamedTuple

from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import ReasonGroup
from ringfence.domain.graph import GRAPH_FIELDS, NO_RING, GraphReading, RingReading
from ringfence.domain.label_features import LABEL_FEATURES, label_values
from ringfence.domain.money import minor_per_major
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import (
    COUNTERPARTS,
    ENTITY_TYPES,
    READING_FIELDS,
    WINDOWS_S,
    AmountBaseline,
    VelocityReading,
    amount_baseline,
    count_outliers,
)

Vector = tuple[float, ...]
"""Values in `FEATURES` order."""


class Feature(NamedTuple):
    """One column. `sentence` is a format string with `{value}`; `usual` is what is normal for
    anybody (what is normal for one entity: domain/usual.py)."""

    name: str
    group: ReasonGroup
    sentence: str
    usual: float | None = None


WINDOW_WORDS = {"1m": "1 min", "10m": "10 min", "1h": "1 h", "24h": "24 h", "7d": "7 days"}


def _velocity_features() -> Iterator[Feature]:
    for entity in ENTITY_TYPES:
        group: ReasonGroup = "merchant" if entity == "merchant" else "velocity"
        whose = f"{'at' if entity == 'merchant' else 'by'} this {entity}"
        yield Feature(
            f"{entity}_gap_s", group, f"{{value}} s since this {entity}'s previous transaction"
        )
        for window, words in WINDOW_WORDS.items():
            yield Feature(
                f"{entity}_count_{window}",
                group,
                f"{{value}} transactions {whose} in {words}",
            )
        for window, words in WINDOW_WORDS.items():
            yield Feature(f"{entity}_sum_{window}", group, f"{{value}} spent {whose} in {words}")
        for counterpart in COUNTERPARTS[entity]:
            yield from _pair_features(entity, counterpart)


_ONE_IS_USUAL: dict[tuple[str, str], str] = {
    ("user", "card"): "7d",
    ("user", "device"): "24h",
    ("user", "ip"): "1h",
    ("card", "user"): "7d",
    ("device", "user"): "7d",
    ("device", "card"): "7d",
    ("ip", "user"): "1h",
    ("ip", "card"): "1h",
}
"""The longest window in which one counterpart is what nearly everybody has: nine in ten genuine
transactions with one at all (`python -m simulator dataset --users 1000 --rate 0.025 --rows 86400
--seed 3`, after 31 days)."""


def _pair_features(entity: str, counterpart: str) -> Iterator[Feature]:
    is_tie = counterpart == "user" and entity in ("card", "device", "ip")
    group: ReasonGroup = "graph" if is_tie else "merchant" if entity == "merchant" else "velocity"
    yield Feature(
        f"{entity}_{counterpart}_gap_s",
        "behaviour",
        f"{{value}} s since this {entity} and {counterpart} were last seen together (-1 is never)",
    )
    one_until_s = WINDOWS_S.get(_ONE_IS_USUAL.get((entity, counterpart), ""), 0)
    for window, words in WINDOW_WORDS.items():
        sentence = f"{{value}} {counterpart}s with this {entity} in {words}"
        usual = 1.0 if WINDOWS_S[window] <= one_until_s else None
        yield Feature(f"{entity}_{counterpart}s_{window}", group, sentence, usual)


_AMOUNT_FEATURES = (
    Feature("amount", "amount", "amount {value}"),
    Feature("amount_over_mean", "amount", "amount is {value} x this user's mean", 1.0),
    Feature("amount_over_median", "amount", "amount is {value} x this user's median", 1.0),
    Feature("amount_over_max", "amount", "amount is {value} x this user's largest so far"),
    Feature("user_amount_mean", "amount", "this user's mean amount is {value}"),
    Feature("user_amount_median", "amount", "this user's median amount is {value}"),
    Feature("user_amount_max", "amount", "this user's largest amount is {value}"),
    Feature("user_history", "behaviour", "{value} previous transactions of this user are known"),
    Feature("user_outliers_7d", "amount", "{value} amounts beyond this user's normal in 7 days"),
    Feature("user_outliers_14d", "amount", "{value} amounts beyond this user's normal in 14 days"),
    Feature(
        "user_outlier_share_7d", "amount", "{value} of this user's amounts in 7 days are outliers"
    ),
    Feature(
        "user_outlier_share_14d", "amount", "{value} of this user's amounts in 14 days are outliers"
    ),
    Feature("user_count_30d", "velocity", "{value} transactions by this user in 30 days"),
    Feature("user_sum_30d", "velocity", "{value} spent by this user in 30 days"),
    Feature("user_burst_1m", "velocity", "{value} transactions by this user in one minute", 1.0),
    Feature("device_users_near", "graph", "{value} users on this device since 24 h before", 1.0),
    Feature("hour_of_day", "behaviour", "hour {value} (UTC)"),
    Feature("day_of_week", "behaviour", "day {value} of the week (Monday is 0)"),
)

_GRAPH_FEATURES = (
    Feature("card_users_ever", "graph", "{value} users ever on this card", 1.0),
    Feature("device_users_ever", "graph", "{value} users ever on this device", 1.0),
    Feature("ip_users_ever", "graph", "{value} users ever on this ip"),
    Feature("user_cards_ever", "graph", "{value} cards ever used by this user"),
    Feature("user_devices_ever", "graph", "{value} devices ever used by this user"),
    Feature("user_ips_ever", "graph", "{value} ips ever used by this user"),
    Feature("ring_identifiers", "graph", "{value} of this user's identifiers are shared", 0.0),
    Feature("ring_users", "graph", "{value} other users share an identifier with this user", 0.0),
    Feature("ring_frauds", "label", "{value} confirmed frauds among users tied to this one", 0.0),
)

_RING_FEATURES = (
    Feature("user_ring_score", "graph", "the score of the ring this user is in is {value}", 0.0),
    Feature("user_ring_size", "graph", "{value} users in the ring this user is in", 0.0),
)

FEATURES: tuple[Feature, ...] = (
    *_AMOUNT_FEATURES,
    *_velocity_features(),
    *_GRAPH_FEATURES,
    *_RING_FEATURES,
    *(Feature(*row) for row in LABEL_FEATURES),
)
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
FEATURE_INDEX: dict[str, int] = {name: index for index, name in enumerate(FEATURE_NAMES)}
MONEY_NAMES: frozenset[str] = frozenset(
    name
    for name in FEATURE_NAMES
    if name == "amount" or name.startswith("user_amount_") or "_sum_" in name
)
"""What is in major units of the namespace's currency."""

FEATURES_VERSION: str = content_hash(list(FEATURE_NAMES))
"""A model whose manifest names other features is refused at load."""

_READING_INDEX = {name: index for index, name in enumerate(READING_FIELDS)}
_MS_PER_S = 1_000.0


def _source(name: str) -> int:
    """Where a velocity feature stands in a reading."""
    return _READING_INDEX[name.removesuffix("_s") + "_ms" if name.endswith("_gap_s") else name]


_VELOCITY_NAMES = tuple(feature.name for feature in _velocity_features())
_pick_velocity = itemgetter(*map(_source, _VELOCITY_NAMES))
_GAPS = tuple(i for i, name in enumerate(_VELOCITY_NAMES) if name.endswith("_gap_s"))
_COUNT_7D, _COUNT_14D = _READING_INDEX["user_count_7d"], _READING_INDEX["user_count_14d"]
_COUNT_30D, _SUM_30D = _READING_INDEX["user_count_30d"], _READING_INDEX["user_sum_30d"]
_BURST = _READING_INDEX["user_burst_1m"]
_USERS_NEAR = _READING_INDEX["device_users_near"]


def vector(
    transaction: Transaction,
    velocity: VelocityReading,
    graph: GraphReading,
    ring: RingReading = NO_RING,
) -> Vector:
    """The feature vector: one float per feature, in `FEATURES` order, all finite.

    Amounts and sums are in major units of the namespace's currency, gaps in seconds (-1 is never),
    ratios 0 without history.
    """
    major = minor_per_major(transaction.counted_currency)
    return (
        *_amount_values(transaction, velocity, major),
        *_velocity_values(velocity.values, major),
        *map(float, graph.values),
        ring.score,
        float(ring.size),
        *label_values(velocity.labels),
    )


def _amount_values(transaction: Transaction, velocity: VelocityReading, major: int) -> Vector:
    amount = float(transaction.counted_minor)
    baseline = amount_baseline(velocity.amounts_minor)
    return (
        amount / major,
        amount / baseline.mean if baseline.mean else 0.0,
        amount / baseline.median if baseline.median else 0.0,
        amount / baseline.maximum if baseline.maximum else 0.0,
        baseline.mean / major,
        baseline.median / major,
        baseline.maximum / major,
        float(baseline.transactions),
        *_outlier_values(velocity, baseline),
        float(velocity.values[_COUNT_30D]),
        velocity.values[_SUM_30D] / major,
        float(velocity.values[_BURST]),
        float(velocity.values[_USERS_NEAR]),
        float(transaction.occurred_at.hour),
        float(transaction.occurred_at.weekday()),
    )


def _outlier_values(velocity: VelocityReading, baseline: AmountBaseline) -> Vector:
    """Counts, then shares, of the user's previous amounts in 7 and 14 days.

    Amounts come newest first and a window holds an unbroken run of them, so its count cuts them.
    """
    week = velocity.amounts_minor[: velocity.values[_COUNT_7D] - 1]
    fortnight = velocity.amounts_minor[: velocity.values[_COUNT_14D] - 1]
    in_week, in_fortnight = count_outliers(week, baseline), count_outliers(fortnight, baseline)
    return (
        float(in_week),
        float(in_fortnight),
        in_week / len(week) if week else 0.0,
        in_fortnight / len(fortnight) if fortnight else 0.0,
    )


def _velocity_values(values: tuple[int, ...], major: int) -> list[float]:
    velocities = list(map(truediv, _pick_velocity(values), _divisors(major)))
    for place in _GAPS:
        if velocities[place] < 0:
            velocities[place] = -1.0
    return velocities


@lru_cache(maxsize=8)
def _divisors(major: int) -> tuple[float, ...]:
    """What turns each integer of a reading into its feature's unit: gaps to s, sums to major."""
    return tuple(
        _MS_PER_S if name.endswith("_gap_s") else float(major if "_sum_" in name else 1)
        for name in _VELOCITY_NAMES
    )


def named(values: Vector) -> dict[str, float]:
    """The vector by name, as a decision stores it and a rule reads it."""
    return dict(zip(FEATURE_NAMES, values, strict=True))


assert tuple(feature.name for feature in _GRAPH_FEATURES) == GRAPH_FIELDS
assert tuple(WINDOW_WORDS) == tuple(WINDOWS_S)
