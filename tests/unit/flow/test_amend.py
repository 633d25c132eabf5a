"""What is amended, and what is not, in memory."""

from __future__ import annotations

from typing import Any

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.memory_graph import MemoryGraph
from ringfence.adapters.memory_stores import MemoryPolicies, MemoryRules
from ringfence.domain.alerts import Alert
from ringfence.domain.amendments import in_force
from ringfence.domain.decisions import Decision
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.values import Outcome
from ringfence.flow.amend import Amender, Amending, amend
from ringfence.flow.ports import Pointers
from tests.builders import (
    KnownModels,
    OneFeatureModel,
    StillClock,
    a_label,
    a_transaction,
    services,
)

MODEL = OneFeatureModel("ring_users", 1.0)
PICKY = OneFeatureModel("amount", 1.0, most=50.0)


class System:
    """A state whose graph can be away, and what amends."""

    def __init__(self) -> None:
        self.state = MemoryState(Pointers(active_model=MODEL.version))
        self.graph = self.state.graph
        self.clock, models = StillClock(), KnownModels(MODEL, PICKY)
        self.rules = MemoryRules(self.state)
        self.services = services(state=self.state, models=models, rules=self.rules, now=self.clock)
        self.given_up: list[str] = []
        self.store = MemoryAmendments(self.state)
        self.amending = Amending(
            self.store,
            models,
            self.rules,
            MemoryPolicies(self.state),
            self.clock,
            lambda decision: self.given_up.append(decision.transaction_id),
        )

    def pay(self, graph: MemoryGraph | None, **changes: Any) -> Decision:
        self.state.graph = graph
        [decision] = self.services.score_batch([a_transaction(**changes)])
        self.state.graph = self.graph
        assert isinstance(decision, Decision)
        return decision


def test_a_decision_with_everything_is_never_amended() -> None:
    system = System()
    system.pay(system.graph)

    assert amend(10, system.amending) == 0


def test_the_oldest_are_amended_first_and_no_more_than_asked() -> None:
    system = System()
    for number in range(3):
        system.pay(None, transaction_id=f"t{number}")
        system.clock.advance(1)

    assert amend(2, system.amending) == 2

    amended = [name for name, one in system.state.decisions.items() if one.amendment]
    assert amended == ["t0", "t1"]


def test_a_graph_that_is_still_away_leaves_them_waiting() -> None:
    system = System()
    system.pay(None)
    system.state.graph = None
    amender = Amender(system.amending)

    assert amender.step(10) == 0
    # Nobody has to stay for what cannot be done: the watchdog starts another.
    assert amender.lag() == 0
    assert Amender(system.amending).lag() == 1


def test_the_graph_learns_of_what_it_missed() -> None:
    system = System()
    first = system.pay(None)
    amend(10, system.amending)

    second = system.pay(system.graph, user_id="user-2", card_id="card-2", at_s=90_000)

    assert first.features["device_users_ever"] == 0.0
    assert second.features["device_users_ever"] == 2.0


def test_an_outcome_that_stays_raises_no_alert() -> None:
    system = System()
    decision = system.pay(None)
    amend(10, system.amending)

    assert system.state.alerts == []
    amendment = system.state.decisions[decision.transaction_id].amendment
    assert amendment is not None
    assert amendment.outcome is Outcome.APPROVE


def test_a_neighbour_of_fraud_is_alerted_late_rather_than_never() -> None:
    system = System()
    fraud = a_transaction()
    system.services.score_batch([fraud])
    system.state.label(a_label(fraud), fraud, is_usual_amount=True)
    late = system.pay(None, user_id="user-2", device_id="device-2", at_s=3_600)
    system.clock.advance(30)

    amend(10, system.amending)

    [alert] = system.state.alerts
    assert isinstance(alert, Alert)
    assert (alert.transaction_id, alert.raised_at) == (late.transaction_id, system.clock())
    assert alert.reason_codes[0] == "fraud_neighbour"
    assert alert.missing == ()


