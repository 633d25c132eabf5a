"""What only a busy entity meets: a log in blocks, a most that it counts, a cost of what is late."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from redis import Redis

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_entities import RedisEntities
from ringfence.adapters.redis_functions import LogLimits
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import READING_FIELDS
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.ports import Observation, State
from tests.builders import NOON, a_transaction, observed
from tests.contract.oracle import Oracle
from tests.contract.test_state import redis_state

pytestmark = pytest.mark.services

SMALL = LogLimits(packed_max=3, block_max=3, events_max=70)
"""Seventy transactions of an entity count, which is more than a user's baseline reads."""

COUNTED = [i for i, name in enumerate(READING_FIELDS) if "_count_" in name or "_sum_" in name]


def a_busy_stream(seed: int, size: int, late_ms: int = 0) -> list[Transaction]:
    """One user, one of everything but five cards, a second apart; some up to `late_ms` late."""
    rng = random.Random(seed)
    late = [rng.choice((0, 0, rng.randrange(late_ms))) if late_ms else 0 for _ in range(size)]
    return [
        a_transaction(
            occurred_at=NOON + timedelta(seconds=place, milliseconds=-late[place]),
            card_id=f"c{rng.randrange(5)}",
            amount_minor=rng.randrange(1, 10**9),
        )
        for place in range(size)
    ]


def readings(state: State, stream: list[Transaction]) -> list[Observation]:
    found = []
    for start in range(0, len(stream), 50):
        rows = observed(state, stream[start : start + 50])
        found += [row for row in rows if isinstance(row, Observation)]
    return found


@pytest.fixture
def client(redis_url: str) -> Redis:
    return connect(redis_url, 5.0)


def test_counts_saturate_alike_in_memory_and_in_redis(redis_url: str, namespace: str) -> None:
    stream, oracle = a_busy_stream(1, 200), Oracle(SMALL.events_max)

    here = readings(MemoryState(events_max=SMALL.events_max), stream)
    there = readings(redis_state(redis_url, namespace, SMALL), stream)

    expected = [oracle.observe(one) for one in stream]
    assert [row.velocity for row in here] == expected
    assert [row.velocity for row in there] == expected
    last = dict(zip(READING_FIELDS, expected[-1].values, strict=True))
    assert (last["user_count_1m"], last["user_count_10m"], last["user_count_30d"]) == (60, 70, 70)


def test_what_comes_late_to_a_full_log_is_counted_alike(redis_url: str, namespace: str) -> None:
    """Also what is older than all that counts: it sees itself."""
    stream, oracle = a_busy_stream(2, 200, late_ms=300_000), Oracle(SMALL.events_max)

    here = readings(MemoryState(events_max=SMALL.events_max), stream)
    there = readings(redis_state(redis_url, namespace, SMALL), stream)

    for transaction, row, other in zip(stream, here, there, strict=True):
        expected = oracle.observe(transaction).values
        assert [row.velocity.values[i] for i in COUNTED] == [expected[i] for i in COUNTED]
        assert [other.velocity.values[i] for i in COUNTED] == [expected[i] for i in COUNTED]


@pytest.mark.parametrize("seed", range(3))
def test_a_users_sixty_amounts_are_read_across_blocks(
    redis_url: str, namespace: str, seed: int
) -> None:
    limits = LogLimits(packed_max=64, block_max=random.Random(seed).choice((7, 30, 512)))
    state, oracle = redis_state(redis_url, namespace, limits), Oracle()
    stream = a_busy_stream(seed, 260, late_ms=90_000)

    for transaction, row in zip(stream, readings(state, stream), strict=True):
        assert row.velocity == oracle.observe(transaction)


def test_sums_stay_exact_when_all_that_ever_came_would_not(redis_url: str, namespace: str) -> None:
    """Running sums are doubles: beyond 2^53 they would be off by one and more."""
    state = redis_state(redis_url, namespace, SMALL)
    largest = 10**13
    stream = [a_transaction(place, amount_minor=largest - place) for place in range(1_500)]

    found = readings(state, stream)

    assert sum(one.amount_minor for one in stream) > 2**53
    for place in (70, 700, 1_499):
        last = dict(zip(READING_FIELDS, found[place].velocity.values, strict=True))
        minute = stream[max(0, place - 59) : place + 1]
        assert last["user_sum_1m"] == sum(one.amount_minor for one in minute)


@pytest.mark.parametrize("seed", range(4))
def test_the_windows_of_an_entity_now_are_read_from_its_blocks(
    redis_url: str, namespace: str, client: Redis, seed: int
) -> None:
    """What an entity's page shows, at moments before, within and after what came."""
    limits, keys = LogLimits(packed_max=3, block_max=4), Keys(namespace)
    memory, state = MemoryState(), redis_state(redis_url, namespace, limits)
    stored = RedisEntities(client, keys, RedisDecisions(client, keys), limits)
    stream = a_busy_stream(seed, 90, late_ms=40_000)
    for each in (memory, state):
        readings(each, stream)

    for after_s in (-60, 0, 0.5, 30, 89, 90, 700, 90_000, 8 * 86_400):
        at = NOON + timedelta(seconds=after_s)
        for ref in (EntityRef("user", "user-1"), EntityRef("merchant", "Gas Station")):
            at_ms = round(at.timestamp() * 1_000)
            assert stored.windows(ref, at) == memory.velocity.now(*ref, at_ms)


def test_a_busy_log_is_bounded_and_every_key_of_it_expires(
    redis_url: str, namespace: str, client: Redis
) -> None:
    state, prefix = redis_state(redis_url, namespace, SMALL), Keys(namespace).prefix

    readings(state, a_busy_stream(3, 600, late_ms=20_000))

    keys = [key.decode() for key in client.scan_iter(f"{prefix}user:user-1:*")]
    rows = sum(client.strlen(key) for key in keys if ":rows:" in key) // 13
    assert SMALL.events_max <= rows <= SMALL.events_max + 2 * SMALL.block_max + 16
    assert client.zcard(f"{prefix}merchant:Gas Station:card") == 5
    assert all(client.pttl(key) > 0 for key in keys)


def test_a_late_arrival_asks_redis_no_more_for_having_more_after_it(
    redis_url: str, namespace: str, client: Redis
) -> None:
    """What it writes is a block, however long the log: nothing is rewritten row by row."""
    state = redis_state(redis_url, namespace)
    readings(state, a_busy_stream(4, 1_600))

    calls = []
    for late_s in (1_500, 800, 100):
        client.config_resetstat()
        readings(state, [a_transaction(late_s + 0.5, card_id="c1")])
        stats = client.info("commandstats")
        calls.append(sum(stats[name]["calls"] for name in stats if name not in IGNORED))

    assert max(calls) - min(calls) < 40
    assert max(calls) < 250


IGNORED = ("cmdstat_info", "cmdstat_config|resetstat")
