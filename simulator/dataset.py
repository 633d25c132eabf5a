"""A labelled dataset: the stream replayed through `flow.observe`, so features are serving's own."""

from __future__ import annotations

import gc
import hashlib
import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from ringfence.adapters.memory import MemoryState
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES
from ringfence.domain.messages import Label, Transaction
from ringfence.domain.velocity import OUTLIER_MULTIPLE
from ringfence.flow.observe import ObservedTransaction, observe
from simulator.world import DAY_S, HOUR_S, SimulatedTransaction

CHUNK_ROWS = 4_096
_AMOUNT_OVER_MEDIAN = FEATURE_INDEX["amount_over_median"]
Array = Any
"""A numpy array; dtype and shape are said where it is used."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows in order of event time.

    `features` is float64, rows x FEATURES; `frauds` bool; `at_s` and `known_at_s` float64 seconds
    (when it happened, when its label became known); `scenarios` the truth, for reports only.
    """

    features: Array
    frauds: Array
    at_s: Array
    known_at_s: Array
    scenarios: Array

    @property
    def digest(self) -> str:
        """SHA-256 over features and frauds, in hex, 32 digits."""
        digest = hashlib.sha256(self.features.tobytes())
        digest.update(self.frauds.tobytes())
        return digest.hexdigest()[:32]

    def rows(self, mask: Array) -> Dataset:
        """The rows where `mask` (bool, one per row) holds."""
        return Dataset(
            self.features[mask],
            self.frauds[mask],
            self.at_s[mask],
            self.known_at_s[mask],
            self.scenarios[mask],
        )

    def save(self, path: Path) -> None:
        """As a compressed .npz."""
        names = np.array(FEATURE_NAMES)
        columns = {name: getattr(self, name) for name in self.__slots__}
        np.savez_compressed(path, names=names, **columns)


def joined(datasets: Iterable[Dataset]) -> Dataset:
    """Several datasets one after the other."""
    parts = list(datasets)
    return Dataset(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Dataset.__slots__)
    )


def label_delay_s(random: Random, is_fraud: bool) -> float:
    """Seconds until the truth is known.

    A quarter of frauds an analyst labels within hours; the rest are charged back after days
    (median 6, 95 % within 25). What nobody disputes counts as genuine after 30 days.
    """
    if not is_fraud:
        return 30 * DAY_S
    if random.random() < 0.25:
        return random.expovariate(1 / (3 * HOUR_S))
    return 6 * DAY_S * math.exp(random.gauss(0.0, 0.85))


def build(rows: Iterable[SimulatedTransaction], seed: int) -> Dataset:
    """Replay `rows` through observe on the memory state.

    A fraud label reaches windows and graph when it becomes known, not before.
    """
    random = Random(f"{seed}/labels")
    labelled = ((row, row.at_s + label_delay_s(random, row.is_fraud)) for row in rows)
    # A replay makes millions of values and no cycles; looking for cycles would take a sixth of it.
    gc.disable()
    try:
        return _gather(_replayed(labelled))
    finally:
        gc.enable()


def _replayed(
    rows: Iterable[tuple[SimulatedTransaction, float]],
) -> Iterator[tuple[SimulatedTransaction, float, tuple[float, ...]]]:
    state = MemoryState()
    unknown: list[tuple[float, int, Transaction, bool]] = []
    for number, (row, known_at_s) in enumerate(rows):
        while unknown and unknown[0][0] <= row.at_s:
            known_s, _, fraud, is_usual = heapq.heappop(unknown)
            state.label(_fraud_label(fraud, known_s), fraud, is_usual)
        transaction = to_transaction(row, f"sim-{number}")
        observed = observe([transaction], state).rows[0]
        assert isinstance(observed, ObservedTransaction)
        state.forget(transaction.transaction_id)
        if row.is_fraud:
            is_usual = observed.vector[_AMOUNT_OVER_MEDIAN] <= OUTLIER_MULTIPLE
            heapq.heappush(unknown, (known_at_s, number, transaction, is_usual))
        yield row, known_at_s, observed.vector


def _fraud_label(fraud: Transaction, known_at_s: float) -> Label:
    return Label(
        transaction_id=fraud.transaction_id,
        label="fraud",
        reason="chargeback",
        author="simulator",
        known_at=datetime.fromtimestamp(known_at_s, UTC),
    )


def to_transaction(row: SimulatedTransaction, transaction_id: str) -> Transaction:
    """The transaction `flow.accept` would have made; unchecked, because we made every value."""
    occurred_at = datetime.fromtimestamp(row.at_s, UTC)
    return Transaction.model_construct(
        transaction_id=transaction_id,
        user_id=row.user_id,
        card_id=row.card_id,
        device_id=row.device_id,
        merchant=row.merchant,
        amount_minor=row.amount_minor,
        currency="USD",
        occurred_at=occurred_at,
        received_at=occurred_at,
        fingerprint=transaction_id,
        ip=row.ip,
        merchant_category=row.merchant_category,
        country=row.country,
        channel=row.channel,
        counterparty_id=row.counterparty_id,
    )


def _gather(
    rows: Iterable[tuple[SimulatedTransaction, float, tuple[float, ...]]],
) -> Dataset:
    chunks, vectors = [], []
    truth: list[SimulatedTransaction] = []
    known: list[float] = []
    for row, known_at_s, vector in rows:
        truth.append(row)
        known.append(known_at_s)
        vectors.append(vector)
        if len(vectors) == CHUNK_ROWS:
            chunks.append(np.array(vectors, np.float64))
            vectors = []
    chunks.append(np.array(vectors, np.float64).reshape(-1, len(FEATURE_NAMES)))
    return Dataset(
        features=np.concatenate(chunks),
        frauds=np.array([row.is_fraud for row in truth], bool),
        at_s=np.array([row.at_s for row in truth], np.float64),
        known_at_s=np.array(known, np.float64),
        scenarios=np.array([row.scenario for row in truth]),
    )
