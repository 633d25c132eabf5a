"""What the projections over decisions count, read back on Redis: drift, agreement and vitals."""

from __future__ import annotations

from typing import Any

import pytest

from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_drift import DriftProjection, RedisDrift
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_state import connect
from ringfence.adapters.redis_vitals import RedisVitals, VitalsProjection
from ringfence.domain.labels import LabelRequest
from ringfence.domain.model import Reference, ScoreReference
from ringfence.flow.govern_ports import DriftCounts
from ringfence.flow.model_book import HOUR_S
from ringfence.flow.vitals import MINUTE_S
from tests.builders import (
    NOON,
    KnownModels,
    OneFeatureModel,
    StillClock,
    a_manifest,
    a_person,
    a_transaction,
    services,
)
from tests.contract.test_state import redis_state

pytestmark = pytest.mark.services
HOUR = int(NOON.timestamp()) // HOUR_S
MINUTE = int(NOON.timestamp()) // MINUTE_S
ACTIVE, SHADOW = OneFeatureModel("amount", 0.1), OneFeatureModel("user_count_1m", 3.0, base=-7.0)
REFERENCE = Reference(
    edges={"amount": (10.0, 20.0)},
    shares={"amount": (0.4, 0.3, 0.3)},
    score=ScoreReference(edges=(0.5,), shares=(0.9, 0.1)),
)


class Measured:
    """Decisions of two models, projected into drift and vitals."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.client, self.keys = connect(redis_url, 5.0), Keys(namespace)
        self.client.hset(
            self.keys.pointers,
            mapping={"active_model": ACTIVE.version, "shadow_model": SHADOW.version},
        )
        self.clock = StillClock()
        self.services = services(
            state=redis_state(redis_url, namespace),
            models=KnownModels(ACTIVE, SHADOW),
            now=self.clock,
        )
        manifests = {ACTIVE.version: a_manifest(reference=REFERENCE)}
        self.projector = RedisProjector(
            self.client,
            self.keys,
            RedisDecisions(self.client, self.keys),
            (DriftProjection(self.keys, manifests.get, 0.5), VitalsProjection(self.keys)),
        )
        self.drift = RedisDrift(self.client, self.keys)
        self.vitals = RedisVitals(self.client, None, self.keys, self.projector)

    def pay(self, *amounts_minor: int, **changes: Any) -> None:
        payments = [a_transaction(amount_minor=amount, **changes) for amount in amounts_minor]
        self.services.score_batch(payments)

    def project(self) -> None:
        while self.projector.step(100):
            pass


@pytest.fixture
def measured(redis_url: str, namespace: str) -> Measured:
    return Measured(redis_url, namespace)


def test_decisions_are_counted_in_the_bins_of_their_models_reference(measured: Measured) -> None:
    measured.pay(1_000, 1_001, 2_000, 2_001, 9_000)
    measured.project()

    found = measured.drift.spread(ACTIVE.version, [HOUR])

    assert found == DriftCounts(5, {0: 4, 1: 1}, {"amount": {0: 1, 1: 2, 2: 2}})
    assert measured.drift.spread(ACTIVE.version, [HOUR - 1]).decisions == 0


def test_hours_add_up(measured: Measured) -> None:
    measured.pay(1_000)
    measured.clock.advance(HOUR_S)
    measured.pay(1_000, 5_000)
    measured.project()

    found = measured.drift.spread(ACTIVE.version, [HOUR, HOUR + 1])

    assert (found.decisions, found.features["amount"]) == (3, {0: 2, 2: 1})


def test_the_hour_of_the_first_decision_is_kept(measured: Measured) -> None:
    assert measured.drift.first_hour() is None
    measured.pay(1_000)
    measured.project()
    measured.clock.advance(HOUR_S)
    measured.pay(1_000)
    measured.project()

    assert measured.drift.first_hour() == HOUR


def test_a_shadow_is_counted_by_who_would_have_asked_for_a_review(measured: Measured) -> None:
    # By count the shadow asks from the third payment in a minute on; by amount the active at 50.
    measured.pay(1_000, 1_000, 1_000, 9_000)
    measured.pay(9_000, user_id="another")
    measured.project()

    found = measured.drift.agreement(ACTIVE.version, SHADOW.version, [HOUR])

    assert (found.both, found.active_only, found.shadow_only, found.neither) == (1, 1, 1, 2)
    assert found.gap_sum > 1.0


def test_a_label_is_not_another_decision(measured: Measured) -> None:
    measured.pay(1_000, transaction_id="a")
    measured.services.label(
        "a", LabelRequest(label="fraud", reason="chargeback", author="ana"), a_person("ana")
    )
    measured.project()

    assert measured.drift.spread(ACTIVE.version, [HOUR]).decisions == 1
    assert measured.vitals.minutes([MINUTE])[0].decisions == 1


def test_a_minute_knows_its_latencies_and_what_was_missing(measured: Measured) -> None:
    measured.pay(1_000, 2_000)
    measured.client.hset(measured.keys.pointers, "active_model", "")
    measured.pay(3_000)
    measured.clock.advance(MINUTE_S)
    measured.pay(1_000)
    measured.project()

    first, second = measured.vitals.minutes([MINUTE, MINUTE + 1])

    assert (first.decisions, first.degraded, first.missing) == (3, 1, {"model": 1})
    assert {stage: sum(bins.values()) for stage, bins in first.latencies.items()} == {
        "observe": 3,
        "score": 3,
        "wait": 3,
    }
    assert second.decisions == 1
    assert measured.vitals.last_received_at() == NOON


def test_workers_and_memory_are_told(measured: Measured) -> None:
    measured.pay(1_000)
    relay, projector = measured.vitals.workers()
    [memory] = measured.vitals.memory()

    assert (relay.name, relay.is_running, relay.behind) == ("relay", False, 0)
    assert (projector.name, projector.is_running, projector.behind) == ("projector", False, 1)
    assert memory.used_bytes > 0
    RedisLease(measured.client, measured.keys.projector_lease).take("somebody", 5.0)
    assert measured.vitals.workers()[1].is_running


def test_a_namespace_that_decided_nothing_has_empty_minutes(measured: Measured) -> None:
    assert measured.vitals.minutes([MINUTE])[0].decisions == 0
    assert measured.vitals.last_received_at() is None
