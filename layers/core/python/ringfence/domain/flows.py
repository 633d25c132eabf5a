"""Flows: where money goes, as bands from payers over cards to merchants.

Three columns. On the left who pays: grouped by how many earlier payments of the user are known
(`segment`), by whom the user is tied to (`ring`), by the device, or by the channel. In the middle
the card, of which we hold no number and therefore no bank: new to this user, known, or shared by
several users. On the right the merchant or its category. Amounts of two currencies are never added:
a page is of one currency.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from ringfence.domain.decisions import Decision
from ringfence.domain.tallies import DAY_S, HOUR_S, Bounds, BucketSize, Cell, Family, Sighting
from ringfence.domain.values import Message, Outcome

FlowBy = Literal["segment", "ring", "device", "channel"]
FlowTo = Literal["merchant", "category"]
FlowMeasure = Literal["amount", "transactions"]
FlowColumn = Literal["from", "card", "to"]
FlowWindow = Literal["15m", "1h", "3h", "24h", "3d", "7d", "30d"]
FLOW_BY: tuple[FlowBy, ...] = ("segment", "ring", "device", "channel")
FLOW_TO: tuple[FlowTo, ...] = ("merchant", "category")
FLOW_MEASURES: tuple[FlowMeasure, ...] = ("amount", "transactions")
FLOW_WINDOWS_S: dict[FlowWindow, int] = {
    "15m": 900,
    "1h": HOUR_S,
    "3h": 3 * HOUR_S,
    "24h": DAY_S,
    "3d": 3 * DAY_S,
    "7d": 7 * DAY_S,
    "30d": 30 * DAY_S,
}
LONGEST_S: dict[BucketSize, int] = {"minute": 3 * HOUR_S, "hour": 3 * DAY_S, "day": 31 * DAY_S}
"""The longest window answered from each size: at most 180, 72 or 31 buckets are read."""

NODES_DEFAULT, NODES_MAX = 12, 40
"""Nodes named in a column; the others are one node."""

LISTED = 100
UNKNOWN = "unknown"
"""Where the caller sent no channel or category, or the graph did not answer."""

STOPPED_WEIGHT = 10
"""A transaction that was not approved keeps its path in a full bucket as ten others would."""

RECENT_TRANSACTIONS = 10
"""A user with some, but fewer known transactions than this is recent."""

_MEASURES = ("transactions", "amount_minor")
_BOUNDS: dict[BucketSize, Bounds] = {
    "minute": Bounds(128, 4 * HOUR_S),
    "hour": Bounds(256, 8 * DAY_S),
    "day": Bounds(512, 35 * DAY_S),
}
PATHS = Family("flow_path", _MEASURES, _BOUNDS, tail=3, listed=LISTED)

DEVICES = Family("flow_device", _MEASURES, _BOUNDS, tail=3, listed=LISTED)


class PathCell(NamedTuple):
    """The names of a cell of `PATHS`; the last three stand where those of `DEVICES` do."""

    merchant: str
    category: str
    segment: str
    ring: str
    channel: str
    card: str
    currency: str
    outcome: str


class DeviceCell(NamedTuple):
    """The names of a cell of `DEVICES`."""

    device: str
    card: str
    currency: str
    outcome: str


def size_for(since_s: float, until_s: float, now_s: float) -> BucketSize:
    """The smallest buckets that a window may be read from, and that are still kept.

    >>> size_for(0, 3_600, now_s=3_600), size_for(0, 3_600, now_s=86_400)
    ('minute', 'hour')
    """
    for size, longest_s in LONGEST_S.items():
        if until_s - since_s <= longest_s and now_s - since_s <= _BOUNDS[size].kept_s:
            return size
    return "day"


# ── What a decision adds ─────────────────────────────────────────────────────────────────────────


def path_sighting(decision: Decision) -> Sighting:
    """A decision's part in `PATHS`."""
    transaction = decision.transaction
    cell = PathCell(
        transaction.merchant,
        transaction.merchant_category or UNKNOWN,
        segment_of(decision),
        ring_group_of(decision),
        transaction.channel or UNKNOWN,
        card_group_of(decision),
        transaction.currency,
        decision.outcome.value,
    )
    return _sighting(decision, cell)


