"""Train the seed model on replayed transactions: in time order, with labels as then known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

import lightgbm
import numpy as np

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.canonical import content_hash
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES
from ringfence.domain.model import MARGIN_LIMIT, Manifest
from simulator.dataset import Builder, Dataset, gather, joined, told
from simulator.export import Calibration, to_onnx
from simulator.labelled import Told
from simulator.leaks import refuse_knowing_features, refuse_unordered
from simulator.metrics import by_scenario, curves, summary
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


LEAKS_ROWS = 12_000
"""Replayed one and a half times before training, to see that no feature knows the future."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run is made of. Days count from the history's first transaction.

    Rows before `warm_days` would only fill the windows. The seed model fits them too: a fresh
    system is an empty store, and there a model fitted from day 14 on did worse (the model card).
    Rows up to `fit_days` fit the trees, up to `calibrate_days` the calibration; labels are those
    known at `label_days`; the rest, up to `days`, is the test.
    """

    start_s: float = EPOCH_S
    seed: int = 1
    days: float = 45.0
    warm_days: float = 0.0
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
    """A model and what is known about it. `report` is by test set: summary, scenarios, curves."""

    onnx: bytes
    manifest: Manifest
    report: dict[str, Any]


class Material(NamedTuple):
    """What a model is made from: weeks of a town, and live streams of other seeds."""

    history: Dataset
    live: Dataset

    def without(self, scenario: str) -> Material:
        """The same past, but no row of this scenario is trained on."""
        return Material(*(part.rows(part.scenarios != scenario) for part in self))


def train(
    recipe: Recipe,
    trained_at: str,
    say: Callable[[str], None] = print,
    build: Builder = gather,
) -> Trained:
    """Simulate, replay, fit, calibrate, export and measure; a function of `recipe` alone.

    Raises
    ------
    LeakFound
        A feature knows what came later, or the split does; nothing was fitted.
    """
    return train_from(material_of(recipe, say, build), recipe, trained_at, say)


def train_from(
    material: Material, recipe: Recipe, trained_at: str, say: Callable[[str], None] = print
) -> Trained:
    """As `train`, from what it replays.

    Raises
    ------
    LeakFound
    """
    onnx, draft = fit(material, recipe, trained_at, say)
    say("measuring on rows it never saw")
    return trained(onnx, draft, evaluate(load(onnx, draft), test_sets(recipe, material.history)))


def trained(onnx: bytes, draft: Manifest, report: dict[str, Any]) -> Trained:
    """The model with what was measured of it in its manifest."""
    metrics = {
        f"{name}_{key}": value
        for name, part in report.items()
        for key, value in part["summary"].items()
    }
    return Trained(onnx, draft.model_copy(update={"metrics": metrics}), report)


def material_of(recipe: Recipe, say: Callable[[str], None], build: Builder = gather) -> Material:
    """Replay what is trained on: one store for the town, one for each live stream.

    Raises
    ------
    LeakFound
        A feature knows what came later; nothing is fitted on it.
    """
    say("looking for leaks")
    refuse_knowing_features(build, list(islice(town(recipe, recipe.seed), LEAKS_ROWS)))
    say("replaying the history")
    history = history_of(recipe, recipe.seed, recipe.days, build)
    say("replaying live streams")
    seeds = (recipe.seed * 1_000 + number for number in range(recipe.live_streams))
    return Material(history, joined(live_of(recipe, seed, build=build) for seed in seeds))


def fit(
    material: Material, recipe: Recipe, trained_at: str, say: Callable[[str], None]
) -> tuple[bytes, Manifest]:
    """Trees, calibration and reference; the model's bytes, and its manifest without metrics.

    Raises
    ------
    LeakFound
    """
    labels_at_s = recipe.start_s + recipe.label_days * DAY_S
    known = material.history.as_known(labels_at_s)
    trees_rows, calibration = _split(known, recipe)
    later = known.rows(known.at_s >= labels_at_s)
    refuse_unordered((trees_rows, calibration), later, labels_at_s)
    rows = joined((trees_rows, material.live))
    say(f"fitting {recipe.trees} trees on {len(rows.frauds)} rows")
    booster = fit_trees(rows, recipe)
    platt = fit_platt(booster.predict(calibration.features, raw_score=True), calibration.frauds)
    onnx, base = to_onnx(booster, platt)
    used = joined((trees_rows, calibration, material.live))
    draft = _manifest(used, base, platt, trained_at)
    held_out = load(onnx, draft).run(calibration.features)[0]
    return onnx, draft.model_copy(update={"reference": reference_of(used.features, held_out)})


def history_of(recipe: Recipe, seed: int, days: float, build: Builder = gather) -> Dataset:
    """Weeks of a town, from an empty store."""
    return build(islice(town(recipe, seed), round(days * DAY_S * recipe.rate_per_s)))


def town(recipe: Recipe, seed: int) -> Iterator[Told]:
    """A town's transactions, for ever, each with when the truth about it is known."""
    world = World(seed, recipe.users, recipe.users // 4)
    return told(stream(world, PRESETS["calm"], EPOCH_S, recipe.rate_per_s, seed), seed)


def live_of(
    recipe: Recipe, seed: int, preset: str | None = None, build: Builder = gather
) -> Dataset:
    """Minutes of a nation at 20 per second from an empty store: what `send` sends."""
    start_s = EPOCH_S + (seed * 7.31 % 90) * DAY_S + (seed * 5.17 % 24) * HOUR_S
    chosen = preset or ("calm", "calm", "black-friday", "attack")[seed % 4]
    rows = stream(live_world(seed, 20.0), PRESETS[chosen], start_s, 20.0, seed, has_rhythm=False)
    return build(told(islice(rows, recipe.live_rows), seed))


def live_world(seed: int, rate_per_s: float) -> World:
    """As many users as this rate takes, so that each pays a few times a day."""
    users = max(2_000, round(rate_per_s * LIVE_USER_GAP_S))
    return World(seed, users, max(400, users // 40))


def test_sets(recipe: Recipe, history: Dataset) -> dict[str, Dataset]:
    """The history's last days, and worlds of other seeds."""
    later = history.at_s >= recipe.start_s + recipe.label_days * DAY_S
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
        warm_days=usual.warm_days * scale,
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
            "curves": curves(test.frauds, scores),
        }
    return report


def _split(known: Dataset, recipe: Recipe) -> tuple[Dataset, Dataset]:
    days = (known.at_s - recipe.start_s) / DAY_S
    is_fit = (days >= recipe.warm_days) & (days < recipe.fit_days)
    is_after = (days >= recipe.fit_days) & (days < recipe.calibrate_days)
    return known.rows(is_fit), known.rows(is_after)


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
        margin = np.clip(design @ weights, -MARGIN_LIMIT, MARGIN_LIMIT)
        predicted = 1.0 / (1.0 + np.exp(-margin))
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
