"""Our own benchmark: a world of another seed, and each scenario as if it had never been met.

The world is a town of 4,000 users over 33 days; its first 13 only fill the store. Every figure is
at one alert budget: the 1 % of transactions with the highest scores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ringfence.adapters.onnx_model import OnnxModel, load
from ringfence.domain.ring_finding import find_rings
from simulator import ring_metrics
from simulator.dataset import Dataset, gather
from simulator.labelled import Told
from simulator.metrics import by_scenario, curves, over_budget, summary
from simulator.registry import read
from simulator.stream import SCENARIOS
from simulator.train import EPOCH_S, Material, Recipe, fit, material_of, town
from simulator.world import DAY_S

DAYS, WARM_DAYS = 33.0, 13.0
Say = Callable[[str], None]
Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A world no model was trained on: every row, and the vectors of those that are measured."""

    seed: int
    rows: Sequence[Told]
    measured: Dataset


def world_of(seed: int, recipe: Recipe, days: float = DAYS) -> HeldOut:
    """Replay a town of this seed, which must not be a seed of training."""
    rows = list(islice(town(recipe, seed), round(days * DAY_S * recipe.rate_per_s)))
    return HeldOut(seed, rows, gather(rows, EPOCH_S + days * WARM_DAYS / DAYS * DAY_S))


def evaluate(model: OnnxModel, world: HeldOut) -> Report:
    """Everything the benchmark says of one model, but for scenarios it was kept from."""
    rows = world.measured
    scores = model.run(rows.features)[0]
    return {
        "seed": world.seed,
        "summary": summary(rows.frauds, scores),
        "scenarios": by_scenario(rows.frauds, scores, rows.scenarios),
        "curves": curves(rows.frauds, scores),
        "first_alerts": first_alerts(rows, over_budget(scores)),
        "rings": rings(world),
    }


def first_alerts(rows: Dataset, alerted: Any) -> Report:
    """By scenario: rings, the share never alerted, and the others' time to their first alert.

    `median_s` and `p90_s` count from a ring's first fraud to its first alerted one; `frauds_before`
    is the median number of its frauds that had passed by then.
    """
    table: Report = {}
    for scenario in sorted(set(rows.scenarios[rows.frauds].tolist())):
        waits, before, rings_ = [], [], 0
        inside = rows.frauds & (rows.scenarios == scenario)
        for ring in np.unique(rows.rings[inside]):
            places = np.flatnonzero(inside & (rows.rings == ring))
            hits = np.flatnonzero(alerted[places])
            rings_ += 1
            if len(hits):
                waits.append(float(rows.at_s[places[hits[0]]] - rows.at_s[places[0]]))
                before.append(int(hits[0]))
        table[scenario] = {
            "rings": rings_,
            "missed": 1.0 - len(waits) / rings_,
            "median_s": float(np.median(waits)) if waits else None,
            "p90_s": float(np.quantile(waits, 0.9)) if waits else None,
            "frauds_before": float(np.median(before)) if before else None,
        }
    return table


def rings(world: HeldOut) -> Report:
    """Ring detection over all that the world stored, at its end: `summary` and `scenarios` with the
    labels known by then, `unlabelled` as if nobody had ever told one."""
    truth = ring_metrics.episodes_of(world.rows)
    found = _found(world, world.rows[-1].row.at_s)
    return {
        "summary": ring_metrics.membership(found, truth),
        "unlabelled": ring_metrics.membership(_found(world, float("-inf")), truth),
        "scenarios": ring_metrics.by_scenario(found, truth),
    }


def _found(world: HeldOut, known_s: float) -> list[ring_metrics.Users]:
    """Rings, with the labels known by a time."""
    ties, facts = ring_metrics.ties_of(world.rows, known_s)
    return [ring.members for ring in find_rings(ties, facts)]


def never_met(
    material: Material,
    recipe: Recipe,
    world: HeldOut,
    say: Say,
    scenarios: Sequence[str] = tuple(SCENARIOS),
) -> Report:
    """For each scenario: its recall, by a model that was fitted without one row of it."""
    rows, table = world.measured, {}
    for scenario in scenarios:
        say(f"fitting without {scenario}")
        kept = material.without(scenario)
        model = load(*fit(kept, recipe, "never met", lambda _: None))
        scores = model.run(rows.features)[0]
        at_budget = by_scenario(rows.frauds, scores, rows.scenarios)
        table[scenario] = {
            "recall": at_budget.get(f"fraud/{scenario}", {}).get("at_1pct"),
            "average_precision": summary(rows.frauds, scores)["average_precision"],
            "trained_without_rows": len(material.history.frauds)
            + len(material.live.frauds)
            - len(kept.history.frauds)
            - len(kept.live.frauds),
        }
    return table


def benchmark(
    folder: Path, seed: int, material: Material | None = None, say: Say = print
) -> Report:
    """The whole benchmark of the model in `folder`, on the world of `seed`.

    Models without a scenario are fitted as the seed model is, from `material` or, where that is not
    at hand, from its replay: two replays and nine fits, some eleven minutes of one core.
    """
    onnx, manifest = read(folder)
    recipe = Recipe()
    say(f"replaying a town of seed {seed}")
    world = world_of(seed, recipe)
    report = evaluate(load(onnx, manifest), world)
    material = material or material_of(recipe, say)
    met = never_met(material, recipe, world, say)
    return {"model": manifest.training_digest, **report, "never_met": met}
