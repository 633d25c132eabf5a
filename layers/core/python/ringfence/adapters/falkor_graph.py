"""The graph in FalkorDB: one edge type USED from User to Card, Device and Ip.

Degrees are node properties, incremented on the creation of an edge only, so a redelivery changes
nothing and a hub is never expanded. Ids are hashed before they get here: the index misses ids with
outer white space or control characters, and a hash has neither. Every write runs inside MULTI:
mixing that with pool writes breaks MERGE's uniqueness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from falkordb import FalkorDB
from falkordb.helpers import stringify_param_value
from redis import Redis, ResponseError

from ringfence.domain.graph import (
    GRAPH_FIELDS,
    RING_DEGREE_MAX,
    RING_IDENTIFIERS_MAX,
    USER_DEGREE_MAX,
    GraphReading,
)
from ringfence.domain.transactions import Transaction

LABELS = ("User", "Card", "Device", "Ip")
USER_FRAUDS_MAX = 100
"""Known frauds remembered per user; whether there is one is what ring features ask."""


class Row(NamedTuple):
    """A transaction as the graph knows it: the hashes of its entities and, in `names`, quoted for
    Cypher, what they are of. Each query is given the columns that it reads: parsing costs."""

    place: int
    user: str
    card: str
    device: str
    ip: str | None
    at_s: int
    names: tuple[str, ...]


# Nodes come first, alone and without a SET, so that SETTLE finds them (ADR 18).
# A row: user, card, device.
WRITE_NODES = """
UNWIND $rows AS r
MERGE (u:User {id: r[0]})
MERGE (c:Card {id: r[1]})
MERGE (d:Device {id: r[2]})
WITH count(r) AS written
UNWIND $ips AS ip
MERGE (i:Ip {id: ip})
"""

# Who asks for labels makes the engine merge those that are pending, once they are many. A SET does
# not, but walks all of them.
SETTLE = """
MATCH (u:User {id: $user})
RETURN labels(u)
"""

# Each write of edges returns the degrees it leaves: no query has to look its nodes up again. They
# are final in every row, since a MERGE takes all rows before it passes one on. Ips come first, so
# that WRITE_EDGES sees a user's with those of this batch. A name is written once, beside the hash
# that its node is found by: rings are told in names.
# A row: place, user, ip, event time in s, the ip's name.
WRITE_IP_EDGES = """
UNWIND $rows AS r
MATCH (u:User {id: r[1]})
MATCH (i:Ip {id: r[2]})
MERGE (u)-[ui:USED]->(i)
  ON CREATE SET ui.first = r[3], ui.last = r[3], i.name = r[4],
    u.ni = coalesce(u.ni, 0) + 1, i.nu = coalesce(i.nu, 0) + 1
  ON MATCH SET ui.last = r[3]
RETURN r[0], i.nu
"""

# A row: place, user, card, device, event time in s, the names of those three.
WRITE_EDGES = """
UNWIND $rows AS r
MATCH (u:User {id: r[1]})
MATCH (c:Card {id: r[2]})
MATCH (d:Device {id: r[3]})
MERGE (u)-[uc:USED]->(c)
  ON CREATE SET uc.first = r[4], uc.last = r[4], c.name = r[6],
    u.name = r[5], u.fraud = coalesce(u.fraud, 0), u.ni = coalesce(u.ni, 0),
    u.nc = coalesce(u.nc, 0) + 1, c.nu = coalesce(c.nu, 0) + 1
  ON MATCH SET uc.last = r[4]
MERGE (u)-[ud:USED]->(d)
  ON CREATE SET ud.first = r[4], ud.last = r[4], d.name = r[7],
    u.nd = coalesce(u.nd, 0) + 1, d.nu = coalesce(d.nu, 0) + 1
  ON MATCH SET ud.last = r[4]
RETURN r[0], c.nu, d.nu, u.nc, u.nd, u.ni
"""

# Only rows of users who share something come back. No OPTIONAL: it would traverse once a row, where
# this traverses once a batch, in a third of the time. The first WITH is a barrier: without it the
# planner starts at an unlabelled neighbour (All Node Scan). Who used something is a
# user: a label on `v` would only be looked up.
# A row: place, user.
READ_TIES = f"""
UNWIND $rows AS r
MATCH (u:User {{id: r[1]}})
WITH r, u
MATCH (u)-[:USED]->(x)
WHERE u.nc + u.nd + u.ni <= {USER_DEGREE_MAX} AND x.nu > 1 AND x.nu <= {RING_DEGREE_MAX}
WITH r, u, collect(x)[0..{RING_IDENTIFIERS_MAX}] AS ties
UNWIND ties AS x
MATCH (x)<-[:USED]-(v)
WHERE v.id <> u.id
RETURN r[0], size(ties), count(DISTINCT v), count(DISTINCT CASE WHEN v.fraud > 0 THEN v.id END)
"""


# Ids are kept, not only their number: labelling again, in whatever order, changes nothing twice.
WRITE_LABEL = f"""
MERGE (u:User {{id: $user}})
  ON CREATE SET u.nc = 0, u.nd = 0, u.ni = 0, u.fraud = 0, u.name = $name
