"""Lists: what people have decided about an entity, and which of it holds for a transaction.

Precedence is fixed: block > allow > watch. Block beats allow, because the harm of letting a known
fraud through is final and that of stopping a trusted customer is a phone call. Allow beats watch:
an allowance is the more deliberate word, given after somebody has looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import (
    AwareDatetime,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from ringfence.domain.canonical import content_hash
from ringfence.domain.ledger import Line
from ringfence.domain.messages import Author, EntityId, IpAddress, Message
from ringfence.domain.velocity import EntityType

ListName = Literal["block", "allow", "watch"]
PRECEDENCE: tuple[ListName, ...] = ("block", "allow", "watch")
LISTED_ENTITIES_MAX = 2_000
"""Entities listed in one namespace: all entries are answered on one page, some 2 MB at most."""

ReasonText = EntityId
"""Bounded as an id is: one line, canonical, and never a card number."""

_IP: TypeAdapter[str] = TypeAdapter(IpAddress)


class ListEntryRequest(Message):
    """`POST /lists`: put an entity on a list. What stood there for it is replaced."""

    list: ListName
    entity: EntityType
    entity_id: EntityId
    reason: ReasonText
    author: Author | None = None
    expires_at: AwareDatetime | None = None

    @field_validator("entity_id")
    @classmethod
    def _canonical_address(cls, entity_id: str, info: ValidationInfo) -> str:
        """An ip is written as transactions carry it, else it would match none."""
        return _IP.validate_python(entity_id) if info.data.get("entity") == "ip" else entity_id


class ListEntry(ListEntryRequest):
    """An entity on a list. It holds until `expires_at`, or for good where that is None."""

    author: Author
    entry_id: str
    created_at: AwareDatetime


class RemoveEntryRequest(Message):
    """`DELETE /lists/{entry_id}`: who takes it off."""

    author: Author | None = None


class ListPage(Message):
    """`GET /lists`, newest first; entries that have expired stay until they are removed."""

    entries: tuple[ListEntry, ...]


def to_entry(request: ListEntryRequest, author: str, created_at: datetime) -> ListEntry:
    """The entry a request stands for; its id is that of the entity on the list."""
    return ListEntry(
        **dict(request) | {"author": author},
        entry_id=content_hash([request.list, request.entity, request.entity_id]),
        created_at=created_at,
    )


def in_force(entries: Sequence[ListEntry], at: datetime) -> tuple[ListEntry, ...]:
    """Those that have not expired at `at` (an entry ends at the instant it names), the one that
    counts first."""
    held = [entry for entry in entries if entry.expires_at is None or at < entry.expires_at]
    return tuple(sorted(held, key=lambda entry: (PRECEDENCE.index(entry.list), entry.entry_id)))


def lists_version(held: Sequence[ListEntry]) -> str:
    """Content hash of the entries that applied; "none" without any."""
    return content_hash([entry.model_dump(mode="json") for entry in held]) if held else "none"


def listed_lines(held: Sequence[ListEntry]) -> list[Line]:
    """A ledger line for each entry in force, in that order. They move no points: the score stays
    what model and rules say."""
    return [_line(entry, held[0].list) for entry in held]


_EFFECT: dict[ListName, str] = {
    "block": "declined whatever the score",
    "allow": "approved whatever score and rules demand",
    "watch": "reviewed at least",
}


def _line(entry: ListEntry, decisive: ListName) -> Line:
    is_decisive = entry.list == decisive
    effect = _EFFECT[entry.list] if is_decisive else f"outranked by the {decisive} list"
    until = f", until {entry.expires_at:%Y-%m-%d %H:%M %Z}" if entry.expires_at else ""
    sentence = (
        f"{entry.entity} {entry.entity_id} is on the {entry.list} list: {entry.reason} "
        f"({entry.author}{until}); {effect}"
    )
    return Line(
        code=f"listed_{entry.list}",
        source="list",
        group="list",
        sentence=sentence,
        margin=0.0,
        entities=(entry.entity_id,),
    )
