"""`ports.RingSource` on FalkorDB: ties of shared identifiers, read off in slices.

A slice is a range of the engine's own node ids, so it is read from one end of the graph's memory to
the other, in a ms or two; a range of the index of our ids is over all of it, at 20 times the cost.
Between two slices writers have their turn; no query is long, so nothing waits for one
(docs/adr/0011-rings-in-slices.md says why neither a copy of the graph nor the engine's algorithms).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from redis import Redis, ResponseError

from ringfence.adapters.redis_errors import state_errors
from ringfence.domain.errors import GraphMissing
from ringfence.domain.graph import DETECTION_DEGREE_MAX, TieEntity
from ringfence.domain.ring_finding import Tie, UserFacts
from ringfence.flow.ring_ports import RingNetwork

SLICE_NODES = 16_000
LAST = 2**60
"""No node id comes near: the last slice has no end, for those that come meanwhile."""

LABELS: tuple[tuple[TieEntity, str], ...] = (("card", "Card"), ("device", "Device"), ("ip", "Ip"))

COUNT = "MATCH (n) RETURN count(n)"
"""The engine counts without looking, and gives a new node the next id."""

# The WITH is a barrier: without it the planner begins at every user.
SLICE = f"""
MATCH (x:{{label}})
WHERE ID(x) >= $from AND ID(x) < $until AND x.nu > 1 AND x.nu <= {DETECTION_DEGREE_MAX}
WITH x
MATCH (x)<-[e:USED]-(u:User)
RETURN coalesce(x.name, x.id), coalesce(u.name, u.id), e.first, e.last, e.fraud, u.nd
"""


class FalkorNetwork:
    """Reads with `GRAPH.RO_QUERY`, so that a replica can be asked."""

    def __init__(self, client: Redis, graph: str, slice_nodes: int = SLICE_NODES) -> None:
        self._client = client
        self._graph = graph
        self._slice_nodes = slice_nodes

    def read(self) -> RingNetwork:
        ties: list[Tie] = []
        facts: dict[str, UserFacts] = {}
        with state_errors():
            starts = self._starts()
            for entity, label in LABELS:
                for row in self._rows(label, starts):
                    name, user, first_s, last_s, frauds, devices = row
                    ties.append(Tie(user, entity, name, first_s, last_s, frauds or 0))
                    facts.setdefault(user, UserFacts(devices))
        return RingNetwork(ties, facts)

    def _rows(self, label: str, starts: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for start, end in pairwise(starts):
            given = f"CYPHER from={start} until={end}"
            for row in self._query(f"{given} {SLICE.format(label=label)}"):
                yield row[0].decode(), row[1].decode(), row[2], row[3], row[4], row[5]

    def _starts(self) -> list[int]:
        [[nodes]] = self._query(COUNT) or [[0]]
        return [*range(0, max(1, nodes), self._slice_nodes), LAST]

    def _query(self, query: str) -> list[list[Any]]:
        try:
            reply = self._client.execute_command("GRAPH.RO_QUERY", self._graph, query)
        except ResponseError as error:
            if "empty key" in str(error):
                raise GraphMissing(f"there is no graph {self._graph}") from error
            raise
        return cast("list[list[Any]]", reply[1])
