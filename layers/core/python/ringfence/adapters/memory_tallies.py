"""`ports.Tallies` in memory: the law of domain/tallies.py in plain sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from operator import add, ge, sub

from ringfence.domain.tallies import (
    FOLDED,
    FOLDS_PER_CELL,
    Bucket,
    BucketSize,
    Cell,
    Family,
    Measures,
    Row,
    Sighting,
    fold,
    places_of,
    rows_apart,
    rows_of,
    whole_fold,
)


@dataclass(slots=True)
class _Bucket:
    ranks: dict[Cell, int] = field(default_factory=dict)
    lowest: list[tuple[int, Cell]] = field(default_factory=list)
    """A heap of ranks as they were; one that has risen since is passed over."""

    folds: set[Cell] = field(default_factory=set)
    counts: dict[Cell, Measures] = field(default_factory=dict)
    entries: dict[Cell, list[str]] = field(default_factory=dict)


class MemoryTallies:
    """Buckets never expire here but by `forget_before`, which a long replay calls."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, Bucket], _Bucket] = {}

    def add(self, family: Family, sightings: Iterable[Sighting]) -> None:
        """Count a batch, in its order."""
        for bucket, rows in rows_of(family, sightings).items():
            kept = self._buckets.setdefault((family.name, bucket), _Bucket())
            for cell, row in rows.items():
                _count(kept, family, family.bounds[bucket.size].cells, cell, row)

    def take_back(self, family: Family, sightings: Iterable[Sighting]) -> None:
        """Undo what `add` counted; where the bucket is gone there is nothing to undo."""
        for bucket, rows in rows_apart(family, sightings).items():
            kept = self._buckets.get((family.name, bucket))
            if kept:
                for cell, row in rows:
                    _take_back(kept, family, cell, row)

    def forget_before(self, now_s: float, families: Sequence[Family]) -> None:
        """Drop what Redis would have expired."""
        kept_s = {
            (family.name, size): bounds.kept_s
            for family in families
            for size, bounds in family.bounds.items()
        }
        for name, bucket in list(self._buckets):
            if bucket.end_s + kept_s.get((name, bucket.size), 0) < now_s:
                del self._buckets[name, bucket]

    def read(
        self, family: Family, size: BucketSize, starts_s: Sequence[int]
    ) -> list[Mapping[Cell, Measures]]:
        found = (self._buckets.get((family.name, Bucket(size, start_s))) for start_s in starts_s)
        return [dict(one.counts) if one else {} for one in found]

    def entries(self, family: Family, wanted: Sequence[tuple[int, Cell]]) -> list[list[str]]:
        found = []
        for start_s, cell in wanted:
            bucket = self._buckets.get((family.name, Bucket("hour", start_s)))
            found.append(list(bucket.entries.get(cell, ())) if bucket else [])
        return found


def _count(bucket: _Bucket, family: Family, cells_max: int, cell: Cell, row: Row) -> None:
    if cell[0] == FOLDED:
        _add(bucket, family, _fold_place(bucket, family, cells_max, cell), row)
        return
    if cell not in bucket.ranks and len(bucket.ranks) >= cells_max:
        least = _least(bucket)
        bucket.ranks[cell] = bucket.ranks.pop(least)
        lost = Row(0, [*bucket.counts.pop(least)], bucket.entries.pop(least, [])[::-1])
        _add(bucket, family, _fold_place(bucket, family, cells_max, fold(least)), lost)
    bucket.ranks[cell] = bucket.ranks.get(cell, 0) + row.weight
    heappush(bucket.lowest, (bucket.ranks[cell], cell))
    _add(bucket, family, cell, row)


def _take_back(bucket: _Bucket, family: Family, cell: Cell, row: Row) -> None:
    places = places_of(cell, family.tail)
    at = next((one for one in places if _holds(bucket, one, row)), places[-1])
    if at not in bucket.counts:
        return
    bucket.counts[at] = tuple(map(sub, bucket.counts[at], row.measures))
    if at in bucket.ranks:
        bucket.ranks[at] -= row.weight
        heappush(bucket.lowest, (bucket.ranks[at], at))
    for place in places:
        listed = bucket.entries.get(place, ())
        bucket.entries[place] = [entry for entry in listed if entry not in row.entries]
    if bucket.counts[at][0] <= 0:
        bucket.counts.pop(at)
        bucket.entries.pop(at)
        bucket.ranks.pop(at, None)
        bucket.folds.discard(at)


def _holds(bucket: _Bucket, cell: Cell, row: Row) -> bool:
    counts = bucket.counts.get(cell)
    return counts is not None and all(map(ge, counts, row.measures))


def _least(bucket: _Bucket) -> Cell:
    """The cell ranked lowest; of equals the first by name."""
    while True:
        rank, cell = heappop(bucket.lowest)
        if bucket.ranks.get(cell) == rank:
            return cell


def _fold_place(bucket: _Bucket, family: Family, cells_max: int, folded: Cell) -> Cell:
    """The fold itself, or where there are too many the one of its tail."""
    if folded not in bucket.folds and len(bucket.folds) >= cells_max * FOLDS_PER_CELL:
        folded = whole_fold(folded, family.tail)
    bucket.folds.add(folded)
    return folded


def _add(bucket: _Bucket, family: Family, cell: Cell, row: Row) -> None:
    before = bucket.counts.get(cell)
    added = tuple(row.measures)
    bucket.counts[cell] = tuple(map(add, before, added)) if before else added
    if family.listed:
        listed = [*reversed(row.entries), *bucket.entries.get(cell, ())]
        bucket.entries[cell] = listed[: family.listed]
