"""How good scores are, on rows the model never saw. Each docstring defines its measure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Array = Any
"""A numpy array of one value per row."""

BUDGET_SHARE = 0.01
"""Share of transactions that people can look at."""


def area_under_roc(frauds: Array, scores: Array) -> float:
    """Probability that a fraud scores above a genuine row, ties counting half (Mann-Whitney U)."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2.0
    positives, negatives = int(frauds.sum()), int((~frauds).sum())
    rank_sum = mean_rank[inverse][frauds].sum()
    return float((rank_sum - positives * (positives + 1) / 2.0) / (positives * negatives))


def average_precision(frauds: Array, scores: Array) -> float:
    """Mean precision over the ranks of frauds; ties are taken together."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(frauds[order])
    last_of_tie = np.r_[np.diff(scores[order]) != 0, True]
    hits, seen = hits[last_of_tie], (np.arange(len(scores)) + 1)[last_of_tie]
    steps = np.diff(np.r_[0, hits]) / hits[-1]
    return float((steps * hits / seen).sum())


def log_loss(frauds: Array, scores: Array) -> float:
    """Mean negative log-likelihood, in nats."""
    likelihood = np.where(frauds, scores, 1.0 - scores)
    return float(-np.log(np.clip(likelihood, 1e-15, 1.0)).mean())


def over_budget(scores: Array, share: float = BUDGET_SHARE) -> Array:
    """Which rows (bool) are among the `share` with the highest scores; ties by place in time."""
    chosen = np.zeros(len(scores), bool)
    chosen[np.argsort(-scores, kind="stable")[: max(1, round(len(scores) * share))]] = True
    return chosen


def summary(frauds: Array, scores: Array) -> dict[str, float]:
    """The numbers of a model card."""
    chosen = over_budget(scores)
    return {
        "rows": float(len(scores)),
        "frauds": float(frauds.sum()),
        "auc": area_under_roc(frauds, scores),
        "average_precision": average_precision(frauds, scores),
        "log_loss": log_loss(frauds, scores),
        "mean_score": float(scores.mean()),
        "precision_at_1pct": float(frauds[chosen].mean()),
        "recall_at_1pct": float(chosen[frauds].mean()),
        "recall_at_half": float((scores[frauds] >= 0.5).mean()),
        "false_reviews_at_half": float((scores[~frauds] >= 0.5).mean()),
    }


CURVE_POINTS = 60
CALIBRATION_BINS = 10


def curves(frauds: Array, scores: Array) -> dict[str, list[list[float]]]:
    """What pictures are drawn from: `precision_recall` as [recall, precision] and `calibration`
    as [mean score, share of frauds, rows] by bins of the score."""
    return {
        "precision_recall": _precision_recall(frauds, scores),
        "calibration": _calibration(frauds, scores),
    }


def _precision_recall(frauds: Array, scores: Array) -> list[list[float]]:
    """At the ranks of `CURVE_POINTS` frauds, from the best scored to the last."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(frauds[order])
    wanted = np.unique(np.linspace(1, hits[-1], min(CURVE_POINTS, int(hits[-1]))).astype(int))
    ranks = np.searchsorted(hits, wanted)
    return [
        [_short(hit / hits[-1]), _short(hit / (rank + 1))]
        for hit, rank in zip(wanted.tolist(), ranks.tolist(), strict=True)
    ]


def _calibration(frauds: Array, scores: Array) -> list[list[float]]:
    """By score, in bins whose edges halve from 1 down: most rows score next to nothing."""
    edges = [0.0, *(2.0**-power for power in range(CALIBRATION_BINS - 1, -1, -1))]
    table = []
    for low, high in pairwise(edges):
        inside = (scores > low) & (scores <= high)
        if inside.any():
            mean, share = float(scores[inside].mean()), float(frauds[inside].mean())
            table.append([_short(mean), _short(share), float(inside.sum())])
    return table


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def by_scenario(frauds: Array, scores: Array, scenarios: Array) -> dict[str, dict[str, float]]:
    """For each scenario and look-alike: the share over the 1 % budget and over a score of 0.5."""
    chosen, table = over_budget(scores), {}
    for name in sorted(set(scenarios.tolist())):
        for word, mask in (("fraud", frauds), ("genuine", ~frauds)):
            mask = mask & (scenarios == name)
            if mask.any():
                table[f"{word}/{name}"] = {
                    "rows": float(mask.sum()),
                    "at_1pct": float(chosen[mask].mean()),
                    "at_half": float((scores[mask] >= 0.5).mean()),
                }
    return table
