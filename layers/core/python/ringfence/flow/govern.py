"""Govern: what people change between decisions, the rules and the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ringfence.domain import rule_book
from ringfence.domain.errors import (
    ConflictingDraft,
    InvalidRules,
    RulesRefused,
    UnknownListEntry,
)
from ringfence.domain.lists import ListEntry, ListEntryRequest, ListName, to_entry
from ringfence.domain.rule_book import DraftRequest, PublishRequest, RollBackRequest, RuleBook
from ringfence.domain.rules import RuleSet
from ringfence.domain.velocity import EntityType
from ringfence.flow.ports import ListStore, RuleStore

Check = Callable[[RuleSet], None]
"""Raises `InvalidRules` for a set that cannot run."""


def save_draft(request: DraftRequest, store: RuleStore, check: Check, at: datetime) -> RuleBook:
    """Check the set, rule by rule, and keep it as the draft.

    Raises
    ------
    InvalidRules, ConflictingDraft, StateUnavailable
    """
    check(request)
    before = store.read()
    return _replaced(before, rule_book.save_draft(before, request, at), store)


def publish(request: PublishRequest, store: RuleStore, check: Check, at: datetime) -> RuleBook:
    """Put the draft in force from the next batch on. It is checked again: a release may have come
    between.

    Raises
    ------
    InvalidRules, ConflictingDraft, StateUnavailable
    """
    before = store.read()
    after = rule_book.publish(before, request, at)
    check(rule_book.to_set(after.published))
    return _replaced(before, after, store)


def roll_back(request: RollBackRequest, store: RuleStore, check: Check, at: datetime) -> RuleBook:
    """Put a version of the history in force again; the one in force stays as it is.

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
    return _replaced(before, rule_book.roll_back(before, rule_set, request, at), store)


def _replaced(before: RuleBook, after: RuleBook, store: RuleStore) -> RuleBook:
    if after != before:
        store.replace(before, after)
    return after


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────


def add_entry(request: ListEntryRequest, store: ListStore, at: datetime) -> ListEntry:
    """Put an entity on a list from the next batch on.

    Raises
    ------
    ListsFull, StateUnavailable
    """
    entry = to_entry(request, at)
    store.put(entry)
    return entry


def remove_entry(entry_id: str, store: ListStore) -> None:
    """Take it off its list from the next batch on.

    Raises
    ------
    UnknownListEntry, StateUnavailable
    """
    if not store.remove(entry_id):
        raise UnknownListEntry(entry_id)


def find_entries(
    store: ListStore, name: ListName | None, entity: EntityType | None
) -> Sequence[ListEntry]:
    """Entries, newest first; of one list or one type of entity where those are given."""
    chosen = [
        entry
        for entry in store.all()
        if name in (None, entry.list) and entity in (None, entry.entity)
    ]
    return sorted(chosen, key=lambda entry: (entry.created_at, entry.entry_id), reverse=True)
