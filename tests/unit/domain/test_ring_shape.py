"""What the shape of a ring tells, against a search that removes each identifier in turn."""

from __future__ import annotations

import random

import pytest

from ringfence.domain.ring_finding import Tie
from ringfence.domain.ring_shape import paths_from, shape_of


def tie(user: str, device: str, first_s: int = 0) -> Tie:
    return Tie(user, "device", device, first_s, first_s)


BARBELL = [
    *(tie(user, "left") for user in ("ann", "bob", "cem")),
    *(tie(user, "bridge") for user in ("cem", "dan")),
    *(tie(user, "right") for user in ("dan", "eve")),
]


def test_the_weakest_link_is_the_identifier_that_splits_most_evenly() -> None:
    assert shape_of(BARBELL).weakest_link == (("device", "bridge"), (3, 2))


def test_a_ring_held_together_twice_has_no_weakest_link() -> None:
    twice = [tie(user, device) for user in ("ann", "bob") for device in ("a", "b")]

    assert shape_of(twice).weakest_link is None


def test_who_stands_between_the_others_is_a_bridge() -> None:
    assert shape_of(BARBELL).bridges == {"cem", "dan"}


def test_the_leader_is_who_is_tied_to_most() -> None:
    shape = shape_of(BARBELL)

    assert shape.leader == "cem"
    assert shape.strengths["cem"] == 1.0
    assert shape.strengths["eve"] < shape.strengths["ann"] < 1.0


def test_a_member_joins_when_something_is_first_used_by_both() -> None:
    ties = [tie("ann", "a", 10), tie("bob", "a", 50), tie("cem", "a", 90)]

    assert shape_of(ties).joined_s == {"ann": 50, "bob": 50, "cem": 90}


def test_a_path_names_what_ties_each_member_to_the_leader() -> None:
    longest = paths_from("ann", BARBELL, most=1)

    assert [name for _, name in longest[0]] == [
        "ann", "left", "cem", "bridge", "dan", "right", "eve",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_every_reported_split_is_what_removing_the_identifier_leaves(seed: int) -> None:
    rng = random.Random(seed)
    users, devices = [f"u{n}" for n in range(9)], [f"d{n}" for n in range(6)]
    pairs = {(rng.choice(users), rng.choice(devices)) for _ in range(16)}
    shared = [d for d in devices if sum(device == d for _, device in pairs) > 1]
    ties = _largest_component([tie(*pair) for pair in sorted(pairs) if pair[1] in shared])

    weakest = shape_of(ties).weakest_link
    splits = {
        device: sizes
        for device in {one.identifier for one in ties}
        if len(sizes := _sizes_without(device, ties)) > 1
    }

    if weakest is None:
        assert not splits
    else:
        assert splits[weakest.identifier[1]] == weakest.parts
        assert weakest.parts[1] == max(sizes[1] for sizes in splits.values())


def test_a_chain_longer_than_the_stack_is_deep_is_read() -> None:
    chain = [tie(f"u{n + step:05d}", f"d{n:05d}") for n in range(3_000) for step in (0, 1)]

    weakest = shape_of(chain).weakest_link

    assert weakest is not None
    assert weakest.parts == (1_501, 1_500)


def _sizes_without(device: str, ties: list[Tie]) -> tuple[int, ...]:
    left = [one for one in ties if one.identifier != device]
    alone = {one.user for one in ties} - {one.user for one in left}
    return tuple(sorted((*map(len, _groups(left)), *(1 for _ in alone)), reverse=True))


def _groups(ties: list[Tie]) -> list[set[str]]:
    groups: list[set[str]] = []
    for device in sorted({one.identifier for one in ties}):
        users = {one.user for one in ties if one.identifier == device}
        groups = [
            *(group for group in groups if not group & users),
            users.union(*(group for group in groups if group & users)),
        ]
    return groups


def _largest_component(ties: list[Tie]) -> list[Tie]:
    users = max(_groups(ties), key=len)
    return [one for one in ties if one.user in users]
