"""Rings: users tied together by shared cards, devices or ips. What is said of them on the wire.

How a ring is found is in `ring_finding`, what its shape tells in `ring_shape`, and how it keeps its
id while it grows, merges and splits in `ring_matching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from ringfence.domain.alerts import ChangeKind, Exposure, RingAlert
from ringfence.domain.decisions import Reason
from ringfence.domain.graph import TieEntity
from ringfence.domain.lists import ReasonText
from ringfence.domain.values import Message, Moment, Outcome, RiskLevel

RING_NODES_MAX = 500
"""Nodes of a graph on the wire; above that every layout is a hairball."""

RING_PAGE_MAX = 200
RING_MEMBERS_MAX = 500
"""Members that a dossier names, the most tied first; `size` counts them all."""

RING_PATHS_MAX = 20
RING_CHANGES_MAX = 200
ALERT_CODES_MAX = 3
"""Reason codes an alert of a ring carries; its dossier has them all."""

NodeEntity = Literal["user", "card", "device", "ip", "merchant"]
RingSort = Literal["score", "size", "exposure", "updated"]
RING_SORTS: tuple[RingSort, ...] = ("score", "size", "exposure", "updated")
RingStatus = Literal["active", "ended"]
RING_STATUSES: tuple[RingStatus, ...] = ("active", "ended")
Role = Literal["leader", "bridge", "confirmed_fraud", "member"]


class RingSummary(Message):
    """A ring in a list. `score` is in [0, 1]; `exposure` starts with the currency of most payments.

    An ended ring no longer meets the rule of forming, or was merged into `merged_into`.
    """

    ring_id: str
    status: RingStatus
    score: float
    risk_level: RiskLevel
    headline: str
    size: int
    identifiers: int
    frauds: int
    exposure: tuple[Exposure, ...]
    formed_at: AwareDatetime
    updated_at: AwareDatetime
    last_payment_at: AwareDatetime
    merged_into: str | None = None
    is_blocked: bool = False


class RingQuery(NamedTuple):
    """Which rings are asked for; None is any."""

    status: RingStatus = "active"
    sort: RingSort = "score"
    min_score: float = 0.0
    min_size: int = 0
    user_id: str | None = None
    cursor: str | None = None
    limit: int = 50

    def takes(self, ring: RingSummary) -> bool:
        """Whether the ring is one of them."""
        return ring.score >= self.min_score and ring.size >= self.min_size


class RingPage(Message):
    """`GET /rings`; `next_cursor` continues the page, None ends it."""

    rings: tuple[RingSummary, ...]
    total: int
    next_cursor: str | None


class RingMember(Message):
    """A user of a ring. `strength` in (0, 1]: how tied to the others, the leader's is 1.

    `has_own_device` is False for who was only ever seen on devices of the ring.
    """

    user_id: str
    roles: tuple[Role, ...]
    strength: float
    identifiers: int
    has_own_device: bool
    frauds: int
    payments: int
    declined: int
    joined_at: AwareDatetime
    last_payment_at: AwareDatetime


class RingIdentifier(Message):
    """A card, device or ip that `members` of the ring share."""

    entity: TieEntity
    identifier: str
    members: int
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class WeakestLink(Message):
    """The identifier whose removal splits the ring, into parts of so many members."""

    entity: TieEntity
    identifier: str
    parts: tuple[int, ...]


class NodeRef(Message):
    """An entity by type and id."""

    entity: NodeEntity
    entity_id: str


class EvidencePath(Message):
    """How two members are tied: user, identifier, user, identifier, … user."""

    steps: tuple[NodeRef, ...]


class GrowthPoint(Message):
    """From `at` on the ring had so many members tied."""

    at: AwareDatetime
    members: int


class RingChange(Message):
    """What a run of detection found changed. `other` is the ring merged in, or split from."""

    kind: ChangeKind
    at: AwareDatetime
    size_before: int
    size: int
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    other: str | None = None


class RingHistory(Message):
    """`GET /rings/{id}/history`, newest first; the newest 200 are kept."""

    ring_id: str
    changes: tuple[RingChange, ...]


class RingPayment(Message):
    """A member's decided payment, as a dossier lists it."""

    transaction_id: str
    user_id: str
    merchant: str
    amount_minor: int
    currency: str
    outcome: Outcome
    score: float
    occurred_at: AwareDatetime
    label: str | None = None


class RingBlock(Message):
    """The members are on the block list by one click, which can be undone."""

    author: str
    reason: str
    at: AwareDatetime
    entry_ids: tuple[str, ...]


class GraphNode(Message):
    """A node to draw. `score` in [0, 1] is the highest of the last days, None where there was none;
    `users` is an identifier's degree; `ring_id` is the ring that a user is in."""

    entity: NodeEntity
    entity_id: str
    score: float | None = None
    users: int | None = None
    is_fraud: bool = False
    is_weakest_link: bool = False
    roles: tuple[Role, ...] = ()
    ring_id: str | None = None


class GraphEdge(Message):
    """A user used an identifier; both by their place in `nodes`."""

    source: int
    target: int
    first_seen_at: AwareDatetime
    last_seen_at: AwareDatetime


class EntityGraph(Message):
    """A bounded neighbourhood: at most 500 nodes, the most tied first, and all edges among them."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    total_nodes: int
    truncated: bool


class RingDetail(Message):
    """What a run of detection found out about a ring beside its summary, as it is stored."""

    members: tuple[RingMember, ...]
    identifiers: tuple[RingIdentifier, ...]
    paths: tuple[EvidencePath, ...]
    growth: tuple[GrowthPoint, ...]
    weakest_link: WeakestLink | None
    reasons: tuple[Reason, ...]
    graph: EntityGraph
    is_truncated: bool = False


class RingDossier(Message):
    """`GET /rings/{id}`: all that is known. `reasons` sum to the score, in ten-thousandths.

    `is_truncated` where there are more members or identifiers than are named. `case_id` is the
    active case that works it.
    """

    ring: RingSummary
    case_id: str | None
    reasons: tuple[Reason, ...]
    members: tuple[RingMember, ...]
    identifiers: tuple[RingIdentifier, ...]
    paths: tuple[EvidencePath, ...]
    growth: tuple[GrowthPoint, ...]
    weakest_link: WeakestLink | None
    changes: tuple[RingChange, ...]
    payments: tuple[RingPayment, ...] = ()
    block: RingBlock | None = None
    is_truncated: bool = False


class BlockRingRequest(Message):
    """`POST /rings/{id}/block`: put every member on the block list."""

    reason: ReasonText
    expires_at: Moment | None = None


class BlockRingResult(Message):
    """Who is on the block list now because of this; `skipped` were on it before."""

    ring_id: str
    blocked: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def ring_alert(
    ring: RingSummary,
    reasons: Sequence[Reason],
    change: ChangeKind,
    size_before: int,
    raised_at: datetime,
) -> RingAlert:
    """The ring as an alert tells it; not numbered yet, which the store does that raises it."""
    return RingAlert(
        seq=0,
        change=change,
        ring_id=ring.ring_id,
        score=ring.score,
        risk_level=ring.risk_level,
        headline=ring.headline,
        reason_codes=tuple(one.code for one in reasons if one.points > 0)[:ALERT_CODES_MAX],
        size=ring.size,
        size_before=size_before,
        identifiers=ring.identifiers,
        exposure=ring.exposure,
        raised_at=raised_at,
    )