def test_a_rule_that_fires_only_in_the_amendment_names_whom_it_is_about() -> None:
    rule = Rule(
        code="ring_on_device",
        group="graph",
        when="ring_users >= 1.0",
        sentence="on a device with {entities}",
        weight=1.0,
        outcome=Outcome.REVIEW,
        names="device",
    )
    system, rule_set = System(), RuleSet(rules=(rule,))
    system.rules.sets[rule_set.version] = rule_set
    system.state.pointers = Pointers(MODEL.version, rules=rule_set.version)
    whole = system.pay(system.graph, user_id="ann", card_id="card-2")
    late = system.pay(None, user_id="bob", at_s=60)
    amend(10, system.amending)

    found = system.state.decisions[late.transaction_id]
    assert found.amendment is not None
    [told] = [one for one in found.amendment.reasons if one.source == "rule"]
    assert (told.sentence, told.entities) == ("on a device with ann, bob", ("ann", "bob"))
    assert system.services.replay(late.transaction_id).is_identical
    # Of what was decided with everything only those are kept whom a reason names.
    assert whole.shared_users == ()


# ── What cannot be filled in ─────────────────────────────────────────────────────────────────────


def test_a_model_that_nobody_put_in_force_is_not_waited_for() -> None:
    """What answers is filled in, once: a model that comes later finds it amended."""
    system = System()
    system.state.pointers = Pointers()
    decision = system.pay(None)
    assert decision.missing == ("graph", "model")

    assert amend(10, system.amending) == 1

    found = system.state.decisions[decision.transaction_id]
    assert found.amendment is not None
    assert (found.amendment.filled, found.amendment.model_score) == (("graph",), None)
    assert found.amendment.features["user_cards_ever"] == 1.0
    assert in_force(found).missing == ("model",)
    system.state.pointers = Pointers(active_model=MODEL.version)
    assert amend(10, system.amending) == 0
    assert system.services.replay(decision.transaction_id).is_identical


def test_a_decision_that_lacks_a_model_alone_waits_for_one() -> None:
    system = System()
    system.state.pointers = Pointers()
    decision = system.pay(system.graph)
    amender = Amender(system.amending)

    assert (amender.step(10), amender.lag()) == (0, 0)
    system.state.pointers = Pointers(active_model=MODEL.version)

    assert Amender(system.amending).step(10) == 1
    amendment = system.state.decisions[decision.transaction_id].amendment
    assert amendment is not None
    assert amendment.filled == ("model",)


def test_one_that_the_graph_refuses_is_given_up_and_holds_up_no_other() -> None:
    system = System()
    for name in ("poison", "t1", "t2"):
        system.pay(None, transaction_id=name)
        system.clock.advance(1)
    system.store.refused.add("poison")

    assert amend(10, system.amending) == 3

    amended = [name for name, one in system.state.decisions.items() if one.amendment]
    assert (amended, system.given_up) == (["t1", "t2"], ["poison"])
    assert not system.store.waiting()


def test_what_the_model_has_no_number_for_is_given_up_rather_than_asked_for_ever() -> None:
    system = System()
    system.state.pointers = Pointers()
    for amount_minor in (9_000, 1_000):
        system.pay(system.graph, transaction_id=f"of {amount_minor}", amount_minor=amount_minor)
    system.state.pointers = Pointers(active_model=PICKY.version)

    assert amend(10, system.amending) == 2

    amended = [name for name, one in system.state.decisions.items() if one.amendment]
    assert (amended, system.given_up) == (["of 1000"], ["of 9000"])
    assert amend(10, system.amending) == 0


def test_what_the_model_has_no_number_for_still_learns_what_the_graph_says() -> None:
    system = System()
    system.state.pointers = Pointers(active_model=PICKY.version)
    decision = system.pay(None, amount_minor=9_000)
    assert decision.missing == ("graph", "model")

    amend(10, system.amending)

    found = system.state.decisions[decision.transaction_id]
    assert found.amendment is not None
    assert found.amendment.filled == ("graph",)
    assert in_force(found).missing == ("model",)
    assert (found.amendment.versions.model, system.given_up) == ("none", [])
