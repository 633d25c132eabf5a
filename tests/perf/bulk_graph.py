"""A graph of a million users in a minute: the engine's bulk load, in place of a write a payment.

What stands there afterwards is what `FalkorGraph` would have written, degrees and times included.
The format is that of `GRAPH.BULK` as falkordb-bulk-loader speaks it: a header of a name and the
names of its properties, then each node or edge with its values, all of them typed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from redis import Redis

from infra.local.waiting import wait_until
from ringfence.adapters.falkor_graph import LABELS, FalkorGraph
from ringfence.domain.transactions import Transaction

AT_ONCE = 100_000
"""Nodes or edges in one command: some 10 MB."""

INDEX_TIMEOUT_S = 300.0
_USER, *_IDENTIFIERS = LABELS
_DEGREES = ("nc", "nd", "ni")
_HEADERS = {
    _USER: ("id", "name", *_DEGREES, "fraud"),
    **dict.fromkeys(_IDENTIFIERS, ("id", "name", "nu")),
    "USED": ("first", "last"),
}


@dataclass
class BulkGraph:
    """Nodes and edges of payments, in the order in which they are first met."""

    nodes: dict[str, dict[str, int]] = field(default_factory=lambda: {one: {} for one in LABELS})
    edges: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    """User, which label, identifier, each by its place: first and last seen, in seconds."""

    def add(self, payment: Transaction) -> None:
        at_s = int(payment.occurred_at.timestamp())
        user = _place(self.nodes[_USER], payment.user_id)
        used = (payment.card_id, payment.device_id, payment.ip)
        for kind, name in enumerate(used):
            if name is not None:
                place = _place(self.nodes[_IDENTIFIERS[kind]], name)
                self.edges.setdefault((user, kind, place), [at_s, at_s])[1] = at_s

    def load(self, client: Redis, name: str, graph: FalkorGraph) -> None:
        """Write it all into a graph that is not there yet, then index it."""
        is_first = True
        for nodes, edges, blob in self._blobs(graph):
            begin = ("BEGIN",) if is_first else ()
            counts = (nodes, edges, int(nodes > 0), int(edges > 0))
            client.execute_command("GRAPH.BULK", name, *begin, *counts, blob)
            is_first = False
        graph.ensure_schema(client)
        assert wait_until(lambda: _is_indexed(client, name), INDEX_TIMEOUT_S), "no index"

    def _blobs(self, graph: FalkorGraph) -> Iterator[tuple[int, int, bytes]]:
        degrees, users = self._degrees()
        for kind, label in enumerate(LABELS):
            counts = degrees if kind == 0 else users[kind - 1]
            rows = (
                _string(graph.hash_id(label.lower(), name))
                + _string(name)
                + b"".join(map(_long, counts[place]))
                for name, place in self.nodes[label].items()
            )
            for size, blob in _chunks(label, rows):
                yield size, 0, blob
        starts = [0]
        for label in LABELS:
            starts.append(starts[-1] + len(self.nodes[label]))
        edges = (
            struct.pack("=QQ", user, starts[kind + 1] + place) + _long(seen[0]) + _long(seen[1])
            for (user, kind, place), seen in self.edges.items()
        )
        for size, blob in _chunks("USED", edges):
            yield 0, size, blob

    def _degrees(self) -> tuple[list[list[int]], list[list[list[int]]]]:
        degrees = [[0, 0, 0, 0] for _ in self.nodes[_USER]]  # The last is `fraud`.
        users = [[[0] for _ in self.nodes[label]] for label in _IDENTIFIERS]
        for user, kind, place in self.edges:
            degrees[user][kind] += 1
            users[kind][place][0] += 1
        return degrees, users


def _place(places: dict[str, int], name: str) -> int:
    return places.setdefault(name, len(places))


def _chunks(name: str, rows: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    names = _HEADERS[name]
    head = _text(name) + struct.pack("=I", len(names)) + b"".join(map(_text, names))
    some: list[bytes] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield len(some), head + b"".join(some)
            some = []
    if some:
        yield len(some), head + b"".join(some)


def _text(text: str) -> bytes:
    return text.encode() + b"\0"


def _string(text: str) -> bytes:
    return b"\x03" + _text(text)


def _long(value: int) -> bytes:
    return b"\x04" + struct.pack("=q", value)


def _is_indexed(client: Redis, name: str) -> bool:
    query = "CALL db.indexes() YIELD status RETURN status"
    reply = client.execute_command("GRAPH.RO_QUERY", name, query)
    return all(row == [b"OPERATIONAL"] for row in reply[1])
