"""`ports.RingSource` on FalkorDB: ties of shared identifiers, read off in slices.

A slice is a range of the engine's own node ids, so it is read from one end of the graph's memory to
the other, in a ms or two; a range of the index of our ids is over all of it, at 20 times the cost.
Between two slices writers have their turn; no query is long, so nothing waits for one
(docs/adr/0011-rings-in-slices.md says why neither a copy of the graph nor the engine's algorithms).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from redis import Redis

from ringfence.adapters.falkor_slices import GraphSlices
from ringfence.domain.graph import DETECTION_DEGREE_MAX, TieEntity
from ringfence.domain.ring_finding import Tie, UserFacts
from ringfence.flow.ring_ports import RingNetwork

SLICE_NODES = 16_000
LAST = 2**60
"""No node id comes near: the last slice has no end, for those that come meanwhile."""

LABELS: tuple[tuple[TieEntity, str], ...] = (("card", "Card"), ("device", "Device"), ("ip", "Ip"))

# The WITH is a barrier: without it the planner begins at every user.
SLICE = f"""
MATCH (x:{{label}})
WHERE ID(x) >= $start AND ID(x) < $until AND x.nu > 1 AND x.nu <= {DETECTION_DEGREE_MAX}
WITH x
MATCH (x)<-[e:USED]-(u:User)
RETURN coalesce(x.name, x.id), coalesce(u.name, u.id), e.first, e.last, e.fraud, u.nd
"""


class FalkorNetwork:
    """Reads with `GRAPH.RO_QUERY`, so that a replica can be asked."""

    def __init__(self, client: Redis, graph: str, slice_nodes: int = SLICE_NODES) -> None:
        self._slices = GraphSlices(client, graph)
        self._slice_nodes = slice_nodes

    def read(self) -> RingNetwork:
        ties: list[Tie] = []
        facts: dict[str, UserFacts] = {}
        starts = [*self._starts(), LAST]
        for entity, label in LABELS:
            for row in self._rows(label, starts):
                name, user, first_s, last_s, frauds, devices = row
                ties.append(Tie(user, entity, name, first_s, last_s, frauds or 0))
                facts.setdefault(user, UserFacts(devices))
        return RingNetwork(ties, facts)

    def _starts(self) -> Iterator[int]:
        place = 0
        while (start := self._slices.next_node(place)) is not None:
            yield start
            place = start + self._slice_nodes

    def _rows(self, label: str, starts: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        query = SLICE.format(label=label)
        for start, until in pairwise(starts):
            for row in self._slices.rows(query, start=start, until=until):
                yield row[0].decode(), row[1].decode(), row[2], row[3], row[4], row[5]
