"""The exporter: onnxruntime must say what LightGBM says."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import pytest

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import Manifest
from simulator.export import Calibration, to_onnx

COLUMNS = len(FEATURE_NAMES)
CALIBRATION = Calibration(0.9, -0.1)


def a_booster(rows: Any, frauds: Any, trees: int = 30) -> Any:
    parameters = {
        "objective": "binary",
        "num_leaves": 15,
        "max_bin": 1023,
        "min_child_weight": 1,
        "reg_lambda": 1,
        "num_threads": 1,
        "verbose": -1,
        "feature_pre_filter": False,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(rows, frauds), num_boost_round=trees)


def a_manifest(base: float) -> Manifest:
    return Manifest(
        features=FEATURE_NAMES,
        base_margin=base,
        trained_at="2026-01-01T00:00:00+00:00",
        training_rows=1,
        training_frauds=1,
        training_digest="",
        calibration=(CALIBRATION.slope, CALIBRATION.intercept),
        metrics={},
    )


def some_rows(seed: int, count: int = 4_000) -> Any:
    random = np.random.default_rng(seed)
    return np.round(np.exp(random.normal(size=(count, COLUMNS)) * 2), 2)


@pytest.fixture(scope="module")
def booster() -> Any:
    rows = some_rows(0)
    return a_booster(rows, (rows[:, 0] * rows[:, 3] > 20) & (rows[:, 5] > 1.5))


@pytest.fixture(scope="module")
def model(booster: Any) -> OnnxModel:
    onnx, base = to_onnx(booster, CALIBRATION)
    return load(onnx, a_manifest(base))


def native_margins(booster: Any, rows: Any) -> Any:
    raw = booster.predict(rows, raw_score=True)
    return CALIBRATION.slope * raw + CALIBRATION.intercept


def assert_parity(model: OnnxModel, booster: Any, rows: Any) -> None:
    probability, _ = model.run(rows)
    native = native_margins(booster, rows)
    assert abs(probability - 1 / (1 + np.exp(-native))).max() < 1e-6
    scores = [score for score in model.score(rows.tolist()) if score]
    margins = [score.base + sum(score.contributions) for score in scores]
    assert abs(np.array(margins) - native).max() < 2e-6


def test_random_rows_score_as_in_lightgbm(model: OnnxModel, booster: Any) -> None:
    assert_parity(model, booster, some_rows(1))


def test_float32_rows_score_as_in_lightgbm(model: OnnxModel, booster: Any) -> None:
    assert_parity(model, booster, some_rows(2).astype(np.float32).astype(np.float64))


def test_rows_on_and_beside_every_threshold_score_as_in_lightgbm(
    model: OnnxModel, booster: Any
) -> None:
    splits = [
        (node["split_feature"], node["threshold"])
        for tree in booster.dump_model()["tree_info"]
        for node in _splits(tree["tree_structure"])
    ]
    rows = np.repeat(some_rows(3, 1), 3 * len(splits), axis=0)
    for place, (feature, threshold) in enumerate(splits):
        beside = (np.nextafter(threshold, -np.inf), threshold, np.nextafter(threshold, np.inf))
        rows[3 * place : 3 * place + 3, feature] = beside
    assert_parity(model, booster, rows)


def test_extreme_rows_score_as_in_lightgbm(model: OnnxModel, booster: Any) -> None:
    values = (0.0, -1.0, 1e-38, 1e12, -1e12, 16_777_217.0, 1e300)
    assert_parity(model, booster, np.array([[value] * COLUMNS for value in values]))


def test_a_model_without_a_split_scores_its_base() -> None:
    rows = some_rows(4, 100)
    onnx, base = to_onnx(a_booster(rows, np.arange(100) < 3, trees=1), CALIBRATION)
    [score] = load(onnx, a_manifest(base)).score([(0.0,) * COLUMNS])
    assert score is not None
    assert score.base + sum(score.contributions) == pytest.approx(base, abs=2.0)


def test_the_feature_that_decides_contributes_most() -> None:
    rows = some_rows(5)
    onnx, base = to_onnx(a_booster(rows, rows[:, 7] > 20), CALIBRATION)
    model = load(onnx, a_manifest(base))
    high = [1.0] * COLUMNS
    high[7] = 50.0
    [score] = model.score([tuple(high)])
    assert score is not None
    assert score.contributions.index(max(score.contributions)) == 7


def _splits(node: dict[str, Any]) -> list[dict[str, Any]]:
    if "split_feature" not in node:
        return []
    return [node, *_splits(node["left_child"]), *_splits(node["right_child"])]
