"""Ids that outlive a run: which ring of this run is which of the last, by the members they share.

A ring keeps its id while at least half of the smaller of the two is in both. Where two rings of the
last run are now one, the one with more members in it gives the id and the other is merged; where
one is now two, the larger part keeps the id and the other is split off.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ringfence.domain.alerts import ChangeKind
from ringfence.domain.canonical import content_hash

CONTINUES_AT = 0.5
"""Share of the smaller ring's members that must be in both."""

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one ring: `place` in the run (None once ended), who joined and who left."""

    ring_id: str
    kind: ChangeKind
    place: int | None
    size_before: int
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    other: str | None = None


def match(
    before: Mapping[str, frozenset[str]], found: Sequence[frozenset[str]]
) -> tuple[list[str], list[Change]]:
    """The id of each found ring, in order, and what changed since the last run."""
    shared = _shared(before, found)
    ids = _continued(before, found, shared)
    names = [ids.get(place) or _new_id(members, before) for place, members in enumerate(found)]
    changes = [
        change
        for place, members in enumerate(found)
        if (change := _change(place, names, members, before, shared)) is not None
    ]
    return names, changes + _ended(before, names, shared)


Shared = Mapping[int, Mapping[str, int]]
"""Place of a found ring -> ring id of the last run -> members in both."""


def _shared(before: Mapping[str, frozenset[str]], found: Sequence[frozenset[str]]) -> Shared:
    ring_of: dict[str, list[str]] = defaultdict(list)
    for ring_id, members in before.items():
        for user in members:
            ring_of[user].append(ring_id)
    return {
        place: Counter(ring_id for user in members for ring_id in ring_of.get(user, ()))
        for place, members in enumerate(found)
    }


def _continued(
    before: Mapping[str, frozenset[str]], found: Sequence[frozenset[str]], shared: Shared
) -> dict[int, str]:
    """Place -> id, the largest overlaps first; each id goes to one ring and each ring has one."""
    pairs = sorted(
        (-count, ring_id, place)
        for place, counts in shared.items()
        for ring_id, count in counts.items()
        if count >= CONTINUES_AT * min(len(before[ring_id]), len(found[place]))
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, ring_id, place in pairs:
        if place not in ids and ring_id not in taken:
            ids[place] = ring_id
            taken.add(ring_id)
    return ids


def _new_id(members: frozenset[str], before: Mapping[str, frozenset[str]]) -> str:
    """From its founders, so that the same run found twice gives the same ids; never one in use,
    which a part that splits off with just the founders would otherwise get."""
    generation = 0
    while (ring_id := _named(members, generation)) in before:
        generation += 1
    return ring_id


def _named(members: frozenset[str], generation: int) -> str:
    return f"ring-{content_hash([sorted(members), generation])[:ID_LENGTH]}"


def _change(
    place: int,
    names: Sequence[str],
    members: frozenset[str],
    before: Mapping[str, frozenset[str]],
    shared: Shared,
) -> Change | None:
    ring_id = names[place]
    was = before.get(ring_id)
    if was is None:
        origin = _origin(place, members, names, shared)
        kind: ChangeKind = "split" if origin else "formed"
        return Change(ring_id, kind, place, 0, tuple(sorted(members)), other=origin)
    joined, left = tuple(sorted(members - was)), tuple(sorted(was - members))
    if joined:
        return Change(ring_id, "grew", place, len(was), joined, left)
    return Change(ring_id, "shrank", place, len(was), left=left) if left else None


def _origin(
    place: int, members: frozenset[str], names: Sequence[str], shared: Shared
) -> str | None:
    """The ring most of these members were in, where it lives on elsewhere."""
    ring_id, count = max(
        shared[place].items(), key=lambda item: (item[1], item[0]), default=("", 0)
    )
    lives_on = ring_id in names and names[place] != ring_id
    return ring_id if lives_on and count >= CONTINUES_AT * len(members) else None


def _ended(
    before: Mapping[str, frozenset[str]],
    names: Sequence[str],
    shared: Shared,
) -> list[Change]:
    heirs: dict[str, tuple[int, int]] = {}
    for place, counts in shared.items():
        for ring_id, count in counts.items():
            heirs[ring_id] = max(heirs.get(ring_id, (0, -1)), (count, -place))
    known = set(names)
    ended = []
    for ring_id in sorted(set(before) - known):
        count, place = heirs.get(ring_id, (0, 0))
        is_merged = count >= CONTINUES_AT * len(before[ring_id])
        heir = names[-place] if is_merged else None
        kind: ChangeKind = "merged" if is_merged else "ended"
        ended.append(
            Change(
                ring_id,
                kind,
                None,
                len(before[ring_id]),
                left=tuple(sorted(before[ring_id])),
                other=heir,
            )
        )
    return ended
