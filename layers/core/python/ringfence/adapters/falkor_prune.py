"""`prune_ports.AgingGraph` on FalkorDB.

What is due is found by reads, in slices of the engine's node ids, and forgotten by writes that look
again: what was used between the two stays. A tie is found from its user's side, that of a user too
busy to be expanded from the identifier's; so neither a hub nor a service account is ever expanded,
and a tie between two such waits until one of them is quieter
(docs/adr/0025-the-graph-forgets.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from falkordb.helpers import stringify_param_value
from redis import Redis

from ringfence.adapters.batches import batches
from ringfence.adapters.falkor_graph import LABELS
from ringfence.adapters.falkor_slices import GraphSlices
from ringfence.adapters.redis_errors import state_errors
from ringfence.domain.errors import GraphMissing
from ringfence.flow.prune_ports import PruneStep

Times = Mapping[str, int]
"""`before` and `at` in seconds of event time."""

Forgotten = tuple[int, int]
"""Ties and nodes."""

DEGREES = {"Card": "nc", "Device": "nd", "Ip": "ni"}
"""What a user counts them by."""

# The engine's seek by id knows no label: `nu` tells an identifier, the others a user.
ODD = """
MATCH (n)
WHERE ID(n) >= $start AND ID(n) < $end
WITH n, coalesce(n.nu, coalesce(n.nc, 0) + coalesce(n.nd, 0) + coalesce(n.ni, 0)) AS ties
WHERE ties = 0 OR (ties > $few AND ties <= $many)
RETURN ID(n), labels(n)[0], n.id, ties
"""

# Each WITH is a barrier: without it the planner starts at an unlabelled neighbour (All Node Scan).
OF_USERS = """
MATCH (u)
WHERE ID(u) >= $start AND ID(u) < $end AND u.nc + u.nd + u.ni <= $most
WITH u
MATCH (u)-[e:USED]->(x)
WHERE e.last < $before
RETURN u.id, labels(x)[0], x.id LIMIT $read_max
"""

OF_IDENTIFIERS = """
MATCH (x)
WHERE ID(x) >= $start AND ID(x) < $end AND x.nu <= $most
WITH x
MATCH (x)<-[e:USED]-(u)
WHERE e.last < $before AND u.nc + u.nd + u.ni > $many
RETURN u.id, labels(x)[0], x.id LIMIT $read_max
"""

# Degrees go with the edge, in one query. The engine adds up what several rows set on one node.
FORGET_TIES = """
UNWIND $rows AS tie
MATCH (u:User {{id: tie[0]}})
MATCH (x:{label} {{id: tie[1]}})
WITH u, x
MATCH (u)-[e:USED]->(x)
WHERE e.last < $before
SET u.{degree} = u.{degree} - 1, x.nu = x.nu - 1
DELETE e
"""

FORGET_IDENTIFIERS = """
UNWIND $rows AS id
MATCH (x:{label} {{id: id}})
WHERE coalesce(x.nu, 0) = 0
DELETE x
"""

# A label may be told of a user whom the graph does not know yet, and a fraud outlives its ties: the
# first pass that meets such a user notes when.
NOTE_UNTIED = """
UNWIND $rows AS id
MATCH (u:User {id: id})
WHERE u.nc + u.nd + u.ni = 0 AND u.fraud > 0 AND u.untied IS NULL
SET u.untied = $at
"""

FORGET_USERS = """
UNWIND $rows AS id
MATCH (u:User {id: id})
WHERE coalesce(u.nc, 0) + coalesce(u.nd, 0) + coalesce(u.ni, 0) = 0
  AND (coalesce(u.fraud, 0) = 0 OR u.untied < $before)
