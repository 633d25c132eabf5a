"""The dataset: serving's features, and labels no earlier than they are known."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES, FEATURES
from ringfence.flow.observe import ObservedTransaction
from simulator.dataset import build, joined, told
from simulator.labelled import LabelledTransaction, to_transaction
from simulator.stream import PRESETS, stream
from simulator.world import DAY_S, World
from tests.builders import observed_batch

START_S = 1_767_225_600.0


def rows_of(count: int) -> list[LabelledTransaction]:
    return list(islice(stream(World(1, 500, 200), PRESETS["attack"], START_S, 0.2, 1), count))


def a_row(
    at_s: float, user: str, device: str, is_fraud: bool = False, scenario: str = "habit"
) -> LabelledTransaction:
    return LabelledTransaction(
        at_s=START_S + at_s,
        user_id=user,
        card_id=f"card-{user}",
        device_id=device,
        amount_minor=1_000,
        merchant="shop",
        merchant_category="grocery",
        ip=None,
        country="US",
        channel="online",
        is_fraud=is_fraud,
        scenario=scenario,
    )


def test_features_are_those_of_observe_but_for_labels() -> None:
    rows, state = rows_of(300), MemoryState()
    expected = []
    for number, row in enumerate(rows):
        observed = observed_batch(state, [to_transaction(row, f"t-{number}")]).rows[0]
        assert isinstance(observed, ObservedTransaction)
        expected.append(observed.vector)
    ours = build(rows, 1).features
    kept = [column for column, feature in enumerate(FEATURES) if feature.group != "label"]
    assert (ours[:, kept] == np.array(expected)[:, kept]).all()


def test_the_same_stream_and_seed_give_the_same_digest() -> None:
    assert build(rows_of(500), 1).digest == build(rows_of(500), 1).digest


def test_a_fraud_reaches_the_graph_only_once_it_is_known() -> None:
    soon = a_row(1, "user-b", "device-1")
    late = a_row(90 * DAY_S, "user-b", "device-1")
    dataset = build([a_row(0, "user-a", "device-1", is_fraud=True), soon, late], 1)
    column = dataset.features[:, FEATURE_INDEX["ring_frauds"]]
    assert dataset.known_at_s[0] < late.at_s
    assert column.tolist() == [0.0, 0.0, 1.0]


def test_most_frauds_are_known_after_days_and_genuine_after_a_month() -> None:
    frauds = [a_row(0, "user-a", "device-1", is_fraud=True)] * 4_000
    delays = sorted(one.known_at_s - one.row.at_s for one in told(frauds, 1))
    assert delays[int(0.2 * 4_000)] < DAY_S
    assert 2 * DAY_S < delays[2_000] < 7 * DAY_S
    [quiet] = told([a_row(0, "user-a", "device-1")], 1)
    assert quiet.known_at_s - quiet.row.at_s == 30 * DAY_S
    assert not quiet.is_told


def test_what_analysts_clear_reaches_the_windows_as_genuine() -> None:
    rows = [a_row(number, "user-a", "device-1", scenario="flash_sale") for number in range(200)]
    later = a_row(2 * DAY_S, "user-b", "device-2")
    column = FEATURE_INDEX["merchant_genuine_gap_s"]

    dataset = build([*rows, later], 1)

    assert dataset.features[0, column] == -1.0
    assert 2 * DAY_S - 200 < dataset.features[-1, column] < 2 * DAY_S


def test_a_fraud_not_yet_known_counts_as_genuine() -> None:
    history = build(rows_of(500), 1)
    known = history.as_known(START_S + DAY_S / 2)
    late = history.frauds & (history.known_at_s > START_S + DAY_S / 2)
    assert late.any()
    assert not known.frauds[late].any()
    assert (known.frauds == (history.frauds & ~late)).all()


def test_datasets_join_row_by_row() -> None:
    one, two = build(rows_of(50), 1), build(rows_of(70), 1)
    both = joined((one, two))
    assert both.features.shape == (120, len(FEATURE_NAMES))
    assert both.frauds.tolist() == [*one.frauds.tolist(), *two.frauds.tolist()]


@pytest.mark.parametrize("count", [0, 1])
def test_small_streams_have_the_right_shape(count: int) -> None:
    assert build(rows_of(count), 1).features.shape == (count, len(FEATURE_NAMES))
