"""The audit log: every change by a person, in order, each entry sealed to the one before it.

An entry's `digest` is the SHA-256 of its content and of the digest before it. Whoever alters,
drops or inserts an entry breaks the seal of the next. Rewriting everything from there on would
mend it, which is why digests also leave the store: with the log lines and with the archive.
No secret is in it, so that whoever holds an export can check it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, JsonValue, StringConstraints

from ringfence.domain.canonical import canonical_json
from ringfence.domain.people import Person, Role
from ringfence.domain.values import Message

FIRST_DIGEST = "0" * 64
"""What the first entry is sealed to."""

AUDIT_PAGE_MAX = 500
Action = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,31}\.[a-z][a-z_]{0,31}$")]


class Change(Message):
    """What somebody is about to do: `action` (as `rules.publish`) on `subject`, from what to what.

    `before` and `after` hold what differs; None is nothing."""

    action: Action
    subject: str
    before: JsonValue = None
    after: JsonValue = None


class AuditEntry(Change):
    """A change as it was recorded, by whom and when. `withdraws` is the seq of an entry whose
    change did not come about."""

    seq: int
    at: AwareDatetime
    who: str
    role: Role
    withdraws: int | None = None
    digest: str


class AuditRow(AuditEntry):
    """An entry as it is listed. `is_intact`: its seal fits, also to the entry before it."""

    is_intact: bool


class AuditPage(Message):
    """`GET /audit`, newest first. Continue with `before_seq` = `next_before_seq`; None ends it."""

    entries: tuple[AuditRow, ...]
    last_seq: int
    next_before_seq: int | None


class AuditQuery(NamedTuple):
    """Which entries are asked for; None is any. `action` may be its first word alone."""

    who: str | None = None
    action: str | None = None
    subject: str | None = None

    def takes(self, entry: AuditEntry) -> bool:
        """Whether the entry is one of them."""
        return (
            self.who in (None, entry.who)
            and self.action in (None, entry.action, entry.action.partition(".")[0])
            and self.subject in (None, entry.subject)
        )


class Link(NamedTuple):
    """The end of a log, to which the next entry is sealed."""

    seq: int = 0
    digest: str = FIRST_DIGEST


def sealed(
    change: Change, person: Person, at: datetime, last: Link, withdraws: int | None = None
) -> AuditEntry:
    """The entry that comes after `last`."""
    entry = AuditEntry(
        **dict(change),
        seq=last.seq + 1,
        at=at,
        who=person.name,
        role=person.role,
        withdraws=withdraws,
        digest="",
    )
    return entry.model_copy(update={"digest": digest_of(entry, last.digest)})


def digest_of(entry: AuditEntry, previous: str) -> str:
    """The seal of an entry after one whose digest is `previous`."""
    content = canonical_json(entry.model_dump(mode="json", exclude={"digest"}))
    return hashlib.sha256(previous.encode() + content).hexdigest()


def checked(entries: Iterable[AuditEntry], last: Link | None) -> list[AuditRow]:
    """Entries, oldest first, with whether each is intact after the one before it. `last` precedes
    them; None where it has left the store, so that the first has nothing to be held against."""
    rows = []
    for entry in entries:
        is_intact = last is None or (
            entry.seq == last.seq + 1 and entry.digest == digest_of(entry, last.digest)
        )
        rows.append(AuditRow(**dict(entry), is_intact=is_intact))
        last = Link(entry.seq, entry.digest)
    return rows


def differing(
    before: Sequence[Message], after: Sequence[Message], key: str
) -> tuple[JsonValue, JsonValue]:
    """Of two sets of rows those that are not in both, by `key`: what an audit entry shows."""
    kept = [row for row in before if row in after]
    return (
        {str(getattr(row, key)): row.model_dump(mode="json") for row in before if row not in kept},
        {str(getattr(row, key)): row.model_dump(mode="json") for row in after if row not in kept},
    )
