"""What the corpus shows: one row, one situation, decided by the code that serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.memory_stores import MemoryListStore, MemoryPolicies, MemoryRules
from ringfence.adapters.onnx_model import OnnxModel
from ringfence.domain.decisions import Decision
from ringfence.domain.graph import RingReading
from ringfence.domain.lists import (
    PRECEDENCE,
    ListEntryRequest,
    SnoozeRequest,
    to_entry,
    to_snooze,
)
from ringfence.domain.policy import Policy
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome
from ringfence.flow.amend import Amending, amend
from ringfence.flow.ports import Pointers
from simulator.labelled import to_transaction
from simulator.stream import PRESETS, stream
from simulator.world import World
from tests.builders import NOON, KnownModels, StillClock, a_label, a_transaction, services
from tests.corpus.stored import SHADOW, Stored

DAY_S, HOUR_S = 86_400, 3_600
STREAM_ROWS, STREAM_BATCH = 1_500, 10
ALIKE_MAX = 6
"""Decisions of the simulated stream that show the same."""

BROKEN = Rule(
    code="divides",
    group="amount",
    when="1 / int(amount - 10.0) > 0",
    sentence="never said",
    weight=1.0,
    outcome=Outcome.REVIEW,
)
OF_OUR_OWN = Rule(
    code="abroad",
    group="merchant",
    when='country == "FR" && card_users_24h >= 1.0',
    sentence="{amount} at {merchant} in {country}, on a card of {entities}",
    weight=-1.25,
    outcome=Outcome.APPROVE,
    value="amount",
    usual=20.0,
    names="card",
)


class Desk:
    """A state of its own, and what decides and amends over it."""

    def __init__(self, model: OnnxModel, policy: Policy | None = None) -> None:
        self.state = MemoryState(Pointers(active_model=model.version))
        self.clock = StillClock()
        self.models = KnownModels(model, SHADOW)
        self.rules = MemoryRules(self.state)
        self.policies = MemoryPolicies(self.state, policy)
        self.services = services(
            state=self.state,
            models=self.models,
            rules=self.rules,
            policies=self.policies,
            now=self.clock,
        )
        self._paid = 0

    def point(self, **changes: str | None) -> None:
        """Other versions are in force from now on."""
        now = self.state.pointers
        before = {"active_model": now.active_model, "shadow_model": now.shadow_model}
        self.state.pointers = Pointers(**{**before, "rules": now.rules, **changes})

    def publish(self, *rules: Rule) -> None:
        """These beside the shipped ones."""
        rule_set = RuleSet(rules=(*SHIPPED_RULES.rules, *rules))
        self.rules.sets[rule_set.version] = rule_set
        self.point(rules=rule_set.version)

    def list(self, name: str, entity: str, entity_id: str, **changes: Any) -> None:
        """Put an entity on a list."""
        fields = {"list": name, "entity": entity, "entity_id": entity_id, "reason": "seen before"}
        entry = ListEntryRequest.model_validate({**fields, **changes})
        MemoryListStore(self.state).put(to_entry(entry, "ann", NOON - timedelta(days=1)))

    def snooze(self, rule: str) -> None:
        """Silence a rule for the payer."""
        request = SnoozeRequest(
            rule=rule,
            entity="user",
            entity_id="user-1",
            until=NOON + timedelta(hours=1),
            reason="pays for a team",
        )
        MemoryListStore(self.state).put(to_snooze(request, "ann", NOON))

    def pay(self, at_s: float = 0, **changes: Any) -> Decision:
        """One payment, decided; whatever is not said is the builder's."""
        self._paid += 1
        fields = {"transaction_id": f"pay-{self._paid}", "ip": "203.0.113.7", **changes}
        [decision] = self.services.score_batch([a_transaction(at_s, **fields)])
        assert isinstance(decision, Decision)
        return decision

    def amended(self, decision: Decision) -> Decision:
        """The same once the stages that it lacked have answered."""
        self.clock.advance(60)
        store = MemoryAmendments(self.state)
        assert amend(1, Amending(store, self.models, self.rules, self.policies, self.clock)) == 1
        return self.state.decisions[decision.transaction_id]


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────


