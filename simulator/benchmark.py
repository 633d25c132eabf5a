"""A labelled file under a published protocol: our features and trainer, their split and measures.

The protocol is the Fraud Detection Handbook's (Le Borgne et al., chapters 3 and 4): train on some
days, wait until labels are known, test on the days after, without the users already known as
compromised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from simulator.dataset import Dataset, gather
from simulator.errors import UnreadableFile
from simulator.labelled import LabelledTransaction, Told
from simulator.metrics import area_under_roc, average_precision
from simulator.train import Recipe, fit_trees
from simulator.world import DAY_S

HISTORY_DAYS = 35
"""Replayed before training begins: the longest label window and the wait for its labels."""

CARDS_PER_DAY = 100
RECIPE = Recipe(trees=200, learning_rate=0.05, feature_fraction=0.3)
"""One label column out of many tells the truth: smaller steps over fewer columns share the work.
Chosen among six settings by the mean over four weeks (docs/model-card.md)."""
Array = Any
"""A numpy array of one value per row."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Whole days (UTC): train, wait, test; a label is known `label_delay_days` after its row."""

    train_start: date
    train_days: int = 7
    delay_days: int = 7
    test_days: int = 7
    label_delay_days: int = 7

    @property
    def train_s(self) -> float:
        """When training begins, in seconds since 1970."""
        start = datetime(*self.train_start.timetuple()[:3], tzinfo=UTC)
        return start.timestamp()

    @property
    def history_s(self) -> float:
        """From when rows are replayed."""
        return self.train_s - HISTORY_DAYS * DAY_S

    @property
    def test_s(self) -> float:
        """When the test begins."""
        return self.train_s + (self.train_days + self.delay_days) * DAY_S

    @property
    def end_s(self) -> float:
        """When it ends."""
        return self.test_s + self.test_days * DAY_S


def evaluate(
    rows: list[LabelledTransaction], protocol: Protocol, recipe: Recipe
) -> dict[str, float]:
    """Replay, train, score and measure; the keys of the benchmark's report.

    Raises
    ------
    UnreadableFile
        Training or test days hold no fraud, or nothing but fraud.
    """
    return measure(replay(rows, protocol), protocol, recipe)


def replay(rows: list[LabelledTransaction], protocol: Protocol) -> Dataset:
    """The rows from the start of training to the end of the test."""
    delay_s = protocol.label_delay_days * DAY_S
    kept = (row for row in rows if row.at_s < protocol.end_s)
    return gather((Told(row, row.at_s + delay_s, is_told=True) for row in kept), protocol.train_s)


def measure(replayed: Dataset, protocol: Protocol, recipe: Recipe) -> dict[str, float]:
    """Fit on the training days, score the test days."""
    in_train = replayed.at_s < protocol.train_s + protocol.train_days * DAY_S
    in_test = _tested(replayed, protocol)
    for name, mask in (("train", in_train), ("test", in_test)):
        if len(set(replayed.frauds[mask].tolist())) < 2:
            raise UnreadableFile(f"the {name} days need both frauds and genuine transactions")
    booster = fit_trees(replayed.rows(in_train), recipe)
    test = replayed.rows(in_test)
    scores = booster.predict(test.features)
    day = (test.at_s - protocol.test_s) // DAY_S
    return {
        "train_rows": int(in_train.sum()),
        "train_frauds": int(replayed.frauds[in_train].sum()),
        "test_rows": len(test.frauds),
        "test_frauds": int(test.frauds.sum()),
        "auc": area_under_roc(test.frauds, scores),
        "average_precision": average_precision(test.frauds, scores),
        "card_precision_100": card_precision(test.users, test.frauds, scores, day),
    }


def _tested(replayed: Dataset, protocol: Protocol) -> Array:
    """Rows of the test days (bool), without users known as compromised by that day.

    Known are the frauds of the training days, and each test day those of the day before the wait.
    """
    day = (replayed.at_s - protocol.train_s) // DAY_S
    frauds, users = replayed.frauds, replayed.users
    known = set(users[frauds & (day < protocol.train_days)].tolist())
    chosen = np.zeros(len(users), bool)
    for number in range(protocol.test_days):
        known |= set(users[frauds & (day == protocol.train_days + number - 1)].tolist())
        today = day == protocol.train_days + protocol.delay_days + number
        chosen |= today & ~np.isin(users, list(known))
    return chosen


def card_precision(
    users: Array, frauds: Array, scores: Array, day: Array, top: int = CARDS_PER_DAY
) -> float:
    """Card Precision@`top`: mean over days of compromised users among the highest scored.

    A user counts by the highest score of the day; users found on earlier days are left out.
    """
    found: set[str] = set()
    precisions = []
    for today in np.unique(day):
        highest: dict[str, float] = {}
        compromised: set[str] = set()
        for place in np.flatnonzero(day == today):
            user = str(users[place])
            if user in found:
                continue
            highest[user] = max(highest.get(user, -1.0), float(scores[place]))
            if frauds[place]:
                compromised.add(user)
        first = sorted(highest, key=lambda user: (-highest[user], user))[:top]
        caught = compromised.intersection(first)
        precisions.append(len(caught) / top)
        found |= caught
    return float(np.mean(precisions))
