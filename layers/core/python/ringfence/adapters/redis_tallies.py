"""`ports.Tallies` on Redis, and the projections that fill it.

A script is sent whole (`EVAL`), not by name: inside the projector's MULTI a server that lacks a
function could not be told apart from one that ran half of the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from redis import Redis
from redis.client import Pipeline

from ringfence.adapters.decision_stream import StreamedDecision, amended_since, made
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import Decision
from ringfence.domain.flows import DEVICES, PATHS, device_sighting, path_sighting
from ringfence.domain.tallies import (
    FOLDS_PER_CELL,
    Bucket,
    BucketSize,
    Cell,
    Family,
    Measures,
    Row,
    Sighting,
    rows_apart,
    rows_of,
)
from ringfence.domain.threats import KINDS, Kind, sighting, signs_of

_SEPARATOR = "\x1f"


class RedisTallies:
    """See `ports.Tallies`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def read(
        self, family: Family, size: BucketSize, starts_s: Sequence[int]
    ) -> list[Mapping[Cell, Measures]]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for start_s in starts_s:
                pipeline.hgetall(self._keys.tally(family.name, size, start_s))
            found = pipeline.execute()
        return [_cells(fields, len(family.measures)) for fields in found]

    def entries(self, family: Family, wanted: Sequence[tuple[int, Cell]]) -> list[list[str]]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for start_s, cell in wanted:
                bucket = self._keys.tally(family.name, "hour", start_s)
                pipeline.lrange(f"{bucket}:listed:{_SEPARATOR.join(cell)}", 0, -1)
            found = pipeline.execute()
        return [[entry.decode() for entry in entries] for entries in found]


class FlowProjection:
    """`Projection`: paths and devices of flows. What was amended moves to its own band."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        fresh, amended = [*made(decisions)], [*amended_since(decisions)]
        self._stage(pipe, PATHS, path_sighting, fresh, amended)
        self._stage(pipe, DEVICES, device_sighting, fresh, amended)

    def _stage(
        self,
        pipe: Pipeline,
        family: Family,
        seen: Callable[[Decision], Sighting],
        fresh: Sequence[Decision],
        amended: Sequence[tuple[Decision, Decision]],
    ) -> None:
        moves = [(seen(before), seen(after)) for before, after in amended]
        stage_tally(pipe, self._keys, family, map(seen, fresh))
        stage_moves(pipe, self._keys, family, moves)


class ThreatProjection:
    """`Projection`: what threats are detected from."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def stage(self, pipe: Pipeline, decisions: Sequence[StreamedDecision]) -> None:
        fresh, amended = [*made(decisions)], [*amended_since(decisions)]
        for kind in KINDS:
            seen = [_seen(kind, one) for one in fresh]
            moves = [(_seen(kind, before), _seen(kind, after)) for before, after in amended]
            stage_tally(pipe, self._keys, kind.family, [one for one in seen if one])
            stage_moves(pipe, self._keys, kind.family, [(a, b) for a, b in moves if a and b])


def _seen(kind: Kind, decision: Decision) -> Sighting | None:
    return sighting(kind, decision.transaction, signs_of(decision))


def stage_tally(pipe: Pipeline, keys: Keys, family: Family, sightings: Iterable[Sighting]) -> None:
    """Add the commands that count a batch: one script for each bucket it touches."""
    for bucket, rows in rows_of(family, sightings).items():
        key = keys.tally(family.name, bucket.size, bucket.start_s)
        pipe.eval(_script("redis_tallies"), 1, key, *_arguments(family, bucket, rows.items()))


def stage_moves(
    pipe: Pipeline, keys: Keys, family: Family, moves: Sequence[tuple[Sighting, Sighting]]
) -> None:
    """Take sightings back that were counted before, and count others in their place."""
    changed = [(before, after) for before, after in moves if before != after]
    for bucket, rows in rows_apart(family, [before for before, _ in changed]).items():
        key = keys.tally(family.name, bucket.size, bucket.start_s)
        pipe.eval(_script("redis_tally_corrections"), 1, key, *_arguments(family, bucket, rows))
    stage_tally(pipe, keys, family, [after for _, after in changed])


def _arguments(family: Family, bucket: Bucket, rows: Iterable[tuple[Cell, Row]]) -> Iterator[Any]:
    bounds = family.bounds[bucket.size]
    yield from (bounds.cells, bucket.end_s + bounds.kept_s, len(family.measures))
    yield from (family.tail, family.listed)
    for cell, row in rows:
        yield from (_SEPARATOR.join(cell), row.weight, *row.measures)
        yield from (len(row.entries), *row.entries)


def _cells(fields: Mapping[bytes, bytes], measures: int) -> dict[Cell, Measures]:
    counts: dict[Cell, list[int]] = {}
    for name, count in fields.items():
        place, *cell = name.decode().split(_SEPARATOR)
        if not place.isdigit():
            continue  # The script's own: how many cells and folds there are, and weights.
        counts.setdefault(tuple(cell), [0] * measures)[int(place) - 1] = int(count)
    return {cell: tuple(values) for cell, values in counts.items()}


@cache
def _script(name: str) -> str:
    texts = [
        Path(__file__).with_name(f"{one}.lua").read_text() for one in ("redis_tally_places", name)
    ]
    return "".join(texts).replace("<folds_per_cell>", str(FOLDS_PER_CELL))
