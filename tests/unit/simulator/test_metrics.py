"""Measures against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.metrics import area_under_roc, average_precision, by_scenario, over_budget, summary

FRAUDS = np.array([True, False, True, False])


def test_a_perfect_order_has_area_one() -> None:
    assert area_under_roc(FRAUDS, np.array([0.9, 0.1, 0.8, 0.2])) == 1.0


def test_ties_count_half() -> None:
    assert area_under_roc(FRAUDS, np.full(4, 0.5)) == 0.5


def test_one_pair_of_four_in_the_wrong_order_has_area_three_quarters() -> None:
    assert area_under_roc(FRAUDS, np.array([0.9, 0.1, 0.2, 0.3])) == 0.75


def test_average_precision_is_the_mean_of_precisions_at_frauds() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.1])
    assert average_precision(FRAUDS, scores) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_average_precision_of_ties_is_the_base_rate() -> None:
    assert average_precision(FRAUDS, np.full(4, 0.5)) == 0.5


def test_a_budget_takes_the_highest_scores() -> None:
    assert over_budget(np.arange(200) / 200, 0.01).nonzero()[0].tolist() == [198, 199]


def test_a_summary_counts_rows_and_frauds() -> None:
    found = summary(FRAUDS, np.array([0.9, 0.1, 0.8, 0.6]))
    assert (found["rows"], found["frauds"], found["recall_at_half"]) == (4.0, 2.0, 1.0)
    assert found["false_reviews_at_half"] == 0.5


def test_scenarios_are_told_apart_by_truth() -> None:
    names = np.array(["ring", "ring", "ring", "habit"])
    table = by_scenario(FRAUDS, np.array([0.9, 0.1, 0.2, 0.3]), names)
    assert table["fraud/ring"] == {"rows": 2.0, "at_1pct": 0.5, "at_half": 0.5}
    assert table["genuine/ring"]["rows"] == 1.0
