"""The rule book: the set in force, one draft, and who put what in force when.

Every change is a function from a book to the next; a store replaces one by the other only if
nobody else did. So there is no lock, and nothing is lost: who comes second is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints, ValidationError

from ringfence.domain.errors import ConflictingDraft, InvalidRules
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Author, Message

HISTORY_MAX = 100
"""Changes shown; older ones are forgotten, the sets themselves are kept."""

Version = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class DraftRequest(RuleSet):
    """`PUT /rules/draft`: the whole set. `based_on` is the version that was edited: the draft's,
    or where there is none that of the set in force."""

    author: Author | None = None
    based_on: Version


class PublishRequest(Message):
    """`POST /rules/draft/publish`: put the draft of this version in force."""

    author: Author | None = None
    version: Version


class RollBackRequest(Message):
    """`POST /rules/rollback`: put a version of the history in force again."""

    author: Author | None = None
    version: Version


class PublishedRules(Message):
    """The set in force."""

    version: str
    rules: tuple[Rule, ...]


class RuleDraft(PublishedRules):
    """A set that decides nothing yet."""

    based_on: str
    author: str
    saved_at: AwareDatetime


class RuleChange(Message):
    """One change of the set in force: to `version`, from the one `before`."""

    action: Literal["publish", "roll_back"]
    version: str
    before: str
    author: str
    at: AwareDatetime


class RuleBook(Message):
    """`GET /rules`; what every change of rules answers. `history` is newest first."""

    published: PublishedRules
    draft: RuleDraft | None = None
    history: tuple[RuleChange, ...] = ()


def shipped_book() -> RuleBook:
    """The book before anything was published."""
    return RuleBook(published=_published(SHIPPED_RULES))


def save_draft(book: RuleBook, request: DraftRequest, author: str, at: datetime) -> RuleBook:
    """The book with this draft, in place of the one it is based on.

    Raises
    ------
    ConflictingDraft
        The draft, or the set in force, is no longer the one that was edited.
    """
    current = book.draft.version if book.draft else book.published.version
    if request.based_on != current:
        raise ConflictingDraft(
            f"the rules were changed meanwhile: version {current} stands, not {request.based_on}; "
            "read them again, then save with that version in based_on"
        )
    draft = RuleDraft(
        version=request.version,
        rules=request.rules,
        based_on=request.based_on,
        author=author,
        saved_at=at,
    )
    return book.model_copy(update={"draft": draft})


def publish(book: RuleBook, request: PublishRequest, author: str, at: datetime) -> RuleBook:
    """The book with its draft in force.

    Raises
    ------
    ConflictingDraft
        There is no draft of this version.
    InvalidRules
        See `to_set`.
    """
    if book.draft is None or book.draft.version != request.version:
        there = f"the draft is {book.draft.version}" if book.draft else "there is no draft"
        raise ConflictingDraft(f"{there}, not {request.version}; read the rules again")
    rule_set = to_set(book.draft)
    return _changed(book, rule_set, "publish", author, at).model_copy(update={"draft": None})


def roll_back(book: RuleBook, rule_set: RuleSet, author: str, at: datetime) -> RuleBook:
    """The book with `rule_set`, which was in force once, in force again. The draft stays."""
    return _changed(book, rule_set, "roll_back", author, at)


def to_set(held: PublishedRules) -> RuleSet:
    """The rules as a set of this release.

    Raises
    ------
    InvalidRules
        They were kept by a release that took what this one does not.
    """
    try:
        return RuleSet(rules=held.rules)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field, says = ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")
        raise InvalidRules(((field or "rules", says, first["type"]),)) from None


def known_versions(book: RuleBook) -> list[str]:
    """Versions that were in force, as far as the history goes, newest first, each once."""
    told = (version for change in book.history for version in (change.version, change.before))
    return [*dict.fromkeys((book.published.version, *told))]


def _changed(
    book: RuleBook,
    rule_set: RuleSet,
    action: Literal["publish", "roll_back"],
    author: str,
    at: datetime,
) -> RuleBook:
    if rule_set.version == book.published.version:
        return book
    change = RuleChange(
        action=action,
        version=rule_set.version,
        before=book.published.version,
        author=author,
        at=at,
    )
    history = (change, *book.history)[:HISTORY_MAX]
    return book.model_copy(update={"published": _published(rule_set), "history": history})


def _published(rule_set: RuleSet) -> PublishedRules:
    return PublishedRules(version=rule_set.version, rules=rule_set.rules)
