"""`ports.RingSource` in memory: who used what, from when to when, with how many known frauds."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import cast

from ringfence.domain.entities import entities_of
from ringfence.domain.graph import DETECTION_DEGREE_MAX, TieEntity
from ringfence.domain.ring_finding import Identifier, Tie, UserFacts
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import SHARED_BY
from ringfence.flow.ring_ports import RingNetwork


@dataclass(slots=True)
class _Use:
    first_s: int
    last_s: int
    frauds: set[str] = field(default_factory=set)


class MemoryTies:
    """Ties by identifier."""

    def __init__(self) -> None:
        self._uses: dict[Identifier, dict[str, _Use]] = defaultdict(dict)
        self._devices: Counter[str] = Counter()

    def write(self, transaction: Transaction) -> None:
        """Tie the user to the card, device and ip."""
        at_s, user = int(transaction.occurred_at.timestamp()), transaction.user_id
        for key in _identifiers(transaction):
            uses = self._uses[key]
            if user in uses:
                uses[user].last_s = at_s
            else:
                uses[user] = _Use(at_s, at_s)
                self._devices[user] += key[0] == "device"

    def label(self, transaction: Transaction, is_fraud: bool) -> None:
        """Note over what a known fraud went."""
        for key in _identifiers(transaction):
            use = self._uses[key].get(transaction.user_id)
            if use:
                change = use.frauds.add if is_fraud else use.frauds.discard
                change(transaction.transaction_id)

    def forget(self, before_s: int) -> list[tuple[Identifier, str]]:
        """Drop ties last seen before then: identifier and user of each."""
        old = [
            (key, user)
            for key, uses in self._uses.items()
            for user, use in uses.items()
            if use.last_s < before_s
        ]
        for key, user in old:
            del self._uses[key][user]
            self._devices[user] -= key[0] == "device"
        return old

    def read(self) -> RingNetwork:
        ties = [
            Tie(user, entity, name, use.first_s, use.last_s, len(use.frauds))
            for (entity, name), uses in self._uses.items()
            if 1 < len(uses) <= DETECTION_DEGREE_MAX
            for user, use in uses.items()
        ]
        return RingNetwork(ties, {tie.user: UserFacts(self._devices[tie.user]) for tie in ties})


def _identifiers(transaction: Transaction) -> list[Identifier]:
    names = entities_of(transaction)
    return [
        (cast(TieEntity, entity), name)
        for entity in SHARED_BY
        if (name := names[entity]) is not None
    ]
