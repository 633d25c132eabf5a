"""A found ring put into words and figures: its summary, and what a dossier adds to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ringfence.domain.alerts import Exposure
from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.graph import TieEntity
from ringfence.domain.policy import risk_level
from ringfence.domain.ring_finding import Identifier, Ring, Tie
from ringfence.domain.ring_shape import Shape, paths_from, shape_of
from ringfence.domain.rings import (
    RING_MEMBERS_MAX,
    RING_NODES_MAX,
    RING_PATHS_MAX,
    EntityGraph,
    EvidencePath,
    GraphEdge,
    GraphNode,
    GrowthPoint,
    NodeRef,
    RingDetail,
    RingIdentifier,
    RingMember,
    RingSummary,
    Role,
    WeakestLink,
)
from ringfence.domain.wording import counted

GROWTH_POINTS_MAX = 200
HEADLINE_ORDER: tuple[TieEntity, ...] = ("device", "card", "ip")
"""The tightest tie first."""


@dataclass(frozen=True, slots=True)
class UserPayments:
    """What a user paid, or tried to, by currency; `declined` counts those not declined for being
    in a ring or on a list."""

    exposure: tuple[Exposure, ...] = ()
    payments: int = 0
    declined: int = 0


NO_PAYMENTS = UserPayments()
Payments = Mapping[str, UserPayments]


def summarise(
    ring_id: str, ring: Ring, payments: Payments, formed_at: datetime, updated_at: datetime
) -> RingSummary:
    """The ring as a list shows it."""
    return RingSummary(
        ring_id=ring_id,
        status="active",
        score=ring.points / POINTS_PER_SCORE,
        risk_level=risk_level(ring.points),
        headline=headline(len(ring.members), ring.ties),
        size=len(ring.members),
        identifiers=len({(tie.entity, tie.identifier) for tie in ring.ties}),
        frauds=ring.evidence.fraud_users,
        exposure=total_exposure(payments.get(user, NO_PAYMENTS) for user in ring.members),
        formed_at=formed_at,
        updated_at=updated_at,
        last_payment_at=_at(max(tie.last_s for tie in ring.ties)),
    )


def headline(size: int, ties: Sequence[Tie]) -> str:
    """What tells this ring from others: what most of its users share by name, and how much else.

    >>> held = [("device", "d1"), ("card", "c1"), ("card", "c2")]
    >>> headline(2, [Tie(user, *one, 0, 0) for one in held for user in ("ann", "bob")])
    '2 users share device d1 and 2 cards'
    """
    shared = [one for one in _identifiers(ties) if one.members > 1]
    most = min(shared, key=lambda one: (-one.members, HEADLINE_ORDER.index(one.entity)))
    others = Counter(one.entity for one in shared if one is not most)
    *parts, last = [
        _named(most),
        *(
            counted(others[entity], f"other {entity}" if entity == most.entity else entity)
            for entity in HEADLINE_ORDER
            if others[entity]
        ),
    ]
    binding = f"{', '.join(parts)} and {last}" if parts else last
    return f"{counted(size, 'user')} share {binding}"


def _named(one: RingIdentifier) -> str:
    """What it is with its id, once where the id says it: "device-k-584", "device k-584"."""
    name = one.identifier.casefold()
    has_said = name.startswith(one.entity) and name != one.entity
    return one.identifier if has_said else f"{one.entity} {one.identifier}"


def total_exposure(paid: Iterable[UserPayments]) -> tuple[Exposure, ...]:
    """Sums by currency, that of most payments first: sums of two currencies are not added."""
    totals: dict[str, Exposure] = {}
    for one in (exposure for user in paid for exposure in user.exposure):
        before = totals.get(one.currency, Exposure(currency=one.currency, payments=0))
        totals[one.currency] = Exposure(
            currency=one.currency,
            payments=before.payments + one.payments,
            approved_minor=before.approved_minor + one.approved_minor,
            reviewed_minor=before.reviewed_minor + one.reviewed_minor,
            declined_minor=before.declined_minor + one.declined_minor,
        )
    return tuple(sorted(totals.values(), key=lambda one: (-one.payments, one.currency)))


def describe(ring: Ring, payments: Payments, devices: Mapping[str, int]) -> RingDetail:
    """What a dossier adds. `devices` counts all that each user ever used."""
    shape = shape_of(ring.ties)
    members = _members(ring, shape, payments, devices)
    identifiers = _identifiers(ring.ties)
    weakest = shape.weakest_link
    return RingDetail(
        members=tuple(members[:RING_MEMBERS_MAX]),
        identifiers=tuple(identifiers[:RING_MEMBERS_MAX]),
        paths=tuple(
            EvidencePath(steps=tuple(NodeRef(entity=e, entity_id=name) for e, name in path))
            for path in paths_from(shape.leader, ring.ties, RING_PATHS_MAX)
        ),
        growth=_growth(shape),
        weakest_link=WeakestLink(
            entity=weakest.identifier[0], identifier=weakest.identifier[1], parts=weakest.parts[:20]
        )
        if weakest
        else None,
        reasons=ring.reasons,
        graph=draw(ring.ties, members, identifiers, weakest.identifier if weakest else None),
        is_truncated=max(len(members), len(identifiers)) > RING_MEMBERS_MAX,
    )


def _members(
    ring: Ring, shape: Shape, payments: Payments, devices: Mapping[str, int]
) -> list[RingMember]:
    """Members, the most tied first."""
    ties_of: dict[str, list[Tie]] = {user: [] for user in ring.members}
    for tie in ring.ties:
        ties_of[tie.user].append(tie)
    members = [
        _member(user, ties, shape, payments.get(user, NO_PAYMENTS), devices.get(user, 0))
        for user, ties in ties_of.items()
    ]
    return sorted(members, key=lambda one: (-one.strength, one.joined_at, one.user_id))


def _member(
    user: str, ties: Sequence[Tie], shape: Shape, paid: UserPayments, devices: int
) -> RingMember:
    frauds = max(tie.frauds for tie in ties)
    roles: dict[Role, bool] = {
        "leader": user == shape.leader,
        "bridge": user in shape.bridges,
        "confirmed_fraud": frauds > 0,
    }
    return RingMember(
        user_id=user,
        roles=tuple(role for role, is_held in roles.items() if is_held) or ("member",),
        strength=round(shape.strengths[user], 4),
        identifiers=len(ties),
        has_own_device=devices > sum(tie.entity == "device" for tie in ties),
        frauds=frauds,
        payments=paid.payments,
        declined=paid.declined,
        joined_at=_at(shape.joined_s[user]),
        last_payment_at=_at(max(tie.last_s for tie in ties)),
    )


def _identifiers(ties: Sequence[Tie]) -> list[RingIdentifier]:
    """What is shared, by how many members."""
    held: dict[Identifier, list[Tie]] = {}
    for tie in ties:
        held.setdefault((tie.entity, tie.identifier), []).append(tie)
    shared = [
        RingIdentifier(
            entity=entity,
            identifier=name,
            members=len(users),
            first_seen_at=_at(min(tie.first_s for tie in users)),
            last_seen_at=_at(max(tie.last_s for tie in users)),
        )
        for (entity, name), users in held.items()
    ]
    return sorted(shared, key=lambda one: (-one.members, one.entity, one.identifier))


def _growth(shape: Shape) -> tuple[GrowthPoint, ...]:
    """How many members were tied from when on; a long history is thinned, its ends are kept."""
    times = sorted(shape.joined_s.values())
    points = {at_s: count for count, at_s in enumerate(times, 1)}
    rows = [GrowthPoint(at=_at(at_s), members=count) for at_s, count in points.items()]
    step = -(-len(rows) // GROWTH_POINTS_MAX)
    return (*rows[:-1:step], *rows[-1:])


# ── Graph ────────────────────────────────────────────────────────────────────────────────────────


def draw(
    ties: Sequence[Tie],
    members: Sequence[RingMember],
    identifiers: Sequence[RingIdentifier],
    weakest: Identifier | None,
) -> EntityGraph:
    """The bounded graph: what most share first, then the most tied members."""
    most = RING_NODES_MAX // 2
    kept = identifiers[: max(most, RING_NODES_MAX - len(members))]
    shown = members[: RING_NODES_MAX - len(kept)]
    nodes = [
        *(
            GraphNode(
                entity=one.entity,
                entity_id=one.identifier,
                users=one.members,
                is_weakest_link=(one.entity, one.identifier) == weakest,
            )
            for one in kept
        ),
        *(
            GraphNode(
                entity="user",
                entity_id=one.user_id,
                is_fraud=one.frauds > 0,
                roles=one.roles,
            )
            for one in shown
        ),
    ]
    place: dict[tuple[str, str], int] = {
        (node.entity, node.entity_id): index for index, node in enumerate(nodes)
    }
    total = len(members) + len(identifiers)
    return EntityGraph(
        nodes=tuple(nodes),
        edges=tuple(_edges(ties, place)),
        total_nodes=total,
        truncated=total > len(nodes),
    )


def _edges(ties: Sequence[Tie], place: Mapping[tuple[str, str], int]) -> Iterable[GraphEdge]:
    for tie in ties:
        source, target = place.get(("user", tie.user)), place.get((tie.entity, tie.identifier))
        if source is not None and target is not None:
            yield GraphEdge(
                source=source,
                target=target,
                first_seen_at=_at(tie.first_s),
                last_seen_at=_at(tie.last_s),
            )


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
