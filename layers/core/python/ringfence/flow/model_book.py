"""Models: which one decides, which one watches, and how far both have moved from their training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ringfence.domain.drift import Agreement, Drift, DriftReport, Known, measure_drift
from ringfence.domain.errors import ModelRefused, UnfitModel, UnknownModel
from ringfence.domain.model import Manifest
from ringfence.domain.model_book import ModelBook
from ringfence.flow.govern_ports import AgreementCounts, DriftCounts, DriftStore, ModelRegistry
from ringfence.flow.ports import Models

HOUR_S = 3_600
SCORE = "score"
UNCLAIMED = ("too_few", "too_early")
"""Levels that say nothing of a feature."""


def activate(version: str, registry: ModelRegistry, models: Models) -> ModelBook:
    """Put a registered model in force, once it has scored here.

    Raises
    ------
    UnknownModel, UnfitModel
    """
    _check(version, registry, models)
    registry.activate(version)
    return registry.book()


def shadow(version: str | None, registry: ModelRegistry, models: Models) -> ModelBook:
    """Score beside the active model, or end that; raises what `activate` raises."""
    if version is not None:
        _check(version, registry, models)
    registry.shadow(version)
    return registry.book()


def roll_back(registry: ModelRegistry, models: Models) -> ModelBook:
    """Back to the model that was in force before, once it has scored here.

    Raises
    ------
    NoEarlierModel, UnknownModel, UnfitModel
    """
    _check(registry.earlier(), registry, models)
    registry.roll_back()
    return registry.book()


def _check(version: str, registry: ModelRegistry, models: Models) -> None:
    """A model that no worker could load must not be put in force by a click."""
    if registry.manifest(version) is None:
        raise UnknownModel(version)
    try:
        models.recall(version)
    except ModelRefused as refused:
        raise UnfitModel(str(refused)) from None


def measure(registry: ModelRegistry, counts: DriftStore, now: datetime, hours: int) -> DriftReport:
    """The active model's drift over the last `hours` whole or begun hours.

    Raises
    ------
    UnknownModel
        None is active.
    """
    book = registry.book()
    manifest = registry.manifest(book.active) if book.active else None
    if book.active is None or manifest is None:
        raise UnknownModel(book.active or "none")
    this_hour = int(now.timestamp()) // HOUR_S
    wanted = range(this_hour - hours + 1, this_hour + 1)
    found = counts.spread(book.active, wanted)
    agreed = counts.agreement(book.active, book.shadow, wanted) if book.shadow else None
    first_hour = counts.first_hour()
    history_s = 0 if first_hour is None else int(now.timestamp()) - first_hour * HOUR_S
    score, features = _drifts(manifest, found, Known(history_s, hours * HOUR_S))
    return DriftReport(
        model=book.active,
        since=now - timedelta(seconds=now.timestamp() - wanted[0] * HOUR_S),
        decisions=found.decisions,
        history_s=history_s,
        training_rows=manifest.training_rows,
        has_reference=manifest.reference is not None,
        score=score,
        features=features,
        agreement=_agreement(book.shadow, agreed) if book.shadow and agreed else None,
    )


def _drifts(
    manifest: Manifest, found: DriftCounts, known: Known
) -> tuple[Drift | None, tuple[Drift, ...]]:
    """The score, and the features with the farthest first."""
    reference, rows = manifest.reference, manifest.training_rows
    if reference is None:
        return None, ()
    score = _drift(SCORE, reference.score.edges, reference.score.shares, found.score, rows, known)
    features = [
        _drift(name, reference.edges[name], shares, found.features.get(name, {}), rows, known)
        for name, shares in reference.shares.items()
    ]
    features.sort(key=lambda one: (one.level in UNCLAIMED, -one.index, one.name))
    return score, tuple(features)


def _drift(
    name: str,
    edges: Sequence[float],
    shares: Sequence[float],
    counts: Mapping[int, int],
    training_rows: int,
    known: Known,
) -> Drift:
    recent = [counts.get(place, 0) for place in range(len(shares))]
    return measure_drift(name, edges, shares, recent, training_rows, known)


def _agreement(shadow: str, counts: AgreementCounts) -> Agreement:
    decisions = counts.both + counts.active_only + counts.shadow_only + counts.neither
    return Agreement(
        shadow=shadow,
        decisions=decisions,
        both=counts.both,
        active_only=counts.active_only,
        shadow_only=counts.shadow_only,
        neither=counts.neither,
        gap_mean=round(counts.gap_sum / decisions, 6) if decisions else 0.0,
    )
