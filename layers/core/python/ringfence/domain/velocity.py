"""Velocity: counts, sums, distinct counterparts of an entity's transactions over sliding windows.

The law. A transaction at time t sees, for a window of w, the entity's transactions with event time
in (t - w, t], itself included. A duplicate is never counted. A late arrival is counted where it
belongs: transactions observed after it see it, decisions already made do not change. What is as old
as the entity's longest window (`longest_window_s`) is forgotten: a gap, a pair or an amount from
before that never was, wherever and however long it happens to be stored. Each entity counts its
newest `MAX_EVENTS` transactions, and itself: counts saturate there, and so do distincts. Sums are
exact, since no payment counts for more than `AMOUNT_MAX_MINOR`.

A queue may deliver in any order, so "what was seen up to me" can miss a burst whose last
transaction was observed first. Two values therefore look to both sides of t: `user_burst_1m` is the
most transactions of the user in any minute that holds this one, `device_users_near` the users whose
last sighting on the device is after t - 24 h. In order, they equal `user_count_1m` and
`device_users_24h`; out of order, whoever is observed last sees the whole burst and the whole ring.

A reading is a flat tuple of integers in the order of `READING_FIELDS`, so that the adapters and the
feature vector share one layout and nothing is named twice on the hot path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

EntityType = Literal["user", "card", "device", "ip", "merchant"]
ENTITY_TYPES: tuple[EntityType, ...] = ("user", "card", "device", "ip", "merchant")

WINDOWS_S: dict[str, int] = {"1m": 60, "10m": 600, "1h": 3_600, "24h": 86_400, "7d": 604_800}
BASELINE_WINDOW_S = 30 * 86_400
OUTLIERS_WINDOW_S = 14 * 86_400
BASELINE_TRANSACTIONS = 60

COUNTERPARTS: dict[EntityType, tuple[EntityType, ...]] = {
    "user": ("card", "device", "ip", "merchant"),
    "card": ("user", "merchant"),
    "device": ("user", "card"),
    "ip": ("user", "card"),
    "merchant": ("user", "card"),
}


def longest_window_s(entity: EntityType) -> int:
    """The longest window of an entity, and how far back anything is remembered of it."""
    return BASELINE_WINDOW_S if entity == "user" else max(WINDOWS_S.values())


SHARED_BY: tuple[EntityType, ...] = ("card", "device", "ip")
"""Entities that tie users together; their users of the last 24 h are named in a reading."""

BURST_S = WINDOWS_S["1m"]
SHARED_WINDOW_S = WINDOWS_S["24h"]
NAMED_USERS_MAX = 10
MAX_EVENTS = 10_000
"""Transactions kept per entity. Counts saturate here."""

AMOUNT_MAX_MINOR = 700_000_000_000
"""The most a payment counts for, in minor units of the namespace's currency: the sum of as many as
an entity's log holds stays below 2^53, so every sum is exact, on every adapter."""

MAX_LATENESS_S = 2 * 86_400
"""A transaction older than this on arrival is refused: windows are exact for what is accepted."""

NEVER = -1
"""A time since something that never happened."""


def _reading_fields() -> Iterator[str]:
    for entity in ENTITY_TYPES:
        yield f"{entity}_gap_ms"
        yield from (f"{entity}_count_{window}" for window in WINDOWS_S)
        yield from (f"{entity}_sum_{window}" for window in WINDOWS_S)
        for counterpart in COUNTERPARTS[entity]:
            yield f"{entity}_{counterpart}_gap_ms"
            yield from (f"{entity}_{counterpart}s_{window}" for window in WINDOWS_S)
    yield "user_count_14d"
    yield "user_count_30d"
    yield "user_sum_30d"
    yield "user_burst_1m"
    yield "device_users_near"


READING_FIELDS: tuple[str, ...] = tuple(_reading_fields())
"""Integers: counts, sums in minor units, gaps in ms (`NEVER` where there is none).

`<entity>_gap_ms` is the time since the entity's previous transaction,
`<entity>_<counterpart>_gap_ms` the time since this pair was last seen together; `NEVER` from the
entity's longest window on. All are 0 (gaps `NEVER`) for an absent ip."""


@dataclass(frozen=True, slots=True)
class VelocityReading:
    """What the windows said about one transaction, at its own event time.

    `values` follow `READING_FIELDS`. `amounts_minor` are the user's previous transactions, newest
    first, at most `BASELINE_TRANSACTIONS`, from `BASELINE_WINDOW_S`. `shared_users` names, for each
    of `SHARED_BY`, the users last seen on that entity after t - `SHARED_WINDOW_S`, most recent
    first, at most `NAMED_USERS_MAX`. `labels` follow `LABEL_FIELDS` of domain/labels.py.
    """

    values: tuple[int, ...]
    amounts_minor: tuple[int, ...]
    shared_users: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AmountBaseline:
    """A user's own normal, in minor units; zeros without history."""

    mean: float
    median: float
    maximum: float
    transactions: int


OUTLIER_MULTIPLE = 2.5
"""An amount over this multiple of the median is an outlier; the mean clips it (model-card.md)."""


def amount_baseline(amounts_minor: Sequence[int]) -> AmountBaseline:
    """The robust baseline of previous amounts: clipped mean, median and maximum.

    >>> amount_baseline([1000, 1200, 800, 90_000])
    AmountBaseline(mean=1437.5, median=1100.0, maximum=90000.0, transactions=4)
    >>> amount_baseline([]).transactions
    0
    """
    if not amounts_minor:
        return AmountBaseline(0.0, 0.0, 0.0, 0)
    ordered = sorted(amounts_minor)
    middle = len(ordered) // 2
    median = (ordered[middle] + ordered[~middle]) / 2
    cap = OUTLIER_MULTIPLE * median
    mean = sum(min(amount, cap) for amount in ordered) / len(ordered)
    return AmountBaseline(mean, median, float(ordered[-1]), len(ordered))


def count_outliers(amounts_minor: Sequence[int], baseline: AmountBaseline) -> int:
    """How many amounts are far above the user's median.

    >>> count_outliers([1000, 90_000], amount_baseline([1000, 1200, 800, 90_000]))
    1
    """
    cap = OUTLIER_MULTIPLE * baseline.median
    return sum([amount > cap for amount in amounts_minor])
