"""A model's manifest: what a loaded model must agree with before it may score."""

from __future__ import annotations

import math

from ringfence.domain.values import Message

MARGIN_LIMIT = 700.0
"""exp() of more overflows a double; a sigmoid is 0 or 1 long before."""


class ScoreReference(Message):
    """How scores were spread over rows the trees were not fitted on; as `Reference`, one column."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


class Reference(Message):
    """What was usual in training, feature by feature: what drift is measured against.

    `edges` are the nine deciles, ascending and equal where many rows are; bin i of `shares` is the
    share of rows in (edges[i - 1], edges[i]], the first and the last without an end.
    """

    edges: dict[str, tuple[float, ...]]
    shares: dict[str, tuple[float, ...]]
    score: ScoreReference


class Manifest(Message):
    """What is known about a model, stored beside its bytes.

    `features` must equal `FEATURE_NAMES`; `base_margin` is the log-odds with every contribution 0;
    `metrics` were measured on rows the model never saw; `reference` is None for a model that was
    trained before there was one.
    """

    features: tuple[str, ...]
    base_margin: float
    trained_at: str
    training_rows: int
    training_frauds: int
    training_digest: str
    calibration: tuple[float, float]
    metrics: dict[str, float]
    note: str = ""
    reference: Reference | None = None


def sigmoid(margin: float) -> float:
    """The logistic function, from log-odds to probability.

    >>> sigmoid(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-MARGIN_LIMIT, min(MARGIN_LIMIT, margin))))