WITH u, [id IN coalesce(u.frauds, []) WHERE id <> $transaction] AS others
WITH u, CASE WHEN $is_fraud THEN others + [$transaction] ELSE others END AS frauds
SET u.frauds = frauds[-{USER_FRAUDS_MAX}..], u.fraud = size(frauds)
WITH u
MATCH (u)-[e:USED]->(x)
WHERE x.id IN $used
WITH e, [id IN coalesce(e.frauds, []) WHERE id <> $transaction] AS others
WITH e, CASE WHEN $is_fraud THEN others + [$transaction] ELSE others END AS frauds
SET e.frauds = frauds[-{USER_FRAUDS_MAX}..], e.fraud = size(frauds)
"""


class FalkorGraph:
    """Builds the commands of a batch and reads their replies; its caller sends them."""

    def __init__(self, name: str, id_hash_key: str, timeout_ms: int) -> None:
        self._name = name
        self._key = blake2b(id_hash_key.encode()).digest()
        self._timeout_ms = timeout_ms

    def commands(self, transactions: Sequence[Transaction]) -> list[tuple[str | int, ...]]:
        """Writes and a read, for one MULTI; their replies go to `readings`."""
        rows = [self._row(place, transaction) for place, transaction in enumerate(transactions)]
        with_ip = [row for row in rows if row.ip]
        ips = ",".join(f'"{row.ip}"' for row in with_ip)
        user = f'"{rows[0].user}"' if rows else '""'
        return [
            self._query(WRITE_NODES, f"rows={_listed(_nodes, rows)} ips=[{ips}]"),
            self._query(SETTLE, f"user={user}"),
            self._query(WRITE_IP_EDGES, f"rows={_listed(_ip_edge, with_ip)}"),
            self._query(WRITE_EDGES, f"rows={_listed(_edges, rows)}"),
            (
                *self._query(READ_TIES, f"rows={_listed(_asked, rows)}"),
                *("TIMEOUT", self._timeout_ms),
            ),
        ]

    def label_command(self, transaction: Transaction, is_fraud: bool) -> tuple[str | int, ...]:
        """The write that counts, or no longer counts, a transaction as a fraud of its user and over
        what they used."""
        row = self._row(0, transaction)
        given = {
            "user": row.user,
            "name": transaction.user_id,
            "used": [one for one in (row.card, row.device, row.ip) if one],
            "transaction": self.hash_id("transaction", transaction.transaction_id),
            "is_fraud": is_fraud,
        }
        said = " ".join(f"{key}={stringify_param_value(value)}" for key, value in given.items())
        return self._query(WRITE_LABEL, said)

    def readings(self, replies: Sequence[Any], size: int) -> list[GraphReading | None]:
        """One reading per transaction, in order, from the replies to `commands`; None where the
        graph has no row for it."""
        told = replies[-3:]
        ips, writes, ties = ({place: rest for place, *rest in reply[1]} for reply in told)
        return [
            _reading(writes[place], ips.get(place), ties.get(place)) if place in writes else None
            for place in range(size)
        ]

    def explain(self, client: Redis, transactions: Sequence[Transaction]) -> list[str]:
        """The plan of each of `commands`, for tests that none scans all nodes."""
        replies = [
            client.execute_command("GRAPH.EXPLAIN", *command[1:3])
            for command in self.commands(transactions)
        ]
        return ["\n".join(line.decode() for line in reply) for reply in replies]

    def hash_id(self, entity: str, name: str) -> str:
        """128 bits of keyed BLAKE2b (RFC 7693), in hex: what the graph knows an entity by."""
        return blake2b(f"{entity}:{name}".encode(), key=self._key, digest_size=16).hexdigest()

    def ensure_schema(self, client: Redis) -> None:
        """Create indexes and uniqueness, once per graph. Idempotent."""
        graph = FalkorDB(connection_pool=client.connection_pool).select_graph(self._name)
        for label in LABELS:
            try:
                graph.create_node_range_index(label, "id")
            except ResponseError as error:
                if "already indexed" not in str(error):
                    raise
            try:
                graph.create_node_unique_constraint(label, "id")
            except ResponseError as error:
                if "already exists" not in str(error):
                    raise

    def _row(self, place: int, transaction: Transaction) -> Row:
        names = (transaction.user_id, transaction.card_id, transaction.device_id)
        return Row(
            place,
            self.hash_id("user", transaction.user_id),
            self.hash_id("card", transaction.card_id),
            self.hash_id("device", transaction.device_id),
            self.hash_id("ip", transaction.ip) if transaction.ip else None,
            int(transaction.occurred_at.timestamp()),
            tuple(str(stringify_param_value(name)) for name in (*names, transaction.ip)),
        )

    def _query(self, query: str, parameters: str) -> tuple[str | int, ...]:
        """`parameters` as Cypher."""
        return "GRAPH.QUERY", self._name, f"CYPHER {parameters} {query}"


def _reading(
    degrees: Sequence[int], ip: Sequence[int] | None, ties: Sequence[int] | None
) -> GraphReading:
    """Put together in the order of GRAPH_FIELDS."""
    card_users, device_users, *used = degrees
    values = (card_users, device_users, *(ip or (0,)), *used, *(ties or (0, 0, 0)))
    assert len(values) == len(GRAPH_FIELDS)
    return GraphReading(values)


# ── Rows as Cypher: hashes and integers need no quoting, names are quoted ────────────────────────


def _listed(literal: Callable[[Row], str], rows: Sequence[Row]) -> str:
    return f"[{','.join(map(literal, rows))}]"


def _nodes(row: Row) -> str:
    return f'["{row.user}","{row.card}","{row.device}"]'


def _ip_edge(row: Row) -> str:
    return f'[{row.place},"{row.user}","{row.ip}",{row.at_s},{row.names[3]}]'


def _edges(row: Row) -> str:
    names = ",".join(row.names[:3])
    return f'[{row.place},"{row.user}","{row.card}","{row.device}",{row.at_s},{names}]'


def _asked(row: Row) -> str:
    return f'[{row.place},"{row.user}"]'
