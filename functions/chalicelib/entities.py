"""Entities, graph and search over HTTP: paths and queries to what is asked for."""

from __future__ import annotations

from contextlib import suppress
from typing import TypedDict
from urllib.parse import unquote

from chalicelib import parameters
from chalicelib.request import Request
from ringfence.domain.entities import canonical_name
from ringfence.domain.entity_view import (
    RECENT_MAX,
    RECENT_PAGE_MAX,
    SEARCH_KINDS,
    SEARCH_MAX,
    SearchKind,
)
from ringfence.domain.errors import InvalidTransaction, UnknownEntity
from ringfence.domain.rings import RING_NODES_MAX
from ringfence.domain.values import ID_MAX_LENGTH
from ringfence.domain.velocity import ENTITY_TYPES
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.search import ALL_KINDS

DEPTH_MAX = 2
PAGE_DEFAULT = 50
SEARCH_DEFAULT = 20


class TransactionsCursor(TypedDict):
    """A stretch of an entity's transactions."""

    cursor: int
    limit: int


class GraphBounds(TypedDict):
    """How far, and how much."""

    depth: int
    limit: int


class Ends(TypedDict):
    """Between which two."""

    start: EntityRef
    end: EntityRef


class SearchQuery(TypedDict):
    """What is searched for."""

    text: str
    kinds: tuple[SearchKind, ...]
    limit: int


def entity(kind: str, name: str) -> EntityRef:
    """An entity from the path; a type we do not know has no entities.

    Raises
    ------
    UnknownEntity
    """
    found = _named(kind, name)
    if found is None:
        raise UnknownEntity("such entity", "that")
    return found


def _named(kind: str, name: str) -> EntityRef | None:
    """None where there is no such type, or the name cannot be one."""
    for known in ENTITY_TYPES:
        if known == kind:
            with suppress(ValueError):
                return EntityRef(known, canonical_name(known, unquote(name)))
    return None


def transactions(request: Request) -> TransactionsCursor:
    """`cursor` and `limit`."""
    query = request.query("cursor", "limit")
    return TransactionsCursor(
        cursor=parameters.whole(query, "cursor", 0, RECENT_MAX) or 0,
        limit=parameters.whole(query, "limit", 1, RECENT_PAGE_MAX) or PAGE_DEFAULT,
    )


def bounds(request: Request) -> GraphBounds:
    """`depth` and `limit`."""
    query = request.query("depth", "limit")
    return GraphBounds(
        depth=parameters.whole(query, "depth", 1, DEPTH_MAX) or DEPTH_MAX,
        limit=parameters.whole(query, "limit", 1, RING_NODES_MAX) or RING_NODES_MAX,
    )


def ends(request: Request) -> Ends:
    """`from` and `to`, each as `user:ann`."""
    query = request.query("from", "to")
    return Ends(start=_end(query, "from"), end=_end(query, "to"))


def _end(query: dict[str, str], name: str) -> EntityRef:
    kind, _, entity_id = query.get(name, "").partition(":")
    found = _named(kind, entity_id) if entity_id else None
    if found is None:
        raise InvalidTransaction(((name, "must name an entity, such as user:ann", "entity"),))
    return found


def search(request: Request) -> SearchQuery:
    """`q`, `kind` and `limit`."""
    query = request.query("q", "kind", "limit")
    text = query.get("q", "").strip()
    if not 1 <= len(text) <= ID_MAX_LENGTH:
        raise InvalidTransaction((("q", f"must have 1 to {ID_MAX_LENGTH} characters", "length"),))
    kind = parameters.one_of(query, "kind", SEARCH_KINDS)
    return SearchQuery(
        text=text,
        kinds=(kind,) if kind else ALL_KINDS,
        limit=parameters.whole(query, "limit", 1, SEARCH_MAX) or SEARCH_DEFAULT,
    )
