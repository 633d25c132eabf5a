"""Observe: write a transaction into windows and graph, read what they say, build the vector.

Serving and training both come through here; there is no second path to features.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ringfence.domain.decisions import Decision
from ringfence.domain.features import Vector, vector
from ringfence.domain.graph import NO_GRAPH
from ringfence.domain.lists import Standing
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import VelocityReading
from ringfence.flow.ports import Observation, Pointers, State


@dataclass(frozen=True, slots=True)
class ObservedTransaction:
    """A transaction with its vector, in `FEATURES` order, and what its entities are listed on."""

    transaction: Transaction
    velocity: VelocityReading
    vector: Vector
    is_graph_missing: bool
    lists: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class ObservedBatch:
    """`rows` are in the order given: observed, decided before, or None for a conflicting id."""

    rows: tuple[ObservedTransaction | Decision | None, ...]
    pointers: Pointers


def observe(parts: Sequence[Sequence[Transaction]], state: State) -> Iterator[ObservedBatch]:
    """Observe a batch in parts: all are sent at once, each is waited for when it is asked for.

    One round trip; observing again changes nothing, returns the same windows.

    Raises
    ------
    StateUnavailable
        Nothing is known to be stored; deliver again.
    """
    for part, (observed, pointers) in zip(parts, state.observe(parts), strict=True):
        yield ObservedBatch(tuple(map(_to_row, part, observed)), pointers)


def _to_row(transaction: Transaction, row: object) -> ObservedTransaction | Decision | None:
    if isinstance(row, Decision):
        return row
    if not isinstance(row, Observation):
        return None
    values = vector(transaction, row.velocity, row.graph or NO_GRAPH, row.ring)
    return ObservedTransaction(
        transaction, row.velocity, values, is_graph_missing=row.graph is None, lists=row.lists
    )
