"""Score: the active model over a batch, the shadow model beside it, lines for the ledger."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_INDEX, FEATURES, Feature, Vector
from ringfence.domain.ledger import NO_IP, OTHER_FEATURES, Line
from ringfence.domain.rules import format_duration, format_number
from ringfence.flow.ports import Model, Models, ModelScore, Pointers

_IP_COUNT = FEATURE_INDEX["ip_count_1m"]
_OF_IP = frozenset(place for place, one in enumerate(FEATURES) if one.name.startswith("ip_"))
_USER_HISTORY = FEATURE_INDEX["user_history"]
_SINCE = "{value} s since "

NEVER = -1.0
"""The value of a time since something that was never seen."""

LINES_MAX = 10
"""Model lines shown one by one; what is left is one line, so that the sum stays exact."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One row's scores; `score` is None where no model could be loaded (the rules decide)."""

    score: ModelScore | None = None
    version: str | None = None
    shadow: ModelScore | None = None
    shadow_version: str | None = None


def score(rows: Sequence[Vector], pointers: Pointers, models: Models) -> list[Scored]:
    """Score a batch with the models in force; for an empty one they are loaded all the same."""
    model, shadow = (
        _load(pointers.active_model, models),
        _load_shadow(pointers.shadow_model, models),
    )
    scores = model.score(rows) if model else [None] * len(rows)
    shadows = shadow.score(rows) if shadow else [None] * len(rows)
    return [
        Scored(one, model.version if model else None, other, shadow.version if shadow else None)
        for one, other in zip(scores, shadows, strict=True)
    ]


def _load(version: str | None, models: Models) -> Model | None:
    """The model, or the last good one where this one is refused, or none."""
    try:
        return models.load(version) if version else None
    except ModelRefused:
        return models.last_good()


def _load_shadow(version: str | None, models: Models) -> Model | None:
    """A model that decides nothing, so it never becomes the last good one either."""
    try:
        return models.recall(version) if version else None
    except ModelRefused:
        return None


def model_lines(model_score: ModelScore, vector: Vector) -> list[Line]:
    """The model's part of the ledger: its largest contributions, then the others as one line.

    Where no ip was sent all that is counted of one is one line: zeros of a count that does not
    exist are nothing an analyst could check.
    """
    margins = model_score.contributions
    lines = []
    if not vector[_IP_COUNT] and (absent := math.fsum([margins[place] for place in _OF_IP])):
        lines.append(Line(NO_IP, "model", "velocity", _NO_IP_SAYS, absent))
        margins = tuple(0.0 if place in _OF_IP else one for place, one in enumerate(margins))
    return lines + _largest(margins, vector)


_NO_IP_SAYS = "no ip was sent; an average transaction has one"


def _largest(margins: Sequence[float], vector: Vector) -> list[Line]:
    sizes = [*map(abs, margins)]
    by_size = sorted(range(len(margins)), key=sizes.__getitem__, reverse=True)
    moved = len(margins) - margins.count(0.0)
    lines = [_line(index, margins[index], vector) for index in by_size[: min(moved, LINES_MAX)]]
    if moved > LINES_MAX:
        lines.append(
            Line(
                code=OTHER_FEATURES,
                source="model",
                group="behaviour",
                sentence=f"{moved - LINES_MAX} smaller contributions together",
                margin=math.fsum([margins[index] for index in by_size[LINES_MAX:moved]]),
            )
        )
    return lines


def _line(index: int, margin: float, vector: Vector) -> Line:
    feature, value = FEATURES[index], vector[index]
    usual = _usual(feature, vector)
    sentence = _sentence(feature, value, usual)
    return Line(feature.name, "model", feature.group, sentence, margin, value, usual)


def _sentence(feature: Feature, value: float, usual: float | None) -> str:
    words = feature.sentence.partition(" (-1 is ")[0]
    if words.startswith(_SINCE):
        what = words.removeprefix(_SINCE)
        return f"{what}: never" if value == NEVER else f"{format_duration(value)} since {what}"
    said = words.format(
        value=format_number(value), usual="nothing" if usual is None else format_number(usual)
    )
    return _ONE_OF_MANY.sub(r"\1", said) if value == 1 else said


_ONE_OF_MANY = re.compile(
    r"^(1 (?:other |previous )?(?:transaction|user|card|device|ip|merchant))s\b"
)
"""What counts one reads as one: "1 transaction by this user"."""


def _usual(feature: Feature, vector: Vector) -> float | None:
    """What is normal for it: a constant, or this user's own, once there is a history."""
    if feature.usual_feature is None:
        return feature.usual
    return vector[FEATURE_INDEX[feature.usual_feature]] if vector[_USER_HISTORY] else None
