"""The graph in memory: users and the identifiers they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from ringfence.adapters.memory_ties import MemoryTies
from ringfence.domain.entities import entities_of
from ringfence.domain.graph import (
    GRAPH_FIELDS,
    RING_DEGREE_MAX,
    RING_IDENTIFIERS_MAX,
    USER_DEGREE_MAX,
    GraphReading,
)
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import SHARED_BY, EntityType
from ringfence.flow.prune_ports import PruneStep


class MemoryGraph:
    """Users and their identifiers, as two adjacency maps."""

    def __init__(self) -> None:
        # In order of first use, so that which 20 are expanded does not depend on hashing. The users
        # of an identifier hang on it, so that a neighbourhood is a union of sets.
        self._identifiers: dict[str, dict[tuple[EntityType, str], set[str]]] = defaultdict(dict)
        self._users: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
        self._held: dict[str, Counter[EntityType]] = defaultdict(Counter)
        self._frauds: dict[str, set[str]] = defaultdict(set)
        self._fraud_users: set[str] = set()
        self._untied_s: dict[str, int] = {}
        self.ties = MemoryTies()

    def write(self, transaction: Transaction) -> None:
        """Tie the user to the card, device and ip."""
        entities, user = entities_of(transaction), transaction.user_id
        own = self._identifiers[user]
        for entity in SHARED_BY:
            name = entities[entity]
            if name is not None and (entity, name) not in own:
                own[entity, name] = self._users[entity, name]
                own[entity, name].add(user)
                self._held[user][entity] += 1
        self.ties.write(transaction)

    def label(self, transaction: Transaction, is_fraud: bool) -> None:
        """Note which of a user's transactions are known frauds."""
        user = transaction.user_id
        frauds = self._frauds[user]
        (frauds.add if is_fraud else frauds.discard)(transaction.transaction_id)
        (self._fraud_users.add if frauds else self._fraud_users.discard)(user)
        self.ties.label(transaction, is_fraud)

    def is_fraud(self, user_id: str) -> bool:
        """Whether a fraud of theirs is known."""
        return bool(self._frauds.get(user_id))

    def read(self, transaction: Transaction) -> GraphReading:
        """Degrees and the bounded two-hop neighbourhood."""
        entities, user = entities_of(transaction), transaction.user_id
        degrees = [len(self._users[entity, entities[entity] or ""]) for entity in SHARED_BY]
        held = self._held[user]
        crowds = self._identifiers[user].values() if held.total() <= USER_DEGREE_MAX else ()
        shared = [users for users in crowds if 1 < len(users) <= RING_DEGREE_MAX]
        del shared[RING_IDENTIFIERS_MAX:]
        others = set().union(*shared)
        others.discard(user)
        values = (
            *degrees,
            *[held[entity] for entity in SHARED_BY],
            len(shared),
            len(others),
            len(others & self._fraud_users),
        )
        assert len(values) == len(GRAPH_FIELDS)
        return GraphReading(values)

    def prune(self, place: int, before: datetime, at: datetime) -> Iterator[PruneStep]:
        """`prune_ports.AgingGraph`, in one step."""
        before_s, at_s = int(before.timestamp()), int(at.timestamp())
        old = self.ties.forget(before_s)
        for identifier, user in old:
            del self._identifiers[user][identifier]
            self._users[identifier].discard(user)
            self._held[user][identifier[0]] -= 1
        bare = [
            one for one in {*self._identifiers, *self._frauds} if not self._identifiers.get(one)
        ]
        gone = [user for user in bare if self._is_forgotten(user, before_s, at_s)]
        for user in gone:
            self._identifiers.pop(user, None)
            self._frauds.pop(user, None)
            self._fraud_users.discard(user)
            self._untied_s.pop(user, None)
        unused = {identifier for identifier, _ in old if not self._users[identifier]}
        for identifier in unused:
            del self._users[identifier]
        yield PruneStep(place + 1, len(old), len(gone) + len(unused))

    def _is_forgotten(self, user: str, before_s: int, at_s: int) -> bool:
        """A user without ties is, one with a known fraud a retention after that was first seen."""
        if not self._frauds.get(user):
            return True
        return self._untied_s.setdefault(user, at_s) < before_s
