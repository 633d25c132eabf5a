"""The window law as a property: whatever comes, in whatever order, equals the brute-force oracle.

Examples are derived from the test's name, so every run tries the same ones: what fails on a change
is due to that change. `EXPLORE=2000` has a run try as many others instead. Either prints the
shortest stream that fails, and exploring how to have it again (`@reproduce_failure`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.redis_functions import LOG_LIMITS, LogLimits
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import (
    BASELINE_WINDOW_S,
    MAX_LATENESS_S,
    OUTLIERS_WINDOW_S,
    WINDOWS_S,
)
from ringfence.flow.ports import Observation, State
from tests.builders import NOON, a_transaction, observed
from tests.contract.oracle import Oracle
from tests.contract.test_state import redis_state

MS_PER_S = 1_000
EDGES_MS = sorted(
    {0, 1, *(s * MS_PER_S for s in (*WINDOWS_S.values(), OUTLIERS_WINDOW_S, BASELINE_WINDOW_S))}
)
LATE_MS_MAX = MAX_LATENESS_S * MS_PER_S
NEAR_EDGES_MS = [edge for edge in EDGES_MS if edge <= LATE_MS_MAX]

EXPLORE = int(os.environ.get("EXPLORE", "0"))

reproducible = settings(
    derandomize=not EXPLORE,
    print_blob=bool(EXPLORE),
    database=None,
    deadline=None,
    max_examples=EXPLORE or 80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Step(NamedTuple):
    """One delivery, `offset_ms` from the transaction `back` places before it; where `is_again`,
    that very one once more."""

    back: int
    offset_ms: int
    is_again: bool
    user: int
    card: int
    device: int
    merchant: int
    ip: int
    amount: int
    ends_batch: bool


# The wide windows less often: after a jump of a month, everything before it is out of reach.
AT_AN_EDGE = st.builds(
    lambda edge, sign, by: sign * edge + by,
    st.one_of(st.sampled_from(EDGES_MS), st.sampled_from(NEAR_EDGES_MS)),
    st.sampled_from([1, 1, 1, -1]),
    st.sampled_from([0, 0, -1, 1]),
)
STEPS = st.lists(
    st.builds(
        Step,
        back=st.integers(1, 6),
        offset_ms=st.one_of(AT_AN_EDGE, AT_AN_EDGE, st.integers(-LATE_MS_MAX, LATE_MS_MAX)),
        is_again=st.sampled_from([False] * 9 + [True]),
        user=st.integers(0, 3),
        card=st.integers(0, 2),
        device=st.integers(0, 1),
        merchant=st.integers(0, 1),
        ip=st.integers(0, 2),
        amount=st.integers(1, 10**9),
        ends_batch=st.booleans(),
    ),
    min_size=4,
    max_size=30,
)


BUSY = LogLimits(packed_max=3, block_max=3)
"""Every entity is busy from its fourth transaction on, in blocks that are cut all the time."""


@pytest.fixture(
    params=["memory", *(pytest.param(one, marks=pytest.mark.services) for one in ("redis", "busy"))]
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@reproducible
@given(steps=STEPS)
def test_any_delivery_equals_the_oracle(
    request: pytest.FixtureRequest, kind: str, steps: list[Step]
) -> None:
    """Duplicates, reordering, late arrivals up to the limit, ties, and every window's edge."""
    state, oracle = _fresh(request, kind), Oracle()

    for batch in _batches(steps):
        rows = observed(state, batch)
        for transaction, row in zip(batch, rows, strict=True):
            assert isinstance(row, Observation)
            assert row.velocity == oracle.observe(transaction)


@reproducible
@given(steps=STEPS)
def test_delivering_everything_once_more_changes_nothing(
    request: pytest.FixtureRequest, kind: str, steps: list[Step]
) -> None:
    state, batches = _fresh(request, kind), _batches(steps)
    first = [observed(state, batch) for batch in batches]

    again = [observed(state, batch) for batch in batches]

    assert [[_velocity(row) for row in rows] for rows in again] == [
        [_velocity(row) for row in rows] for rows in first
    ]


def _fresh(request: pytest.FixtureRequest, kind: str) -> State:
    """A namespace to itself for every example."""
    if kind == "memory":
        return MemoryState()
    limits = BUSY if kind == "busy" else LOG_LIMITS
    return redis_state(request.getfixturevalue("redis_url"), secrets.token_hex(6), limits)


def _velocity(row: object) -> object:
    assert isinstance(row, Observation)
    return row.velocity


def _batches(steps: Sequence[Step]) -> list[list[Transaction]]:
    """The transactions as they are delivered; none is later than what is accepted."""
    known = [a_transaction()]
    times_ms = [0]
    batches: list[list[Transaction]] = [[*known]]
    for step in steps:
        anchor = -min(step.back, len(known))
        if step.is_again:
            batches[-1].append(known[anchor])
        else:
            at_ms = max(times_ms[anchor] + step.offset_ms, max(times_ms) - LATE_MS_MAX)
            known.append(_transaction(step, at_ms))
            times_ms.append(at_ms)
            batches[-1].append(known[-1])
        if step.ends_batch:
            batches.append([])
    return [batch for batch in batches if batch]


def _transaction(step: Step, at_ms: int) -> Transaction:
    return a_transaction(
        occurred_at=NOON + timedelta(milliseconds=at_ms),
        user_id=f"u{step.user}",
        card_id=f"c{step.card}",
        device_id=f"d{step.device}",
        merchant=f"m{step.merchant}",
        ip=None if step.ip == 0 else f"10.0.0.{step.ip}",
        amount_minor=step.amount,
    )
