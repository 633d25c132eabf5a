"""The query string: which routes read one, and its words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ringfence.domain.errors import InvalidTransaction
from ringfence.domain.paging import Place

Word = TypeVar("Word", bound=str)

QUERIED = frozenset(
    ("GET", path)
    for path in (
        "/alerts",
        "/audit",
        "/audit/export",
        "/cases",
        "/decisions/sample",
        "/entities/{entity}/{entity_id}/graph",
        "/entities/{entity}/{entity_id}/transactions",
        "/flows",
        "/flows/transactions",
        "/lists",
        "/models/drift",
        "/paths",
        "/rings",
        "/search",
        "/snoozes",
        "/threats",
        "/traffic",
    )
)
"""Routes that read a query, and say themselves which parameters they know."""


def whole(query: dict[str, str], name: str, least: int, most: int | None) -> int | None:
    """A whole number of the query, None where it is absent; raises `InvalidTransaction`."""
    if name not in query:
        return None
    text = query[name]
    if text.isascii() and text.isdigit() and len(text) < 16:
        value = int(text)
        if least <= value and (most is None or value <= most):
            return value
    limit = f"from {least}" if most is None else f"from {least} to {most}"
    raise InvalidTransaction(((name, f"must be a whole number {limit}", "int_range"),))


def place(query: dict[str, str], most: int, default: int) -> Place:
    """`cursor` and `limit` of a page whose cursor counts; raises `InvalidTransaction`."""
    cursor = whole(query, "cursor", 0, None) or 0
    return Place(cursor, whole(query, "limit", 1, most) or default)


def one_of(query: dict[str, str], name: str, known: Sequence[Word]) -> Word | None:
    """A word of the query, None where it is absent; raises `InvalidTransaction`."""
    if name not in query:
        return None
    for word in known:
        if word == query[name]:
            return word
    raise InvalidTransaction(((name, f"must be one of {', '.join(known)}", "enum"),))
