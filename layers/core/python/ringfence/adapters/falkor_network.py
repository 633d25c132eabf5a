"""`ports.RingSource` on FalkorDB: ties of shared identifiers, read off in slices.

The graph's ids are keyed hashes, so they are spread evenly: a slice is a range of the index that
holds some thousand identifiers, read in a few ms. Between two slices writers have their turn; no
query is long, so nothing waits for one (docs/adr/0011-rings-in-slices.md says why neither a copy of
the graph nor the engine's own algorithms).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

from redis import Redis, ResponseError

from ringfence.adapters.redis_errors import state_errors
from ringfence.domain.errors import GraphMissing
from ringfence.domain.graph import DETECTION_DEGREE_MAX, TieEntity
from ringfence.domain.ring_finding import Tie, UserFacts
from ringfence.flow.ring_ports import RingNetwork

SLICE_NODES = 4_000
SLICES_MAX = 16**4
"""A slice begins at four hexadecimal digits."""
LABELS: tuple[tuple[TieEntity, str], ...] = (("card", "Card"), ("device", "Device"), ("ip", "Ip"))

COUNT = "MATCH (x:{label}) RETURN count(x)"

# The WITH is a barrier: without it the planner begins at every user.
SLICE = f"""
MATCH (x:{{label}})
WHERE x.id >= $from AND x.id < $until AND x.nu > 1 AND x.nu <= {DETECTION_DEGREE_MAX}
WITH x
MATCH (x)<-[e:USED]-(u:User)
RETURN coalesce(x.name, x.id), coalesce(u.name, u.id), e.first, e.last, e.fraud, u.nd
"""


class FalkorNetwork:
    """Reads with `GRAPH.RO_QUERY`, so that a replica can be asked."""

    def __init__(self, client: Redis, graph: str) -> None:
        self._client = client
        self._graph = graph

    def read(self) -> RingNetwork:
        ties: list[Tie] = []
        facts: dict[str, UserFacts] = {}
        with state_errors():
            for entity, label in LABELS:
                for row in self._rows(label):
                    name, user, first_s, last_s, frauds, devices = row
                    ties.append(Tie(user, entity, name, first_s, last_s, frauds or 0))
                    facts.setdefault(user, UserFacts(devices))
        return RingNetwork(ties, facts)

    def _rows(self, label: str) -> Iterator[tuple[str, str, int, int, int | None, int]]:
        for start, end in pairwise(self._bounds(label)):
            # A hexadecimal digit is below "g".
            given = f'CYPHER from="{start}" until="{end}"'
            for row in self._query(f"{given} {SLICE.format(label=label)}"):
                yield row[0].decode(), row[1].decode(), row[2], row[3], row[4], row[5]

    def _bounds(self, label: str) -> list[str]:
        [[nodes]] = self._query(COUNT.format(label=label)) or [[0]]
        slices = min(SLICES_MAX, -(-nodes // SLICE_NODES)) or 1
        starts = [format(place * SLICES_MAX // slices, "04x") for place in range(slices)]
        return [*starts, "g"]

    def _query(self, query: str) -> list[list[Any]]:
        try:
            reply = self._client.execute_command("GRAPH.RO_QUERY", self._graph, query)
        except ResponseError as error:
            if "empty key" in str(error):
                raise GraphMissing(f"there is no graph {self._graph}") from error
            raise
        return cast("list[list[Any]]", reply[1])
