"""How well rings are found: pairs of users put together, against the episodes that tied them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ringfence.domain.graph import TieEntity
from ringfence.domain.ring_finding import Tie, UserFacts
from simulator.labelled import LabelledTransaction, Told

Users = frozenset[str]
NEGATIVES = ("family_card", "family_evening", "kiosk_hours", "office_lunch")
"""Look-alikes in which people share something, as rings do."""


@dataclass(frozen=True, slots=True)
class Episodes:
    """The truth: groups of users by scenario, those of fraud and those that only look like it."""

    fraud: Sequence[tuple[str, Users]]
    genuine: Sequence[tuple[str, Users]]


def ties_of(rows: Iterable[Told], until_s: float) -> tuple[list[Tie], dict[str, UserFacts]]:
    """Who used what, with the frauds known at `until_s`: what a system would have stored."""
    ties: dict[tuple[str, str, str], Tie] = {}
    payments: Counter[str] = Counter()
    devices: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        row, at_s = one.row, int(one.row.at_s)
        payments[row.user_id] += 1
        devices[row.user_id].add(row.device_id)
        is_known = row.is_fraud and one.is_told and one.known_at_s <= until_s
        used: tuple[tuple[TieEntity, str | None], ...] = (
            ("card", row.card_id),
            ("device", row.device_id),
            ("ip", row.ip),
        )
        for entity, name in used:
            if name is not None:
                key = (row.user_id, entity, name)
                before = ties.get(key) or Tie(row.user_id, entity, name, at_s, at_s)
                ties[key] = before._replace(last_s=at_s, frauds=before.frauds + is_known)
    facts = {user: UserFacts(len(devices[user]), count) for user, count in payments.items()}
    return list(ties.values()), facts


def episodes_of(rows: Iterable[Told]) -> Episodes:
    """Groups of two or more users that an episode tied by a card, a device or an ip.

    One episode may make several groups: clones of skimmed cards come from devices that share
    nothing, and nothing stored could tell that one hand held them.
    """
    episodes: dict[tuple[bool, str, str], list[LabelledTransaction]] = defaultdict(list)
    for row in (one.row for one in rows):
        if row.is_fraud or row.scenario in NEGATIVES:
            episodes[row.is_fraud, row.scenario, row.ring_id].append(row)
    fraud: list[tuple[str, Users]] = []
    genuine: list[tuple[str, Users]] = []
    for (is_fraud, scenario, _), members in episodes.items():
        groups = ((scenario, users) for users in _tied(members))
        (fraud if is_fraud else genuine).extend(groups)
    return Episodes(fraud, genuine)


def _tied(rows: Iterable[LabelledTransaction]) -> list[Users]:
    """Connected users: groups joined while they share an identifier."""
    groups: list[tuple[set[str], set[Hashable]]] = []
    for row in rows:
        keys = {("card", row.card_id), ("device", row.device_id)}
        if row.ip is not None:
            keys.add(("ip", row.ip))
        users: set[str] = {row.user_id}
        held: set[Hashable] = {("user", row.user_id), *keys}
        apart = []
        for group in groups:
            if group[1].isdisjoint(held):
                apart.append(group)
            else:
                users |= group[0]
                held |= group[1]
        groups = [*apart, (users, held)]
    return [frozenset(users) for users, _ in groups if len(users) > 1]


def membership(found: Sequence[Users], truth: Episodes) -> dict[str, float]:
    """Members and pairs, and what became of those who only look alike.

    `false_ring_rate_of_truth` is what their rate would be, were the rings exactly the truth: two
    people robbed by one hand may well eat at one place.
    """
    ours, theirs = _pairs(found), _pairs(users for _, users in truth.fraud)
    right = len(ours & theirs)
    frauds = frozenset().union(*(users for _, users in truth.fraud))
    members = frozenset().union(*found)
    return {
        "rings": float(len(found)),
        "largest": float(max(map(len, found), default=0)),
        "members": float(len(members)),
        "member_precision": len(members & frauds) / len(members) if members else 0.0,
        "true_groups": float(len(truth.fraud)),
        "pair_precision": right / len(ours) if ours else 0.0,
        "pair_recall": right / len(theirs) if theirs else 0.0,
        "false_rings": float(sum(users.isdisjoint(frauds) for users in found)),
        "negatives": float(len(truth.genuine)),
        "false_ring_rate": _hit_share(truth.genuine, found),
        "false_ring_rate_of_truth": _hit_share(truth.genuine, [users for _, users in truth.fraud]),
    }


def by_scenario(found: Sequence[Users], truth: Episodes) -> dict[str, dict[str, float]]:
    """For each kind of episode: its groups, pair recall, and the share with a pair in a ring."""
    ours, table = _pairs(found), {}
    for word, groups in (("fraud", truth.fraud), ("genuine", truth.genuine)):
        for name in sorted({scenario for scenario, _ in groups}):
            chosen = [group for group in groups if group[0] == name]
            pairs = _pairs(users for _, users in chosen)
            table[f"{word}/{name}"] = {
                "groups": float(len(chosen)),
                "pair_recall": len(pairs & ours) / len(pairs),
                "found": _hit_share(chosen, found),
            }
    return table


def _hit_share(groups: Sequence[tuple[str, Users]], found: Sequence[Users]) -> float:
    """The share of groups of which two users are in one ring."""
    ring_of: Mapping[str, set[int]] = defaultdict(set)
    for place, users in enumerate(found):
        for user in users:
            ring_of[user].add(place)
    hits = 0
    for _, users in groups:
        counts = Counter(place for user in users for place in ring_of.get(user, ()))
        hits += any(count > 1 for count in counts.values())
    return hits / len(groups) if groups else 0.0


def _pairs(groups: Iterable[Users]) -> set[tuple[str, str]]:
    return {pair for users in groups for pair in combinations(sorted(users), 2)}
