"""Train the seed model on replayed transactions: in time order, with labels as then known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import lightgbm
import numpy as np

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.canonical import content_hash
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES
from ringfence.domain.model import Manifest
from simulator.dataset import Dataset, build, joined
from simulator.export import Calibration, to_onnx
from simulator.metrics import by_scenario, summary
from simulator.reference import reference_of
from simulator.stream import PRESETS, stream
from simulator.world import DAY_S, HOUR_S, World

EPOCH_S = 1_767_225_600.0
"""2026-01-01T00:00:00Z; where simulated histories begin."""

LIVE_USER_GAP_S = 10_000.0
"""Live, a user pays about every 3 h: at 20 per second that takes 200,000 users."""

PARAMETERS: dict[str, object] = {
    "objective": "binary",
    "num_leaves": 15,
    # Without a hessian floor, LightGBM collapses on rare fraud; with 255 bins, sharp cuts in
    # amount blur (design run of November 2026).
    "min_child_weight": 1,
    "reg_lambda": 1,
    "max_bin": 1023,
    "min_data_in_leaf": 20,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


MUTED = ("day_of_week", "hour_of_day")
"""Never split on: a history holds few rings, so the calendar would only tell them apart."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run is made of. Days count from the history's first transaction.

    Rows before `fit_days` fit the trees, up to `calibrate_days` the calibration; labels are those
    known at `label_days`; the rest, up to `days`, is the test.
    """

    seed: int = 1
    days: float = 45.0
    fit_days: float = 22.0
    calibrate_days: float = 27.0
    label_days: float = 39.0
    rate_per_s: float = 0.1
    users: int = 4_000
    live_streams: int = 12
    live_rows: int = 8_000
    trees: int = 100
    learning_rate: float = 0.1
    feature_fraction: float = 0.5


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what is known about it. `report` is by test set: summary and scenarios."""

    onnx: bytes
    manifest: Manifest
    report: dict[str, Any]


def train(recipe: Recipe, trained_at: str, say: Callable[[str], None] = print) -> Trained:
    """Simulate, replay, fit, calibrate, export and measure; a function of `recipe` alone."""
    say("replaying the history")
    history = history_of(recipe, recipe.seed, recipe.days)
    say("replaying live streams")
    live = joined(live_of(recipe, recipe.seed * 1_000 + n) for n in range(recipe.live_streams))
    known = history.as_known(EPOCH_S + recipe.label_days * DAY_S)
    fit, calibration = _split(known, recipe)
    say(f"fitting {recipe.trees} trees on {len(fit.frauds) + len(live.frauds)} rows")
    booster = fit_trees(joined((fit, live)), recipe)
    platt = fit_platt(booster.predict(calibration.features, raw_score=True), calibration.frauds)
    onnx, base = to_onnx(booster, platt)
    rows = joined((fit, calibration, live))
    draft = _manifest(rows, base, platt, trained_at)
    held_out = load(onnx, draft).run(calibration.features)[0]
    draft = draft.model_copy(update={"reference": reference_of(rows.features, held_out)})
    say("measuring on rows it never saw")
    report = evaluate(load(onnx, draft), test_sets(recipe, history))
    metrics = {
        f"{name}_{key}": value
        for name, part in report.items()
        for key, value in part["summary"].items()
    }
    return Trained(onnx, draft.model_copy(update={"metrics": metrics}), report)


