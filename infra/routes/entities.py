"""Entities, the graph around them, search, and how right the rules are."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, whole, word
from ringfence.domain import entity_view, rings
from ringfence.domain.velocity import ENTITY_TYPES


def _in_path(name: str, description: str, **schema: object) -> Document:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _text(name: str, description: str) -> Document:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


ENTITY: tuple[Document, ...] = (
    _in_path("entity", "What it is.", enum=[*ENTITY_TYPES]),
    _in_path("entity_id", "Its id, percent-encoded."),
)
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/search",
        "Whatever has an id that begins with `q`",
        "Users, cards, devices, ips, merchants and transactions by any prefix, whatever the case; "
        "rings and cases by their ids. Those that are exactly `q` come first, then the first of "
        "each kind before the second of any.",
        {200: Answer("At most `limit` hits.", (entity_view.SearchPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            _text("q", "1 to 128 characters."),
            word("kind", "Only these.", entity_view.SEARCH_KINDS),
            whole("limit", 1, "Most hits.", maximum=entity_view.SEARCH_MAX, default=20),
        ),
    ),
    Route(
        "GET",
        "/entities/{entity}/{entity_id}",
        "What the windows say of an entity now, what is normal for it, what is known",
        "Windows are read at this moment by the law that decisions read them by; nothing is "
        "written.",
        {200: Answer("The entity.", (entity_view.EntityView,))},
        (401, 404, 429, 500, 503),
        parameters=ENTITY,
    ),
    Route(
        "GET",
        "/entities/{entity}/{entity_id}/transactions",
        "Its decided transactions, newest first",
        "The newest 500; those whose decision has left retention are left out.",
        {200: Answer("A page.", (entity_view.EntityTransactions,))},
        (401, 404, 422, 429, 500, 503),
        parameters=(
            *ENTITY,
            whole("cursor", 0, "The `next_cursor` of the page before."),
            whole("limit", 1, "Most of them.", maximum=entity_view.RECENT_PAGE_MAX, default=50),
        ),
    ),
    Route(
        "GET",
        "/entities/{entity}/{entity_id}/graph",
        "Who is tied to it, the gravest first",
        "Users and the cards, devices and ips they used. An identifier of more than 50 users is "
        "shown and not gone through. Merchants tie nobody: they have no graph.",
        {200: Answer("A bounded neighbourhood.", (rings.EntityGraph,))},
        (401, 404, 422, 429, 500, 503),
        parameters=(
            *ENTITY,
            whole("depth", 1, "How many ties away.", maximum=2, default=2),
            whole("limit", 1, "Most nodes.", maximum=rings.RING_NODES_MAX, default=500),
        ),
    ),
    Route(
        "GET",
        "/paths",
        "The shortest way between two entities",
        "Over shared cards, devices and ips, at most eight ties. What more than 50 users share is "
        "no way.",
        {200: Answer("The way, or that there is none.", (entity_view.PathAnswer,))},
        (401, 422, 429, 500, 503),
        parameters=(
            _text("from", "An entity, as `user:ann`."),
            _text("to", "The other."),
        ),
    ),
    Route(
        "GET",
        "/rules/precision",
        "How often each rule fired, and how often it was right",
        "By the labels in force, of the newest 10,000 of each kind.",
        {200: Answer("Every rule that ever fired.", (entity_view.RulePrecisions,))},
        (401, 429, 500, 503),
    ),
)