DELETE u
"""

Tie = tuple[str, str, str]
"""User, label and identifier."""

Node = tuple[str, str]
"""Label and id."""


@dataclass(frozen=True, slots=True)
class PruneLimits:
    """What bounds a request. Nodes with at most `few` ties are expanded by the slice of node ids,
    those with more one by one, and one with more than `many` never: 10,000 take some 2 ms."""

    slice_nodes: int = 1_000
    few: int = 50
    many: int = 10_000
    read_max: int = 1_000
    write_max: int = 200


LIMITS = PruneLimits()


class FalkorPrune:
    """Reads and writes one graph; keeps nothing between two requests."""

    def __init__(self, client: Redis, graph: str, limits: PruneLimits = LIMITS) -> None:
        self._client = client
        self._graph = graph
        self._slices = GraphSlices(client, graph)
        self._limits = limits

    def prune(self, place: int, before: datetime, at: datetime) -> Iterator[PruneStep]:
        """See `AgingGraph`."""
        times = {"before": int(before.timestamp()), "at": int(at.timestamp())}
        with suppress(GraphMissing):  # No transaction has made it yet.
            while (start := self._slices.next_node(place)) is not None:
                place = start + self._limits.slice_nodes
                yield PruneStep(start)
                for ties, nodes in self._slice(start, place, times):
                    yield PruneStep(start, ties, nodes)

    def _slice(self, start: int, end: int, times: Times) -> Iterator[Forgotten]:
        """What each request forgot, among nodes with ids from `start` up to `end`."""
        few, many = self._limits.few, self._limits.many
        odd = self._slices.rows(ODD, start=start, end=end, few=few, many=many)
        yield 0, 0
        untied = [(label.decode(), name.decode()) for _, label, name, ties in odd if not ties]
        for some in batches(untied, self._limits.write_max):
            yield self._write((), some, times)
        busy = [(node, node + 1, many) for node, _, _, ties in odd if ties]
        for first, until, most in ((start, end, few), *busy):
            among = {"start": first, "end": until, "most": most, "many": many}
            yield from self._forget_ties(OF_USERS, among, times)
            yield from self._forget_ties(OF_IDENTIFIERS, among, times)

    def _forget_ties(
        self, query: str, among: Mapping[str, int], times: Times
    ) -> Iterator[Forgotten]:
        """Ask until nothing more is found; what is found but stays was used meanwhile."""
        read_max, is_more = self._limits.read_max, True
        while is_more:
            rows = self._slices.rows(query, **among, read_max=read_max, before=times["before"])
            yield 0, 0
            ties = [(user.decode(), label.decode(), name.decode()) for user, label, name in rows]
            forgotten = 0
            for some in batches(ties, self._limits.write_max):
                written = self._write(some, _ends_of(some), times)
                forgotten += written[0]
                yield written
            is_more = len(rows) == read_max and forgotten > 0

    def _write(self, ties: Sequence[Tie], nodes: Sequence[Node], times: Times) -> Forgotten:
        """Ties, then the nodes that have none left: at once, on the main thread, as every writer
        does."""
        with state_errors(), self._client.pipeline(transaction=True) as pipe:
            for query, rows in _queries(ties, nodes):
                given = {"rows": rows, **times}
                said = " ".join(f"{key}={stringify_param_value(one)}" for key, one in given.items())
                pipe.execute_command("GRAPH.QUERY", self._graph, f"CYPHER {said} {query}")
            told = b"\n".join(line for reply in pipe.execute() for line in reply[-1])
        return _count(b"Relationships", told), _count(b"Nodes", told)


def _queries(ties: Sequence[Tie], nodes: Sequence[Node]) -> Iterator[tuple[str, list[Any]]]:
    """What is to be written, each with its rows."""
    for label, degree in DEGREES.items():
        pairs = [[user, name] for user, of, name in ties if of == label]
        if pairs:
            yield FORGET_TIES.format(label=label, degree=degree), pairs
    for label in LABELS:
        names = [name for of, name in nodes if of == label]
        if names and label == "User":
            yield NOTE_UNTIED, names
            yield FORGET_USERS, names
        elif names:
            yield FORGET_IDENTIFIERS.format(label=label), names


def _ends_of(ties: Sequence[Tie]) -> list[Node]:
    ends = ((("User", user), (label, name)) for user, label, name in ties)
    return list(dict.fromkeys(chain.from_iterable(ends)))


def _count(what: bytes, told: bytes) -> int:
    """How many were deleted, from what the engine says of its writes."""
    return sum(map(int, re.findall(what + rb" deleted: (\d+)", told)))