def burst(desk: Desk, count: int = 11, **changes: Any) -> Decision:
    """Payments of one user within a minute; the last."""
    return [desk.pay(at_s, **changes) for at_s in range(count)][-1]


def two_on_a_device(desk: Desk) -> Decision:
    desk.pay(user_id="user-2", card_id="card-2")
    return desk.pay(60)


def tested_cards(desk: Desk) -> Decision:
    cards = [desk.pay(20 * n, card_id=f"card-{n}", amount_minor=120) for n in range(7)]
    return cards[-1]


def far_above_normal(desk: Desk) -> Decision:
    for day in range(22):
        desk.pay(-(22 - day) * DAY_S, amount_minor=2_000 + 10 * day)
    return desk.pay(amount_minor=95_000)


def four_merchants(desk: Desk) -> Decision:
    return [desk.pay(10 * n, merchant=f"Shop {n}") for n in range(5)][-1]


def new_device(desk: Desk) -> Decision:
    for day in range(8):
        desk.pay(-(8 - day) * DAY_S, amount_minor=2_500)
    return desk.pay(device_id="device-9", amount_minor=40_000)


def a_known_fraud(desk: Desk) -> None:
    """Somebody else's on the payer's card."""
    fraud = a_transaction(transaction_id="fraud", user_id="user-8", device_id="device-8")
    desk.services.score_batch([fraud])
    desk.state.label(a_label(fraud), fraud, is_usual_amount=True)


def a_neighbour(desk: Desk) -> Decision:
    a_known_fraud(desk)
    return desk.pay(HOUR_S)


def a_ring_member(desk: Desk) -> Decision:
    desk.state.ring_members = {"user-1": RingReading(0.83, 7, "ring-1")}
    return desk.pay()


def a_failing_rule(desk: Desk) -> Decision:
    desk.publish(BROKEN)
    return desk.pay()


def rules_of_our_own(desk: Desk) -> Decision:
    desk.publish(OF_OUR_OWN)
    desk.pay(country="FR", user_id="user-2")
    return desk.pay(10, country="FR", channel="online", merchant_category="travel")


# ── Lists and snoozes ────────────────────────────────────────────────────────────────────────────


def listed(*names: str) -> Callable[[Desk], Decision]:
    """A fast payer who is on these lists, by one entity each."""
    entities = (("user", "user-1"), ("device", "device-1"), ("merchant", "Gas Station"))

    def decide(desk: Desk) -> Decision:
        for name, (entity, entity_id) in zip(names, entities, strict=False):
            desk.list(name, entity, entity_id)
        return burst(desk)

    return decide


def on_a_list_that_ended(desk: Desk) -> Decision:
    desk.list("block", "user", "user-1", expires_at=NOON - timedelta(hours=1))
    return desk.pay()


def on_a_list_for_a_while(desk: Desk) -> Decision:
    desk.list("watch", "ip", "203.0.113.7", expires_at=NOON + timedelta(hours=1))
    return desk.pay()


def snoozed(desk: Desk) -> Decision:
    desk.snooze("high_velocity")
    return burst(desk)


def snoozed_in_vain(desk: Desk) -> Decision:
    desk.snooze("high_velocity")
    return desk.pay()


def snoozed_and_watched(desk: Desk) -> Decision:
    desk.list("watch", "card", "card-1")
    return snoozed(desk)


# ── Stages that are missing, and what comes of it ────────────────────────────────────────────────


def without_graph(desk: Desk) -> Decision:
    desk.state.graph = None
    return burst(desk)


def without_model(desk: Desk) -> Decision:
    desk.point(active_model=None)
    return burst(desk)


def without_rules(desk: Desk) -> Decision:
    desk.point(rules="0" * 32)
    return burst(desk)


def without_any(desk: Desk) -> Decision:
    desk.state.graph = None
    desk.point(active_model=None, rules="0" * 32)
    return burst(desk)


def amended_by_the_graph(desk: Desk) -> Decision:
    a_known_fraud(desk)
    graph, desk.state.graph = desk.state.graph, None
    decision = desk.pay(HOUR_S)
    desk.state.graph = graph
    return desk.amended(decision)


def amended_by_the_model(desk: Desk) -> Decision:
    model = desk.state.pointers.active_model
    desk.list("watch", "device", "device-1")
    desk.point(active_model=None)
    decision = desk.pay()
    desk.point(active_model=model)
    return desk.amended(decision)


