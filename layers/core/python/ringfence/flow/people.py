"""People: find out who asks, let somebody in, show somebody out."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from ringfence.domain.audit import Change
from ringfence.domain.errors import KnownName, Unauthorised, UnknownPerson
from ringfence.domain.people import (
    BOOTSTRAP,
    TOKEN_PREFIX,
    KnownPerson,
    NewPerson,
    Person,
    PersonRequest,
    to_person,
    token_hash,
)
from ringfence.flow.audit import By, audited
from ringfence.flow.govern_ports import PeopleStore


def identify(token: str, access_token: str, store: PeopleStore) -> Person:
    """Whose token it is. One round trip for a person's, none for the deployment's own.

    Raises
    ------
    Unauthorised, StateUnavailable
    """
    if hmac.compare_digest(token.encode(), access_token.encode()):
        return Person(name=BOOTSTRAP, role="admin")
    known = store.find(token_hash(token)) if token.startswith(TOKEN_PREFIX) else None
    if known is None:
        raise Unauthorised("send an access token as `Authorization: Bearer …`")
    return Person(name=known.name, role=known.role)


def let_in(request: PersonRequest, store: PeopleStore, secret: str, by: By) -> NewPerson:
    """Let somebody in, with a token made of `secret`.

    Raises
    ------
    KnownName, StateUnavailable
    """
    if request.name == BOOTSTRAP or any(one.name == request.name for one in store.all()):
        raise KnownName(request.name)
    person, token = to_person(request, by.person.name, by.at), TOKEN_PREFIX + secret
    change = Change(action="people.let_in", subject=person.name, after={"role": person.role})
    with audited(change, by):
        store.put(token_hash(token), person)
    return NewPerson(**dict(person), token=token)


def show_out(name: str, store: PeopleStore, by: By) -> None:
    """Their token opens nothing from now on.

    Raises
    ------
    UnknownPerson, StateUnavailable
    """
    found = next((person for person in store.all() if person.name == name), None)
    if found is None:
        raise UnknownPerson(name)
    change = Change(action="people.show_out", subject=name, before={"role": found.role})
    with audited(change, by):
        if not store.remove(name):
            raise UnknownPerson(name)


def all_people(store: PeopleStore) -> Sequence[KnownPerson]:
    """Everybody who was let in, by name."""
    return sorted(store.all(), key=lambda person: person.name)
