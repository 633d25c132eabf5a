"""Lists: what people have decided about an entity, and which of it holds for a transaction.

Precedence is fixed: block > allow > watch. Block beats allow, because the harm of letting a known
fraud through is final and that of stopping a trusted customer is a phone call. Allow beats watch:
an allowance is the more deliberate word, given after somebody has looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints, ValidationInfo, field_validator

from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import Reason
from ringfence.domain.entities import canonical_name
from ringfence.domain.ledger import Line
from ringfence.domain.values import Author, EntityId, Message, Moment
from ringfence.domain.velocity import EntityType

ListName = Literal["block", "allow", "watch"]
PRECEDENCE: tuple[ListName, ...] = ("block", "allow", "watch")
LISTED_ENTITIES_MAX = 2_000
"""Entities listed in one namespace."""

LIST_PAGE_MAX = 2_000
"""Entries or snoozes on a page: some 600 KB."""

ReasonText = EntityId
"""Bounded as an id is: one line, canonical, and never a card number."""


def _canonical_address(entity_id: str, info: ValidationInfo) -> str:
    return canonical_name(info.data.get("entity"), entity_id)


class ListEntryRequest(Message):
    """`POST /lists`: put an entity on a list. What stood there for it is replaced."""

    list: ListName
    entity: EntityType
    entity_id: EntityId
    reason: ReasonText
    author: Author | None = None
    expires_at: Moment | None = None

    _canonical_address = field_validator("entity_id")(_canonical_address)


class ListEntry(ListEntryRequest):
    """An entity on a list. It holds until `expires_at`, or for good where that is None."""

    author: Author
    entry_id: str
    created_at: AwareDatetime


RuleCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class SnoozeRequest(Message):
    """`POST /cases/{case_id}/snooze`: silence one rule for one entity until a time."""

    rule: RuleCode
    entity: EntityType
    entity_id: EntityId
    until: Moment
    reason: ReasonText

    _canonical_address = field_validator("entity_id")(_canonical_address)


class Snooze(SnoozeRequest):
    """A rule that says nothing about an entity until `until`."""

    snooze_id: str
    author: str
    created_at: AwareDatetime


class SnoozePage(Message):
    """`GET /snoozes`, the one that ends first first; none of them has ended. `next_cursor`
    continues the page; None ends it."""

    snoozes: tuple[Snooze, ...]
    next_cursor: str | None


Standing = ListEntry | Snooze
"""What stands beside an entity and is read with each of its transactions."""


def standing_id(one: Standing) -> str:
    """What it is removed by."""
    return one.entry_id if isinstance(one, ListEntry) else one.snooze_id


def has_ended(one: Standing, at: datetime) -> bool:
    """Whether it is a snooze that is over. An entry that expired stays until it is removed: it
    tells what somebody once knew."""
    return isinstance(one, Snooze) and one.until <= at


class RemoveEntryRequest(Message):
    """`DELETE /lists/{entry_id}`: who takes it off."""

    author: Author | None = None


class ListPage(Message):
    """`GET /lists`, newest first; entries that have expired stay until they are removed.
    `next_cursor` continues the page; None ends it."""

    entries: tuple[ListEntry, ...]
    next_cursor: str | None


def to_entry(request: ListEntryRequest, author: str, created_at: datetime) -> ListEntry:
    """The entry a request stands for; its id is that of the entity on the list."""
    return ListEntry(
        **dict(request) | {"author": author},
        entry_id=content_hash([request.list, request.entity, request.entity_id]),
        created_at=created_at,
    )


def to_snooze(request: SnoozeRequest, author: str, created_at: datetime) -> Snooze:
    """The snooze a request stands for; its id is that of the rule and the entity."""
    return Snooze(
        **dict(request),
        snooze_id=content_hash(["snooze", request.rule, request.entity, request.entity_id]),
        author=author,
        created_at=created_at,
    )


def in_force(entries: Sequence[Standing], at: datetime) -> tuple[ListEntry, ...]:
    """Those that have not expired at `at` (an entry ends at the instant it names), the one that
    counts first."""
    listed = [entry for entry in entries if isinstance(entry, ListEntry)]
    held = [entry for entry in listed if entry.expires_at is None or at < entry.expires_at]
    return tuple(sorted(held, key=lambda entry: (PRECEDENCE.index(entry.list), entry.entry_id)))


def snoozed_rules(entries: Sequence[Standing], at: datetime) -> dict[str, Snooze]:
    """The snoozes that have not ended at `at`, by rule; of two the one that ends last."""
    snoozes = [one for one in entries if isinstance(one, Snooze) and at < one.until]
    return {one.rule: one for one in sorted(snoozes, key=lambda one: (one.until, one.snooze_id))}


def lists_version(reasons: Iterable[Reason]) -> str:
    """Content hash of what entries and snoozes put into the ledger; "none" where nothing.

    Of their lines, which the receipt keeps, and not of the entries, which people replace and
    remove: so a replay can make it again (docs/adr/0028-what-a-receipt-stands-on.md).
    """
    said = [[one.code, one.sentence, *one.entities] for one in reasons if one.source == "list"]
    return content_hash(said) if said else "none"


def listed_lines(held: Sequence[ListEntry]) -> list[Line]:
    """A ledger line for each entry in force, in that order. They move no points: the score stays
    what model and rules say."""
    return [_line(entry, held[0].list) for entry in held]


SNOOZED = "snoozed:"
"""What the code of a silenced rule's line begins with; no rule's own code holds a colon."""


def snoozed_line(snooze: Snooze) -> Line:
    """The ledger line of a rule that fired and was silenced. It moves no points."""
    sentence = (
        f"{snooze.rule} fired and is snoozed for {snooze.entity} {snooze.entity_id} until "
        f"{snooze.until:%Y-%m-%d %H:%M %Z}: {snooze.reason} ({snooze.author})"
    )
    return Line(
        code=f"{SNOOZED}{snooze.rule}",
        source="list",
        group="list",
        sentence=sentence,
        margin=0.0,
        entities=(snooze.entity_id,),
    )


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
