"""Rules, policies and lists in memory, over the same state that decides: what is put there holds at
once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ringfence.adapters.cel_rules import CelRules
from ringfence.adapters.memory import MemoryState
from ringfence.domain.errors import (
    ConflictingDraft,
    InvalidRules,
    ListsFull,
    PolicyRefused,
    RulesRefused,
)
from ringfence.domain.lists import LISTED_ENTITIES_MAX, Standing, has_ended, standing_id
from ringfence.domain.policy import Policy, read_policy
from ringfence.domain.rule_book import RuleBook, shipped_book
from ringfence.domain.rules import RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.velocity import EntityType


class MemoryRules:
    """`ports.Rules` and `ports.RuleStore`."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._book = shipped_book()
        self.sets = {SHIPPED_RULES.version: SHIPPED_RULES}
        self._compiled: dict[str, CelRules] = {}
        self._last_good = self.load(None)

    def load(self, version: str | None) -> CelRules:
        self._last_good = self.recall(version or SHIPPED_RULES.version)
        return self._last_good

    def recall(self, name: str) -> CelRules:
        if name not in self._compiled:
            if name not in self.sets:
                raise RulesRefused(name, "it is not stored")
            try:
                self._compiled[name] = CelRules(self.sets[name])
            except InvalidRules as error:
                raise RulesRefused(name, str(error)) from error
        return self._compiled[name]

    def last_good(self) -> CelRules:
        return self._last_good

    def ping(self) -> str:
        return f"rules {self.load(self._state.pointers.rules).version}"

    def find(self, version: str) -> RuleSet | None:
        return self.sets.get(version)

    def read(self) -> RuleBook:
        return self._book

    def replace(self, before: RuleBook, after: RuleBook) -> None:
        if self._book != before:
            raise ConflictingDraft("the rules were changed meanwhile; read them again")
        self._book = after
        if after.published != before.published:
            published = after.published
            self.sets[published.version] = RuleSet(rules=published.rules)
            self._state.pointers = replace(self._state.pointers, rules=published.version)


class MemoryPolicies:
    """`ports.Policies`."""

    def __init__(self, state: MemoryState, policy: Policy | None = None) -> None:
        self._kept = state.policies
        self._policy = policy or Policy()

    def load(self) -> Policy:
        body = self._policy.model_dump_json().encode()
        self._kept.setdefault(self._policy.version, body)
        return self._policy

    def recall(self, version: str) -> Policy:
        if version == self._policy.version:
            return self._policy
        if version not in self._kept:
            raise PolicyRefused(version, "it is not stored")
        return read_policy(version, self._kept[version])


class MemoryListStore:
    """`ports.ListStore`."""

    def __init__(self, state: MemoryState) -> None:
        self._entries = state.lists

    def all(self) -> Sequence[Standing]:
        return list(self._entries.values())

    def of(self, entity: EntityType, name: str) -> Sequence[Standing]:
        wanted = (entity, name)
        return [one for one in self._entries.values() if (one.entity, one.entity_id) == wanted]

    def put(self, entry: Standing) -> None:
        for name, one in [*self._entries.items()]:
            if has_ended(one, entry.created_at):
                del self._entries[name]
        listed = {(one.entity, one.entity_id) for one in self._entries.values()}
        if (entry.entity, entry.entity_id) not in listed and len(listed) >= LISTED_ENTITIES_MAX:
            raise ListsFull(LISTED_ENTITIES_MAX)
        self._entries[standing_id(entry)] = entry

    def remove(self, entry_id: str) -> bool:
        return self._entries.pop(entry_id, None) is not None