def history_of(recipe: Recipe, seed: int, days: float) -> Dataset:
    """Weeks of a town, from an empty store."""
    world = World(seed, recipe.users, recipe.users // 4)
    rows = stream(world, PRESETS["calm"], EPOCH_S, recipe.rate_per_s, seed)
    return build(islice(rows, round(days * DAY_S * recipe.rate_per_s)), seed)


def live_of(recipe: Recipe, seed: int, preset: str | None = None) -> Dataset:
    """Minutes of a nation at 20 per second from an empty store: what `send` sends."""
    start_s = EPOCH_S + (seed * 7.31 % 90) * DAY_S + (seed * 5.17 % 24) * HOUR_S
    chosen = preset or ("calm", "calm", "black-friday", "attack")[seed % 4]
    rows = stream(live_world(seed, 20.0), PRESETS[chosen], start_s, 20.0, seed, has_rhythm=False)
    return build(islice(rows, recipe.live_rows), seed)


def live_world(seed: int, rate_per_s: float) -> World:
    """As many users as this rate takes, so that each pays a few times a day."""
    users = max(2_000, round(rate_per_s * LIVE_USER_GAP_S))
    return World(seed, users, max(400, users // 40))


def test_sets(recipe: Recipe, history: Dataset) -> dict[str, Dataset]:
    """The history's last days, and worlds of other seeds."""
    later = history.at_s >= EPOCH_S + recipe.label_days * DAY_S
    return {"later": history.rows(later), **other_worlds(recipe)}


def other_worlds(recipe: Recipe) -> dict[str, Dataset]:
    """Another town from an empty store, and live streams."""
    seed = recipe.seed
    return {
        "other_town": history_of(recipe, seed + 7_000, recipe.days - recipe.label_days),
        "live_attack": live_of(recipe, seed + 9_000, "attack"),
        "live_black_friday": live_of(recipe, seed + 9_001, "black-friday"),
    }


def scaled_recipe(seed: int, days: float) -> Recipe:
    """The recipe with a history of another length, in the same proportions."""
    usual = Recipe()
    scale = days / usual.days
    return replace(
        usual,
        seed=seed,
        days=days,
        fit_days=usual.fit_days * scale,
        calibrate_days=usual.calibrate_days * scale,
        label_days=usual.label_days * scale,
    )


def evaluate(model: OnnxModel, tests: dict[str, Dataset]) -> dict[str, Any]:
    """Summary and scenarios for each test set, through the exported graph, with the full truth."""
    report = {}
    for name, test in tests.items():
        scores = model.run(test.features)[0]
        report[name] = {
            "summary": summary(test.frauds, scores),
            "scenarios": by_scenario(test.frauds, scores, test.scenarios),
        }
    return report


def _split(known: Dataset, recipe: Recipe) -> tuple[Dataset, Dataset]:
    days = (known.at_s - EPOCH_S) / DAY_S
    is_fit = days < recipe.fit_days
    return known.rows(is_fit), known.rows(~is_fit & (days < recipe.calibrate_days))


def fit_trees(rows: Dataset, recipe: Recipe) -> Any:
    """A LightGBM booster; single-threaded, so equal rows and seed give equal trees."""
    features = rows.features.copy()
    features[:, [FEATURE_INDEX[name] for name in MUTED]] = 0.0
    data = lightgbm.Dataset(features, rows.frauds, feature_name=list(FEATURE_NAMES))
    parameters = {
        **PARAMETERS,
        "seed": recipe.seed,
        "learning_rate": recipe.learning_rate,
        "feature_fraction": recipe.feature_fraction,
    }
    return lightgbm.train(parameters, data, num_boost_round=recipe.trees)


def fit_platt(margins: Any, frauds: Any) -> Calibration:
    """Slope and intercept by Newton's method (Platt 1999, with his smoothed labels)."""
    positives, negatives = frauds.sum(), (~frauds).sum()
    wanted = np.where(frauds, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.stack([margins, np.ones_like(margins)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        predicted = 1.0 / (1.0 + np.exp(-design @ weights))
        slope = design.T @ (predicted - wanted)
        curve = (design * (predicted * (1.0 - predicted))[:, None]).T @ design
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), slope)
        weights -= step
        if abs(step).max() < 1e-10:
            break
    return Calibration(float(weights[0]), float(weights[1]))


def _manifest(rows: Dataset, base: float, platt: Calibration, trained_at: str) -> Manifest:
    return Manifest(
        features=FEATURE_NAMES,
        base_margin=base,
        trained_at=trained_at,
        training_rows=len(rows.frauds),
        training_frauds=int(rows.frauds.sum()),
        training_digest=content_hash(rows.digest.encode()),
        calibration=(platt.slope, platt.intercept),
        metrics={},
        note="trained on simulated transactions; see docs/model-card.md",
    )
