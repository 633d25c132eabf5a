"""People and the audit log in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ringfence.domain.audit import AuditEntry, Change, Link, sealed
from ringfence.domain.errors import KnownName, TooManyPeople
from ringfence.domain.people import PEOPLE_MAX, KnownPerson, Person


class MemoryPeople:
    """`ports.PeopleStore`."""

    def __init__(self) -> None:
        self._people: dict[str, KnownPerson] = {}

    def find(self, token_hash: str) -> KnownPerson | None:
        return self._people.get(token_hash)

    def all(self) -> Sequence[KnownPerson]:
        return [*self._people.values()]

    def put(self, token_hash: str, person: KnownPerson) -> None:
        if any(one.name == person.name for one in self._people.values()):
            raise KnownName(person.name)
        if len(self._people) >= PEOPLE_MAX:
            raise TooManyPeople(PEOPLE_MAX)
        self._people[token_hash] = person

    def remove(self, name: str) -> bool:
        before = len(self._people)
        self._people = {key: one for key, one in self._people.items() if one.name != name}
        return len(self._people) < before


class MemoryAudit:
    """`ports.Audit`."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def record(
        self, change: Change, person: Person, at: datetime, withdraws: int | None = None
    ) -> AuditEntry:
        entry = sealed(change, person, at, self.last(), withdraws)
        self.entries.append(entry)
        return entry

    def last(self) -> Link:
        return Link(self.entries[-1].seq, self.entries[-1].digest) if self.entries else Link()

    def before(self, seq: int | None, limit: int) -> Sequence[AuditEntry]:
        return [entry for entry in self.entries if seq is None or entry.seq < seq][-limit:]

    def after(self, seq: int, limit: int) -> Sequence[AuditEntry]:
        return [entry for entry in self.entries if entry.seq > seq][:limit]
