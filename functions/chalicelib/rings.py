"""Rings over HTTP: which are asked for, and by what id."""

from __future__ import annotations

from urllib.parse import unquote

from chalicelib import parameters
from chalicelib.request import Request
from ringfence.domain.errors import InvalidTransaction, UnknownRing
from ringfence.domain.rings import RING_PAGE_MAX, RING_SORTS, RING_STATUSES, RingQuery
from ringfence.domain.values import canonical_id

RINGS_DEFAULT = 50


def page(request: Request) -> RingQuery:
    """Status, order, filters and cursor from the query string."""
    query = request.query("status", "sort", "min_score", "min_size", "user_id", "cursor", "limit")
    return RingQuery(
        status=parameters.one_of(query, "status", RING_STATUSES) or "active",
        sort=parameters.one_of(query, "sort", RING_SORTS) or "score",
        min_score=_score(query),
        min_size=parameters.whole(query, "min_size", 0, None) or 0,
        user_id=query.get("user_id"),
        cursor=query.get("cursor"),
        limit=parameters.whole(query, "limit", 1, RING_PAGE_MAX) or RINGS_DEFAULT,
    )


def path_id(value: str) -> str:
    """A ring's id from the path; one that cannot be an id is unknown."""
    try:
        return canonical_id(unquote(value))
    except ValueError:
        raise UnknownRing("that") from None


def _score(query: dict[str, str]) -> float:
    try:
        score = float(query.get("min_score", "0"))
    except ValueError:
        score = -1.0
    if not 0.0 <= score <= 1.0:
        raise InvalidTransaction((("min_score", "must be a number from 0 to 1", "range"),))
    return score
