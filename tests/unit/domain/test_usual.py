"""What is usual is anybody's, or the entity's own before what happens now."""

from __future__ import annotations

import pytest

from ringfence.domain.features import FEATURE_INDEX, FEATURES
from ringfence.domain.usual import usual
from ringfence.domain.velocity import MAX_EVENTS

HABIT = {"device_count_7d": 13.0, "device_sum_7d": 260.0, "device_count_24h": 1.0}
HABIT |= {"device_sum_24h": 20.0}
"""Twelve transactions of 20 in the six days before this one: two a day."""


def _usual(name: str, **values: float) -> float | None:
    return usual(FEATURE_INDEX[name], tuple(values.get(one.name, 0.0) for one in FEATURES))


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("device_count_1m", 1.0),
        ("device_count_1h", 1.1),
        ("device_count_24h", 3.0),
        ("device_sum_24h", 60.0),
        ("device_gap_s", 43_200.0),
        ("device_count_7d", None),
        ("device_sum_7d", None),
    ],
)
def test_a_window_holds_its_last_transaction_and_the_pace_before_it(
    name: str, normal: float | None
) -> None:
    assert _usual(name, **HABIT) == normal


def test_a_burst_is_not_its_own_measure() -> None:
    attacked = {name: value + 500.0 for name, value in HABIT.items()}

    assert _usual("device_count_1h", **attacked) == _usual("device_count_1h", **HABIT)
    assert _usual("device_sum_1h", **attacked) == _usual("device_sum_1h", **HABIT)


@pytest.mark.parametrize("name", ["device_count_1h", "device_sum_1h", "device_gap_s"])
def test_nothing_is_usual_of_an_entity_with_hardly_a_past(name: str) -> None:
    assert _usual(name, device_count_7d=5.0, device_count_24h=1.0) is None
    assert _usual(name, device_count_7d=6.0, device_count_24h=1.0) is not None


def test_a_saturated_count_tells_no_pace() -> None:
    counts = {"merchant_count_7d": float(MAX_EVENTS), "merchant_count_24h": 2_000.0}

    assert _usual("merchant_count_1h", **counts) is None


def test_a_user_is_measured_by_the_weeks_before_this_one() -> None:
    weeks = {"user_count_30d": 123.0, "user_count_7d": 100.0, "user_count_24h": 90.0}

    assert _usual("user_count_24h", **weeks) == 2.0
    assert _usual("user_count_7d", **weeks) == 8.0


def test_a_user_of_a_few_days_is_measured_by_those() -> None:
    days = {"user_count_30d": 13.0, "user_count_7d": 13.0, "user_count_24h": 1.0}

    assert _usual("user_count_24h", **days) == 3.0
    assert _usual("user_count_7d", **days) is None


@pytest.mark.parametrize(
    ("name", "normal"),
    [("amount", 20.0), ("amount_over_mean", 1.0), ("amount_over_max", None)],
)
def test_an_amount_is_measured_once_others_are_known(name: str, normal: float | None) -> None:
    assert _usual(name, user_history=1.0, user_amount_mean=20.0) == normal
    assert _usual(name) is None


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("card_users_7d", 1.0),
        ("ip_users_1h", 1.0),
        # Many people share a public ip in the course of a day, and own several devices in a life.
        ("ip_users_24h", None),
        ("user_devices_ever", None),
        ("user_frauds_28d", 0.0),
        ("merchant_frauds_28d", None),
        ("hour_of_day", None),
    ],
)
def test_what_holds_for_anybody_needs_no_past(name: str, normal: float | None) -> None:
    assert _usual(name) == normal
