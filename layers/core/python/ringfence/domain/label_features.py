"""Label risk: what is known of an entity's transactions, as columns of the vector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ringfence.domain.labels import LABEL_FIELDS, LABEL_WINDOWS_S, NO_LABELS
from ringfence.domain.velocity import ENTITY_TYPES

Row = tuple[str, Literal["label"], str, float | None]
"""Name, group and sentence of a feature, and what is usual for anybody: a merchant of any size has
its frauds, nobody else has."""

_WINDOWS = tuple((name, f"{name.removesuffix('d')} days") for name in LABEL_WINDOWS_S)
_MS_PER_S = 1_000.0


def _rows() -> Iterator[Row]:
    for entity in ENTITY_TYPES:
        last = f"{{value}} s since this {entity}'s last confirmed fraud (-1 is never)"
        yield f"{entity}_fraud_gap_s", "label", last, None if entity == "merchant" else -1.0
        yield from _window_rows(entity, "fraud", "confirmed frauds")
    last = "{value} s since the last transaction here known as genuine (-1 is never)"
    yield "merchant_genuine_gap_s", "label", last, None
    yield "merchant_fraud_run", "label", "{value} confirmed frauds here in a row", None
    yield "merchant_fraud_run_s", "label", "{value} s since that row began (-1 is none)", None
    yield from _window_rows("merchant", "usual_fraud", "confirmed frauds of a usual amount")


def _window_rows(entity: str, kind: str, words: str) -> Iterator[Row]:
    usual = None if entity == "merchant" else 0.0
    for window, time in _WINDOWS:
        sentence = f"{{value}} {words} of this {entity} in {time}"
        yield f"{entity}_{kind}s_{window}", "label", sentence, usual
    for window, time in _WINDOWS:
        sentence = f"{{value}} of this {entity}'s known transactions in {time} are {words}"
        yield f"{entity}_{kind}_share_{window}", "label", sentence, usual


LABEL_FEATURES: tuple[Row, ...] = tuple(_rows())

_ENTITY_FIELDS = 1 + 2 * len(_WINDOWS)
_MERCHANT = ENTITY_TYPES.index("merchant") * _ENTITY_FIELDS


def label_values(labels: tuple[int, ...]) -> tuple[float, ...]:
    """`LABEL_FEATURES` from `LABEL_FIELDS`: times in s, shares of what is known (0 of nothing)."""
    return _NO_VALUES if labels == NO_LABELS else _values(labels)


def _values(labels: tuple[int, ...]) -> tuple[float, ...]:
    values: list[float] = []
    for start in range(0, len(ENTITY_TYPES) * _ENTITY_FIELDS, _ENTITY_FIELDS):
        gap, *counts = labels[start : start + _ENTITY_FIELDS]
        values.append(_seconds(gap))
        values += _counts_and_shares(counts[: len(_WINDOWS)], counts[len(_WINDOWS) :])
    genuine_gap, run, run_ms, *usual = labels[len(ENTITY_TYPES) * _ENTITY_FIELDS :]
    values += (_seconds(genuine_gap), float(run), _seconds(run_ms))
    values += _counts_and_shares(usual, _merchant_labels(labels))
    return tuple(values)


def _merchant_labels(labels: tuple[int, ...]) -> list[int]:
    end = _MERCHANT + _ENTITY_FIELDS
    return list(labels[end - len(_WINDOWS) : end])


def _counts_and_shares(counts: list[int], known: list[int]) -> list[float]:
    shares = [one / all_ if all_ else 0.0 for one, all_ in zip(counts, known, strict=True)]
    return [*map(float, counts), *shares]


def _seconds(ms: int) -> float:
    return ms / _MS_PER_S if ms >= 0 else -1.0


_NO_VALUES = _values(NO_LABELS)
assert len(_NO_VALUES) == len(LABEL_FEATURES)
assert LABEL_FIELDS[_MERCHANT] == "merchant_fraud_gap_ms"
