"""What was usual in training, by decile: written into the manifest, read to measure drift."""

from __future__ import annotations

from typing import Any

import numpy as np

from ringfence.domain.features import FEATURE_NAMES
from ringfence.domain.model import Reference, ScoreReference

BINS = 10
Array = Any
"""A numpy array."""


def reference_of(features: Array, scores: Array) -> Reference:
    """Deciles of each column of `features` (rows x FEATURES) and of `scores` (one per row)."""
    spread = {name: histogram(features[:, place]) for place, name in enumerate(FEATURE_NAMES)}
    score_edges, score_shares = histogram(scores)
    return Reference(
        edges={name: edges for name, (edges, _) in spread.items()},
        shares={name: shares for name, (_, shares) in spread.items()},
        score=ScoreReference(edges=score_edges, shares=score_shares),
    )


def histogram(values: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The nine inner deciles and the shares of the ten bins (edge before, edge].

    Edges are values that occur, so that a count's bins do not hang on rounding.

    >>> histogram(np.array([0.0] * 8 + [1.0, 5.0]))[0]
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    >>> histogram(np.array([0.0] * 8 + [1.0, 5.0]))[1]
    (0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.1)
    """
    inner = np.arange(1, BINS) / BINS
    edges = np.quantile(values, inner, method="inverted_cdf")
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=BINS)
    return tuple(edges.tolist()), tuple((counts / len(values)).tolist())
