"""Datasets of your own: what a running system decided, with the labels it was told since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ringfence.adapters.onnx_model import load
from ringfence.domain.decisions import Decision
from ringfence.domain.features import FEATURE_NAMES, FEATURES_VERSION
from ringfence.domain.labels import Label
from simulator.dataset import Dataset, joined
from simulator.errors import UnreadableFile
from simulator.given_labels import GivenLabel
from simulator.train import Material, Trained, evaluate, fit, scaled_recipe, trained
from simulator.world import DAY_S

UNDISPUTED_S = 30 * DAY_S
"""What nobody said anything of for so long counts as known to be genuine."""

FRAUDS_MIN = 20
"""Known frauds below which a part of the split says nothing."""

Labelled = tuple[Decision, tuple[Label, ...]]


class Stored(NamedTuple):
    """Rows in order of event time. `left_out` counts decisions of releases with other features,
    those made without the graph, and those whose label in force is "unsure"."""

    dataset: Dataset
    left_out: int


def from_decisions(stored: Iterable[Labelled]) -> Stored:
    """A row for each decision, with the vector it was made from: nothing is computed anew."""
    kept, left_out = [], 0
    for decision, labels in stored:
        if _is_usable(decision, labels):
            kept.append((decision, labels))
        else:
            left_out += 1
    kept.sort(key=lambda one: (one[0].transaction.occurred_at, one[0].transaction_id))
    return Stored(_to_dataset(kept), left_out)


def _is_usable(decision: Decision, labels: tuple[Label, ...]) -> bool:
    is_unsure = bool(labels) and labels[-1].label == "unsure"
    is_ours = decision.versions.features == FEATURES_VERSION
    return is_ours and "graph" not in decision.missing and not is_unsure


def _to_dataset(rows: list[Labelled]) -> Dataset:
    at_s = np.array([one.transaction.occurred_at.timestamp() for one, _ in rows], np.float64)
    known_at_s = [
        labels[-1].known_at.timestamp() if labels else at + UNDISPUTED_S
        for (_, labels), at in zip(rows, at_s.tolist(), strict=True)
    ]
    vectors = [[one.features[name] for name in FEATURE_NAMES] for one, _ in rows]
    nothing = np.full(len(rows), "")
    return Dataset(
        features=np.array(vectors, np.float64).reshape(-1, len(FEATURE_NAMES)),
        frauds=np.array([bool(labels) and labels[-1].label == "fraud" for _, labels in rows], bool),
        at_s=at_s,
        known_at_s=np.array(known_at_s, np.float64),
        ids=np.array([one.transaction_id for one, _ in rows], np.str_),
        scenarios=np.full(len(rows), "own"),
        rings=nothing,
        users=np.array([one.transaction.user_id for one, _ in rows], np.str_),
    )


def with_labels(dataset: Dataset, given: Iterable[GivenLabel], now_s: float) -> tuple[Dataset, int]:
    """The dataset with these labels in force, and how many found their row; "unsure" drops it."""
    place_of = {name: place for place, name in enumerate(dataset.ids.tolist())}
    frauds, known_at_s = dataset.frauds.copy(), dataset.known_at_s.copy()
    is_kept, found = np.ones(len(frauds), bool), 0
    for one in given:
        place = place_of.get(one.transaction_id)
        if place is not None:
            found += 1
            frauds[place] = one.label == "fraud"
            known_at_s[place] = now_s if one.known_at_s is None else one.known_at_s
            is_kept[place] = one.label != "unsure"
    return replace(dataset, frauds=frauds, known_at_s=known_at_s).rows(is_kept), found


def merged(datasets: Iterable[Dataset]) -> Dataset:
    """Several exports as one, in order of time; of a row exported twice the last counts."""
    both = joined(datasets)
    last = {name: place for place, name in enumerate(both.ids.tolist())}
    chosen = both.rows(np.array(sorted(last.values()), np.intp))
    return chosen.rows(np.argsort(chosen.at_s, kind="stable"))


def train_on(
    rows: Dataset, seed: int, trained_at: str, say: Callable[[str], None] = print
) -> Trained:
    """A model of these rows alone, split by time as the seed model's history is.

    Raises
    ------
    UnreadableFile
        Too few known frauds to fit, to calibrate or to test.
    LeakFound
    """
    if not len(rows.at_s):
        raise UnreadableFile("there are no rows to train on")
    days = (rows.at_s[-1] - rows.at_s[0]) / DAY_S
    recipe = replace(scaled_recipe(seed, days), start_s=float(rows.at_s[0]), warm_days=0.0)
    ends = (recipe.fit_days, recipe.calibrate_days, recipe.label_days, recipe.days + 1.0)
    day = (rows.at_s - recipe.start_s) / DAY_S
    known = rows.as_known(recipe.start_s + recipe.label_days * DAY_S)
    _refuse_few("to fit", known.frauds[day < ends[0]])
    _refuse_few("to calibrate", known.frauds[(day >= ends[0]) & (day < ends[1])])
    _refuse_few("to test", rows.frauds[day >= ends[2]])
    nobody = rows.rows(np.zeros(len(rows.at_s), bool))
    onnx, draft = fit(Material(rows, nobody), recipe, trained_at, say)
    tests = {"later": rows.rows(day >= recipe.label_days)}
    note = f"trained on {len(rows.frauds)} decisions of its own system"
    report = evaluate(load(onnx, draft), tests)
    return trained(onnx, draft.model_copy(update={"note": note}), report)


def _refuse_few(purpose: str, frauds: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> None:
    count = int(frauds.sum())
    if count < FRAUDS_MIN:
        raise UnreadableFile(
            f"{count} known frauds {purpose}; at least {FRAUDS_MIN} are needed: "
            "gather more days, or give the chargebacks with --labels"
        )
