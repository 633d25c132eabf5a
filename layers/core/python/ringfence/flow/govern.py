"""Govern: what people change between decisions, the rules and the lists. Each change is audited."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import JsonValue

from ringfence.domain import rule_book
from ringfence.domain.audit import Change, differing
from ringfence.domain.errors import (
    ConflictingDraft,
    InvalidRules,
    RulesRefused,
    SecondPersonNeeded,
    UnknownListEntry,
)
from ringfence.domain.lists import ListEntry, ListEntryRequest, ListName, ListPage, to_entry
from ringfence.domain.paging import Place
from ringfence.domain.rule_book import (
    DraftRequest,
    PublishedRules,
    PublishRequest,
    RollBackRequest,
    RuleBook,
)
from ringfence.domain.rules import RuleSet
from ringfence.domain.velocity import EntityType
from ringfence.flow.audit import By, audited
from ringfence.flow.govern_ports import ListStore, RuleStore

Check = Callable[[RuleSet], None]
"""Raises `InvalidRules` for a set that cannot run."""


def save_draft(request: DraftRequest, store: RuleStore, check: Check, by: By) -> RuleBook:
    """Check the set, rule by rule, and keep it as the draft.

    Raises
    ------
    InvalidRules, ConflictingDraft, StateUnavailable
    """
    check(request)
    before = store.read()
    after = rule_book.save_draft(before, request, by.person.name, by.at)
    return _replaced("rules.draft", before, after, store, by)


def publish(
    request: PublishRequest,
    store: RuleStore,
    check: Check,
    by: By,
    is_second_person_needed: bool = False,
) -> RuleBook:
    """Put the draft in force from the next batch on. It is checked again: a release may have come
    between.

    Raises
    ------
    SecondPersonNeeded
        Whoever drafted it may not publish it.
    InvalidRules, ConflictingDraft, StateUnavailable
    """
    before = store.read()
    after = rule_book.publish(before, request, by.person.name, by.at)
    if is_second_person_needed and before.draft and before.draft.author == by.person.name:
        raise SecondPersonNeeded(by.person.name)
    check(rule_book.to_set(after.published))
    return _replaced("rules.publish", before, after, store, by)


def roll_back(request: RollBackRequest, store: RuleStore, check: Check, by: By) -> RuleBook:
    """Put a version of the history in force again; the one in force stays as it is. One person is
    enough: what was in force once was published by two, and going back is for the moment when
    something burns.

    Raises
    ------
    ConflictingDraft
        The version never was in force.
    InvalidRules, StateUnavailable
    """
    before = store.read()
    is_known = request.version in rule_book.known_versions(before)
    try:
        rule_set = store.find(request.version) if is_known else None
    except RulesRefused as refused:
        raise InvalidRules((("version", str(refused), "RulesRefused"),)) from None
    if rule_set is None:
        raise ConflictingDraft(f"{request.version} never was in force; the history names what was")
    check(rule_set)
    after = rule_book.roll_back(before, rule_set, by.person.name, by.at)
    return _replaced("rules.roll_back", before, after, store, by)


def _replaced(action: str, before: RuleBook, after: RuleBook, store: RuleStore, by: By) -> RuleBook:
    if after != before:
        with audited(_change(action, before, after), by):
            store.replace(before, after)
    return after


def _change(action: str, before: RuleBook, after: RuleBook) -> Change:
    """The rules that differ: of the draft, or of the set in force."""
    is_draft = action == "rules.draft"
    old: PublishedRules = (before.draft if is_draft else None) or before.published
    new: PublishedRules = (after.draft if is_draft else None) or after.published
    left, right = differing(old.rules, new.rules, "code")
    return Change(
        action=action,
        subject="draft" if is_draft else "published",
        before={"version": old.version, "rules": left},
        after={"version": new.version, "rules": right},
    )


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────


def add_entry(request: ListEntryRequest, store: ListStore, by: By) -> ListEntry:
    """Put an entity on a list from the next batch on.

    Raises
    ------
    ListsFull, StateUnavailable
    """
    entry = to_entry(request, by.person.name, by.at)
    change = Change(
        action="lists.put",
        subject=_subject(entry),
        before=_shown(_find(entry.entry_id, store)),
        after=_shown(entry),
    )
    with audited(change, by):
        store.put(entry)
    return entry


def remove_entry(entry_id: str, store: ListStore, by: By) -> None:
    """Take it off its list from the next batch on.

    Raises
    ------
    UnknownListEntry, StateUnavailable
    """
    entry = _find(entry_id, store)
    if entry is None:
        raise UnknownListEntry(entry_id)
    change = Change(action="lists.remove", subject=_subject(entry), before=_shown(entry))
    with audited(change, by):
        if not store.remove(entry_id):
            raise UnknownListEntry(entry_id)


def _find(entry_id: str, store: ListStore) -> ListEntry | None:
    listed = (entry for entry in store.all() if isinstance(entry, ListEntry))
    return next((entry for entry in listed if entry.entry_id == entry_id), None)


def _subject(entry: ListEntry) -> str:
    return f"{entry.entity}:{entry.entity_id}"


def _shown(entry: ListEntry | None) -> JsonValue:
    return entry.model_dump(mode="json", exclude={"entry_id"}) if entry else None


def find_entries(
    store: ListStore, name: ListName | None, entity: EntityType | None, place: Place
) -> ListPage:
    """Entries, newest first; of one list or one type of entity where those are given."""
    chosen = [
        entry
        for entry in store.all()
        if isinstance(entry, ListEntry)
        and name in (None, entry.list)
        and entity in (None, entry.entity)
    ]
    chosen.sort(key=lambda entry: (entry.created_at, entry.entry_id), reverse=True)
    entries, next_cursor = place.cut(chosen)
    return ListPage(entries=entries, next_cursor=next_cursor)
