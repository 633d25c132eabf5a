"""Ring ids outlive a run: grow, shrink, merge, split, end."""

from __future__ import annotations

import random

from ringfence.domain.ring_matching import Change, match


def members(names: str) -> frozenset[str]:
    return frozenset(names)


def only(changes: list[Change], kind: str) -> Change:
    [change] = [one for one in changes if one.kind == kind]
    return change


def test_a_new_ring_is_formed_under_an_id_of_its_founders() -> None:
    [ring_id], [change] = match({}, [members("abc")])

    assert change == Change(ring_id, "formed", 0, 0, ("a", "b", "c"))
    assert match({}, [members("cba")])[0] == [ring_id]


def test_a_ring_that_stays_as_it_was_changes_nothing() -> None:
    assert match({"r": members("abc")}, [members("abc")]) == (["r"], [])


def test_a_ring_that_grows_keeps_its_id_and_names_who_joined() -> None:
    ids, [change] = match({"r": members("abc")}, [members("abcdefgh")])

    assert ids == ["r"]
    assert (change.kind, change.size_before, change.joined) == ("grew", 3, tuple("defgh"))


def test_a_ring_that_loses_members_shrinks() -> None:
    ids, [change] = match({"r": members("abcd")}, [members("ab")])

    assert (ids, change.kind, change.left) == (["r"], "shrank", ("c", "d"))


def test_two_rings_that_meet_keep_the_larger_ones_id() -> None:
    ids, changes = match({"big": members("abcd"), "small": members("xy")}, [members("abcdxy")])

    assert ids == ["big"]
    assert only(changes, "grew").joined == ("x", "y")
    assert only(changes, "merged") == Change(
        "small", "merged", None, 2, left=("x", "y"), other="big"
    )


def test_a_ring_that_falls_apart_leaves_its_id_to_the_larger_part() -> None:
    ids, changes = match({"r": members("abcdef")}, [members("ef"), members("abcd")])

    assert ids[1] == "r"
    assert only(changes, "shrank").left == ("e", "f")
    assert only(changes, "split") == Change(ids[0], "split", 0, 0, ("e", "f"), other="r")


def test_founders_who_split_off_do_not_take_the_id_that_others_carry_on() -> None:
    [founded], _ = match({}, [members("ab")])
    grown = {founded: members("abcdef")}

    ids, _ = match(grown, [members("ab"), members("cdef")])

    assert ids[1] == founded
    assert ids[0] != founded


def test_a_ring_of_which_nothing_is_left_ends() -> None:
    assert match({"r": members("ab")}, []) == (
        [],
        [Change("r", "ended", None, 2, left=("a", "b"))],
    )


def test_ids_are_unique_whatever_happens_between_runs() -> None:
    rng = random.Random(4)
    before: dict[str, frozenset[str]] = {}
    for _ in range(60):
        label = {user: rng.randrange(6) for user in "abcdefghijklmnopqrst"}
        found = [
            frozenset(user for user in label if label[user] == place)
            for place in range(6)
            if sum(number == place for number in label.values()) > 1
        ]
        ids, changes = match(before, found)
        ended = {change.ring_id for change in changes if change.place is None}

        assert len(set(ids)) == len(found)
        assert ended == set(before) - set(ids)
        before = dict(zip(ids, found, strict=True))
