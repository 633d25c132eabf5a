"""Training: small, seeded, and blind to what was not known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ringfence.adapters.onnx_model import load
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import sigmoid
from simulator.registry import SEED_MODEL, read, save
from simulator.train import Recipe, Trained, fit_platt, train

SMALL = Recipe(
    days=4.0, fit_days=2.0, calibrate_days=2.5, label_days=3.0, rate_per_s=0.03, users=300,
    live_streams=1, live_rows=1_500, trees=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(SMALL, "2026-01-01T00:00:00+00:00", say=lambda _: None)


def test_a_trained_model_loads_and_scores(trained: Trained) -> None:
    [score] = load(trained.onnx, trained.manifest).score([(0.0,) * len(FEATURE_NAMES)])
    assert score is not None
    assert 0.0 < sigmoid(score.base + sum(score.contributions)) < 1.0


def test_the_same_recipe_gives_the_same_bytes(trained: Trained) -> None:
    assert train(SMALL, "later", say=lambda _: None).onnx == trained.onnx


def test_a_saved_model_reads_back(trained: Trained, tmp_path: Path) -> None:
    save(trained, tmp_path)
    assert read(tmp_path) == (trained.onnx, trained.manifest)
    assert json.loads((tmp_path / "metrics.json").read_text()) == trained.report


def test_the_manifest_says_how_features_and_scores_were_spread_in_training(
    trained: Trained,
) -> None:
    reference = trained.manifest.reference
    assert reference is not None
    assert tuple(reference.edges) == tuple(reference.shares) == FEATURE_NAMES
    for edges in (*reference.edges.values(), reference.score.edges):
        assert len(edges) == 9
        assert list(edges) == sorted(edges)
    for shares in (*reference.shares.values(), reference.score.shares):
        assert len(shares) == 10
        assert sum(shares) == pytest.approx(1.0)
    # Amounts hardly repeat, so each decile holds a tenth of the rows.
    assert reference.shares["amount"] == pytest.approx((0.1,) * 10, abs=0.01)


def test_platt_finds_the_slope_and_intercept_that_made_the_labels() -> None:
    random = np.random.default_rng(1)
    margins = random.normal(-2, 2, 200_000)
    frauds = random.random(200_000) < 1 / (1 + np.exp(-(0.8 * margins - 0.5)))
    slope, intercept = fit_platt(margins, frauds)
    assert slope == pytest.approx(0.8, abs=0.03)
    assert intercept == pytest.approx(-0.5, abs=0.05)


def test_the_committed_model_is_small_and_good_on_worlds_it_never_saw() -> None:
    onnx, manifest = read(SEED_MODEL)
    assert len(onnx) < 1_000_000
    assert load(onnx, manifest).version
    assert manifest.metrics["other_town_average_precision"] > 0.6
    assert manifest.metrics["later_auc"] > 0.95
