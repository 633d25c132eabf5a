"""Threats: entities and pairs of attributes whose short window departs from their own normal.

Two signals are counted, each of which genuine customers give rarely and attackers cannot avoid:

- `unfamiliar`: a payment from afar on a device, or with a card, never seen with its user. One by an
  account that was opened for it is unfamiliar too. Cards presented in person are not: strangers at
  a kiosk all share its device.
- `stopped`: a payment that was not approved, the first of its user at the merchant in ten minutes,
  so that one customer who tries again and again is not many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from ringfence.domain.decisions import Decision
from ringfence.domain.lists import ReasonText
from ringfence.domain.money import minor_per_major
from ringfence.domain.rules import Rule
from ringfence.domain.tallies import DAY_S, HOUR_S, Bounds, BucketSize, Cell, Family, Sighting
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Message, Moment, Outcome, RiskLevel

ThreatKind = Literal[
    "merchant",
    "device",
    "ip",
    "counterparty",
    "category",
    "country",
    "merchant_country",
    "merchant_amount",
    "category_country",
    "category_amount",
]
ThreatSignal = Literal["unfamiliar", "stopped"]
ThreatWindow = Literal["10m", "1h", "24h"]
THREAT_SIGNALS: tuple[ThreatSignal, ...] = ("unfamiliar", "stopped")
THREAT_WINDOWS_S: dict[ThreatWindow, int] = {"10m": 600, "1h": HOUR_S, "24h": DAY_S}

MEASURES = ("transactions", "unfamiliar", "stopped", "new_devices", "new_cards")
_BOUNDS: dict[BucketSize, Bounds] = {
    "minute": Bounds(256, 3 * HOUR_S),
    "hour": Bounds(256, 15 * DAY_S),
}
IN_PERSON = ("card_present", "atm")
SAME_VISIT_S = 600.0
THREATS_MAX = 500
"""Threats kept, active and over; snoozes kept."""

SNOOZE_DAYS_MAX = 30

AMOUNT_EDGES = (5, 20, 100, 500)
"""Major units at which a band of amounts ends."""


class Kind(NamedTuple):
    """What is watched: its tally, its names in a transaction, how a sentence calls it."""

    kind: ThreatKind
    cell_of: Callable[[Transaction], Cell | None]
    words: str

    @property
    def family(self) -> Family:
        """Its tally."""
        return Family(f"threat_{self.kind}", MEASURES, _BOUNDS)


def amount_band(transaction: Transaction) -> str:
    """The transaction's band of amounts, in the namespace's currency."""
    currency = transaction.counted_currency
    amount = transaction.counted_minor / minor_per_major(currency)
    above = [edge for edge in AMOUNT_EDGES if amount < edge]
    if not above:
        return f"{currency} {AMOUNT_EDGES[-1]}+"
    low = [0, *AMOUNT_EDGES][AMOUNT_EDGES.index(above[0])]
    return f"{currency} {low}-{above[0]}"


def _names(*names: str | None) -> Cell | None:
    """A cell, or None where the caller did not send one of its names."""
    return tuple(name for name in names if name) if all(names) else None


KINDS: tuple[Kind, ...] = (
    Kind("merchant", lambda one: _names(one.merchant), "merchant {0}"),
    Kind("device", lambda one: _names(one.device_id), "device {0}"),
    Kind("ip", lambda one: _names(one.ip), "ip {0}"),
    Kind("counterparty", lambda one: _names(one.counterparty_id), "counterparty {0}"),
    Kind("category", lambda one: _names(one.merchant_category), "category {0}"),
    Kind("country", lambda one: _names(one.country), "country {0}"),
    Kind(
        "merchant_country",
        lambda one: _names(one.merchant, one.country),
        "merchant {0} from {1}",
    ),
    Kind(
        "merchant_amount",
        lambda one: _names(one.merchant, amount_band(one)),
        "merchant {0} at {1}",
    ),
    Kind(
        "category_country",
        lambda one: _names(one.merchant_category, one.country),
        "category {0} from {1}",
    ),
    Kind(
        "category_amount",
        lambda one: _names(one.merchant_category, amount_band(one)),
        "category {0} at {1}",
    ),
)
KIND_BY_NAME: dict[ThreatKind, Kind] = {one.kind: one for one in KINDS}
PARENTS: dict[ThreatKind, ThreatKind] = {
    "merchant_country": "merchant",
    "merchant_amount": "merchant",
    "category_country": "category",
    "category_amount": "category",
}
"""A pair's first name is an entity of its own; what both show is told once."""


