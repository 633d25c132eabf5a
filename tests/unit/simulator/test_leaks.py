"""Leaks planted in features and splits: each is seen, named, and stops the training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from ringfence.domain.features import FEATURE_INDEX
from simulator.dataset import Builder, Dataset, gather, told
from simulator.errors import LeakFound
from simulator.labelled import Told
from simulator.leaks import refuse_knowing_features, refuse_unordered
from simulator.stream import PRESETS, stream
from simulator.train import Recipe, train
from simulator.world import DAY_S, World

START_S = 1_767_225_600.0
SMALL = Recipe(
    days=4.0, fit_days=2.0, calibrate_days=2.5, label_days=3.0, rate_per_s=0.03, users=300,
    live_streams=1, live_rows=500, trees=2,
)  # fmt: skip


Leak = Callable[[Sequence[Told]], Sequence[float]]


def rows_of(count: int = 1_000) -> list[Told]:
    rows = stream(World(1, 300, 100), PRESETS["attack"], START_S, 0.02, 1)
    return list(told(islice(rows, count), 1))


def planted(column: str, leak: Leak) -> Builder:
    """The usual dataset, but one column also knows what `leak` says of each row."""

    def build(rows: Iterable[Told]) -> Dataset:
        kept = list(rows)
        dataset = gather(kept)
        features = dataset.features.copy()
        features[:, FEATURE_INDEX[column]] += leak(kept)
        return replace(dataset, features=features)

    return build


def own_truth(rows: Sequence[Told]) -> list[float]:
    return [float(one.row.is_fraud) for one in rows]


def frauds_of_the_merchant(rows: Sequence[Told]) -> list[float]:
    """Target encoding over the whole file, the classic."""
    frauds = Counter(one.row.merchant for one in rows if one.row.is_fraud)
    return [float(frauds[one.row.merchant]) for one in rows]


def frauds_so_far(rows: Sequence[Told]) -> list[float]:
    """Only of the past, but before anybody could know of them."""
    frauds: Counter[str] = Counter()
    values = []
    for one in rows:
        values.append(float(frauds[one.row.merchant]))
        frauds[one.row.merchant] += one.row.is_fraud
    return values


def transactions_to_come(rows: Sequence[Told]) -> list[float]:
    """No label at all: how often the user will pay from now on."""
    left = Counter(one.row.user_id for one in rows)
    values = []
    for one in rows:
        left[one.row.user_id] -= 1
        values.append(float(left[one.row.user_id]))
    return values


def test_the_features_that_serve_know_nothing_of_the_future() -> None:
    refuse_knowing_features(gather, rows_of())


@pytest.mark.parametrize(
    "leak", [own_truth, frauds_of_the_merchant, frauds_so_far, transactions_to_come]
)
def test_a_planted_leak_is_named(leak: Leak) -> None:
    with pytest.raises(LeakFound, match=r"already in the features: merchant_frauds_7d$"):
        refuse_knowing_features(planted("merchant_frauds_7d", leak), rows_of())


def test_training_refuses_a_leaking_feature_before_it_fits() -> None:
    said: list[str] = []

    with pytest.raises(LeakFound, match="amount_over_mean"):
        train(SMALL, "now", said.append, planted("amount_over_mean", own_truth))

    assert said == ["looking for leaks"]


def a_dataset(days: Sequence[float], known_days: float | None = None) -> Dataset:
    """One fraud a day, known at once or at `known_days`."""
    at_s = START_S + np.array(days) * DAY_S
    known_at_s = at_s if known_days is None else np.full(len(days), START_S + known_days * DAY_S)
    names = np.array([""] * len(days))
    frauds = np.ones(len(days), bool)
    return Dataset(np.zeros((len(days), 1)), frauds, at_s, known_at_s, *[names] * 4)


def test_a_split_in_time_passes() -> None:
    refuse_unordered((a_dataset([0, 1]), a_dataset([2, 3])), a_dataset([5]), START_S + 4 * DAY_S)


def test_a_shuffled_split_is_refused() -> None:
    with pytest.raises(LeakFound, match="not split by time"):
        refuse_unordered((a_dataset([0, 3]), a_dataset([2])), a_dataset([5]), START_S + 4 * DAY_S)


def test_a_label_from_after_the_cut_is_refused() -> None:
    late = a_dataset([0, 1], known_days=6)
    with pytest.raises(LeakFound, match="2 frauds of training were not known"):
        refuse_unordered((late, a_dataset([2])), a_dataset([5]), START_S + 4 * DAY_S)


def test_a_test_that_begins_before_the_labels_are_known_is_refused() -> None:
    with pytest.raises(LeakFound, match="test begins before"):
        refuse_unordered((a_dataset([0]), a_dataset([2])), a_dataset([3]), START_S + 4 * DAY_S)