def amended_by_the_rules(desk: Desk) -> Decision:
    desk.pay(country="FR", user_id="user-2", device_id="device-2")
    desk.point(rules="0" * 32)
    decision = desk.pay(10, country="FR")
    desk.publish(OF_OUR_OWN)
    return desk.amended(decision)


# ── What else a receipt may hold ─────────────────────────────────────────────────────────────────


def with_a_shadow(desk: Desk) -> Decision:
    desk.point(shadow_model=SHADOW.version)
    return burst(desk, count=3)


def without_an_ip(desk: Desk) -> Decision:
    return burst(desk, ip=None)


def in_another_currency(desk: Desk) -> Decision:
    return desk.pay(amount_minor=15_000, currency="JPY", base_minor=9_660, base_currency="USD")


def with_everything_said(desk: Desk) -> Decision:
    return desk.pay(
        country="DE",
        channel="transfer",
        merchant_category="electronics",
        counterparty_id="shop-7",
        email_hash="ab" * 32,
    )


CASES: dict[str, Callable[[Desk], Decision]] = {
    "a first payment": Desk.pay,
    "rule high_velocity": burst,
    "rule shared_device": two_on_a_device,
    "rule card_testing": tested_cards,
    "rule unusual_amount": far_above_normal,
    "rule impossible_pace": four_merchants,
    "rule new_device_high_amount": new_device,
    "rule fraud_neighbour": a_neighbour,
    "rule ring_member": a_ring_member,
    "a rule that fails": a_failing_rule,
    "rules of one's own": rules_of_our_own,
    **{f"the {name} list": listed(name) for name in PRECEDENCE},
    "block over allow over watch": listed("watch", "allow", "block"),
    "a list entry that ended": on_a_list_that_ended,
    "a list entry for a while": on_a_list_for_a_while,
    "a snoozed rule that fires": snoozed,
    "a snoozed rule that does not": snoozed_in_vain,
    "a snoozed rule of a watched card": snoozed_and_watched,
    "no graph": without_graph,
    "no model": without_model,
    "no published rules": without_rules,
    "no graph, model or rules": without_any,
    "amended by the graph": amended_by_the_graph,
    "amended by the model": amended_by_the_model,
    "amended by the rules": amended_by_the_rules,
    "a shadow model": with_a_shadow,
    "no ip": without_an_ip,
    "another currency": in_another_currency,
    "every optional field": with_everything_said,
}

POLICIES = {
    "strict": Policy(review_at_points=1, decline_at_points=50, declines_on_score_alone=True),
    "lenient": Policy(review_at_points=9_999, decline_at_points=10_000, prior_margin=-3.5),
}


def decided(model: OnnxModel) -> Iterator[tuple[Stored, Desk]]:
    """Every situation, each over a state of its own, then what the simulator's fraud looks like."""
    for shows, decide in CASES.items():
        desk = Desk(model)
        yield Stored(shows, decide(desk)), desk
    for name, policy in POLICIES.items():
        for shows in ("a first payment", "rule high_velocity", "no model"):
            desk = Desk(model, policy)
            yield Stored(f"{shows}, {name} policy", CASES[shows](desk)), desk
    yield from _simulated(Desk(model))


def _simulated(desk: Desk) -> Iterator[tuple[Stored, Desk]]:
    """Of the attack preset, the first few decisions of each outcome and set of rules that fired."""
    rows = stream(World(seed=7, users=3_000), PRESETS["attack"], 1_780_000_000.0, 20.0, seed=7)
    alike = Counter[str]()
    for start in range(0, STREAM_ROWS, STREAM_BATCH):
        places = range(start, start + STREAM_BATCH)
        batch = [to_transaction(next(rows), f"attack-{place}") for place in places]
        for decision in desk.services.score_batch(batch):
            assert isinstance(decision, Decision)
            fired = [one.code for one in decision.reasons if one.source == "rule"]
            shows = f"simulated: {', '.join([decision.outcome.value, *sorted(fired)])}"
            alike[shows] += 1
            if alike[shows] <= ALIKE_MAX:
                yield Stored(f"{shows}, {alike[shows]}", decision), desk
