"""Training on what a system decided and was told since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ringfence.domain.decisions import Decision
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES
from simulator.dataset import Dataset
from simulator.errors import UnreadableFile
from simulator.given_labels import GivenLabel
from simulator.own_data import UNDISPUTED_S, from_decisions, merged, train_on, with_labels
from simulator.world import DAY_S
from tests.builders import a_label, a_request, services

START_S = 1_772_000_000.0


def decided(transaction_id: str) -> Decision:
    return services().score_now(a_request(transaction_id=transaction_id))


def a_history(days: int = 60, a_day: int = 80) -> Dataset:
    """One in ten is a fraud, told by its amount, known five days later."""
    count = days * a_day
    frauds = np.arange(count) % 10 == 3
    features = np.random.default_rng(1).random((count, len(FEATURE_NAMES)))
    features[:, FEATURE_INDEX["amount"]] += frauds * 0.9
    at_s = START_S + np.arange(count) * DAY_S / a_day
    names = np.array([f"tx-{number}" for number in range(count)])
    return Dataset(features, frauds, at_s, at_s + 5 * DAY_S, names, names, names, names)


def test_a_stored_decision_is_a_row_with_its_own_vector_and_label() -> None:
    fraud, quiet, unclear = decided("tx-fraud"), decided("tx-quiet"), decided("tx-unclear")
    label = a_label(fraud.transaction)
    stored = [
        (fraud, (label,)),
        (quiet, ()),
        (unclear, (a_label(unclear.transaction), a_label(unclear.transaction, "unsure"))),
    ]

    dataset, left_out = from_decisions(stored)

    assert left_out == 1
    assert dataset.ids.tolist() == ["tx-fraud", "tx-quiet"]
    assert dataset.frauds.tolist() == [True, False]
    assert dict(zip(FEATURE_NAMES, dataset.features[0].tolist(), strict=True)) == fraud.features
    assert dataset.known_at_s[0] == label.known_at.timestamp()
    assert dataset.known_at_s[1] == dataset.at_s[1] + UNDISPUTED_S


def test_decisions_of_other_features_or_without_the_graph_are_left_out() -> None:
    fine = decided("tx-1")
    other = fine.versions.model_copy(update={"features": "another release"})
    stored = [
        (fine.model_copy(update={"versions": other}), ()),
        (fine.model_copy(update={"missing": ("graph",)}), ()),
    ]

    assert from_decisions(stored).left_out == 2


def test_a_late_chargeback_reaches_the_row_of_an_older_export() -> None:
    one, two, three = decided("tx-1"), decided("tx-2"), decided("tx-3")
    exported = from_decisions([(one, ()), (two, (a_label(two.transaction),)), (three, ())]).dataset
    late_s = (one.transaction.occurred_at + timedelta(days=90)).timestamp()
    given = [
        GivenLabel(1, "tx-1", "fraud", "chargeback", late_s),
        GivenLabel(2, "tx-3", "unsure", "chargeback", None),
        GivenLabel(3, "never-seen", "fraud", "chargeback", None),
    ]

    dataset, found = with_labels(exported, given, now_s=late_s + 1)

    assert found == 2
    assert dataset.ids.tolist() == ["tx-1", "tx-2"]
    assert dataset.frauds.tolist() == [True, True]
    assert dataset.known_at_s[0] == late_s


def test_a_row_exported_twice_counts_once_with_its_last_label() -> None:
    one = decided("tx-1")
    before = from_decisions([(one, ())]).dataset
    after = from_decisions([(one, (a_label(one.transaction),))]).dataset

    assert merged([before, after]).frauds.tolist() == [True]


def test_a_dataset_reads_back_and_another_releases_is_refused(tmp_path: Path) -> None:
    path, history = tmp_path / "rows.npz", a_history(days=2)
    history.save(path)
    assert Dataset.read(path).digest == history.digest

    columns: dict[str, Any] = {name: [] for name in Dataset.__slots__}
    np.savez_compressed(path, names=np.array(["amount"]), **columns)
    with pytest.raises(UnreadableFile, match="other features than this release"):
        Dataset.read(path)
    path.write_text("not a dataset")
    with pytest.raises(UnreadableFile, match="is no dataset"):
        Dataset.read(path)


def test_training_on_own_rows_learns_what_tells_frauds_apart() -> None:
    """Of 60 days, in the seed model's proportions, day 52 has the labels; later days test."""
    trained = train_on(a_history(), 1, "2026-06-01T00:00:00+00:00", say=lambda _: None)

    assert trained.manifest.metrics["later_auc"] > 0.8
    assert trained.manifest.metrics["later_rows"] == (60 - 52) * 80
    assert trained.manifest.training_rows < len(a_history().frauds)


def test_too_few_known_frauds_are_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="0 known frauds to fit; at least 20"):
        train_on(a_history(days=2), 1, "now", say=lambda _: None)
