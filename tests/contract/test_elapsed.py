"""A busy entity's keys expire one by one, or go for another reason; what is counted stays right.

Redis' clock cannot be moved, so a key's time to live is shortened by as much as is to pass: what
has none left is gone, in the order in which it would go.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_entities import RedisEntities
from ringfence.adapters.redis_functions import LogLimits
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import ENTITY_TYPES, MAX_LATENESS_S, VelocityReading
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.ports import Observation
from tests.builders import NOON, a_transaction, observed
from tests.contract.oracle import Oracle
from tests.contract.test_state import redis_state
from tests.contract.test_windows import EXPLORE, reproducible

pytestmark = pytest.mark.services

SMALL = LogLimits(packed_max=3, block_max=3)
"""An entity is busy from its fourth transaction on, and fills a block with three."""

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class Elapsing:
    """State in Redis beside the oracle, on a clock of their own."""

    def __init__(self, url: str, limits: LogLimits = SMALL) -> None:
        keys = Keys(secrets.token_hex(6))
        self.client = connect(url, 5.0)
        self.prefix = keys.prefix
        self._state = redis_state(url, keys.namespace, limits)
        self._stored = RedisEntities(self.client, keys, RedisDecisions(self.client, keys), limits)
        self.oracle = Oracle()
        self._now_ms = 0

    def let_pass(self, ms: int) -> None:
        """What has no time left is gone."""
        self._now_ms += ms
        keys = [*self.stored_keys()]
        read = self.client.pipeline(transaction=False)
        for key in keys:
            read.pttl(key)
        left = zip(keys, read.execute(), strict=True)
        write = self.client.pipeline(transaction=False)
        for key, ttl in left:
            if ttl >= 0:
                write.pexpire(key, ttl - ms)
        write.execute()

    def stored_keys(self) -> Iterator[str]:
        """Of the entities; what a transaction left is another matter."""
        for key in self.client.scan_iter(f"{self.prefix}*", count=100_000):
            if key.decode().removeprefix(self.prefix).split(":")[0] in ENTITY_TYPES:
                yield key.decode()

    def pay(self, late_ms: int = 0, **changes: Any) -> tuple[VelocityReading, VelocityReading]:
        """What Redis read, and what is true."""
        at_ms = self._now_ms - late_ms
        transaction = a_transaction(occurred_at=self.at(at_ms), **changes)
        return self.observe(transaction), self.oracle.observe(transaction)

    def observe(self, transaction: Transaction) -> VelocityReading:
        [row] = observed(self._state, [transaction])
        assert isinstance(row, Observation)
        return row.velocity

    def look(self) -> None:
        """What the screens of its entities ask."""
        for ref in (EntityRef("user", "user-1"), EntityRef("merchant", "Gas Station")):
            self._stored.windows(ref, self.at(self._now_ms))

    def serve_few_for_long(self) -> None:
        """Until nothing from before counts any more."""
        for late_ms in range(0, 14 * HOUR_MS, HOUR_MS):
            self.let_pass(3 * DAY_MS)
            self.look()
            self.pay(late_ms)

    @staticmethod
    def at(ms: int) -> datetime:
        return NOON + timedelta(milliseconds=ms)


def test_a_user_who_was_busy_once_is_served_for_ever(redis_url: str) -> None:
    """An attack on day 0, a few payments a week after it: its blocks expire under the few."""
    state = Elapsing(redis_url)
    for _ in range(14):
        state.pay()

    for _ in range(14):
        state.let_pass(3 * DAY_MS)
        state.look()
        found, expected = state.pay()
        assert found == expected


def test_what_came_late_into_an_old_block_counts_as_long_as_anything(redis_url: str) -> None:
    """Its other rows are three weeks older."""
    state = Elapsing(redis_url)
    for _ in range(6):
        state.pay()
    state.let_pass(20 * DAY_MS)
    state.pay()
    state.pay(late_ms=DAY_MS)

    for _ in range(9):
        state.let_pass(3 * DAY_MS)
        found, expected = state.pay(late_ms=HOUR_MS)
        assert found == expected


class Step(NamedTuple):
    """Payments after a silence, the last of which comes late."""

    silence_ms: int
    payments: int
    late_ms: int
    card: int
    ip: int


SILENCES_MS = [
    *(0, 1, 60_000, 5 * HOUR_MS, 6 * HOUR_MS + 1, DAY_MS),
    *(days * DAY_MS for days in (2, 3, 5, 7, 9, 12, 14, 20, 29, 31, 33, 37, 39)),
]
LATE_MS_MAX = MAX_LATENESS_S * 1_000
STEPS = st.lists(
    st.builds(
        Step,
        silence_ms=st.sampled_from(SILENCES_MS),
        payments=st.sampled_from([1, 1, 1, 1, 2, 4, 17]),
        late_ms=st.sampled_from([0, 0, 0, 1, HOUR_MS, DAY_MS, LATE_MS_MAX]),
        card=st.integers(0, 2),
        ip=st.integers(0, 2),
    ),
    min_size=4,
    max_size=12,
)


@reproducible
@given(steps=STEPS)
def test_whatever_expires_the_windows_equal_the_oracle(redis_url: str, steps: list[Step]) -> None:
    state = Elapsing(redis_url)

    for step in steps:
        state.let_pass(step.silence_ms)
        state.look()
        for left in reversed(range(step.payments)):
            ip = None if step.ip == 0 else f"10.0.0.{step.ip}"
            late_ms = 0 if left else step.late_ms
            found, expected = state.pay(late_ms, card_id=f"c{step.card}", ip=ip)
            assert found == expected
        assert all(state.client.pttl(key) > 0 for key in state.stored_keys())


@settings(reproducible, max_examples=EXPLORE or 40)
@given(steps=STEPS, lost=st.lists(st.integers(0, 99), min_size=1, max_size=30, unique=True))
def test_keys_that_are_lost_stop_nobody_and_are_forgotten_in_the_end(
    redis_url: str, steps: list[Step], lost: list[int]
) -> None:
    """A server short of memory may evict any; what is counted meanwhile is less than there was."""
    state = Elapsing(redis_url)
    for place in range(30):
        state.let_pass(HOUR_MS)
        state.pay(card_id=f"c{place % 3}", ip=f"10.0.0.{place % 2}")

    for number in lost:
        keys = sorted(state.stored_keys())
        state.client.delete(keys[number % len(keys)])
        step = steps[number % len(steps)]
        state.look()
        state.pay(step.late_ms % (3 * HOUR_MS), card_id=f"c{step.card}", ip="10.0.0.1")
    state.serve_few_for_long()

    found, expected = state.pay()
    assert found == expected
    assert all(state.client.pttl(key) > 0 for key in state.stored_keys())
