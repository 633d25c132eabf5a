"""A bounded neighbourhood: which of many tied entities are worth drawing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def chosen(
    parents: Mapping[Node, Node | None], scores: Mapping[Node, float], limit: int
) -> list[Node]:
    """At most `limit` nodes, those of the highest score first, each with its way to the centre.

    `parents` names the node through which each was found, the centre first with None. A node counts
    as much as the gravest that was found through it: a quiet device that leads to a thief is drawn.

    >>> chosen({"u": None, "quiet": "u", "d": "u", "thief": "d"}, {"thief": 0.9, "quiet": 0.5}, 3)
    ['u', 'd', 'thief']
    """
    weight = {node: scores.get(node, 0.0) for node in parents}
    depth: dict[Node, int] = {}
    for node, parent in parents.items():
        depth[node] = 0 if parent is None else depth[parent] + 1
    for node in sorted(parents, key=lambda one: -depth[one]):
        parent = parents[node]
        if parent is not None:
            weight[parent] = max(weight[parent], weight[node])
    place = {node: at for at, node in enumerate(parents)}
    order = sorted(parents, key=lambda one: (depth[one] > 0, -weight[one], depth[one], place[one]))
    return order[:limit]


def way(parents: Mapping[Node, Node | None], node: Node) -> Sequence[Node]:
    """From the node to where its search began.

    >>> way({"a": None, "b": "a", "c": "b"}, "c")
    ['c', 'b', 'a']
    """
    steps, at = [node], parents[node]
    while at is not None:
        steps.append(at)
        at = parents[at]
    return steps
