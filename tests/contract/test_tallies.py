"""The law of domain/tallies.py, held to by memory and by Redis alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import pytest

from ringfence.adapters.memory_tallies import MemoryTallies
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.adapters.redis_tallies import RedisTallies, stage_moves, stage_tally
from ringfence.domain.tallies import (
    FOLDED,
    FOLDS_PER_CELL,
    Bounds,
    Cell,
    Family,
    Measures,
    Sighting,
)
from ringfence.flow.project_ports import Tallies

CELLS = 8
FAMILY = Family(
    "test",
    ("transactions", "amount_minor"),
    {"minute": Bounds(CELLS, 3_600), "hour": Bounds(CELLS, 3_600)},
    tail=1,
    listed=3,
)
# Buckets expire by the server's clock, so these tests live in the present.
HOUR_S = int(datetime.now(UTC).timestamp()) // 3_600 * 3_600


@dataclass
class Tallied:
    """A tally and the way into it."""

    tallies: Tallies
    add: Callable[[Sequence[Sighting]], None]
    move: Callable[[Sighting, Sighting], None]

    def hour(self) -> dict[Cell, Measures]:
        return dict(self.tallies.read(FAMILY, "hour", [HOUR_S])[0])


class Make(Protocol):
    def __call__(self, kind: str) -> Tallied: ...


@pytest.fixture
def make(request: pytest.FixtureRequest, namespace: str) -> Make:
    def made(kind: str) -> Tallied:
        if kind == "memory":
            memory = MemoryTallies()

            def shift(before: Sighting, after: Sighting) -> None:
                memory.take_back(FAMILY, [before])
                memory.add(FAMILY, [after])

            return Tallied(memory, lambda batch: memory.add(FAMILY, batch), shift)
        client, keys = connect(request.getfixturevalue("redis_url"), 5.0), Keys(namespace)

        def add(batch: Sequence[Sighting]) -> None:
            with client.pipeline(transaction=True) as pipe:
                stage_tally(pipe, keys, FAMILY, batch)
                pipe.execute()

        def move(before: Sighting, after: Sighting) -> None:
            with client.pipeline(transaction=True) as pipe:
                stage_moves(pipe, keys, FAMILY, [(before, after)])
                pipe.execute()

        return Tallied(RedisTallies(client, keys), add, move)

    return made


@pytest.fixture(params=["memory", "redis"])
def tallied(request: pytest.FixtureRequest, make: Make) -> Tallied:
    return make(request.param)


def seen(
    *cell: str, amount: int = 1, weight: int = 1, entry: str = "", at_s: float = 1
) -> Sighting:
    return Sighting(HOUR_S + at_s, cell, weight, (1, amount), entry)


def test_a_cell_counts_every_sighting_of_every_batch(tallied: Tallied) -> None:
    tallied.add([seen("ann", "USD", amount=5), seen("bob", "USD"), seen("ann", "USD", amount=7)])
    tallied.add([seen("ann", "USD", amount=1)])

    assert tallied.hour() == {("ann", "USD"): (3, 13), ("bob", "USD"): (1, 1)}


def test_each_bucket_holds_its_own_time(tallied: Tallied) -> None:
    tallied.add([seen("ann", "USD", at_s=59.9), seen("ann", "USD", at_s=60)])

    minutes = tallied.tallies.read(FAMILY, "minute", [HOUR_S, HOUR_S + 60, HOUR_S + 120])

    assert [*map(dict, minutes)] == [{("ann", "USD"): (1, 1)}, {("ann", "USD"): (1, 1)}, {}]


def test_a_full_bucket_folds_the_lowest_and_loses_no_count(tallied: Tallied) -> None:
    tallied.add([seen("busy", "USD", weight=10, amount=100)])
    for place in range(40):
        tallied.add([seen(f"once-{place:02d}", "USD", amount=3)])

    counted = tallied.hour()

    assert counted["busy", "USD"] == (1, 100)
    assert counted[FOLDED, "USD"] == (33, 99)
    assert len(counted) == CELLS + 1


def test_what_has_more_than_its_share_of_the_weight_is_ranked_at_the_end(tallied: Tallied) -> None:
    """Space-Saving: more than 1 / CELLS, first, last or in between."""
    source = random.Random(5)
    names = ["heavy"] * 40 + [f"once-{place}" for place in range(260)]
    source.shuffle(names)

    for name in names:
        tallied.add([seen(name, "USD")])

    assert ("heavy", "USD") in tallied.hour()


def test_the_tail_outlives_a_bucket_with_too_many_folds(tallied: Tallied) -> None:
    for place in range(CELLS * (FOLDS_PER_CELL + 3)):
        tallied.add([seen(f"name-{place:03d}", f"kind-{place:03d}", "USD")])

    counted = tallied.hour()

    assert len(counted) <= CELLS * (FOLDS_PER_CELL + 1) + 1
    assert counted[FOLDED, FOLDED, "USD"][0] > 0
    assert sum(transactions for transactions, _ in counted.values()) == CELLS * (FOLDS_PER_CELL + 3)


def test_an_hour_lists_the_newest_entries_of_a_cell(tallied: Tallied) -> None:
    tallied.add([seen("ann", "USD", entry=name) for name in ("1", "2")])
    tallied.add([seen("ann", "USD", entry=name) for name in ("3", "4")])

    assert tallied.tallies.entries(FAMILY, [(HOUR_S, ("ann", "USD"))]) == [["4", "3", "2"]]
    assert tallied.tallies.entries(FAMILY, [(HOUR_S, ("bob", "USD"))]) == [[]]


def test_a_folded_cell_takes_its_entries_along(tallied: Tallied) -> None:
    tallied.add([seen("first", "USD", entry="kept")])
    for place in range(CELLS):
        tallied.add([seen(f"heavier-{place}", "USD", weight=2)])

    [folded, gone] = tallied.tallies.entries(
        FAMILY, [(HOUR_S, (FOLDED, "USD")), (HOUR_S, ("first", "USD"))]
    )

    assert (folded, gone) == (["kept"], [])


def test_what_is_moved_is_counted_in_its_new_cell_alone(tallied: Tallied) -> None:
    tallied.add([seen("ann", "USD", amount=5, entry="1"), seen("ann", "USD", amount=7, entry="2")])

    tallied.move(seen("ann", "USD", amount=5, entry="1"), seen("bob", "USD", amount=5, entry="1"))

    assert tallied.hour() == {("ann", "USD"): (1, 7), ("bob", "USD"): (1, 5)}
    cells = [(HOUR_S, ("ann", "USD")), (HOUR_S, ("bob", "USD"))]
    assert tallied.tallies.entries(FAMILY, cells) == [["2"], ["1"]]


def test_a_cell_of_which_all_is_moved_is_gone_and_leaves_its_place(tallied: Tallied) -> None:
    tallied.add([seen(f"name-{place}", "USD") for place in range(CELLS)])

    tallied.move(seen("name-0", "USD"), seen("other", "USD"))

    counted = tallied.hour()
    assert ("name-0", "USD") not in counted
    assert ("other", "USD") in counted
    assert (FOLDED, "USD") not in counted


def test_what_was_folded_is_taken_out_of_its_fold(tallied: Tallied) -> None:
    tallied.add([seen("first", "USD", amount=3, entry="kept")])
    for place in range(CELLS):
        tallied.add([seen(f"heavier-{place}", "USD", weight=2)])
    assert tallied.hour()[FOLDED, "USD"] == (1, 3)

    before, after = (seen("first", name, amount=3, entry="kept") for name in ("USD", "EUR"))
    tallied.move(before, after)

    by_currency = {
        wanted: [one for (_, currency), one in tallied.hour().items() if currency == wanted]
        for wanted in ("USD", "EUR")
    }
    assert by_currency["EUR"] == [(1, 3)]
    assert sum(amount for _, amount in by_currency["USD"]) == CELLS, "the 3 are gone from the fold"


def test_nothing_is_taken_from_a_bucket_that_is_gone(tallied: Tallied) -> None:
    tallied.move(seen("ann", "USD"), seen("ann", "USD", amount=2))

    assert tallied.hour() == {("ann", "USD"): (1, 2)}


def test_what_comes_after_its_bucket_expired_is_not_counted(make: Make) -> None:
    tallied = make("redis")

    tallied.add([seen("late", "USD", at_s=-3 * 3_600)])

    assert tallied.tallies.read(FAMILY, "hour", [HOUR_S - 3 * 3_600]) == [{}]


@pytest.mark.parametrize("seed", range(6))
def test_redis_counts_what_memory_counts(make: Make, seed: int) -> None:
    memory, redis = make("memory"), make("redis")
    source = random.Random(seed)

    for _ in range(30):
        batch = [
            seen(
                f"name-{int(source.paretovariate(0.7)) % 40}",
                source.choice(("é\u2028 a", "b", "c")),
                source.choice(("USD", "EUR")),
                amount=source.randrange(1_000),
                weight=source.choice((1, 1, 10)),
                entry=str(source.random()),
                at_s=source.randrange(120),
            )
            for _ in range(source.randrange(1, 25))
        ]
        memory.add(batch)
        redis.add(batch)
        moved = source.choice(batch)
        other = replace(moved, cell=(*moved.cell[:2], "GBP"))
        memory.move(moved, other)
        redis.move(moved, other)

    assert redis.hour() == memory.hour()
    cells = [(HOUR_S, cell) for cell in sorted(memory.hour())]
    assert redis.tallies.entries(FAMILY, cells) == memory.tallies.entries(FAMILY, cells)
