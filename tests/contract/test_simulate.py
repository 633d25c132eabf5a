"""The laws of a simulation, on memory and on Redis: it is the past, but for what is tried."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_history import MemoryHistory
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_history import RedisHistory
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import InvalidRules, ModelRefused, TooMuchAsked, UnknownColumn
from ringfence.domain.labels import LabelRequest
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.simulation import SimulationRequest, Thresholds
from ringfence.domain.values import Outcome
from ringfence.flow.ports import Pointers, State
from ringfence.flow.project_ports import History
from tests.builders import (
    KnownModels,
    OneFeatureModel,
    StillClock,
    a_person,
    a_transaction,
    services,
)
from tests.contract.test_state import redis_state

MODEL = OneFeatureModel("amount", weight=0.01)


@dataclass
class World:
    state: State
    history: History
    models: KnownModels
    services: Services

    def decide(self, count: int, seed: int = 7) -> list[Decision]:
        """Payments of 1 to 1,000 by a few users, in Casino or elsewhere."""
        chance = random.Random(seed)
        batch = [
            a_transaction(
                at_s=place * 30.0,
                user_id=f"user-{chance.randrange(4)}",
                device_id=f"device-{chance.randrange(6)}",
                merchant=chance.choice(("Casino", "Gas Station")),
                amount_minor=chance.randrange(100, 100_000),
            )
            for place in range(count)
        ]
        return [one for one in self.services.score_batch(batch) if isinstance(one, Decision)]

    def simulate(self, **asked: Any) -> Any:
        return self.services.simulations.simulate(SimulationRequest(**asked))

    def label(self, decision: Decision, label: str) -> None:
        told = LabelRequest(label=label, reason="checked")  # type: ignore[arg-type]
        self.services.label(decision.transaction_id, told, a_person())


@pytest.fixture(params=["memory", "redis"])
def world(request: pytest.FixtureRequest, namespace: str) -> World:
    clock = StillClock()
    models = KnownModels(MODEL, refuse=lambda name: ModelRefused(name, "it is gone"))
    state: Any
    history: History
    if request.param == "memory":
        state = MemoryState()
        state.pointers = Pointers(active_model=MODEL.version)
        history = MemoryHistory(state, clock)
    else:
        url, keys = request.getfixturevalue("redis_url"), Keys(namespace)
        client = connect(url, 5.0)
        client.hset(keys.pointers, "active_model", MODEL.version)
        state = redis_state(url, namespace)
        history = RedisHistory(client, keys, RedisDecisions(client, keys))
    made = services(state=state, history=history, models=models, now=clock)
    return World(state, history, models, made)


def a_rule(**changes: Any) -> Rule:
    fields: dict[str, Any] = {
        "code": "casino",
        "group": "merchant",
        "when": 'merchant == "Casino" && amount >= 500.0',
        "sentence": "{amount} at {merchant}",
        "weight": 3.0,
        "outcome": Outcome.DECLINE,
    }
    return Rule(**{**fields, **changes})


def test_what_is_in_force_flips_nothing(world: World) -> None:
    decided = world.decide(60)

    report = world.simulate()

    assert (report.decisions, report.skipped, report.flips_total) == (60, 0, 0)
    assert report.before == report.after
    assert report.before.decline == sum(one.outcome is Outcome.DECLINE for one in decided)
    assert report.before.decline
    assert report.before.approve


def test_a_rule_is_tried_on_the_values_as_they_then_were(world: World) -> None:
    decided = world.decide(60)
    hit = {
        one.transaction_id
        for one in decided
        if one.transaction.merchant == "Casino" and one.features["amount"] >= 500.0
    }

    report = world.simulate(rules=(*SHIPPED_RULES.rules, a_rule()), flips=500)

    casino = next(rule for rule in report.rules if rule.code == "casino")
    already = {one.transaction_id for one in decided if one.outcome is Outcome.DECLINE}
    assert (casino.hits, casino.hits_before, casino.errors) == (len(hit), 0, 0)
    assert {flip.transaction_id for flip in report.flips} == hit - already
    assert all(flip.after is Outcome.DECLINE and "casino" in flip.fired for flip in report.flips)


def test_a_simulated_rule_says_what_publishing_it_would_have_decided(world: World) -> None:
    rules = (*SHIPPED_RULES.rules, a_rule(weight=1.5, outcome=Outcome.REVIEW))
    decided = world.decide(60)
    report = world.simulate(rules=rules, flips=500)

    by_id = {flip.transaction_id: flip for flip in report.flips}
    again = _decided_with(RuleSet(rules=rules))

    assert by_id
    for before, after in zip(decided, again, strict=True):
        flip = by_id.get(before.transaction_id)
        assert (flip.after if flip else before.outcome) is after.outcome
        if flip:
            assert flip.score_after == after.score


def _decided_with(rule_set: RuleSet) -> list[Decision]:
    from ringfence.adapters.memory_stores import MemoryRules

    state = MemoryState()
    rules = MemoryRules(state)
    rules.sets[rule_set.version] = rule_set
    state.pointers = Pointers(active_model=MODEL.version, rules=rule_set.version)
    made = services(state=state, rules=rules, rule_store=rules, models=KnownModels(MODEL))
    return World(state, MemoryHistory(state, StillClock()), KnownModels(MODEL), made).decide(60)


def test_thresholds_move_outcomes_and_not_scores(world: World) -> None:
    decided = world.decide(60)

    thresholds = Thresholds(review_at_points=0, decline_at_points=10_000)
    report = world.simulate(thresholds=thresholds, flips=500)

    assert report.after.approve == 0
    assert report.flips_total == sum(
        one.outcome is Outcome.APPROVE or (one.outcome is Outcome.DECLINE and one.score < 1.0)
        for one in decided
    )
    assert all(flip.score_before == flip.score_after for flip in report.flips)


def test_precision_and_recall_are_those_of_the_labels_in_force(world: World) -> None:
    decided = world.decide(60)
    alerts = [one for one in decided if one.outcome is not Outcome.APPROVE]
    calm = [one for one in decided if one.outcome is Outcome.APPROVE]
    for one, told in ((alerts[0], "fraud"), (alerts[1], "genuine"), (alerts[2], "genuine")):
        world.label(one, told)
    world.label(alerts[2], "fraud")
    world.label(alerts[3], "unsure")
    world.label(calm[0], "fraud")

    before = world.simulate().before

    assert (before.labelled_alerts, before.fraud_alerts) == (3, 2)
    assert before.precision == pytest.approx(2 / 3)
    assert before.recall == pytest.approx(2 / 3)


def test_only_the_newest_are_read_and_only_so_many_flips_shown(world: World) -> None:
    decided = world.decide(30)

    report = world.simulate(
        limit=10, flips=2, thresholds=Thresholds(review_at_points=0, decline_at_points=0)
    )

    newest = {one.transaction_id for one in decided[-10:]}
    changed = [one for one in decided[-10:] if one.outcome is not Outcome.DECLINE]
    assert (report.decisions, report.flips_total, len(report.flips)) == (10, len(changed), 2)
    assert {flip.transaction_id for flip in report.flips} <= newest
    steps = [flip.after.severity - flip.before.severity for flip in report.flips]
    assert steps == sorted(steps, reverse=True)


def test_what_cannot_be_made_again_is_counted_and_left_out(world: World) -> None:
    world.decide(8)
    gone = KnownModels(refuse=lambda name: ModelRefused(name, "it is gone"))
    made = services(state=world.state, history=world.history, models=gone)

    report = made.simulations.simulate(SimulationRequest())

    assert (report.decisions, report.skipped) == (0, 8)
    assert (report.since, report.before.alerts_per_hour) == (None, None)


def test_a_rule_that_cannot_run_is_refused_and_one_that_fails_is_counted(world: World) -> None:
    world.decide(5)

    with pytest.raises(InvalidRules):
        world.simulate(rules=(a_rule(when="amount >"),))
    report = world.simulate(rules=(a_rule(when="1 / int(user_frauds_7d) > 0"),))

    assert [(rule.hits, rule.errors) for rule in report.rules] == [(0, 5)]


def test_an_empty_past_simulates_to_nothing(world: World) -> None:
    report = world.simulate()

    assert (report.decisions, report.flips_total, report.before.precision) == (0, 0, None)


def test_a_sample_holds_what_the_browser_needs_to_decide_again(world: World) -> None:
    decided = world.decide(40)[::-1]

    sample = world.services.simulations.sample(30, ("amount", "merchant"))

    assert list(sample.transaction_ids) == [one.transaction_id for one in decided[:30]]
    assert sample.numbers["amount"] == tuple(one.features["amount"] for one in decided[:30])
    assert sample.words["merchant"] == tuple(one.transaction.merchant for one in decided[:30])
    assert sample.points == tuple(round(one.score * 10_000) for one in decided[:30])
    for place, one in enumerate(decided[:30]):
        by_score = (
            Outcome.DECLINE
            if sample.points[place] >= sample.decline_at_points
            and sample.demanded[place] is not Outcome.APPROVE
            else Outcome.REVIEW
            if sample.points[place] >= sample.review_at_points
            else Outcome.APPROVE
        )
        outcome = max(by_score, sample.demanded[place], key=lambda outcome: outcome.severity)
        assert outcome is one.outcome


def test_a_sample_holds_by_default_what_the_rules_in_force_read(world: World) -> None:
    world.decide(3)

    sample = world.services.simulations.sample(3, None)

    assert {"user_burst_1m", "device_users_near"} <= set(sample.numbers)
    with pytest.raises(UnknownColumn):
        world.services.simulations.sample(3, ("nothing",))
    with pytest.raises(TooMuchAsked):
        world.services.simulations.sample(20_000, tuple(sample.numbers) * 3)
