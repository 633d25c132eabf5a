"""A labelled dataset: the stream replayed through `flow.observe`, so features are serving's own."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ringfence.domain.features import FEATURE_NAMES, Vector
from simulator.errors import UnreadableFile
from simulator.labelled import LabelledTransaction, Told
from simulator.past import observed
from simulator.world import DAY_S, HOUR_S

CHUNK_ROWS = 4_096
Array = Any
"""A numpy array; dtype and shape are said where it is used."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows in order of event time.

    `features` is float64, rows x FEATURES; `frauds` bool; `at_s` and `known_at_s` float64 seconds
    (when it happened, when its label became known); `ids` names the rows; `scenarios`, `rings` and
    `users` are for reports only.
    """

    features: Array
    frauds: Array
    at_s: Array
    known_at_s: Array
    ids: Array
    scenarios: Array
    rings: Array
    users: Array

    @property
    def digest(self) -> str:
        """SHA-256 over features and frauds, in hex, 32 digits."""
        digest = hashlib.sha256(self.features.tobytes())
        digest.update(self.frauds.tobytes())
        return digest.hexdigest()[:32]

    def rows(self, mask: Array) -> Dataset:
        """The rows where `mask` (bool, one per row) holds."""
        return Dataset(*(getattr(self, name)[mask] for name in self.__slots__))

    def as_known(self, at_s: float) -> Dataset:
        """With the labels known at `at_s`: a fraud not yet known counts as genuine."""
        return replace(self, frauds=self.frauds & (self.known_at_s <= at_s))

    def save(self, path: Path) -> None:
        """As a compressed .npz."""
        names = np.array(FEATURE_NAMES)
        columns = {name: getattr(self, name) for name in self.__slots__}
        np.savez_compressed(path, names=names, **columns)

    @classmethod
    def read(cls, path: Path) -> Dataset:
        """What was saved.

        Raises
        ------
        UnreadableFile
            It is no dataset, or its features are not this release's.
        """
        try:
            with np.load(path) as file:
                names = tuple(file["names"].tolist())
                columns = {name: file[name] for name in cls.__slots__}
        except (KeyError, ValueError, EOFError, BadZipFile):
            raise UnreadableFile(f"{path} is no dataset that `dataset` wrote") from None
        if names != FEATURE_NAMES:
            raise UnreadableFile(f"{path} has other features than this release; write it again")
        return cls(**columns)


def joined(datasets: Iterable[Dataset]) -> Dataset:
    """Several datasets one after the other."""
    parts = list(datasets)
    return Dataset(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Dataset.__slots__)
    )


Builder = Callable[[Iterable[Told]], Dataset]
"""From rows in order of time to their dataset; what `simulator.leaks` checks."""


REVIEWED_SHARE = 0.1
"""Of the genuine look-alikes: what analysts look at, and clear."""


def told(rows: Iterable[LabelledTransaction], seed: int) -> Iterator[Told]:
    """Each row with when, and whether, the system hears the truth about it.

    A quarter of frauds an analyst labels within hours; the rest are charged back after days
    (median 6, 95 % within 25). Analysts clear a tenth of what looks alike, within hours too. What
    nobody disputes counts as genuine after 30 days, and nobody says so.
    """
    for number, row in enumerate(rows):
        if not row.is_fraud and row.scenario == "habit":
            yield Told(row, row.at_s + 30 * DAY_S, is_told=False)
            continue
        random = Random(f"{seed}/label/{number}")
        is_reviewed = random.random() < (0.25 if row.is_fraud else REVIEWED_SHARE)
        if is_reviewed:
            delay_s = random.expovariate(1 / (3 * HOUR_S))
        elif row.is_fraud:
            delay_s = 6 * DAY_S * math.exp(random.gauss(0.0, 0.85))
        else:
            delay_s = 30 * DAY_S
        yield Told(row, row.at_s + delay_s, is_told=is_reviewed or row.is_fraud)


def build(rows: Iterable[LabelledTransaction], seed: int) -> Dataset:
    """Replay `rows` through observe on the memory state, labels as they come to be known."""
    return gather(told(rows, seed))


def gather(rows: Iterable[Told], since_s: float = -math.inf) -> Dataset:
    """The dataset of these rows, each observed in turn; those before `since_s` are history only."""
    chunks, vectors = [], []
    truth: list[Told] = []
    for one, vector in observed(rows):
        if one.row.at_s < since_s:
            continue
        truth.append(one)
        vectors.append(vector)
        if len(vectors) == CHUNK_ROWS:
            chunks.append(_matrix(vectors))
            vectors = []
    chunks.append(_matrix(vectors))
    return Dataset(
        features=np.concatenate(chunks),
        frauds=np.array([one.row.is_fraud for one in truth], bool),
        at_s=np.array([one.row.at_s for one in truth], np.float64),
        known_at_s=np.array([one.known_at_s for one in truth], np.float64),
        ids=np.array([f"row-{number}" for number in range(len(truth))], np.str_),
        scenarios=np.array([one.row.scenario for one in truth], np.str_),
        rings=np.array([one.row.ring_id for one in truth], np.str_),
        users=np.array([one.row.user_id for one in truth], np.str_),
    )


def _matrix(vectors: list[Vector]) -> Array:
    return np.array(vectors, np.float64).reshape(-1, len(FEATURE_NAMES))
