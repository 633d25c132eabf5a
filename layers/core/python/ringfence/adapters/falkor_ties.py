"""`entity_ports.Ties` in FalkorDB: read-only, bounded in rows and in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from falkordb.helpers import stringify_param_value
from redis import Redis, RedisError

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.graph import TieEntity
from ringfence.domain.velocity import EntityType
from ringfence.flow.entity_ports import EntityRef, Tie

TIMEOUT_MS = 500
"""A screen may wait longer than a decision may; a decision that comes meanwhile waits for it."""

LABELS: dict[EntityType, str] = {"user": "User", "card": "Card", "device": "Device", "ip": "Ip"}

# The WITH is a barrier: without it the planner starts at an unlabelled neighbour (All Node Scan).
OF_USERS = """
UNWIND $ids AS id
MATCH (u:User {id: id})
WITH u
MATCH (u)-[e:USED]->(x)
RETURN u.name, labels(x)[0], x.name, e.first, e.last, x.nu, u.fraud
ORDER BY e.last DESC LIMIT $most
"""


def of_identifiers(label: str) -> str:
    """The same from the other end; a label cannot be a parameter, so it is one of `LABELS`."""
    return f"""
UNWIND $ids AS id
MATCH (x:{label} {{id: id}})
WITH x
MATCH (u:User)-[e:USED]->(x)
RETURN u.name, '{label}', x.name, e.first, e.last, x.nu, u.fraud
ORDER BY e.last DESC LIMIT $most
"""


class FalkorTies:
    """See `entity_ports.Ties`."""

    def __init__(self, client: Redis, name: str, graph: FalkorGraph) -> None:
        self._client = client
        self._name = name
        self._graph = graph

    def of(self, refs: Sequence[EntityRef], most: int) -> Sequence[Tie]:
        rows: list[Tie] = []
        for entity, label in LABELS.items():
            ids = [self._graph.hash_id(*ref) for ref in refs if ref.entity == entity]
            if ids:
                query = OF_USERS if entity == "user" else of_identifiers(label)
                rows += self._read(query, ids, most)
        return sorted(rows, key=lambda tie: -tie.last_seen_s)[:most]

    def _read(self, query: str, ids: Sequence[str], most: int) -> list[Tie]:
        given = f"CYPHER ids={stringify_param_value(list(ids))} most={most} "
        command = ("GRAPH.RO_QUERY", self._name, given + query, "TIMEOUT", TIMEOUT_MS)
        try:
            reply: Any = self._client.execute_command(*command)
        except (RedisError, OSError) as error:
            if "empty key" in str(error).lower():
                return []  # No transaction has made the graph yet.
            raise StateUnavailable(f"graph: {error}") from error
        return [_tie(row) for row in reply[1] if row[0] is not None and row[2] is not None]


def _tie(row: Sequence[Any]) -> Tie:
    user, label, identifier, first, last, users, fraud = row
    return Tie(
        user_id=user.decode(),
        entity=cast(TieEntity, label.decode().lower()),
        identifier=identifier.decode(),
        first_seen_s=first,
        last_seen_s=last,
        users=users,
        is_fraud=bool(fraud),
    )
