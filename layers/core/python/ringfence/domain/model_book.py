"""The model book: which models are registered, in force and in the shadow, and since when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import AwareDatetime, StringConstraints

from ringfence.domain.model import Manifest
from ringfence.domain.values import Message

ACTIVATIONS_SHOWN = 100
MODELS_SHOWN = 50

VERSION_PATTERN = r"^[0-9a-f]{32}$"

ModelState = Literal["active", "shadow", "registered"]
ModelVersion = Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]
"""A content hash, as `canonical.content_hash` makes it."""


class ModelRecord(Message):
    """A registered model: what its manifest says and whether it scores. `has_reference` tells
    whether drift can be measured against its training."""

    version: str
    state: ModelState
    registered_at: AwareDatetime | None
    activated_at: AwareDatetime | None
    trained_at: str
    training_rows: int
    training_frauds: int
    training_digest: str
    calibration: tuple[float, float]
    metrics: dict[str, float]
    features: int
    has_reference: bool
    note: str


class ModelActivation(Message):
    """A model that went in force; `by` is who put it there, None where nobody was named."""

    version: str
    at: AwareDatetime
    by: str | None = None


class ModelBook(Message):
    """`GET /models`: every registered model, the newest first, and the latest activations."""

    active: str | None
    shadow: str | None
    models: tuple[ModelRecord, ...]
    history: tuple[ModelActivation, ...]


class ShadowRequest(Message):
    """The model that scores beside the active one; None ends it."""

    version: ModelVersion | None


def is_version(text: str) -> bool:
    """Whether a text could be the version of a model."""
    return re.fullmatch(VERSION_PATTERN, text) is not None


class RegisteredModel(NamedTuple):
    """What the registry keeps of one model; `registered_at` is None where nobody wrote it down."""

    version: str
    registered_at: datetime | None
    manifest: Manifest


def model_book(
    found: Sequence[RegisteredModel],
    active: str | None,
    shadow: str | None,
    history: Sequence[ModelActivation],
) -> ModelBook:
    """The book of these models; `history` is newest first."""
    models = tuple(_record(one, active, shadow, history) for one in found)
    return ModelBook(active=active, shadow=shadow, models=models, history=tuple(history))


def _record(
    model: RegisteredModel,
    active: str | None,
    shadow: str | None,
    history: Sequence[ModelActivation],
) -> ModelRecord:
    manifest = model.manifest
    activations = (one.at for one in history if one.version == model.version)
    return ModelRecord(
        version=model.version,
        state=_state(model.version, active, shadow),
        registered_at=model.registered_at,
        activated_at=next(activations, None),
        trained_at=manifest.trained_at,
        training_rows=manifest.training_rows,
        training_frauds=manifest.training_frauds,
        training_digest=manifest.training_digest,
        calibration=manifest.calibration,
        metrics=manifest.metrics,
        features=len(manifest.features),
        has_reference=manifest.reference is not None,
        note=manifest.note,
    )


def _state(version: str, active: str | None, shadow: str | None) -> ModelState:
    if version == active:
        return "active"
    return "shadow" if version == shadow else "registered"
