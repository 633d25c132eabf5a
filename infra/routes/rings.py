"""Rings."""

from __future__ import annotations

from infra.routes.route import Answer, Document, Route, text, whole, word
from ringfence.domain import rings

RING_ID: Document = {
    "name": "ring_id",
    "in": "path",
    "required": True,
    "description": "The `ring_id` of a ring; it stays while the ring grows.",
    "schema": {"type": "string"},
}


READ = (401, 404, 422, 429, 500, 503)
ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/rings",
        "Rings: users tied together by shared cards, devices or ips",
        "As the last run of detection found them. `exposure` is compared in each ring's currency "
        "of most payments; ended rings come newest first, whatever `sort` says.",
        {200: Answer("A page of rings.", (rings.RingPage,))},
        (401, 422, 429, 500, 503),
        parameters=(
            word("status", "Active rings, or those that ended.", rings.RING_STATUSES),
            word("sort", "The order, highest first.", rings.RING_SORTS),
            {
                "name": "min_score",
                "in": "query",
                "description": "Only rings of this score or higher.",
                "schema": {"type": "number", "minimum": 0, "maximum": 1},
            },
            whole("min_size", 0, "Only rings of this many users or more."),
            text("user_id", "Only the ring this user is in."),
            text("cursor", "Continue a page: its `next_cursor`."),
            whole("limit", 1, "Rings on a page.", maximum=rings.RING_PAGE_MAX, default=50),
        ),
    ),
    Route(
        "GET",
        "/rings/{ring_id}",
        "The dossier of a ring",
        "Members and roles, what they share, evidence, growth, exposure, payments, weakest link.",
        {200: Answer("The dossier.", (rings.RingDossier,))},
        READ,
        parameters=(RING_ID,),
    ),
    Route(
        "GET",
        "/rings/{ring_id}/graph",
        "The graph of a ring",
        "At most 500 nodes, the most tied first; `truncated` says whether there are more.",
        {200: Answer("The graph.", (rings.EntityGraph,))},
        READ,
        parameters=(RING_ID,),
    ),
    Route(
        "GET",
        "/rings/{ring_id}/history",
        "What happened to a ring",
        "Formed, grew, shrank, merged, split, ended: newest first.",
        {200: Answer("The changes.", (rings.RingHistory,))},
        READ,
        parameters=(RING_ID,),
    ),
    Route(
        "POST",
        "/rings/{ring_id}/block",
        "Put every member on the block list",
        "Who is on it already is skipped. Again, it adds who joined since.",
        {200: Answer("Who is blocked by this.", (rings.BlockRingResult,))},
        (400, 401, 404, 413, 415, 422, 429, 500, 503),
        rings.BlockRingRequest,
        (RING_ID,),
    ),
    Route(
        "DELETE",
        "/rings/{ring_id}/block",
        "Undo a block",
        "Takes off the list whom blocking this ring put there, and nobody else.",
        {204: Answer("Undone.", ())},
        READ,
        parameters=(RING_ID,),
    ),
)
