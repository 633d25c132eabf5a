"""People: who may do what, and how somebody shows who they are.

A role holds everything that the roles before it hold. A token is 256 random bits, so its plain
SHA-256 is as safe to keep as a slow hash would be: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from ringfence.domain.values import Author, Message

Role = Literal["viewer", "analyst", "engineer", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "analyst", "engineer", "admin")
BOOTSTRAP = "bootstrap"
"""Name of whoever holds the deployment's own token; nobody else can have it."""

TOKEN_PREFIX = "rf_"  # noqa: S105 - a marker, no secret
"""What every person's token begins with: what does not is refused without asking the store."""

PEOPLE_MAX = 500
"""People of one namespace: all are answered on one page."""


class Person(Message):
    """Who asks. `name` is canonical as an id is."""

    name: Author
    role: Role

    def may(self, needed: Role) -> bool:
        """Whether the role holds what `needed` holds.

        >>> Person(name="ana", role="analyst").may("viewer")
        True
        """
        return ROLES.index(self.role) >= ROLES.index(needed)


class Me(Person):
    """`GET /me`. `is_open`: nobody is asked who they are, so a name is what it claims to be, and
    one person may publish what they drafted."""

    is_open: bool


class PersonRequest(Person):
    """`POST /people`: let somebody in."""


class KnownPerson(Person):
    """Somebody who was let in, by whom and when."""

    created_by: str
    created_at: AwareDatetime


class NewPerson(KnownPerson):
    """What `POST /people` answers. `token` is shown here and never again."""

    token: str


class PeoplePage(Message):
    """`GET /people`, by name."""

    people: tuple[KnownPerson, ...]


def to_person(request: PersonRequest, created_by: str, created_at: datetime) -> KnownPerson:
    """The person a request stands for."""
    return KnownPerson(
        name=request.name, role=request.role, created_by=created_by, created_at=created_at
    )


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
