"""Which groups of users are rings: simulated episodes of both kinds, and hand-made corners."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable

import pytest

from ringfence.domain.ring_finding import IP_DEGREE_MAX, Ring, Tie, UserFacts, find_rings
from simulator import lookalikes, scenarios
from simulator.labelled import LabelledTransaction
from simulator.stream import PRESETS, Episode, stream
from simulator.world import DAY_S, World, payment_by

START_S = 1_700_000_000.0
WORLD = World(seed=5, users=2_000)


def ties_of(rows: Iterable[LabelledTransaction], is_labelled: bool = False) -> list[Tie]:
    """One tie for each pair of user and identifier, with the frauds that went over it."""
    ties: dict[tuple[str, str, str], Tie] = {}
    for row in rows:
        names = {"card": row.card_id, "device": row.device_id, "ip": row.ip}
        for entity in ("card", "device", "ip"):
            name = names[entity]
            if name is not None:
                at_s = int(row.at_s)
                before = ties.get((row.user_id, entity, name))
                ties[row.user_id, entity, name] = Tie(
                    row.user_id,
                    entity,
                    name,
                    before.first_s if before else at_s,
                    at_s,
                    (before.frauds if before else 0) + (is_labelled and row.is_fraud),
                )
    return list(ties.values())


def lives(users: Iterable[int], seed: int = 1) -> list[LabelledTransaction]:
    """Three weeks of a payment a day by each of these people."""
    rng = random.Random(seed)
    return [
        payment_by(WORLD, rng, WORLD.person(number), START_S + day * DAY_S)
        for number in users
        for day in range(21)
    ]


def episode(name: Episode, seed: int) -> list[LabelledTransaction]:
    """One episode after three weeks of the lives of those known users who take part in it."""
    rows = list(name(WORLD, random.Random(seed), START_S + 22 * DAY_S))
    known = {int(row.user_id[5:]) for row in rows if int(row.user_id[5:]) < WORLD.users}
    return lives(sorted(known)) + rows


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "name",
    [
        lookalikes.family_evening,
        lookalikes.family_card,
        lookalikes.kiosk_hours,
        lookalikes.office_lunch,
        lookalikes.flash_sale,
        lookalikes.new_phone,
    ],
)
def test_what_looks_like_a_ring_and_is_none_is_not_found(name: Episode, seed: int) -> None:
    assert find_rings(ties_of(episode(name, seed))) == []


def test_a_whole_street_of_households_is_no_ring() -> None:
    assert find_rings(ties_of(lives(range(400)))) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_device_farm_of_more_than_a_household_is_found_whole(seed: int) -> None:
    rows = list(scenarios.device_farm(WORLD, random.Random(seed), START_S))
    users_of = Counter({(row.device_id, row.user_id): 1 for row in rows})
    shared = Counter(device for device, _ in users_of)
    farm = {user for device, user in users_of if shared[device] > 1}

    rings = find_rings(ties_of([*lives(range(100)), *rows]))

    if len(farm) > 5:
        assert [ring.members for ring in rings] == [frozenset(farm)]


@pytest.mark.parametrize("seed", range(8))
def test_a_slow_ring_is_found_without_a_label(seed: int) -> None:
    rows = list(scenarios.slow_ring(WORLD, random.Random(seed), START_S))

    rings = find_rings(ties_of([*lives(range(100)), *rows]))

    assert [ring.members for ring in rings] == [frozenset(row.user_id for row in rows)]


@pytest.mark.parametrize("seed", range(8))
def test_the_shared_accounts_of_a_mule_chain_are_found_once_a_payment_is_known_fraud(
    seed: int,
) -> None:
    rows = episode(scenarios.mule_chain, seed)
    chain = [row for row in rows if row.is_fraud]
    device, shared_by = Counter(row.device_id for row in chain).most_common(1)[0]

    rings = find_rings(ties_of(rows, is_labelled=True))

    if shared_by > 1:
        [ring] = rings
        assert ring.members == {row.user_id for row in chain if row.device_id == device}


def test_a_simulated_fortnight_under_attack_names_no_innocent_pair() -> None:
    rows = list(
        itertools.takewhile(
            lambda row: row.at_s < START_S + 7 * DAY_S,
            stream(World(seed=7, users=2_000), PRESETS["attack"], START_S, 0.04, seed=7),
        )
    )
    guilty = {row.user_id for row in rows if row.is_fraud}

    rings = find_rings(ties_of(rows))

    assert len(rings) >= 5
    assert all(ring.members <= guilty for ring in rings)


# ── Corners ──────────────────────────────────────────────────────────────────────────────────────


def farm(users: int, device: str = "device", ip: str | None = "ip") -> list[Tie]:
    shared = [("device", device), *([("ip", ip)] if ip else [])]
    return [
        Tie(f"user-{number}", entity, name, number, number)  # type: ignore[arg-type]
        for number in range(users)
        for entity, name in shared
    ]


def test_two_people_on_one_device_behind_one_address_are_a_household() -> None:
    assert find_rings(farm(2)) == []


def test_a_household_is_a_ring_once_a_fraud_went_over_what_it_shares() -> None:
    ties = [tie._replace(frauds=tie.user == "user-1") for tie in farm(3)]

    [ring] = find_rings(ties)

    assert ring.reasons[0].code == "ring_confirmed_fraud"


def test_a_fraud_on_a_device_of_the_victims_own_makes_no_ring_of_the_family() -> None:
    stolen = Tie("user-1", "device", "thief", 5, 5, frauds=1)

    assert find_rings([*farm(3), stolen]) == []


def test_small_groups_whose_payments_are_declined_behave_abnormally() -> None:
    facts = {f"user-{number}": UserFacts(payments=4, declined=3) for number in range(3)}

    [ring] = find_rings(farm(3), facts)

    assert "ring_declined" in [reason.code for reason in ring.reasons]


def test_an_identifier_of_more_than_a_hundred_users_ties_nobody() -> None:
    assert len(find_rings(farm(100))) == 1
    assert find_rings(farm(101)) == []


def test_one_address_ties_nobody_and_two_do() -> None:
    users = [f"user-{number}" for number in range(IP_DEGREE_MAX)]
    one = [Tie(user, "ip", "a", 0, 0, frauds=1) for user in users]
    two = [*one, *(Tie(user, "ip", "b", 0, 0) for user in users)]

    assert find_rings(one) == []
    assert [ring.members for ring in find_rings(two)] == [frozenset(users)]


def test_devices_of_one_farm_behind_one_address_are_one_ring() -> None:
    first = farm(6, "device-a")
    second = [tie._replace(user=f"{tie.user}b") for tie in farm(6, "device-b")]

    [ring] = find_rings([*first, *second])

    assert len(ring.members) == 12


def test_devices_known_from_elsewhere_count_as_own() -> None:
    facts = {f"user-{number}": UserFacts(devices=2) for number in range(12)}

    assert len(find_rings(farm(12))) == 1
    assert find_rings(farm(12), facts) == []


def test_the_only_ten_visitors_of_a_kiosk_without_devices_of_their_own_are_no_ring() -> None:
    facts = {f"user-{number}": UserFacts(devices=2) for number in range(10, 60)}

    assert find_rings(farm(60), facts) == []
    assert len(find_rings(farm(10))) == 1


def test_points_of_the_reasons_sum_to_the_score() -> None:
    for ring in find_rings(farm(20)):
        assert sum(reason.points for reason in ring.reasons) == ring.points


def test_rings_do_not_depend_on_the_order_of_ties() -> None:
    rows = list(scenarios.device_farm(WORLD, random.Random(3), START_S))
    ties = ties_of([*lives(range(200)), *rows])

    def shuffled(seed: int) -> list[Ring]:
        return find_rings(random.Random(seed).sample(ties, len(ties)))

    assert shuffled(1) == shuffled(2) == find_rings(ties)