def device_sighting(decision: Decision) -> Sighting:
    """A decision's part in `DEVICES`."""
    transaction = decision.transaction
    cell = DeviceCell(
        transaction.device_id,
        card_group_of(decision),
        transaction.currency,
        decision.outcome.value,
    )
    return _sighting(decision, cell)


def _sighting(decision: Decision, cell: Cell) -> Sighting:
    transaction = decision.transaction
    at_s = transaction.occurred_at.timestamp()
    return Sighting(
        at_s,
        tuple(cell),
        1 if decision.outcome is Outcome.APPROVE else STOPPED_WEIGHT,
        (1, transaction.amount_minor),
        f"{round(at_s * 1_000)} {transaction.transaction_id}",
    )


def segment_of(decision: Decision) -> str:
    """How many earlier payments of the user are known: none (new), few (recent) or more."""
    history = decision.features.get("user_history", 0.0)
    if history == 0:
        return "new"
    return "recent" if history < RECENT_TRANSACTIONS else "established"


def ring_group_of(decision: Decision) -> str:
    """Whom the user is tied to by a card, device or ip: a confirmed fraud, somebody, nobody."""
    if "graph" in decision.missing:
        return UNKNOWN
    if decision.features.get("ring_frauds", 0.0) > 0:
        return "tied_to_fraud"
    return "tied" if decision.features.get("ring_users", 0.0) > 0 else "alone"


def card_group_of(decision: Decision) -> str:
    """The card as this user uses it: shared by several, new to the user, or known."""
    values = decision.features
    if max(values.get("card_users_ever", 0.0), values.get("card_users_7d", 0.0)) > 1:
        return "shared"
    return "new" if values.get("user_card_gap_s", -1.0) < 0 else "known"


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


class ByOutcome(Message):
    """Transactions, or minor units of one currency, by what was decided."""

    approve: int = 0
    review: int = 0
    decline: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.approve + self.review + self.decline

    def of(self, outcome: Outcome) -> int:
        """Those of one outcome."""
        return int(getattr(self, outcome.value))


class FlowNode(Message):
    """One bar. `name` is a group, a device, a merchant or a category; of `is_other` it is empty."""

    node_id: str
    column: FlowColumn
    name: str
    is_other: bool
    transactions: ByOutcome
    amounts_minor: ByOutcome


class FlowLink(Message):
    """One band between two nodes, by their ids."""

    source: str
    target: str
    transactions: ByOutcome
    amounts_minor: ByOutcome


class FlowMoment(Message):
    """One bucket of the window."""

    at: AwareDatetime
    transactions: ByOutcome
    amounts_minor: ByOutcome


class FlowCurrency(Message):
    """A currency of the window, with its transactions in all outcomes."""

    currency: str
    transactions: int


class FlowPage(Message):
    """`GET /flows`: bands of one currency in [`since`, `until`), with the window's course.

    Times are those of whole buckets. `currency` is None where nothing happened.
    """

    by: FlowBy
    to: FlowTo
    measure: FlowMeasure
    bucket: BucketSize
    since: AwareDatetime
    until: AwareDatetime
    currency: str | None
    currencies: tuple[FlowCurrency, ...]
    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    moments: tuple[FlowMoment, ...]


class FlowTransaction(Message):
    """One transaction of a band."""

    transaction_id: str
    outcome: Outcome
    score: float
    user_id: str
    card_id: str
    device_id: str
    merchant: str
    merchant_category: str | None
    amount_minor: int
    currency: str
    occurred_at: AwareDatetime


class FlowTransactionPage(Message):
    """`GET /flows/transactions`: newest first; `next_before` continues the page, None ends it.

    `is_partial`: the band has more than are listed, which are the newest 100 of each path and hour
    of the last 8 days.
    """

    transactions: tuple[FlowTransaction, ...]
    next_before: str | None
    is_partial: bool
