"""The stream: ordered, seeded, labelled, and never a picture of the rules."""

from __future__ import annotations

import tracemalloc
from collections import Counter, defaultdict, deque
from dataclasses import replace
from itertools import islice, takewhile
from random import Random

import pytest

from simulator.labelled import LabelledTransaction, to_transaction
from simulator.stream import LOOKALIKES, PRESETS, SCENARIOS, Mix, stream
from simulator.train import live_world
from simulator.world import DAY_S, World, card_of, habit

START_S = 1_767_225_600.0


def rows_of(preset: str, count: int, seed: int = 1, rate: float = 0.2) -> list[LabelledTransaction]:
    world = World(seed, 2_000, 500)
    return list(islice(stream(world, PRESETS[preset], START_S, rate, seed), count))


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_transactions_come_in_order_of_event_time(preset: str) -> None:
    times = [row.at_s for row in rows_of(preset, 5_000)]
    assert times == sorted(times)


def test_the_same_seed_is_the_same_stream() -> None:
    assert rows_of("attack", 3_000, seed=7) == rows_of("attack", 3_000, seed=7)


def test_another_seed_is_another_stream() -> None:
    assert rows_of("attack", 100, seed=7) != rows_of("attack", 100, seed=8)


def test_calm_has_about_one_percent_of_fraud() -> None:
    rows = rows_of("calm", 60_000)
    assert 0.003 < sum(row.is_fraud for row in rows) / len(rows) < 0.016


def test_the_mean_rate_is_the_one_asked_for() -> None:
    rows = rows_of("calm", 60_000, rate=0.1)
    assert len(rows) / (rows[-1].at_s - rows[0].at_s) == pytest.approx(0.1, rel=0.1)


def test_every_scenario_and_look_alike_happens() -> None:
    names = {row.scenario for row in rows_of("attack", 40_000)}
    assert names >= {*SCENARIOS, *LOOKALIKES, "habit"}


@pytest.mark.parametrize("name", sorted(LOOKALIKES))
def test_a_look_alike_is_genuine(name: str) -> None:
    rows = list(LOOKALIKES[name][0](World(), Random(3), START_S))
    assert rows
    assert not any(row.is_fraud for row in rows)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_scenario_has_frauds_in_order_of_event_time(name: str) -> None:
    rows = list(SCENARIOS[name][0](World(), Random(3), START_S))
    assert any(row.is_fraud for row in rows)
    assert [row.at_s for row in rows] == sorted(row.at_s for row in rows)


@pytest.mark.parametrize("name", sorted({**SCENARIOS, **LOOKALIKES}))
def test_an_episode_is_as_long_as_the_mix_assumes(name: str) -> None:
    episode, mean = {**SCENARIOS, **LOOKALIKES}[name]
    lengths = [len(list(episode(World(), Random(n), START_S))) for n in range(300)]
    assert sum(lengths) / len(lengths) == pytest.approx(mean, rel=0.2)


def test_frauds_carry_their_ring_and_genuine_habits_carry_none() -> None:
    rows = rows_of("attack", 10_000)
    assert all(row.ring_id for row in rows if row.is_fraud)
    assert not any(row.ring_id for row in rows if row.scenario == "habit")


def test_users_are_derived_not_stored() -> None:
    assert World(1).person(17) == World(1).person(17)
    assert World(1).person(17) != World(2).person(17)


def test_a_card_is_reissued_after_about_two_years() -> None:
    person = World().person(5)
    cards = {card_of(person, START_S + day * DAY_S) for day in range(0, 1_400, 10)}
    assert len(cards) == 3


def test_genuine_users_share_devices_and_ips() -> None:
    users: dict[str | None, set[str]] = defaultdict(set)
    for row in rows_of("calm", 30_000):
        if not row.is_fraud:
            users[row.ip].add(row.user_id)
            users[row.device_id].add(row.user_id)
    shared = Counter(len(names) > 1 for key, names in users.items() if key)
    assert shared[True] > 500


@pytest.mark.parametrize("seed", range(1, 11))
def test_an_attack_shows_a_burst_and_a_shared_device_within_20_seconds(seed: int) -> None:
    rows = stream(live_world(seed, 20.0), PRESETS["attack"], START_S, 20.0, seed, has_rhythm=False)
    soon = [row for row in islice(rows, 1_000) if row.at_s <= START_S + 20]
    by_user = Counter(row.user_id for row in soon)
    users: dict[str, set[str]] = defaultdict(set)
    for row in soon:
        users[row.device_id].add(row.user_id)
    assert max(by_user.values()) > 10
    assert max(len(names) for names in users.values()) >= 2


def test_a_transaction_of_the_stream_is_one_the_api_would_accept() -> None:
    for number, row in enumerate(rows_of("attack", 500)):
        transaction = to_transaction(row, f"sim-{number}")
        type(transaction).model_validate(transaction.model_dump())


def test_amounts_are_positive_minor_units() -> None:
    world = World()
    random = Random(1)
    amounts = [habit(world, random, START_S).amount_minor for _ in range(500)]
    assert all(isinstance(amount, int) and amount >= 50 for amount in amounts)


def test_ten_minutes_of_the_demo_show_every_scenario_and_every_lookalike() -> None:
    rows = stream(live_world(1, 20.0), PRESETS["demo"], START_S, 20.0, 1, has_rhythm=False)
    seen = list(takewhile(lambda row: row.at_s < START_S + 600, rows))

    frauds = Counter(row.scenario for row in seen if row.is_fraud)
    genuine = Counter(row.scenario for row in seen if not row.is_fraud)
    assert {name for name in SCENARIOS if frauds[name] >= 3} == set(SCENARIOS)
    assert {name for name in LOOKALIKES if genuine[name] >= 3} == set(LOOKALIKES)
    assert 0.02 < frauds.total() / len(seen) < 0.08


def test_a_quickened_episode_keeps_its_order_and_its_people() -> None:
    slow = replace(PRESETS["demo"], pace={})
    kinds = [
        [
            (row.user_id, row.amount_minor)
            for row in islice(
                stream(World(1, 500, 100), mix, START_S, 20.0, 1, has_rhythm=False), 4_000
            )
            if row.ring_id == "collusive_merchant-1-7"
        ]
        for mix in (PRESETS["demo"], slow)
    ]

    quick, usual = kinds
    assert len(quick) > len(usual) > 0
    assert quick[: len(usual)] == usual


def test_a_stream_takes_no_more_memory_the_longer_it_runs() -> None:
    short = Mix({"card_testing": 0.05}, {"flash_sale": 0.1, "shopping_spree": 0.05})
    rows = stream(World(users=50, merchants=50), short, 0.0, 1.0, 1)
    tracemalloc.start()

    def held_after(count: int) -> int:
        deque(islice(rows, count), maxlen=0)
        return tracemalloc.get_traced_memory()[0]

    held_after(2_000)
    early, late = held_after(1_000), held_after(4_000)
    tracemalloc.stop()

    # Were 4,000 rows kept, they would take a megabyte.
    assert late - early < 100_000
