"""What is read off the decision stream follows an amendment, exactly once, whenever it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from ringfence.adapters.decision_stream import StreamedDecision
from ringfence.adapters.memory import MemoryQueue, MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.memory_stores import MemoryPolicies, MemoryRules
from ringfence.adapters.redis_drift import RedisDrift
from ringfence.adapters.redis_entity_projection import RulesProjection
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.decisions import Decision, Reason
from ringfence.domain.flows import PATHS, FlowPage
from ringfence.domain.labels import LabelKind, LabelRequest
from ringfence.domain.threats import KIND_BY_NAME
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome
from ringfence.flow.amend import Amender, Amending
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.flows import BandQuery, FlowQuery
from ringfence.flow.ports import Pointers
from tests.builders import (
    KnownModels,
    OneFeatureModel,
    a_label,
    a_person,
    a_transaction,
    services,
    settings,
)

# Buckets expire by the server's clock, so these tests live in the present, in one hour and minute.
NOW = datetime.now(UTC).replace(second=30, microsecond=0)
ALARMED = OneFeatureModel("user_count_1m", 12.0)
"""Asks for a review of everything."""

ANN = EntityRef("user", "ann")


class World:
    """A system without a model, whose decisions wait for one; everything else is real."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.client: Redis = connect(redis_url, 5.0)
        self.keys = Keys(namespace)
        self.made = settings(redis_url=redis_url, graph_url=redis_url, namespace=namespace)
        self.adapters = Adapters(
            self.made, models=KnownModels(ALARMED), now=lambda: NOW, queue=MemoryQueue()
        )
        self.services = Services(self.made, self.adapters)

    def decide(self, *transactions: Transaction) -> list[Decision]:
        made = self.services.score_batch(transactions)
        return [one for one in made if isinstance(one, Decision)]

    def project(self) -> int:
        return sum(iter(lambda: self.adapters.projector.step(50), 0))

    def amend(self) -> int:
        """The model comes, and what waited for it is decided again."""
        self.client.hset(self.keys.pointers, "active_model", ALARMED.version)
        adapters = self.adapters
        amending = Amending(
            adapters.amendments, adapters.models, adapters.rules, adapters.policies, adapters.now
        )
        return Amender(amending).step(100)

    def flows(self) -> FlowPage:
        return self.services.flows.read(whole_query())


def whole_query() -> FlowQuery:
    return FlowQuery(
        by="segment",
        to="merchant",
        measure="amount",
        outcomes=tuple(Outcome),
        nodes_max=12,
        since=NOW - timedelta(minutes=30),
        until=NOW,
    )


def paid(second: int, **changes: Any) -> Transaction:
    at = NOW - timedelta(seconds=second)
    fields: dict[str, Any] = {
        "user_id": "ann",
        "channel": "online",
        "occurred_at": at,
        "received_at": at,
    }
    return a_transaction(**{**fields, **changes})


@pytest.fixture
def world(redis_url: str, namespace: str) -> World:
    return World(redis_url, namespace)


def as_they_come(world: World) -> None:
    """Each entry is projected before the next is stored."""
    world.project()
    assert world.amend() == 1
    assert world.project() == 1


def all_at_once(world: World) -> None:
    """The projector was behind: it meets the decision when it has been amended already."""
    [name] = _names(world)
    world.client.zadd(world.keys.amendments(("model",)), {name: 0})
    assert world.amend() == 1
    assert world.project() == 2


def _names(world: World) -> list[str]:
    return [fields[b"id"].decode() for _, fields in world.client.xrange(world.keys.decisions)]


BOTH_WAYS = pytest.mark.parametrize("projected", [as_they_come, all_at_once])
Projected = Callable[[World], None]


@BOTH_WAYS
def test_an_amended_payment_moves_to_the_band_of_its_outcome(
    world: World, projected: Projected
) -> None:
    [before] = world.decide(paid(3, amount_minor=1_500, merchant="Bakery"))

    projected(world)
    page = world.flows()

    assert before.outcome is Outcome.APPROVE
    [card] = [node for node in page.nodes if node.column == "card"]
    assert (card.transactions.approve, card.transactions.review) == (0, 1)
    assert (card.amounts_minor.approve, card.amounts_minor.review) == (0, 1_500)
    assert [one.transactions for one in page.currencies] == [1]
    listed = world.services.flows.list_band(
        whole_query(), BandQuery("card:new", "to:Bakery", limit=9)
    )
    assert [(one.transaction_id, one.outcome) for one in listed.transactions] == [
        (before.transaction_id, Outcome.REVIEW)
    ]


@BOTH_WAYS
def test_an_entity_shows_the_outcome_and_the_score_that_stand(
    world: World, projected: Projected
) -> None:
    [before] = world.decide(paid(3))

    projected(world)
    view = world.services.look_up.entity(ANN)
    listed = world.services.look_up.transactions(ANN, 0, 9).transactions

    assert [(one.transaction_id, one.outcome) for one in view.points] == [
        (before.transaction_id, Outcome.REVIEW)
    ]
    assert view.score == view.points[0].score > before.score
    assert [(one.outcome, one.score) for one in listed] == [(Outcome.REVIEW, view.score)]


