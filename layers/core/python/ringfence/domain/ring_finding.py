"""Finding rings: from who used what to groups of users, each with a score and its reasons.

`domain/ring_crowds.py` says who belongs together. Here that is judged: *evidence*, added up in
log-odds and settled into points like every score. What members share counts for less the more
others use it. A household is held back by what it is: few people, few shared things, and devices of
their own.

Nothing here knows a clock, a store or the order of its input: the same ties give the same rings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ringfence.domain.decisions import Reason
from ringfence.domain.graph import TieEntity
from ringfence.domain.ledger import Line, settle
from ringfence.domain.ring_crowds import (
    IP_DEGREE_MAX,
    NO_FACTS,
    Identifier,
    Network,
    Tie,
    UserFacts,
    groups_of,
    network_of,
)

__all__ = [
    "IP_DEGREE_MAX",
    "NO_FACTS",
    "Candidates",
    "Evidence",
    "FindingPolicy",
    "Identifier",
    "Ring",
    "Tie",
    "UserFacts",
    "find_candidates",
    "find_rings",
    "judge",
]

HOUSEHOLD_USERS_MAX = 5
HOUSEHOLD_SHARED_MAX = 3
"""A family of five shares a tablet, a television and a card, and nobody has done anything."""

TIE_WEIGHT: Mapping[TieEntity, float] = {"card": 1.0, "device": 1.0, "ip": 0.25}


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
    """What a candidate is judged by. `strong` counts shared cards and devices, `visitors` who used
    them and is no member, `captive` the members without a device of their own; `declined` is the
    share of payments declined."""

    users: int
    visitors: int
    strong: int
    ips: int
    captive: int
    fraud_users: int
    declined: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Groups of tied users that may be rings, with the network they were found in."""

    groups: Sequence[frozenset[str]]
    network: Network


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

    Cost: linear in the ties, but for pairs within bounds (`groups_of`).
    """
    known = facts or {}
    return judge(find_candidates(ties, known), known, policy)


def find_candidates(ties: Iterable[Tie], facts: Mapping[str, UserFacts]) -> Candidates:
    """The first half of `find_rings`: who belongs together. Of `facts` it asks only for devices."""
    network = network_of(ties, facts)
    return Candidates(groups_of(network), network)


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


# ── Evidence ─────────────────────────────────────────────────────────────────────────────────────


def _judged(
    members: frozenset[str],
    network: Network,
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


def _within(members: frozenset[str], network: Network) -> dict[Identifier, list[Tie]]:
    """What at least two members share, with their ties alone; of ips those that are small or mostly
    theirs."""
    keys = sorted({key for user in members for key in network.shared[user]})
    held = {key: [tie for tie in network.ties[key] if tie.user in members] for key in keys}
    return {
        key: ties
        for key, ties in held.items()
        if len(ties) > 1 and (key[0] != "ip" or _is_theirs(len(ties), len(network.ties[key])))
    }


def _is_theirs(members: int, users: int) -> bool:
    return users <= IP_DEGREE_MAX or 2 * members >= users


def _evidence(
    members: frozenset[str],
    within: Mapping[Identifier, Sequence[Tie]],
    network: Network,
    facts: Mapping[str, UserFacts],
) -> Evidence:
    known = [facts.get(user, NO_FACTS) for user in members]
    payments = sum(fact.payments for fact in known)
    strong = [key for key in within if key[0] != "ip"]
    seen = {tie.user for key in strong for tie in network.ties[key]}
    fraud = {tie.user for ties in within.values() for tie in ties if tie.frauds}
    return Evidence(
        users=len(members),
        visitors=len(seen - members),
        strong=len(strong),
        ips=len(within) - len(strong),
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
    everybody = seen.users + seen.visitors
    # The more others use what members share, the less it says: a kiosk ties nobody.
    strong = seen.strong * seen.users / everybody
    captive = seen.captive / everybody
    more = policy.fraud_more * (seen.fraud_users - 1)
    return [
        _line(
            "ring_shared_identifiers",
            f"{seen.strong} cards and devices are shared by its members; 1 is usual",
            min(policy.shared_identifier * max(0.0, strong - 1), policy.shared_identifiers_most),
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
            f"{seen.captive} of the {everybody} users on what it shares have no device of "
            "their own",
            policy.captive * captive,
            captive,
        ),
        _line(
            "ring_own_devices",
            f"{everybody - seen.captive} of the {everybody} users on what it shares have devices "
            "of their own, as visitors of a kiosk have",
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
