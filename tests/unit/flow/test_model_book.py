"""Putting models in force, and measuring how far they have moved from their training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_models import MemoryModelRegistry
from ringfence.domain.errors import ModelRefused, UnfitModel, UnknownModel
from ringfence.domain.model import Reference, ScoreReference
from ringfence.flow import model_book
from ringfence.flow.govern_ports import AgreementCounts, DriftCounts
from tests.builders import NOON, KnownModels, OneFeatureModel, StillClock, a_manifest

HOUR = int(NOON.timestamp()) // model_book.HOUR_S


class Counted:
    """`ports.DriftStore` that counted this in the hour of noon."""

    def __init__(
        self,
        features: Mapping[str, Mapping[int, int]],
        score: Mapping[int, int],
        agreement: AgreementCounts | None = None,
        known_hours: int | None = 40 * 24,
    ) -> None:
        self._first_hour = None if known_hours is None else HOUR - known_hours
        self._spread = DriftCounts(sum(score.values()), score, features)
        self._agreement = agreement or AgreementCounts()
        self.asked: list[Sequence[int]] = []

    def spread(self, model: str, hours: Sequence[int]) -> DriftCounts:
        self.asked.append(hours)
        return self._spread if HOUR in hours else DriftCounts(0, {}, {})

    def agreement(self, model: str, shadow: str, hours: Sequence[int]) -> AgreementCounts:
        return self._agreement

    def first_hour(self) -> int | None:
        return self._first_hour


REFERENCE = Reference(
    edges={"amount": (10.0, 20.0), "user_history": (5.0, 5.0)},
    shares={"amount": (0.5, 0.3, 0.2), "user_history": (0.6, 0.0, 0.4)},
    score=ScoreReference(edges=(0.01, 0.1), shares=(0.9, 0.05, 0.05)),
)


def a_registry(**changes: object) -> MemoryModelRegistry:
    registry = MemoryModelRegistry(MemoryState(), StillClock())
    registry.activate(registry.put(b"active", a_manifest(**changes)))
    return registry


def test_a_feature_that_moved_stands_first_and_is_named_major() -> None:
    counted = Counted(
        {"amount": {0: 500, 1: 300, 2: 200}, "user_history": {0: 100, 2: 900}},
        score={0: 900, 1: 50, 2: 50},
    )

    report = model_book.measure(a_registry(reference=REFERENCE), counted, NOON, hours=24)

    assert [(one.name, one.level) for one in report.features] == [
        ("user_history", "major"),
        ("amount", "stable"),
    ]
    assert report.score is not None
    assert (report.score.level, report.score.index) == ("stable", 0.0)
    assert report.decisions == 1_000
    # The bin between two equal edges holds nothing, in training or later, and is not shown.
    assert report.features[0].edges == (5.0,)
    assert report.features[0].expected == (0.6, 0.4)


def test_of_a_few_decisions_nothing_is_claimed() -> None:
    counted = Counted({"amount": {2: 9}}, score={2: 9})

    report = model_book.measure(a_registry(reference=REFERENCE), counted, NOON, hours=1)

    assert {one.level for one in report.features} == {"too_few"}
    # A chi-squared of two degrees of freedom stays below 5.99 in 19 of 20 samples.
    assert {one.name: one.decisions_needed for one in report.features} == {
        "amount": 60,
        "user_history": 38,
    }


def test_of_a_feature_that_looks_back_further_than_there_were_decisions_nothing_is_claimed() -> (
    None
):
    counted = Counted(
        {"amount": {0: 500, 1: 300, 2: 200}, "user_history": {0: 1_000}},
        score={2: 1_000},
        known_hours=2,
    )

    report = model_book.measure(a_registry(reference=REFERENCE), counted, NOON, hours=24)

    assert report.score is not None
    assert report.score.level == "too_early"
    # What is claimed stands first, however far the others lie.
    assert [(one.name, one.level) for one in report.features] == [
        ("amount", "stable"),
        ("user_history", "too_early"),
    ]
    assert (report.history_s, report.features[1].history_needed_s) == (7_200, 30 * 86_400)


def test_before_the_first_decision_no_history_is_known() -> None:
    report = model_book.measure(
        a_registry(reference=REFERENCE), Counted({}, {}, known_hours=None), NOON, hours=1
    )

    assert report.history_s == 0
    assert {one.level for one in report.features} == {"too_few", "too_early"}


def test_the_window_is_the_last_hours_this_one_among_them() -> None:
    counted = Counted({}, {})

    report = model_book.measure(a_registry(reference=REFERENCE), counted, NOON, hours=3)

    assert [*counted.asked[0]] == [HOUR - 2, HOUR - 1, HOUR]
    assert report.since == NOON - timedelta(hours=2)


def test_a_model_without_a_reference_is_said_to_have_none() -> None:
    report = model_book.measure(a_registry(), Counted({}, {0: 5}), NOON, hours=1)

    assert (report.has_reference, report.score, report.features) == (False, None, ())


def test_a_shadow_is_compared_on_the_decisions_both_scored() -> None:
    registry = a_registry(reference=REFERENCE)
    shadow = registry.put(b"shadow", a_manifest())
    registry.shadow(shadow)
    counted = Counted({}, {}, AgreementCounts(2, 1, 1, 6, gap_sum=0.5))

    agreement = model_book.measure(registry, counted, NOON, hours=1).agreement

    assert agreement is not None
    assert (agreement.shadow, agreement.decisions, agreement.gap_mean) == (shadow, 10, 0.05)
    assert (agreement.both, agreement.active_only) == (2, 1)


def test_without_an_active_model_there_is_nothing_to_measure() -> None:
    registry = MemoryModelRegistry(MemoryState(), StillClock())

    with pytest.raises(UnknownModel):
        model_book.measure(registry, Counted({}, {}), NOON, hours=1)


def test_a_model_that_cannot_score_here_is_not_put_in_force() -> None:
    registry = a_registry()
    before = registry.book()
    broken = registry.put(b"broken", a_manifest())
    refusing = KnownModels(refuse=lambda version: ModelRefused(version, "its bytes are damaged"))

    for put_in_force in (model_book.activate, model_book.shadow):
        with pytest.raises(UnfitModel, match="damaged"):
            put_in_force(broken, registry, refusing)

    assert (registry.book().active, registry.book().shadow) == (before.active, None)


def test_a_model_that_scores_is_put_in_force_and_taken_back() -> None:
    registry = a_registry()
    before = registry.book().active
    version = registry.put(b"better", a_manifest())

    class Scoring(KnownModels):
        def recall(self, version: str) -> OneFeatureModel:
            return OneFeatureModel("amount", 1.0)

    assert model_book.activate(version, registry, Scoring()).active == version
    assert model_book.roll_back(registry, Scoring()).active == before


def test_what_can_score_no_more_is_not_gone_back_to() -> None:
    registry = a_registry()
    registry.activate(registry.put(b"better", a_manifest()))
    before = registry.book()
    refusing = KnownModels(refuse=lambda version: ModelRefused(version, "its bytes are damaged"))

    with pytest.raises(UnfitModel, match="damaged"):
        model_book.roll_back(registry, refusing)

    assert registry.book() == before
