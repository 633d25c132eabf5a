"""Who may do what, and what they did."""

from __future__ import annotations

import secrets

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.audit import AuditPage, AuditQuery
from ringfence.domain.people import Me, NewPerson, PeoplePage, Person, PersonRequest
from ringfence.flow import audit as audit_flow
from ringfence.flow import people as people_flow
from ringfence.flow.audit import AuditExport, By


class People:
    """The use cases of people and of the audit log."""

    def __init__(self, access_token: str, adapters: Adapters) -> None:
        self._access_token = access_token
        self._adapters = adapters

    @property
    def is_open(self) -> bool:
        """Nobody is asked who they are: a laptop."""
        return not self._access_token

    def identify(self, token: str) -> Person:
        """Whose token it is; raises `Unauthorised`."""
        return people_flow.identify(token, self._access_token, self._adapters.people)

    def me(self, person: Person) -> Me:
        """Who asks."""
        return Me(name=person.name, role=person.role, is_open=self.is_open)

    def by(self, person: Person) -> By:
        """A change of theirs, now."""
        return By(person, self._adapters.now(), self._adapters.audit)

    def page(self) -> PeoplePage:
        """Everybody who was let in."""
        return PeoplePage(people=tuple(people_flow.all_people(self._adapters.people)))

    def let_in(self, request: PersonRequest, person: Person) -> NewPerson:
        """Raises `KnownName` and `TooManyPeople`."""
        secret = secrets.token_urlsafe(32)
        return people_flow.let_in(request, self._adapters.people, secret, self.by(person))

    def show_out(self, name: str, person: Person) -> None:
        """Raises `UnknownPerson`."""
        people_flow.show_out(name, self._adapters.people, self.by(person))

    def audit_page(self, query: AuditQuery, before_seq: int | None, limit: int) -> AuditPage:
        """What people did, newest first."""
        return audit_flow.page(self._adapters.audit, query, before_seq, limit)

    def audit_export(self, query: AuditQuery, after_seq: int, limit: int) -> AuditExport:
        """What people did, oldest first."""
        return audit_flow.export(self._adapters.audit, query, after_seq, limit)
