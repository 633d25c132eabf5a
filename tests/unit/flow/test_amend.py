"""What is amended, and what is not, in memory."""

from __future__ import annotations

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_amendments import MemoryAmendments
from ringfence.adapters.memory_graph import MemoryGraph
from ringfence.adapters.memory_stores import MemoryRules
from ringfence.domain.decisions import Decision
from ringfence.domain.policy import Policy
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


class System:
    """A state whose graph can be away, and what amends."""

    def __init__(self) -> None:
        self.state = MemoryState(Pointers(active_model=MODEL.version))
        self.graph = self.state.graph
        self.clock, models = StillClock(), KnownModels(MODEL)
        rules = MemoryRules(self.state)
        self.services = services(state=self.state, models=models, rules=rules, now=self.clock)
        store = MemoryAmendments(self.state)
        self.amending = Amending(store, models, rules, Policy(), self.clock)

    def pay(self, graph: MemoryGraph | None, **changes: object) -> Decision:
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
    assert (alert.transaction_id, alert.raised_at) == (late.transaction_id, system.clock())
    assert alert.reason_codes[0] == "fraud_neighbour"
    assert alert.missing == ()
