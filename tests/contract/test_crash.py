"""A worker is killed between the steps, and the queue delivers again: as if it happened once."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ringfence.adapters.redis_feed import RedisFeed
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain.decisions import Decision
from ringfence.domain.transactions import Transaction
from tests.builders import KnownModels, a_transaction, services
from tests.contract.crashing_worker import MODEL, STEPS, Step, state_of

pytestmark = pytest.mark.services

WORKER = (sys.executable, "-m", "tests.contract.crashing_worker")
SAMPLE = [a_transaction(at_s, transaction_id=f"pay-{at_s}") for at_s in range(12)]
"""The twelfth by one user in twelve seconds: two of them alert."""

VOLATILE: dict[str, Any] = {"timings_ms": {}}


def deliver(url: str, namespace: str, batch: Sequence[Transaction], step: Step) -> int:
    """One delivery to a worker in a process of its own; how that ended."""
    lines = "\n".join(transaction.model_dump_json() for transaction in batch)
    done = subprocess.run(
        [*WORKER, url, namespace, step], input=lines, text=True, timeout=60, check=False
    )
    return done.returncode


def everything(url: str, namespace: str) -> Mapping[str, object]:
    """What is left of it: decisions, alerts, counters, and what the next transaction sees."""
    client, keys = connect(url, 5.0), Keys(namespace)
    feed = RedisFeed(client, keys).page(None, None, 100)
    state = state_of(url, namespace)
    found = [state.find(transaction.transaction_id) for transaction in SAMPLE]
    decisions = [one.model_copy(update=VOLATILE) for one in found if isinstance(one, Decision)]
    totals = client.hgetall(keys.totals)
    streamed = client.xlen(keys.decisions)
    probe = a_transaction(30, transaction_id="probe")
    after = services(state=state, models=KnownModels(MODEL)).score_batch([probe])[0]
    assert isinstance(after, Decision)
    client.close()
    return {
        "decisions": decisions,
        "alerts": feed,
        "totals": totals,
        "streamed": streamed,
        "features of the next": after.features,
        "its alert": after.alert_seq,
    }


@pytest.fixture(scope="module")
def once(redis_url: str) -> Mapping[str, object]:
    """The same batch, delivered once to a worker that lives."""
    namespace = secrets.token_hex(6)
    assert deliver(redis_url, namespace, SAMPLE, "never") == 0
    return everything(redis_url, namespace)


@pytest.mark.parametrize("step", [step for step in STEPS if step != "never"])
def test_a_worker_killed_at_any_step_leaves_no_trace_of_its_death(
    redis_url: str, namespace: str, once: Mapping[str, object], step: Step
) -> None:
    assert deliver(redis_url, namespace, SAMPLE, step) == -signal.SIGKILL

    assert deliver(redis_url, namespace, SAMPLE, "never") == 0

    assert everything(redis_url, namespace) == once


def test_what_a_dead_worker_committed_is_delivered_again_in_another_order(
    redis_url: str, namespace: str, once: Mapping[str, object]
) -> None:
    """The queue regroups what was not acknowledged; counts and alerts stay those of the first."""
    assert deliver(redis_url, namespace, SAMPLE[:7], "after_commit") == -signal.SIGKILL
    assert deliver(redis_url, namespace, SAMPLE[5:], "before_commit") == -signal.SIGKILL
    for start in (8, 4, 0):
        assert deliver(redis_url, namespace, SAMPLE[start : start + 4], "never") == 0

    found = everything(redis_url, namespace)

    for name in ("totals", "streamed", "features of the next", "its alert"):
        assert found[name] == once[name]
    seqs = [alert.seq for alert in found["alerts"].alerts]  # type: ignore[attr-defined]
    assert seqs == [2, 1]


def test_the_sample_would_show_a_double_count(once: Mapping[str, object]) -> None:
    alerts = once["alerts"].alerts  # type: ignore[attr-defined]
    decisions: list[Decision] = once["decisions"]  # type: ignore[assignment]

    assert [alert.seq for alert in alerts] == [2, 1]
    assert once["its alert"] == 3
    assert [one.features["user_count_1m"] for one in decisions] == [*map(float, range(1, 13))]
