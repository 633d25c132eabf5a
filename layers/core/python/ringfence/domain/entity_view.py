"""Entities as an analyst asks for them: what the windows say now, what is normal, what is known."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from ringfence.domain.lists import ListEntry, Snooze
from ringfence.domain.rings import EvidencePath
from ringfence.domain.values import Message, Outcome, RiskLevel
from ringfence.domain.velocity import ENTITY_TYPES, WINDOWS_S, EntityType

RECENT_MAX = 500
"""Transactions remembered per entity for the screens, the newest."""

RECENT_PAGE_MAX = 100
DAYS_SHOWN = 8
SEARCH_MAX = 50
PATH_HOPS_MAX = 8
"""Ties between two entities at most: user, device, user is two."""

PATH_VISITED_MAX = 4_000
"""Entities looked at for one path; the answer says where that ended the search."""

SearchKind = Literal["user", "card", "device", "ip", "merchant", "transaction", "ring", "case"]
SEARCH_KINDS: tuple[SearchKind, ...] = (*ENTITY_TYPES, "transaction", "ring", "case")
SEARCHED_BY_NAME: tuple[SearchKind, ...] = (*ENTITY_TYPES, "transaction")


class WindowNow(Message):
    """One window at this moment, (now - window, now]. `usual_count` is what the entity's own pace
    before it, as far back as its longest window, comes to; None in that window itself."""

    window: str
    count: int
    sum_minor: int
    usual_count: float | None
    counterparts: dict[EntityType, int]


class AmountNormal(Message):
    """A user's own normal amounts, in minor units, over their last `transactions` (at most 60)."""

    mean_minor: float
    median_minor: float
    maximum_minor: float
    transactions: int


class LabelWindow(Message):
    """Labelled transactions of one window, by their event time."""

    window: str
    frauds: int
    genuine: int


class EntityLabels(Message):
    """What is known of its transactions: counts by window, and the newest of each kind."""

    windows: tuple[LabelWindow, ...]
    frauds: tuple[str, ...]
    genuine: tuple[str, ...]


class DayRisk(Message):
    """The highest score of one UTC day; None where nothing was decided."""

    day: str
    score: float | None


class RiskPoint(Message):
    """One decided transaction on the line of risk over time."""

    transaction_id: str
    at: AwareDatetime
    score: float
    outcome: Outcome


class RingOfEntity(Message):
    """The ring that a user is in, as the last detection found it."""

    ring_id: str
    score: float
    size: int


class EntityView(Message):
    """`GET /entities/{type}/{id}`. `score` is the highest of the last eight days, `points` are the
    newest 500 decided transactions, oldest first. Sums and normal amounts are in minor units of
    `currency`, the namespace's."""

    entity: EntityType
    entity_id: str
    at: AwareDatetime
    currency: str
    last_seen_at: AwareDatetime | None
    score: float | None
    windows: tuple[WindowNow, ...]
    normal: AmountNormal | None
    labels: EntityLabels
    lists: tuple[ListEntry, ...]
    snoozes: tuple[Snooze, ...]
    ring: RingOfEntity | None
    cases: tuple[str, ...]
    days: tuple[DayRisk, ...]
    points: tuple[RiskPoint, ...]


class EntityTransaction(Message):
    """A decided transaction of an entity, as a table shows it."""

    transaction_id: str
    occurred_at: AwareDatetime
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    user_id: str
    card_id: str
    device_id: str
    ip: str | None
    merchant: str
    amount_minor: int
    currency: str
    rules: tuple[str, ...]


class EntityTransactions(Message):
    """`GET /entities/{type}/{id}/transactions`, newest first; `next_cursor` continues it."""

    transactions: tuple[EntityTransaction, ...]
    next_cursor: str | None


class PathAnswer(Message):
    """`GET /paths`: the shortest way over shared cards, devices and ips; None where there is none.

    `is_bounded`: the search ended at its bounds, so that a longer way may exist.
    """

    path: EvidencePath | None
    is_bounded: bool


class SearchHit(Message):
    """Something whose id begins with what was asked for."""

    kind: SearchKind
    id: str
    score: float | None = None
    headline: str | None = None


class SearchPage(Message):
    """`GET /search`: at most `limit`, those first whose id is exactly what was asked for."""

    hits: tuple[SearchHit, ...]
    truncated: bool


class RulePrecision(Message):
    """How often a rule fired, and how often it was right where the truth is known. `precision` is
    frauds / (frauds + genuine), None before anything is labelled."""

    code: str
    fired: int
    frauds: int
    genuine: int
    precision: float | None


class RulePrecisions(Message):
    """`GET /rules/precision`, the most fired first."""

    rules: tuple[RulePrecision, ...]


def usual_count(window: str, count: int, longest_count: int, longest_s: int) -> float | None:
    """What the pace of the longest window before this one comes to in this one: what happens now
    is not its own measure.

    >>> usual_count("24h", 2, 60, 30 * 86_400)
    2.0
    >>> usual_count("24h", 60, 60, 30 * 86_400)
    0.0
    """
    width = WINDOWS_S[window]
    if width >= longest_s:
        return None
    return max(0, longest_count - count) * width / (longest_s - width)
