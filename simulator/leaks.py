"""Leaks: what training must never see, looked for before anything is fitted.

Two laws. A feature is a function of the past: taking away what came after a row, and turning round
every label nobody knew yet, must not change one of its values. A model is fitted on rows that are
over and labels that are known before the rows it is measured on begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ringfence.domain.features import FEATURE_NAMES
from simulator.dataset import Builder, Dataset
from simulator.errors import LeakFound
from simulator.labelled import Told


def refuse_knowing_features(build: Builder, rows: Sequence[Told]) -> None:
    """Replay the first half of `rows` in a world where the second half went otherwise.

    In that world nothing happens after the middle, and each label of the first half that was not
    known by then is the opposite. Costs one and a half replays of `rows`.

    Raises
    ------
    LeakFound
        Names the features that could tell the two worlds apart.
    """
    until_s = rows[len(rows) // 2].row.at_s
    past = [told for told in rows if told.row.at_s <= until_s]
    as_it_was = build(rows).features[: len(past)]
    otherwise = build([_turned(told, until_s) for told in past]).features
    changed = np.flatnonzero((as_it_was != otherwise).any(axis=0))
    if len(changed):
        names = ", ".join(FEATURE_NAMES[place] for place in changed)
        raise LeakFound(f"known only later, yet already in the features: {names}")


def _turned(told: Told, until_s: float) -> Told:
    if told.known_at_s <= until_s:
        return told
    return told._replace(row=told.row._replace(is_fraud=not told.row.is_fraud))


def refuse_unordered(fitted: Sequence[Dataset], tested: Dataset, labels_at_s: float) -> None:
    """`fitted` parts in their order, each over before the next, labels known before the test.

    Raises
    ------
    LeakFound
    """
    parts = [part for part in (*fitted, tested) if len(part.at_s)]
    for before, after in pairwise(parts):
        if before.at_s.max() > after.at_s.min():
            raise LeakFound("rows are not split by time: a later row stands before an earlier one")
    for part in fitted:
        late = part.frauds & (part.known_at_s > labels_at_s)
        if late.any():
            raise LeakFound(f"{int(late.sum())} frauds of training were not known on its last day")
    if len(tested.at_s) and tested.at_s.min() < labels_at_s:
        raise LeakFound("the test begins before the last label of training was known")
