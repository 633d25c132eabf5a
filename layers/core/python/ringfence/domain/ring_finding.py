"""Finding rings: from who used what to groups of users, each with a score and its reasons.

1. *Ties.* A card or device of 2 to 50 users ties them. An ip ties two users only together with a
   second ip: one address is a home, a carrier or an office.
2. *Components*, then, where one is large, *communities*: label propagation (Raghavan, Albert and
   Kumara 2007) in which an identifier of d users pulls each towards the others with 1 / (d - 1) of
   its weight, so a busy kiosk pulls no harder than a phone that two people share (Newman 2001).
3. *Evidence*, added up in log-odds and settled into points like every score here. A household is
   held back by what it is: few people, few shared things, and devices of their own.

Nothing here knows a clock, a store or the order of its input: the same ties give the same rings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from ringfence.domain.graph import RING_DEGREE_MAX, TieEntity
from ringfence.domain.ledger import Line, settle
from ringfence.domain.messages import Reason

IP_DEGREE_MAX = 10
"""Accounts an ip may have and still say something of two of them (Neo4j's published ring rule)."""

ROUNDS_MAX = 30
"""Label propagation settles within five or six rounds; the bound is against oscillation."""

HOUSEHOLD_USERS_MAX = 5
HOUSEHOLD_SHARED_MAX = 3
"""A family of five shares a tablet, a television and a card, and nobody has done anything."""

TIE_WEIGHT: Mapping[TieEntity, float] = {"card": 1.0, "device": 1.0, "ip": 0.25}
OWN_DEVICE_WEIGHT = 1.0
"""A device of their own holds a user back as much as one shared device pulls: who once paid at a
kiosk stays alone. A fraud with what is shared lets go."""


class Tie(NamedTuple):
    """A user used an identifier, from `first_s` to `last_s` (seconds since 1970, event time);
    `frauds` of the user's transactions with it are labelled fraud."""

    user: str
    entity: TieEntity
    identifier: str
    first_s: int
    last_s: int
    frauds: int = 0


class UserFacts(NamedTuple):
    """What is known of a user beside ties. `devices` counts all they ever used, 0 where unknown;
    `payments` and `declined` their decisions."""

    devices: int = 0
    payments: int = 0
    declined: int = 0


NO_FACTS = UserFacts()


@dataclass(frozen=True, slots=True)
class FindingPolicy:
    """Weights in log-odds and the score that makes a candidate a ring; chosen on simulated days
    (tests/unit/domain/test_ring_finding.py has the look-alikes that must stay below)."""

    base: float = -4.0
    shared_identifier: float = 0.9
    shared_identifiers_most: float = 3.6
    user_beyond_household: float = 0.35
    users_most: float = 2.1
    captive: float = 3.8
    public: float = -2.0
    fraud: float = 4.0
    fraud_more: float = 0.6
    frauds_most: float = 6.0
    declined: float = 4.0
    ring_at_points: int = 5_000


@dataclass(frozen=True, slots=True)
class Ring:
    """Users tied together: the ties among them, the score in ten-thousandths and its reasons."""

    members: frozenset[str]
    ties: tuple[Tie, ...]
    points: int
    reasons: tuple[Reason, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a candidate is judged by. `strong` counts shared cards and devices, `captive` the
    members without a device of their own, `declined` is the share of payments declined."""

    users: int
    strong: int
    ips: int
    captive: int
    fraud_users: int
    declined: float


Identifier = tuple[TieEntity, str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Groups of tied users that may be rings, with the network they were found in."""

    groups: Sequence[frozenset[str]]
    network: _Network


@dataclass(frozen=True, slots=True)
class _Network:
    """Ties by identifier (those that 2 to 50 users share) and shared identifiers by user."""

    ties: Mapping[Identifier, Sequence[Tie]]
    shared: Mapping[str, Sequence[Identifier]]
    own_device: frozenset[str]
    fraud: frozenset[str]


def find_rings(
    ties: Iterable[Tie],
    facts: Mapping[str, UserFacts] | None = None,
    policy: FindingPolicy | None = None,
) -> list[Ring]:
    """Rings among these ties, best first.

    Parameters
    ----------
    ties
        One for each pair of user and identifier. Those of identifiers that nobody shares may be
        left out; then `facts` must say how many devices a user has, or nobody seems to have one of
        their own.
    facts
        By user; who is not in it has no decision and the devices their ties show.

    Cost: linear in the ties, but for users with several small ips, of which pairs are made.
    """
    known = facts or {}
    return judge(find_candidates(ties, known), known, policy)


def find_candidates(ties: Iterable[Tie], facts: Mapping[str, UserFacts]) -> Candidates:
    """The first half of `find_rings`: who belongs together. Of `facts` it asks only for devices."""
    network = _network(ties, facts)
    communities = [
        users for component in _components(network) for users in _communities(component, network)
    ]
    return Candidates(_joined(communities, network), network)


def judge(
    candidates: Candidates,
    facts: Mapping[str, UserFacts],
    policy: FindingPolicy | None = None,
) -> list[Ring]:
    """The second half: which of them are rings, best first. Asks for the facts of their users."""
    rule = policy or FindingPolicy()
    found = [_judged(users, candidates.network, facts, rule) for users in candidates.groups]
    rings = [ring for ring in found if ring is not None]
    return sorted(rings, key=lambda ring: (-ring.points, -len(ring.members), min(ring.members)))


# ── Ties ─────────────────────────────────────────────────────────────────────────────────────────


def _network(ties: Iterable[Tie], facts: Mapping[str, UserFacts]) -> _Network:
    by_identifier: dict[Identifier, list[Tie]] = defaultdict(list)
    devices: Counter[str] = Counter()
    for tie in ties:
        by_identifier[tie.entity, tie.identifier].append(tie)
        devices[tie.user] += tie.entity == "device"
    held = {
        key: sorted(by_identifier[key])
        for key in sorted(by_identifier)
        if 1 < len(by_identifier[key]) <= RING_DEGREE_MAX
    }
    shared: dict[str, list[Identifier]] = defaultdict(list)
    for key, users in held.items():
        for tie in users:
            shared[tie.user].append(key)
    return _Network(
        held,
        shared,
        own_device=frozenset(
            user
            for user, keys in shared.items()
            if max(devices[user], facts.get(user, NO_FACTS).devices)
            > sum(entity == "device" for entity, _ in keys)
        ),
        fraud=frozenset(tie.user for users in held.values() for tie in users if tie.frauds),
    )


def _pairs_by_ip(network: _Network) -> list[tuple[str, str]]:
    """Users with two small ips in common. Only who has two can, and few do."""
    several = {
        user
        for user, keys in network.shared.items()
        if sum(entity == "ip" for entity, _ in keys) >= 2
    }
    common: Counter[tuple[str, str]] = Counter()
    for (entity, _), held in network.ties.items():
        if entity == "ip" and len(held) <= IP_DEGREE_MAX:
            common.update(combinations([tie.user for tie in held if tie.user in several], 2))
    return sorted(pair for pair, count in common.items() if count >= 2)


# ── Components and communities ───────────────────────────────────────────────────────────────────


def _components(network: _Network) -> list[list[str]]:
    parent: dict[str, str] = {}

    def root(user: str) -> str:
        parent.setdefault(user, user)
        while parent[user] != user:
            parent[user] = parent[parent[user]]
            user = parent[user]
        return user

    for (entity, _), held in network.ties.items():
        if entity != "ip":
            for tie in held[1:]:
                parent[root(tie.user)] = root(held[0].user)
    for one, other in _pairs_by_ip(network):
        parent[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for user in sorted(parent):
        groups[root(user)].append(user)
    return list(groups.values())


def _communities(component: Sequence[str], network: _Network) -> list[list[str]]:
    inside = set(component)
    users = {
        key: [tie.user for tie in network.ties[key] if tie.user in inside]
        for key in {key for user in component for key in network.shared[user]}
    }
    label = {user: _first_label(user, users, network) for user in component}
    for _ in range(ROUNDS_MAX):
        before = dict(label)
        for user in component:
            label[user] = _strongest(user, label, users, network)
        if label == before:
            break
    groups: dict[str, list[str]] = defaultdict(list)
    for user in component:
        groups[label[user]].append(user)
    return [group for group in groups.values() if len(group) > 1]


def _first_label(user: str, users: Mapping[Identifier, Sequence[str]], network: _Network) -> str:
    """Who has no device of their own begins with the busiest they were seen on: else the cards
    they took would pull them one by one to the cards' owners, before the device could."""
    devices = [key for key in network.shared[user] if key[0] == "device"]
    if user in network.own_device or not devices:
        return user
    busiest = max(devices, key=lambda key: (len(users[key]), key))
    return "/".join(busiest)


def _strongest(
    user: str,
    label: Mapping[str, str],
    users: Mapping[Identifier, Sequence[str]],
    network: _Network,
) -> str:
    """The label that pulls most; on a tie the user's own, then the first by name."""
    pull: dict[str, float] = defaultdict(float)
    for key in network.shared[user]:
        weight = TIE_WEIGHT[key[0]] / max(1, len(users[key]) - 1)
        for other in users[key]:
            if other != user:
                pull[label[other]] += weight
    if user in network.own_device and user not in network.fraud:
        pull[user] += OWN_DEVICE_WEIGHT
    own = label[user]
    return min(pull, key=lambda name: (-round(pull[name], 9), name != own, name), default=own)


def _joined(communities: Sequence[Sequence[str]], network: _Network) -> list[frozenset[str]]:
    """Communities as sets; those whose members are mostly on one identifier are one. So devices of
    a farm behind one address are one ring, and a carrier's address joins nobody."""
    place_of = {user: place for place, users in enumerate(communities) for user in users}
    parent = list(range(len(communities)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for held in network.ties.values():
        counts = Counter(place_of[tie.user] for tie in held if tie.user in place_of)
        mostly = [place for place, n in counts.items() if 2 * n > len(communities[place])]
        for place in mostly[1:]:
            parent[root(place)] = root(mostly[0])
    groups: dict[int, set[str]] = defaultdict(set)
    for place, users in enumerate(communities):
        groups[root(place)].update(users)
    return [frozenset(users) for users in groups.values()]


# ── Evidence ─────────────────────────────────────────────────────────────────────────────────────


def _judged(
    members: frozenset[str],
    network: _Network,
    facts: Mapping[str, UserFacts],
    policy: FindingPolicy,
) -> Ring | None:
    within = _within(members, network)
    evidence = _evidence(members, within, network, facts)
    if not _may_be_ring(evidence):
        return None
    points, reasons = settle(policy.base, _lines(evidence, policy))
    if points < policy.ring_at_points:
        return None
    ties = tuple(tie for held in within.values() for tie in held)
    return Ring(members, ties, points, reasons, evidence)


def _within(members: frozenset[str], network: _Network) -> dict[Identifier, list[Tie]]:
    """What at least two members share, with their ties alone."""
    keys = sorted({key for user in members for key in network.shared[user]})
    held = {key: [tie for tie in network.ties[key] if tie.user in members] for key in keys}
    return {key: ties for key, ties in held.items() if len(ties) > 1}


def _evidence(
    members: frozenset[str],
    within: Mapping[Identifier, Sequence[Tie]],
    network: _Network,
    facts: Mapping[str, UserFacts],
) -> Evidence:
    known = [facts.get(user, NO_FACTS) for user in members]
    payments = sum(fact.payments for fact in known)
    strong = sum(entity != "ip" for entity, _ in within)
    fraud = {tie.user for ties in within.values() for tie in ties if tie.frauds}
    return Evidence(
        users=len(members),
        strong=strong,
        ips=len(within) - strong,
        captive=len(members - network.own_device),
        fraud_users=len(fraud),
        declined=sum(fact.declined for fact in known) / payments if payments else 0.0,
    )


def _may_be_ring(evidence: Evidence) -> bool:
    """Two shared identifiers, a confirmed fraud or abnormal behaviour; a household has neither of
    the latter, and no more than a household shares."""
    if evidence.fraud_users or evidence.declined >= 0.5:
        return True
    is_household = evidence.users <= HOUSEHOLD_USERS_MAX and evidence.strong <= HOUSEHOLD_SHARED_MAX
    return evidence.strong + evidence.ips >= 2 and not is_household


def _lines(evidence: Evidence, policy: FindingPolicy) -> list[Line]:
    lines = [line for line in _all_lines(evidence, policy) if line.margin]
    return sorted(lines, key=lambda line: -abs(line.margin))


def _all_lines(seen: Evidence, policy: FindingPolicy) -> list[Line]:
    beyond = max(0, seen.users - HOUSEHOLD_USERS_MAX)
    captive = seen.captive / seen.users
    more = policy.fraud_more * (seen.fraud_users - 1)
    return [
        _line(
            "ring_shared_identifiers",
            f"{seen.strong} cards and devices are shared by its members; 1 is usual",
            min(policy.shared_identifier * max(0, seen.strong - 1), policy.shared_identifiers_most),
            seen.strong,
        ),
        _line(
            "ring_users",
            f"{seen.users} users are tied; a household has at most {HOUSEHOLD_USERS_MAX}",
            min(policy.user_beyond_household * beyond, policy.users_most),
            seen.users,
        ),
        _line(
            "ring_without_own_device",
            f"{seen.captive} of {seen.users} were never seen on a device of their own",
            policy.captive * captive,
            captive,
        ),
        _line(
            "ring_own_devices",
            f"{seen.users - seen.captive} of {seen.users} have devices of their own, as visitors "
            "of a kiosk have",
            policy.public * (1 - captive),
            1 - captive,
        ),
        _line(
            "ring_confirmed_fraud",
            f"{seen.fraud_users} of {seen.users} are confirmed fraud; 0 is usual",
            min(policy.fraud + more, policy.frauds_most) if seen.fraud_users else 0.0,
            seen.fraud_users,
        ),
        _line(
            "ring_declined",
            f"{seen.declined:.0%} of its payments were declined",
            policy.declined * seen.declined,
            seen.declined,
        ),
    ]


def _line(code: str, sentence: str, margin: float, value: float) -> Line:
    return Line(code, "rule", "graph", sentence, margin, value=float(value))
