"""Tallies: what happened in one bucket of time, counted by cell, in bounded memory.

A cell is a tuple of names, the first of which may be one of very many (a merchant, a device). The
law, which every adapter keeps:

- A bucket ranks at most `cells` cells. Each sighting adds its weight to its cell's rank. A cell
  that comes when the bucket is full takes the place, and the rank, of the one ranked lowest
  (Metwally et al. 2005, Space-Saving), so a cell with more than 1 / `cells` of a bucket's weight is
  in it at the end, whatever came before or after.
- Counts are never guessed. What was counted for a cell that lost its place is added to its fold,
  the cell whose first name is empty; sums over a bucket are therefore exact.
- Folds are kept beside the ranked cells, at most `FOLDS_PER_CELL` times as many; then all names
  but the last `tail` are emptied.
- A bucket disappears `kept_s` after it ended. What arrives after that is not counted.
- A sighting that turns out to be another's is taken back: from its cell where that counts as much,
  else from its fold, where it must have gone. Sums over a bucket stay exact; a cell that counts
  nothing any more is gone, with its rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import add
from typing import Literal, NamedTuple

BucketSize = Literal["minute", "hour", "day"]
SIZE_S: dict[BucketSize, int] = {"minute": 60, "hour": 3_600, "day": 86_400}
HOUR_S, DAY_S = SIZE_S["hour"], SIZE_S["day"]

FOLDS_PER_CELL = 4
FOLDED = ""
"""The name of everything that has no name of its own in a bucket."""

Cell = tuple[str, ...]
Measures = tuple[int, ...]


class Bounds(NamedTuple):
    """Cells ranked in a bucket, and how long it is kept after its end."""

    cells: int
    kept_s: int


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of tally: what is measured, and its bounds for each size of bucket.

    `tail` names at the end of a cell are never emptied. Where `listed` is not 0, the hour keeps
    that many of the newest entries of each cell.
    """

    name: str
    measures: tuple[str, ...]
    bounds: Mapping[BucketSize, Bounds]
    tail: int = 0
    listed: int = 0


class Bucket(NamedTuple):
    """A bucket of time: its size and when it starts, in whole seconds since 1970."""

    size: BucketSize
    start_s: int

    @property
    def end_s(self) -> int:
        """The first second after it."""
        return self.start_s + SIZE_S[self.size]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One transaction's part in a tally; `entry` is what a list shows it by."""

    at_s: float
    cell: Cell
    weight: int
    measures: Measures
    entry: str = ""


@dataclass(slots=True)
class Row:
    """What a batch adds to one cell of one bucket; entries in order of the batch."""

    weight: int
    measures: list[int]
    entries: list[str] = field(default_factory=list)


def bucket_of(size: BucketSize, at_s: float) -> Bucket:
    """The bucket that holds a time.

    >>> bucket_of("hour", 7_201.5)
    Bucket(size='hour', start_s=7200)
    """
    length = SIZE_S[size]
    return Bucket(size, int(at_s // length) * length)


def rows_of(family: Family, sightings: Iterable[Sighting]) -> dict[Bucket, dict[Cell, Row]]:
    """A batch by bucket and cell, so that each cell is written once however busy it is."""
    buckets: dict[Bucket, dict[Cell, Row]] = {}
    for sighting in sightings:
        for size in family.bounds:
            cells = buckets.setdefault(bucket_of(size, sighting.at_s), {})
            row = cells.get(sighting.cell)
            if row is None:
                row = cells[sighting.cell] = Row(0, [0] * len(family.measures))
            row.weight += sighting.weight
            for place, measure in enumerate(sighting.measures):
                row.measures[place] += measure
            if family.listed and size == "hour":
                row.entries.append(sighting.entry)
    return buckets


def rows_apart(
    family: Family, sightings: Iterable[Sighting]
) -> dict[Bucket, list[tuple[Cell, Row]]]:
    """The same with a row for each sighting: of two of a cell one may have been folded since."""
    buckets: dict[Bucket, list[tuple[Cell, Row]]] = {}
    for sighting in sightings:
        for bucket, rows in rows_of(family, [sighting]).items():
            buckets.setdefault(bucket, []).extend(rows.items())
    return buckets


def fold(cell: Cell) -> Cell:
    """The cell with its first name emptied.

    >>> fold(("coffee-12", "USD"))
    ('', 'USD')
    """
    return (FOLDED, *cell[1:])


def places_of(cell: Cell, tail: int) -> tuple[Cell, ...]:
    """Where a sighting of a cell may be counted by now, the likeliest first.

    >>> places_of(("coffee-12", "coffee", "USD"), tail=1)
    (('coffee-12', 'coffee', 'USD'), ('', 'coffee', 'USD'), ('', '', 'USD'))
    """
    return tuple(dict.fromkeys((cell, fold(cell), whole_fold(cell, tail))))


def whole_fold(cell: Cell, tail: int) -> Cell:
    """The cell with all but its last `tail` names emptied.

    >>> whole_fold(("coffee-12", "coffee", "USD"), tail=1)
    ('', '', 'USD')
    """
    kept = cell[len(cell) - tail :]
    return (*[FOLDED] * (len(cell) - tail), *kept)


def starts_between(size: BucketSize, since_s: float, until_s: float) -> list[int]:
    """The starts of the buckets that touch [since, until), oldest first.

    >>> starts_between("minute", 59, 121)
    [0, 60, 120]
    """
    length = SIZE_S[size]
    return [*range(bucket_of(size, since_s).start_s, int(-(-until_s // length)) * length, length)]


def summed(buckets: Iterable[Mapping[Cell, Measures]]) -> dict[Cell, Measures]:
    """Several buckets as one."""
    total: dict[Cell, Measures] = {}
    for bucket in buckets:
        for cell, measures in bucket.items():
            before = total.get(cell)
            total[cell] = tuple(map(add, before, measures)) if before else measures
    return total