@BOTH_WAYS
def test_a_user_is_known_by_what_stands(world: World, projected: Projected) -> None:
    [before] = world.decide(paid(3, amount_minor=700))

    projected(world)
    found = world.adapters.payment_totals.of(["ann"])["ann"]

    [exposure] = found.exposure
    assert (exposure.payments, exposure.approved_minor, exposure.reviewed_minor) == (1, 0, 700)
    assert world.adapters.payment_totals.alerted(["ann"], 9) == [before.transaction_id]


@BOTH_WAYS
def test_threats_and_drift_count_what_stands(world: World, projected: Projected) -> None:
    world.decide(paid(3, merchant="Bakery"))
    hour_s = int(NOW.timestamp()) // 3_600 * 3_600

    projected(world)

    merchant = KIND_BY_NAME["merchant"].family
    [cells] = world.adapters.tallies.read(merchant, "hour", [hour_s])
    assert cells["Bakery",] == (1, 1, 1, 1, 1), "one payment, unfamiliar, now stopped"
    spread = RedisDrift(world.client, world.keys).spread(ALARMED.version, [hour_s // 3_600])
    assert spread.decisions == 1


def test_a_step_that_is_repeated_moves_nothing_twice(world: World) -> None:
    world.decide(paid(3), paid(4, user_id="bob"))
    world.project()
    world.amend()
    world.project()
    once = world.adapters.tallies.read(PATHS, "day", [int(NOW.timestamp()) // 86_400 * 86_400])

    assert (world.amend(), world.project()) == (0, 0)

    again = world.adapters.tallies.read(PATHS, "day", [int(NOW.timestamp()) // 86_400 * 86_400])
    assert once == again


def test_a_simulation_meets_an_amended_decision_once_and_as_it_was_made(world: World) -> None:
    [before] = world.decide(paid(3))
    world.amend()
    world.project()
    world.amend()

    [chunk] = [*world.adapters.history.newest(10, None)]

    assert [(one.transaction_id, one.outcome) for one in chunk] == [
        (before.transaction_id, before.outcome)
    ]


@pytest.mark.parametrize("label", ["fraud", "genuine"])
@pytest.mark.parametrize("is_told_first", [True, False])
def test_labels_count_for_the_rules_that_fire_now(
    world: World, label: LabelKind, is_told_first: bool
) -> None:
    [receipt] = world.decide(paid(3))
    decision = receipt.model_copy(update={"reasons": (*receipt.reasons, _fired("of_old"))})
    told = a_label(decision.transaction, label)
    amended = _amended_to(world, decision, "of_late")
    first = StreamedDecision("1-0", "decision", decision)
    tell = StreamedDecision("2-0", "label", decision if is_told_first else amended, told)
    later = StreamedDecision("3-0", "amendment", amended, told)
    rules = RulesProjection(world.keys)

    for entry in (first, tell, later) if is_told_first else (first, later, tell):
        with world.client.pipeline() as pipe:
            rules.stage(pipe, [entry])
            pipe.execute()

    found = {one.code: one for one in world.adapters.entities.precisions()}
    assert (found["of_old"].fired, found["of_old"].precision) == (0, None)
    assert (found["of_late"].fired, found["of_late"].precision) == (1, float(label == "fraud"))


def _fired(code: str) -> Reason:
    return Reason(code=code, source="rule", group="behaviour", sentence=code, points=0)


def _amended_to(world: World, decision: Decision, code: str) -> Decision:
    world.project()
    world.amend()
    found = world.services.find_decision(decision.transaction_id)
    assert isinstance(found, Decision)
    assert found.amendment
    reasons = (*found.amendment.reasons, _fired(code))
    amendment = found.amendment.model_copy(update={"reasons": reasons})
    return decision.model_copy(update={"amendment": amendment})


# ── In memory ────────────────────────────────────────────────────────────────────────────────────


def test_entities_in_memory_show_what_stands() -> None:
    state, models = MemoryState(), KnownModels(ALARMED)
    seen = services(state=state, models=models, now=lambda: NOW)
    [before] = seen.score_batch([paid(3)])
    assert isinstance(before, Decision)
    state.pointers = Pointers(active_model=ALARMED.version)
    waiting = MemoryAmendments(state)
    rules, policies = MemoryRules(state), MemoryPolicies(state)
    amending = Amending(waiting, models, rules, policies, lambda: NOW)
    assert Amender(amending).step(10) == 1

    [listed] = seen.look_up.transactions(ANN, 0, 9).transactions
    [point] = seen.look_up.entity(ANN).points

    assert listed.outcome is point.outcome is Outcome.REVIEW
    assert listed.score == point.score > before.score


def test_a_label_is_told_of_an_amended_decision(world: World) -> None:
    """A label's entry comes after: it finds the decision amended and changes no count."""
    [before] = world.decide(paid(3))
    as_they_come(world)
    world.services.label(
        before.transaction_id, LabelRequest(label="fraud", reason="chargeback"), a_person()
    )

    assert world.project() == 1
    assert world.flows().currencies[0].transactions == 1
