"""Labels: the truth about a transaction, learnt later, and what it says about its entities.

The law. A label counts from the moment it is known (the call that stored it): transactions observed
after that see it, decisions already made do not change. It counts by the event time of *its*
transaction: at time t, a window of w holds the labelled transactions with event time in (t - w, t].
The latest label of a transaction is the one in force, and "unsure" counts nowhere. Nothing older
than `LABEL_RETENTION_S` before t is read, and each entity keeps its `LABELS_MAX` most recent
frauds and as many genuine ones: counts saturate there.

A fraud is *usual* when its amount was nothing special for its user (`is_usual_amount`): many of
those at one merchant tell of a compromised terminal, where large ones tell of one thief.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import AwareDatetime

from ringfence.domain.transactions import TransactionRequest
from ringfence.domain.values import Author, EntityId, Message
from ringfence.domain.velocity import ENTITY_TYPES, NEVER, OUTLIER_MULTIPLE

LABEL_WINDOWS_S: dict[str, int] = {"7d": 7 * 86_400, "14d": 14 * 86_400, "28d": 28 * 86_400}
LABEL_RETENTION_S = 60 * 86_400
"""Twice the longest window: a run of frauds is told from one that began long before."""

LABELS_MAX = 10_000
"""Labelled transactions kept per entity and kind, about 1 MB each for the busiest."""

LABELLED_SHOWN = 20
"""Labelled transactions of each kind that are named where an entity is looked at."""

LABEL_HISTORY_MAX = 20
"""Labels kept of one transaction; the oldest go first."""

LABEL_HISTORY_S = 180 * 86_400
"""How long they are kept after the latest."""


def _label_fields() -> Iterator[str]:
    for entity in ENTITY_TYPES:
        yield f"{entity}_fraud_gap_ms"
        yield from (f"{entity}_frauds_{window}" for window in LABEL_WINDOWS_S)
        yield from (f"{entity}_labels_{window}" for window in LABEL_WINDOWS_S)
    yield "merchant_genuine_gap_ms"
    yield "merchant_fraud_run"
    yield "merchant_fraud_run_ms"
    yield from (f"merchant_usual_frauds_{window}" for window in LABEL_WINDOWS_S)


LABEL_FIELDS: tuple[str, ...] = tuple(_label_fields())
"""Integers: `frauds` and `labels` (fraud or genuine) count per window, labels only in a window that
holds a fraud: elsewhere nobody asks. `*_gap_ms` is the time since the last known one.
`merchant_fraud_run` counts the known frauds after the last known genuine one,
`merchant_fraud_run_ms` is the time since the first of them. Times are `NEVER` where there is none.
"""

NO_LABELS: tuple[int, ...] = tuple(NEVER if name.endswith("_ms") else 0 for name in LABEL_FIELDS)
"""What nearly every transaction reads: no label of any of its entities is known."""


def is_usual_amount(features: Mapping[str, float]) -> bool:
    """Whether a transaction's amount was no outlier of its user's, from its vector by name.

    >>> is_usual_amount({"amount_over_median": 2.5}), is_usual_amount({"amount_over_median": 4.0})
    (True, False)
    """
    return features["amount_over_median"] <= OUTLIER_MULTIPLE


LabelKind = Literal["fraud", "genuine", "unsure"]


class LabelRequest(Message):
    """What an analyst or a chargeback says of a transaction; `reason` is a code of your own.

    `transaction` is the payment itself, for a chargeback that comes when its decision is no longer
    kept: who paid with what, whom and when is all that a label needs.
    """

    label: LabelKind
    reason: EntityId
    author: Author | None = None
    transaction: TransactionRequest | None = None


class Label(Message):
    """The truth about a transaction as known at `known_at`, by whom and why."""

    transaction_id: str
    label: LabelKind
    reason: str
    author: str
    known_at: AwareDatetime

    def says_the_same(self, other: Label) -> bool:
        """Whether two labels differ in nothing but time."""
        return self.model_copy(update={"known_at": other.known_at}) == other


class LabelHistory(Message):
    """The labels of one transaction, oldest first; the last is in force."""

    transaction_id: str
    labels: tuple[Label, ...]