class Signs(NamedTuple):
    """What a transaction shows of each measure, in the order of `MEASURES`."""

    transactions: int
    unfamiliar: int
    stopped: int
    new_devices: int
    new_cards: int


def signs_of(decision: Decision) -> Signs:
    """What a decision adds to the measures of everything it touches."""
    values = decision.features
    is_remote = decision.transaction.channel not in IN_PERSON
    is_new_device = is_remote and values.get("user_device_gap_s", 0.0) < 0
    is_new_card = is_remote and values.get("user_card_gap_s", 0.0) < 0
    visit_gap_s = values.get("user_merchant_gap_s", -1.0)
    is_first_of_visit = visit_gap_s < 0 or visit_gap_s > SAME_VISIT_S
    return Signs(
        1,
        int(is_new_device or is_new_card),
        int(decision.outcome is not Outcome.APPROVE and is_first_of_visit),
        int(is_new_device),
        int(is_new_card),
    )


def sighting(kind: Kind, transaction: Transaction, signs: Signs) -> Sighting | None:
    """A transaction's part in the tally of one kind; None where it has no such name."""
    cell = kind.cell_of(transaction)
    if cell is None:
        return None
    # What shows a sign keeps its place in a full bucket as ten others would.
    weight = 10 if signs.unfamiliar or signs.stopped else 1
    return Sighting(transaction.occurred_at.timestamp(), cell, weight, tuple(signs))


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────


class ThreatEvidence(Message):
    """Why: what was counted in the window ending at `at`, and what is usual.

    `count` is of the signal, `past_periods` the earlier periods in which the entity was seen.
    `expected` is what such a window has by those and by its peers; with no such period, by its
    peers alone. `times` is the ratio, None where there is no normal to be a multiple of: without a
    past, or where less than one is expected. `peers_share` is the signal's share among its peers,
    `chance` the larger of the two chances, of such a rate and of such a mix.
    """

    at: AwareDatetime
    window: ThreatWindow
    transactions: int
    count: int
    past_periods: int
    expected: float
    times: float | None
    share: float
    peers_share: float
    new_devices: int
    new_cards: int
    stopped: int
    chance: float


class ThreatSnoozeRequest(Message):
    """`POST /threats/{threat_id}/snooze`: say nothing of this entity or pair until a time."""

    until: Moment
    reason: ReasonText


class ThreatSnooze(ThreatSnoozeRequest):
    """Who silenced an entity or pair, whichever threats it becomes until then."""

    kind: ThreatKind
    names: tuple[str, ...]
    author: str
    created_at: AwareDatetime


class Threat(Message):
    """A departure that lasts: since when, the evidence now and at its strongest.

    `names` are those of `kind` (a merchant; a merchant and a country). `score` is the part of what
    was counted at its strongest that is beyond the usual, `also` names the pairs that hold most of
    it, `rule` is a rule one could make of it. `alerted_at` is when it raised its alert, `snooze`
    who silenced it.
    """

    threat_id: str
    kind: ThreatKind
    names: tuple[str, ...]
    signal: ThreatSignal
    status: Literal["active", "over"]
    sentence: str
    score: float
    risk_level: RiskLevel
    since: AwareDatetime
    last_seen: AwareDatetime
    evidence: ThreatEvidence
    strongest: ThreatEvidence
    also: tuple[str, ...]
    rule: Rule
    alerted_at: AwareDatetime | None = None
    snooze: ThreatSnooze | None = None


class ThreatPage(Message):
    """`GET /threats`: the active first, the least likely by chance before the others, then the
    snoozed, then those that are over. `next_cursor` continues the page; None ends it."""

    threats: tuple[Threat, ...]
    checked_at: AwareDatetime | None
    tested: int
    """Hypotheses tested in the latest check: what the false discoveries are controlled over."""
    hours_known: int
    """Hours of the day before the latest check that had traffic."""
    hours_needed: int
    """As many have to be known before a threat alerts."""
    next_cursor: str | None


class ThreatMoment(Message):
    """One bucket of a threat's course; `expected` is what its past and peers lead to expect."""

    at: AwareDatetime
    transactions: int
    count: int
    expected: float


class ThreatCourse(Message):
    """`GET /threats/{threat_id}`: the threat, minute by minute and hour by hour."""

    threat: Threat
    minutes: tuple[ThreatMoment, ...]
    hours: tuple[ThreatMoment, ...]
