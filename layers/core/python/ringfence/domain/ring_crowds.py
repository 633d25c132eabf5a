"""Who belongs together: from who used what to groups of users that may be rings.

1. *Crowds.* A card or device makes a crowd of its users, without the visitors. A device binds who
   has none of their own, who stole over it, and everybody where half stole. A card binds where
   nobody has a device of their own, or three stole with it: a taken card ties a thief to a victim
   and no thief to another. Two things in common with one of these bind too: two cards or devices,
   or two small ips. One address is a home, a carrier or an office.
2. *Components*: crowds with a user in common. In each, *communities* by percolation (Palla,
   Derényi, Farkas and Vicsek 2005): crowds are one when they share two users, or one who has no
   device of their own. Somebody robbed twice joins no two thieves.
3. *Places.* Communities that are mostly on one identifier are one where they are most of its users:
   so a farm's devices behind one address are, and a carrier's address joins nobody.

Whoever is left in several is a member of the largest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from ringfence.domain.graph import DETECTION_DEGREE_MAX, TieEntity

IP_DEGREE_MAX = 10
"""Accounts an ip may have and still say something of two of them (Neo4j's published ring rule)."""

CARD_THIEVES_MIN = 3
"""A stolen card is used by a thief and, in their own name, by who owns it: a third is a ring."""

THEFT_SHARE = 0.5
"""Of a device's users: where so many stole over it, the others are not there by chance."""

CROWDS_MAX = 100
"""Of one user, those that are compared in pairs."""


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
Identifier = tuple[TieEntity, str]
Users = frozenset[str]


@dataclass(frozen=True, slots=True)
class Network:
    """Ties by identifier (those that 2 to 100 users share), shared identifiers by user, and who has
    a device that nobody shares."""

    ties: Mapping[Identifier, Sequence[Tie]]
    shared: Mapping[str, Sequence[Identifier]]
    own_device: Users


def network_of(ties: Iterable[Tie], facts: Mapping[str, UserFacts]) -> Network:
    """The shared identifiers among these ties, in an order that does not depend on theirs."""
    by_identifier: dict[Identifier, list[Tie]] = defaultdict(list)
    devices: Counter[str] = Counter()
    for tie in ties:
        by_identifier[tie.entity, tie.identifier].append(tie)
        devices[tie.user] += tie.entity == "device"
    held = {
        key: sorted(by_identifier[key])
        for key in sorted(by_identifier)
        if 1 < len(by_identifier[key]) <= DETECTION_DEGREE_MAX
    }
    shared: dict[str, list[Identifier]] = defaultdict(list)
    for key, users in held.items():
        for tie in users:
            shared[tie.user].append(key)
    own_device = frozenset(
        user
        for user, keys in shared.items()
        if max(devices[user], facts.get(user, NO_FACTS).devices)
        > sum(entity == "device" for entity, _ in keys)
    )
    return Network(held, shared, own_device)


def groups_of(network: Network) -> list[Users]:
    """Groups of two or more; no user is in two. Linear in the ties, but for pairs of an accomplice
    and of crowds, at most `DETECTION_DEGREE_MAX` and `CROWDS_MAX` for a user each time."""
    communities = _communities(_crowds(network), network)
    return _once_each(_joined_by_place(communities, network))


# ── Crowds ───────────────────────────────────────────────────────────────────────────────────────


def _crowds(network: Network) -> list[Users]:
    accomplices = _accomplices(network)
    crowds = (_held(key, ties, network, accomplices) for key, ties in network.ties.items())
    return [crowd for crowd in crowds if len(crowd) > 1]


def _held(
    key: Identifier,
    ties: Sequence[Tie],
    network: Network,
    accomplices: Mapping[str, Users],
) -> Users:
    """The users of an identifier without its visitors."""
    users = frozenset(tie.user for tie in ties)
    thieves = frozenset(tie.user for tie in ties if tie.frauds)
    captive = users - network.own_device
    bound = _bound(key[0], users, thieves, captive)
    suspects = bound or thieves | captive
    helped = [
        {one, *helpers}
        for one in suspects
        if (helpers := users.intersection(accomplices.get(one, ())))
    ]
    return bound.union(*helped)


def _bound(entity: TieEntity, users: Users, thieves: Users, captive: Users) -> Users:
    if entity == "ip":
        return frozenset()
    if entity == "card" and captive != users:
        return thieves if len(thieves) >= CARD_THIEVES_MIN else frozenset()
    return users if len(thieves) >= THEFT_SHARE * len(users) else thieves | captive


def _accomplices(network: Network) -> Mapping[str, Users]:
    """For each user who has no device of their own or stole: with whom they share two cards or
    devices, or two small ips. A device and its address are no two: they come together."""
    suspects = {
        tie.user
        for ties in network.ties.values()
        for tie in ties
        if tie.frauds or tie.user not in network.own_device
    }
    partners: dict[str, set[str]] = defaultdict(set)
    for entities, most in ((("card", "device"), DETECTION_DEGREE_MAX), (("ip",), IP_DEGREE_MAX)):
        common: Counter[tuple[str, str]] = Counter()
        for (entity, _), ties in network.ties.items():
            if entity in entities and len(ties) <= most:
                users = [tie.user for tie in ties]
                common.update(product(suspects.intersection(users), users))
        for (suspect, user), count in common.items():
            if count > 1 and suspect != user:
                partners[suspect].add(user)
    return {suspect: frozenset(users) for suspect, users in partners.items()}


# ── Groups ───────────────────────────────────────────────────────────────────────────────────────


class _Union:
    """Union-find over places 0, 1, 2, …"""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(other)] = self.root(one)


def _communities(crowds: Sequence[Users], network: Network) -> list[Users]:
    """Crowds with two users in common, or one without a device of their own."""
    union = _Union(len(crowds))
    common: Counter[tuple[int, int]] = Counter()
    for user, places in _places(crowds).items():
        if user in network.own_device:
            common.update(combinations(places[:CROWDS_MAX], 2))
        else:
            for place in places[1:]:
                union.join(places[0], place)
    for (one, other), count in common.items():
        if count > 1:
            union.join(one, other)
    return _united(crowds, union)


def _joined_by_place(groups: Sequence[Users], network: Network) -> list[Users]:
    """Groups mostly on one identifier whose users are mostly theirs."""
    union = _Union(len(groups))
    places = _places(groups)
    for held in network.ties.values():
        counts = Counter(place for tie in held for place in places.get(tie.user, ()))
        mostly = [place for place, n in counts.items() if 2 * n > len(groups[place])]
        if 2 * sum(counts[place] for place in mostly) >= len(held):
            for place in mostly[1:]:
                union.join(mostly[0], place)
    return _united(groups, union)


def _once_each(groups: Sequence[Users]) -> list[Users]:
    """Each user in the largest of their groups alone."""
    order = sorted(groups, key=lambda users: (-len(users), min(users)))
    taken: set[str] = set()
    kept = []
    for users in order:
        left = users - taken
        taken |= left
        if len(left) > 1:
            kept.append(left)
    return kept


def _places(groups: Sequence[Users]) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, users in enumerate(groups):
        for user in users:
            places[user].append(place)
    return places


def _united(groups: Sequence[Users], union: _Union) -> list[Users]:
    together: dict[int, list[Users]] = defaultdict(list)
    for place, users in enumerate(groups):
        together[union.root(place)].append(users)
    return [frozenset().union(*parts) for parts in together.values()]
