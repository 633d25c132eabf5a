"""Who belongs together: what binds a user to those they share something with, and what does not."""

from __future__ import annotations

import random

import pytest

from ringfence.domain.graph import TieEntity
from ringfence.domain.ring_crowds import Tie, UserFacts, groups_of, network_of


def ties(entity: TieEntity, name: str, users: str, stole: str = "") -> list[Tie]:
    """Each letter of `users` is a user of this identifier; each of `stole` a thief over it."""
    return [Tie(user, entity, name, 0, 0, frauds=user in stole) for user in users]


def groups(*shared: list[Tie], own_device: str = "") -> list[str]:
    """The groups as sorted letters; `own_device` names who has a device that nobody shares."""
    all_ties = [tie for some in shared for tie in some]
    facts = {user: UserFacts(devices=9) for user in own_device}
    return sorted("".join(sorted(users)) for users in groups_of(network_of(all_ties, facts)))


def test_a_device_binds_who_has_no_other() -> None:
    assert groups(ties("device", "d", "abcxyz"), own_device="xyz") == ["abc"]


def test_a_device_binds_who_stole_over_it_and_no_visitor() -> None:
    kiosk = ties("device", "d", "abuvwxyz", stole="ab")

    assert groups(kiosk, own_device="abuvwxyz") == ["ab"]


def test_a_device_over_which_half_stole_binds_everybody() -> None:
    assert groups(ties("device", "d", "abxy", stole="ab"), own_device="abxy") == ["abxy"]


def test_whose_card_a_thief_tried_is_not_of_the_ring() -> None:
    tried = [ties("card", f"card-{victim}", f"a{victim}", stole="a") for victim in "xyz"]

    assert groups(ties("device", "d", "ab"), *tried, own_device="xyz") == ["ab"]


def test_a_card_taken_from_its_owner_joins_no_two_thieves() -> None:
    taken = ties("card", "c", "apx", stole="ap")

    assert groups(ties("device", "d", "ab"), ties("device", "e", "pq"), taken, own_device="x") == [
        "ab",
        "pq",
    ]


def test_a_card_with_which_three_stole_ties_them_each_on_a_device_of_their_own() -> None:
    assert groups(ties("card", "c", "abcx", stole="abc"), own_device="abcx") == ["abc"]


def test_a_card_among_people_without_devices_of_their_own_ties_them() -> None:
    assert groups(ties("card", "c", "ab")) == ["ab"]


def test_two_things_in_common_with_a_member_bind_and_one_does_not() -> None:
    farm, card = ties("device", "d", "abxy"), ties("card", "c", "ax")

    assert groups(farm, card, own_device="xy") == ["abx"]


def test_people_who_met_at_two_kiosks_are_strangers() -> None:
    kiosks = ties("device", "d", "uvwx"), ties("device", "e", "uvyz")

    assert groups(*kiosks, own_device="uvwxyz") == []


def test_whoever_was_robbed_twice_joins_no_two_thieves() -> None:
    first, second = ties("device", "d", "abcv", stole="abcv"), ties("device", "e", "xyzv", "xyzv")

    assert groups(first, second, own_device="abcvxyz") == ["abcv", "xyz"]


def test_two_who_were_robbed_on_both_join_the_devices() -> None:
    first, second = ties("device", "d", "abvw", "abvw"), ties("device", "e", "xyvw", "xyvw")

    assert groups(first, second, own_device="abvwxy") == ["abvwxy"]


def test_one_without_a_device_of_their_own_joins_what_they_are_on() -> None:
    assert groups(ties("device", "d", "abv"), ties("device", "e", "xyv")) == ["abvxy"]


def test_devices_behind_an_address_of_their_own_are_together() -> None:
    farm = ties("device", "d", "abc"), ties("device", "e", "xyz")

    assert groups(*farm, ties("ip", "i", "abcxyz")) == ["abcxyz"]
    assert groups(*farm, ties("ip", "carrier", "abcxyz" + "ghijklmno")) == ["abc", "xyz"]


def test_nobody_is_in_two_groups() -> None:
    first, second = ties("device", "d", "abcdv", "abcdv"), ties("device", "e", "xyv", "xyv")

    assert groups(first, second, own_device="abcdvxy") == ["abcdv", "xy"]


@pytest.mark.parametrize("seed", range(20))
def test_groups_do_not_depend_on_the_order_of_ties(seed: int) -> None:
    rng = random.Random(seed)
    entities: tuple[TieEntity, ...] = ("card", "device", "ip")
    found = {
        Tie(
            rng.choice("abcdefghij"),
            rng.choice(entities),
            rng.choice("123"),
            0,
            0,
            rng.random() < 0.2,
        )
        for _ in range(25)
    }
    some = list({(tie.user, tie.entity, tie.identifier): tie for tie in sorted(found)}.values())

    def shuffled(again: int) -> list[frozenset[str]]:
        order = random.Random(again).sample(some, len(some))
        return sorted(groups_of(network_of(order, {})), key=sorted)

    assert shuffled(1) == shuffled(2)
    assert sum(map(len, shuffled(1))) == len(frozenset().union(*shuffled(1)))
