"""Score: the active model over a batch, the shadow model beside it, lines for the ledger."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ringfence.domain.errors import ModelRefused
from ringfence.domain.features import FEATURE_INDEX, FEATURES, MONEY_NAMES, Feature, Vector
from ringfence.domain.ledger import NO_IP, OTHER_FEATURES, Line
from ringfence.domain.money import format_money
from ringfence.domain.rules import format_duration, format_number
from ringfence.domain.usual import is_own, usual
from ringfence.flow.ports import Model, Models, ModelScore, Pointers

_IP_COUNT = FEATURE_INDEX["ip_count_1m"]
_OF_IP = frozenset(place for place, one in enumerate(FEATURES) if one.name.startswith("ip_"))
_USER_HISTORY = FEATURE_INDEX["user_history"]

NEVER = -1.0
"""The value of a time since something that was never seen."""

LINES_MAX = 10
"""Model lines shown one by one; what is left is one line, so that the sum stays exact."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One row's scores; `score` is None where no model could be loaded, or the model has no usable
    number for the row (the rules decide)."""

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
        Scored(
            one,
            model.version if model and one else None,
            other,
            shadow.version if shadow else None,
        )
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
        return models.shadow(version) if version else None
    except ModelRefused:
        return None


def model_lines(model_score: ModelScore, vector: Vector, currency: str) -> list[Line]:
    """The model's part of the ledger: its largest contributions, then the others as one line.
    Money is in `currency`.

    Where no ip was sent all that is counted of one is one line: zeros of a count that does not
    exist are nothing an analyst could check.
    """
    margins = model_score.contributions
    lines = []
    if not vector[_IP_COUNT] and (absent := math.fsum([margins[place] for place in _OF_IP])):
        lines.append(Line(NO_IP, "model", "velocity", _NO_IP_SAYS, absent))
        margins = tuple(0.0 if place in _OF_IP else one for place, one in enumerate(margins))
    return lines + _largest(margins, vector, currency)


_NO_IP_SAYS = "no ip was sent; an average transaction has one"


def _largest(margins: Sequence[float], vector: Vector, currency: str) -> list[Line]:
    sizes = [*map(abs, margins)]
    by_size = sorted(range(len(margins)), key=sizes.__getitem__, reverse=True)
    moved = len(margins) - margins.count(0.0)
    largest = by_size[: min(moved, LINES_MAX)]
    lines = [_line(index, margins[index], vector, currency) for index in largest]
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


def _line(index: int, margin: float, vector: Vector, currency: str) -> Line:
    feature, value, normal = FEATURES[index], vector[index], usual(index, vector)
    sentence = _sentence(_WORDS[index], value, normal, currency)
    if feature.name in _OF_AMOUNTS and not vector[_USER_HISTORY]:
        sentence = "nothing is known of this user's amounts yet"
    return Line(feature.name, "model", feature.group, sentence, margin, value, normal)


def _sentence(words: _Words, value: float, normal: float | None, currency: str) -> str:
    if words.what and value == NEVER:
        return f"{words.what}: never"
    said = (words.one if value == 1 else words.many).format(value=words.show(value, currency))
    if normal is not None:
        return f"{said}; {words.show(normal, currency)} is usual"
    return f"{said}; what is usual is not known yet" if words.is_own else said


class _Words(NamedTuple):
    """How a feature is told, of many and of one: "1 transaction by this user". `what` is what it is
    the time since, `show` its unit, `is_own` whether what is usual is the entity's own."""

    many: str
    one: str
    what: str
    show: Callable[[float, str], str]
    is_own: bool


def _words(feature: Feature) -> _Words:
    many = feature.sentence.partition(" (-1 is ")[0]
    what = many.removeprefix(_SINCE) if many.startswith(_SINCE) else ""
    many = f"{{value}} since {what}" if what else many
    show = format_money if feature.name in MONEY_NAMES else _duration if what else _number
    return _Words(many, _ONE_OF_MANY.sub(r"\1", many), what, show, is_own(feature.name))


_SINCE = "{value} s since "
_ONE_OF_MANY = re.compile(
    r"^({value} (?:other |previous |confirmed )?"
    r"(?:transaction|user|card|device|ip|merchant|fraud|amount))s\b"
)


def _duration(seconds: float, _: str) -> str:
    return "never" if seconds == NEVER else format_duration(seconds)


def _number(value: float, _: str) -> str:
    return format_number(value)


_WORDS = tuple(map(_words, FEATURES))
_OF_AMOUNTS = frozenset(one.name for one in FEATURES if one.group == "amount") - {"amount"}
