"""A graph is read in slices of the engine's own node ids (docs/adr/0011-rings-in-slices.md)."""

from __future__ import annotations

from typing import Any, cast

from redis import Redis, ResponseError

from ringfence.adapters.redis_errors import state_errors
from ringfence.domain.errors import GraphMissing

# A seek: it passes over the ids of forgotten nodes, and stops at the first that lives.
NEXT = "MATCH (n) WHERE ID(n) >= $start RETURN ID(n) LIMIT 1"


class GraphSlices:
    """Reads with `GRAPH.RO_QUERY`, so that a replica can be asked."""

    def __init__(self, client: Redis, graph: str) -> None:
        self._client = client
        self._graph = graph

    def next_node(self, start: int) -> int | None:
        """The first node id from `start` on; None where there is none.

        How many nodes there are does not tell how far ids go: those of forgotten nodes are free
        until they are given out again.
        """
        rows = self.rows(NEXT, start=start)
        return int(rows[0][0]) if rows else None

    def rows(self, query: str, **given: int) -> list[list[Any]]:
        """Raises `GraphMissing` and `StateUnavailable`."""
        said = " ".join(f"{name}={value}" for name, value in given.items())
        command = ("GRAPH.RO_QUERY", self._graph, f"CYPHER {said} {query}")
        with state_errors():
            try:
                reply = self._client.execute_command(*command)
            except ResponseError as error:
                if "empty key" in str(error):
                    raise GraphMissing(f"there is no graph {self._graph}") from error
                raise
        return cast("list[list[Any]]", reply[1])
