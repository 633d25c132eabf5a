"""What the shape of a ring tells: who leads, who bridges, how it grew, what holds it together.

A ring is read as a graph of two kinds of nodes, users and what they share. One depth-first search
(Tarjan 1972) finds every node whose removal splits it, and into how many members on each side.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ringfence.domain.graph import TieEntity
from ringfence.domain.ring_finding import TIE_WEIGHT, Identifier, Tie

Node = tuple[Literal["user", "card", "device", "ip"], str]
"""(entity, id)"""


class Split(NamedTuple):
    """The identifier that holds the ring together, and the sizes of what is left without it."""

    identifier: Identifier
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """`strengths` by member, the leader's is 1; `joined_s` by member, in order of joining."""

    leader: str
    bridges: frozenset[str]
    strengths: Mapping[str, float]
    joined_s: Mapping[str, int]
    weakest_link: Split | None


def shape_of(ties: Sequence[Tie]) -> Shape:
    """The shape of one ring, from the ties among its members. Linear in the ties."""
    strengths = _strengths(ties)
    parts = _parts(_neighbours(ties))
    return Shape(
        leader=min(strengths, key=lambda user: (-strengths[user], user)),
        bridges=frozenset(name for (entity, name) in parts if entity == "user"),
        strengths=strengths,
        joined_s=_joined(ties),
        weakest_link=_weakest(parts),
    )


def paths_from(leader: str, ties: Sequence[Tie], most: int) -> list[tuple[Node, ...]]:
    """A shortest path from the leader to each other member, the longest first: a direct tie needs
    no explaining."""
    came_from = _search(("user", leader), _neighbours(ties))
    members = [node for node in came_from if node[0] == "user" and node[1] != leader]
    paths = [_path(node, came_from) for node in members]
    return sorted(paths, key=lambda path: (-len(path), path))[:most]


def _strengths(ties: Sequence[Tie]) -> dict[str, float]:
    users: dict[Identifier, int] = defaultdict(int)
    for tie in ties:
        users[tie.entity, tie.identifier] += 1
    weight: dict[str, float] = defaultdict(float)
    for tie in ties:
        weight[tie.user] += TIE_WEIGHT[tie.entity] * (users[tie.entity, tie.identifier] - 1)
    most = max(weight.values())
    return {user: weight[user] / most for user in sorted(weight)}


def _joined(ties: Sequence[Tie]) -> dict[str, int]:
    """When each member first had something in common with another: the first time that both had
    used it."""
    began: dict[Identifier, list[Tie]] = defaultdict(list)
    for tie in ties:
        began[tie.entity, tie.identifier].append(tie)
    joined: dict[str, int] = {}
    for held in began.values():
        first, second = sorted(held, key=lambda tie: tie.first_s)[:2]
        for tie in held:
            at_s = max(tie.first_s, second.first_s if tie is first else first.first_s)
            joined[tie.user] = min(at_s, joined.get(tie.user, at_s))
    return dict(sorted(joined.items(), key=lambda item: (item[1], item[0])))


def _neighbours(ties: Sequence[Tie]) -> dict[Node, list[Node]]:
    neighbours: dict[Node, list[Node]] = defaultdict(list)
    for tie in sorted(ties):
        user: Node = ("user", tie.user)
        identifier: Node = (tie.entity, tie.identifier)
        neighbours[user].append(identifier)
        neighbours[identifier].append(user)
    return neighbours


# ── What splits it ───────────────────────────────────────────────────────────────────────────────


def _parts(neighbours: Mapping[Node, Sequence[Node]]) -> dict[Node, tuple[int, ...]]:
    """Nodes whose removal separates members from members, with the members of each part."""
    seen: dict[Node, int] = {}
    low: dict[Node, int] = {}
    below: dict[Node, int] = {}
    cut: dict[Node, list[int]] = defaultdict(list)
    members = sum(entity == "user" for entity, _ in neighbours)
    for start in neighbours:
        if start in seen:
            continue
        # Iterative: a ring is often a chain longer than Python's stack is deep.
        stack = [(start, start, iter(neighbours[start]))]
        seen[start] = low[start] = len(seen)
        below[start] = start[0] == "user"
        while stack:
            node, parent, rest = stack[-1]
            for other in rest:
                if other not in seen:
                    seen[other] = low[other] = len(seen)
                    below[other] = other[0] == "user"
                    stack.append((other, node, iter(neighbours[other])))
                    break
                if other != parent:
                    low[node] = min(low[node], seen[other])
            else:
                stack.pop()
                if node != start:
                    low[parent] = min(low[parent], low[node])
                    below[parent] += below[node]
                    if low[node] >= seen[parent]:
                        cut[parent].append(below[node])
    return _split_sizes(cut, members)


def _split_sizes(cut: Mapping[Node, Sequence[int]], members: int) -> dict[Node, tuple[int, ...]]:
    """Parts hanging below each node, and what remains above it, members only, largest first."""
    sizes: dict[Node, tuple[int, ...]] = {}
    for node, hanging in cut.items():
        above = members - sum(hanging) - (node[0] == "user")
        parts = sorted((size for size in (*hanging, above) if size), reverse=True)
        if len(parts) > 1:
            sizes[node] = tuple(parts)
    return sizes


def _weakest(parts: Mapping[Node, tuple[int, ...]]) -> Split | None:
    """The identifier that leaves the largest second part: the most even split."""
    names: tuple[TieEntity, ...] = ("card", "device", "ip")
    splits = [
        Split((entity, node[1]), sizes)
        for node, sizes in sorted(parts.items())
        for entity in names
        if node[0] == entity
    ]
    return max(splits, key=lambda split: (split.parts[1], -len(split.parts)), default=None)


# ── Paths ────────────────────────────────────────────────────────────────────────────────────────


def _search(start: Node, neighbours: Mapping[Node, Sequence[Node]]) -> dict[Node, Node]:
    """Breadth first: the node before each on a shortest path from `start`."""
    came_from, waiting = {start: start}, deque([start])
    while waiting:
        node = waiting.popleft()
        for other in neighbours[node]:
            if other not in came_from:
                came_from[other] = node
                waiting.append(other)
    return came_from


def _path(node: Node, came_from: Mapping[Node, Node]) -> tuple[Node, ...]:
    path = [node]
    while came_from[node] != node:
        node = came_from[node]
        path.append(node)
    return tuple(reversed(path))
