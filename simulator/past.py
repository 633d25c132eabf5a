"""The past as a system would have seen it: the one path from rows to vectors in training."""

from __future__ import annotations

import gc
import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from ringfence.adapters.memory import MemoryState
from ringfence.domain.features import FEATURE_INDEX, Vector
from ringfence.domain.labels import Label, LabelKind
from ringfence.domain.ring_finding import find_rings
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import OUTLIER_MULTIPLE
from ringfence.flow.detect_rings import memberships
from ringfence.flow.observe import ObservedTransaction, observe
from ringfence.flow.ports import State
from simulator.labelled import Told, to_transaction

DETECT_EVERY_S = 86_400.0
"""Rings are looked for once a simulated day; live it is more often, and a ring outlives that."""

_AMOUNT_OVER_MEDIAN = FEATURE_INDEX["amount_over_median"]


class Past:
    """What a system would have observed: rows in order of time, labels no earlier than known.

    `forget` drops what makes a transaction idempotent: no row comes twice. `detect_rings` is called
    every `DETECT_EVERY_S` of event time.
    """

    def __init__(
        self,
        state: State,
        forget: Callable[[str], None] = lambda _: None,
        detect_rings: Callable[[], None] = lambda: None,
    ) -> None:
        self._state, self._forget, self._detect_rings = state, forget, detect_rings
        self._untold: list[tuple[float, int, Transaction, LabelKind, bool]] = []
        self._rows = 0
        self._detected_at_s = float("-inf")

    def observe(self, told: Told) -> Vector:
        """The row's vector, through `flow.observe`; its label waits until it is known."""
        row = told.row
        while self._untold and self._untold[0][0] <= row.at_s:
            self._tell(*heapq.heappop(self._untold))
        if row.at_s - self._detected_at_s >= DETECT_EVERY_S:
            self._detected_at_s = row.at_s
            self._detect_rings()
        transaction = to_transaction(row, f"row-{self._rows}")
        [batch] = observe([[transaction]], self._state)
        [observed] = batch.rows
        assert isinstance(observed, ObservedTransaction)
        self._forget(transaction.transaction_id)
        if told.is_told:
            kind: LabelKind = "fraud" if row.is_fraud else "genuine"
            is_usual = observed.vector[_AMOUNT_OVER_MEDIAN] <= OUTLIER_MULTIPLE
            item = (told.known_at_s, self._rows, transaction, kind, is_usual)
            heapq.heappush(self._untold, item)
        self._rows += 1
        return observed.vector

    def _tell(
        self, known_at_s: float, _: int, transaction: Transaction, kind: LabelKind, is_usual: bool
    ) -> None:
        label = Label.model_construct(
            transaction_id=transaction.transaction_id,
            label=kind,
            reason="replayed",
            author="replayed",
            known_at=datetime.fromtimestamp(known_at_s, UTC),
        )
        self._state.label(label, transaction, is_usual)
        self._forget(transaction.transaction_id)


def observed(rows: Iterable[Told]) -> Iterator[tuple[Told, Vector]]:
    """Each row, in order of time, with its vector."""
    state = MemoryState()
    past = Past(state, state.forget, lambda: _detect_rings(state))
    with no_cycles():
        for told in rows:
            yield told, past.observe(told)


def _detect_rings(state: MemoryState) -> None:
    """Who is in a ring from now on. Rings need no names here; there are no decisions to count."""
    assert state.graph is not None
    network = state.graph.ties.read()
    state.ring_members = memberships(find_rings(network.ties, network.facts))


@contextmanager
def no_cycles() -> Iterator[None]:
    """A replay makes millions of values, no cycles; looking for them would take a sixth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
