"""The model in ONNX: one run gives the probability and each feature's contribution.

onnxruntime and numpy are imported by `load`, not by this module: whoever only looks at the port
does not pay for them, and a cold start pays once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ringfence.domain.canonical import content_hash
from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_NAMES, Vector
from ringfence.domain.model import Manifest, sigmoid
from ringfence.flow.ports import ModelScore

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

INPUT, PROBABILITY, CONTRIBUTIONS = "features", "probability", "contributions"
"""The graph's names: float64 [n, features] in; float64 [n] and float64 [n, features] out."""

PARITY_MAX = 1e-9
"""How far the graph's probability may be from sigmoid(base + sum of contributions) at load."""


CONTRIBUTION_MAX = 1e6
"""Log-odds beyond this, or not finite, are no contribution: a ledger of them would not add up."""

OnRefused = Callable[[ModelRefused], None]


class OnnxModel:
    """`ports.Model` over an onnxruntime session. `on_refused` is told once that there are rows
    which it cannot score."""

    def __init__(
        self,
        version: str,
        base_margin: float,
        session: InferenceSession,
        on_refused: OnRefused = lambda _: None,
    ) -> None:
        self._version = version
        self._base_margin = base_margin
        self._session = session
        self._on_refused = on_refused
        self._is_told = False

    @property
    def version(self) -> str:
        """Content hash of the bytes."""
        return self._version

    def score(self, rows: Sequence[Vector]) -> list[ModelScore | None]:
        """Score a batch in one run; margins are log-odds."""
        if not rows:
            return []
        _, contributions = self.run(rows)
        # What is not a number is not within anything, and stays what it is in a maximum.
        is_usable = (abs(contributions).max(axis=1) <= CONTRIBUTION_MAX).tolist()
        if not (self._is_told or all(is_usable)):
            self._is_told = True
            self._on_refused(ModelRefused(self._version, _UNUSABLE))
        return [
            ModelScore(self._base_margin, tuple(row)) if usable else None
            for row, usable in zip(contributions.tolist(), is_usable, strict=True)
        ]

    def run(self, rows: Any) -> tuple[Any, Any]:
        """Probabilities (float64, one per row) and contributions (float64, rows x features)."""
        import numpy as np

        batch = np.asarray(rows, dtype=np.float64)
        probability, contributions = self._session.run([PROBABILITY, CONTRIBUTIONS], {INPUT: batch})
        return probability, contributions


_UNUSABLE = (
    "it makes numbers of some transactions that are no log-odds (not finite, or beyond "
    f"{CONTRIBUTION_MAX:.0f}): those are decided without it"
)


def load(onnx: bytes, manifest: Manifest, on_refused: OnRefused = lambda _: None) -> OnnxModel:
    """Check and load a model; it has scored one row of zeros when this returns. `on_refused` is
    told once that there are rows which it cannot score.

    Raises
    ------
    ModelRefused
        The manifest names other features, the bytes are no model, or the two disagree.
    """
    version = content_hash(onnx)
    _check_features(version, manifest)
    model = OnnxModel(version, manifest.base_margin, _session(version, onnx), on_refused)
    _check_zero_row(model, manifest.base_margin)
    return model


def _check_features(version: str, manifest: Manifest) -> None:
    if manifest.features == FEATURE_NAMES:
        return
    ours, theirs = set(FEATURE_NAMES), set(manifest.features)
    if sorted(ours) == sorted(manifest.features):
        raise ModelRefused(version, "its manifest has our features in another order; retrain it")
    lacking, unknown = sorted(theirs - ours)[:3], sorted(ours - theirs)[:3]
    raise ModelRefused(
        version,
        f"its manifest has {len(manifest.features)} features, this code computes "
        f"{len(FEATURE_NAMES)} (only in the manifest: {lacking}; only here: {unknown}); retrain it",
    )


def _session(version: str, onnx: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises bare classes of its own C extension.
        raise ModelRefused(version, f"onnxruntime cannot read it: {error}") from error
    _check_ports(version, session)
    return session


def _check_ports(version: str, session: InferenceSession) -> None:
    inputs = [(port.name, port.type, port.shape[1:]) for port in session.get_inputs()]
    expected = [(INPUT, "tensor(double)", [len(FEATURE_NAMES)])]
    if inputs != expected:
        raise ModelRefused(version, f"its inputs are {inputs}, not {expected}")
    outputs = {port.name for port in session.get_outputs()}
    if outputs != {PROBABILITY, CONTRIBUTIONS}:
        raise ModelRefused(version, f"its outputs are {sorted(outputs)}")


def _check_zero_row(model: OnnxModel, base_margin: float) -> None:
    zeros = [(0.0,) * len(FEATURE_NAMES)]
    try:
        probabilities, contributions = model.run(zeros)
        probability, margins = float(probabilities[0]), contributions[0].tolist()
    except Exception as error:
        raise ModelRefused(model.version, f"it fails on a row of zeros: {error}") from error
    if len(margins) != len(FEATURE_NAMES):
        raise ModelRefused(model.version, f"it gives {len(margins)} contributions")
    if not all(abs(one) <= CONTRIBUTION_MAX for one in (base_margin, *margins)):
        raise ModelRefused(model.version, "it makes no log-odds of a row of zeros")
    expected = sigmoid(base_margin + math.fsum(margins))
    if not abs(probability - expected) <= PARITY_MAX:
        raise ModelRefused(
            model.version,
            f"its probability {probability} of a row of zeros is not that of its manifest's base "
            f"margin and its contributions, {expected}",
        )
