"""Labels in memory: for each entity and kind, the event times of its labelled transactions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ringfence.domain.labels import (
    LABEL_HISTORY_MAX,
    LABEL_RETENTION_S,
    LABEL_WINDOWS_S,
    LABELS_MAX,
    NO_LABELS,
    Label,
    LabelHistory,
)
from ringfence.domain.velocity import ENTITY_TYPES, NEVER, EntityType

_WINDOWS_MS = tuple(seconds * 1_000 for seconds in LABEL_WINDOWS_S.values())
_RETENTION_MS = LABEL_RETENTION_S * 1_000
_NONE = (NEVER,) + (0,) * (2 * len(_WINDOWS_MS))


@dataclass(slots=True)
class _EntityLabels:
    """Event times in ms, ascending."""

    frauds: list[int] = field(default_factory=list)
    usual_frauds: list[int] = field(default_factory=list)
    genuine: list[int] = field(default_factory=list)

    def kept(self, label: str, is_usual: bool) -> tuple[list[int], ...]:
        """The lists that hold a transaction with this label."""
        if label == "fraud":
            return (self.frauds, self.usual_frauds) if is_usual else (self.frauds,)
        return (self.genuine,) if label == "genuine" else ()


class MemoryLabels:
    """Histories by transaction id, times by entity."""

    def __init__(self) -> None:
        self._histories: dict[str, LabelHistory] = {}
        self._entities: dict[tuple[EntityType, str], _EntityLabels] = {}

    def history(self, transaction_id: str) -> LabelHistory:
        """The labels of one transaction; none is none."""
        none = LabelHistory(transaction_id=transaction_id, labels=())
        return self._histories.get(transaction_id, none)

    def put(
        self,
        label: Label,
        entities: Mapping[EntityType, str | None],
        at_ms: int,
        is_usual: bool,
    ) -> LabelHistory:
        """Put a label in force; the same label again changes nothing."""
        name = label.transaction_id
        known = self._histories.get(name)
        if known and known.labels[-1].says_the_same(label):
            return known
        before = known.labels[-1].label if known else "unsure"
        for entity in ENTITY_TYPES:
            entity_id = entities[entity]
            if entity_id is not None:
                kept = self._entities.setdefault((entity, entity_id), _EntityLabels())
                _move(kept.kept(before, is_usual), kept.kept(label.label, is_usual), at_ms)
        labels = (*(known.labels if known else ()), label)[-LABEL_HISTORY_MAX:]
        self._histories[name] = LabelHistory(transaction_id=name, labels=labels)
        return self._histories[name]

    def forget(self, transaction_id: str) -> None:
        """Drop a history; what it counts for stays."""
        self._histories.pop(transaction_id, None)

    def counts(
        self, entity: EntityType, name: str, at_ms: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Frauds and genuine ones of one entity in each window at a moment."""
        labels = self._entities.get((entity, name), _EntityLabels())
        return tuple(_counts(labels.frauds, at_ms)), tuple(_counts(labels.genuine, at_ms))

    def read(self, entities: Mapping[EntityType, str | None], at_ms: int) -> tuple[int, ...]:
        """`LABEL_FIELDS` for a transaction at this event time."""
        found = [self._entities.get((entity, entities[entity] or "")) for entity in ENTITY_TYPES]
        if not any(found):
            return NO_LABELS
        values: list[int] = []
        for labels in found:
            values += _entity_values(labels, at_ms) if labels else _NONE
        merchant = found[ENTITY_TYPES.index("merchant")] or _EntityLabels()
        values += _run_values(merchant, at_ms)
        values += _counts(merchant.usual_frauds, at_ms)
        return tuple(values)


def _move(before: tuple[list[int], ...], after: tuple[list[int], ...], at_ms: int) -> None:
    for times in before:
        place = bisect_left(times, at_ms)
        if place < len(times) and times[place] == at_ms:
            del times[place]
    for times in after:
        insort(times, at_ms)
        if len(times) > LABELS_MAX:
            del times[0]


def _entity_values(labels: _EntityLabels, at_ms: int) -> list[int]:
    frauds, genuine = _counts(labels.frauds, at_ms), _counts(labels.genuine, at_ms)
    known = [one and one + other for one, other in zip(frauds, genuine, strict=True)]
    return [_gap(labels.frauds, at_ms), *frauds, *known]


def _counts(times: Sequence[int], at_ms: int) -> list[int]:
    end = bisect_right(times, at_ms)
    return [end - bisect_right(times, at_ms - width) for width in _WINDOWS_MS]


def _gap(times: Sequence[int], at_ms: int) -> int:
    end = bisect_right(times, at_ms)
    gap = at_ms - times[end - 1] if end else _RETENTION_MS
    return gap if gap < _RETENTION_MS else NEVER


def _run_values(merchant: _EntityLabels, at_ms: int) -> tuple[int, int, int]:
    genuine_gap = _gap(merchant.genuine, at_ms)
    since = at_ms - (_RETENTION_MS if genuine_gap == NEVER else genuine_gap)
    first = bisect_right(merchant.frauds, since)
    run = bisect_right(merchant.frauds, at_ms) - first
    return genuine_gap, run, at_ms - merchant.frauds[first] if run else NEVER
