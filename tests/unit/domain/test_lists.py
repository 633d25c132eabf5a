"""Lists: a fixed precedence, an exact expiry, and a ledger that says so."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryListStore
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ListsFull
from ringfence.domain.lists import (
    LISTED_ENTITIES_MAX,
    PRECEDENCE,
    ListEntry,
    ListEntryRequest,
    in_force,
    listed_lines,
    to_entry,
)
from ringfence.domain.values import Outcome
from ringfence.flow.ports import Pointers
from tests.builders import NOON, KnownModels, OneFeatureModel, a_transaction, services


def an_entry(created_s: float = 0, **changes: Any) -> ListEntry:
    fields: dict[str, Any] = {
        "list": "block",
        "entity": "device",
        "entity_id": "device-1",
        "reason": "stolen phone",
    }
    request = ListEntryRequest(**{**fields, **changes})
    return to_entry(request, "ann", NOON + timedelta(seconds=created_s))


def decide(*entries: ListEntry, margin: float = 0.0, **changes: Any) -> Decision:
    """A decision on a transaction of user-1, by a model with this margin."""
    state = MemoryState(Pointers(active_model="one-amount"))
    for entry in entries:
        MemoryListStore(state).put(entry)
    models = KnownModels(OneFeatureModel("amount", weight=0.0, base=margin))
    made = services(state=state, models=models)
    [decision] = made.score_batch([a_transaction(**changes)])
    assert isinstance(decision, Decision)
    return decision


def test_a_blocked_entity_is_declined_whatever_the_score() -> None:
    decision = decide(an_entry(), margin=-9.0)

    assert decision.outcome is Outcome.DECLINE
    assert decision.score < 0.01
    first = decision.reasons[0]
    assert (first.code, first.source, first.points) == ("listed_block", "list", 0)
    assert first.entities == ("device-1",)
    assert "stolen phone" in first.sentence
    assert sum(reason.points for reason in decision.reasons) == round(decision.score * 10_000)


def test_an_allowed_entity_is_approved_though_score_and_rules_demand_more() -> None:
    decision = decide(an_entry(list="allow", entity="user", entity_id="user-1"), margin=9.0)

    assert decision.outcome is Outcome.APPROVE
    assert decision.score > 0.99
    assert decision.alert_seq is None
    assert decision.reasons[0].code == "listed_allow"


def test_a_watched_entity_is_reviewed_at_least() -> None:
    watched = an_entry(list="watch", entity="merchant", entity_id="Gas Station")

    assert decide(watched, margin=-9.0).outcome is Outcome.REVIEW
    assert decide(watched, margin=9.0).outcome is Outcome.DECLINE


@pytest.mark.parametrize("listed", itertools.permutations(PRECEDENCE, 2))
def test_block_outranks_allow_and_allow_outranks_watch(listed: tuple[Any, Any]) -> None:
    entities = (("user", "user-1"), ("card", "card-1"))
    entries = [
        an_entry(list=name, entity=entity, entity_id=entity_id)
        for name, (entity, entity_id) in zip(listed, entities, strict=True)
    ]

    decision = decide(*entries)

    winner = min(listed, key=PRECEDENCE.index)
    expected = {"block": Outcome.DECLINE, "allow": Outcome.APPROVE}
    assert decision.outcome is expected[winner]
    assert decision.reasons[0].code == f"listed_{winner}"
    assert f"outranked by the {winner} list" in decision.reasons[1].sentence


def test_a_block_heads_the_alert() -> None:
    state = MemoryState()
    MemoryListStore(state).put(an_entry())

    services(state=state).score_batch([a_transaction()])

    assert state.alerts[0].headline.startswith("device device-1 is on the block list")
    assert state.alerts[0].reason_codes == ("listed_block",)


def test_an_entry_ends_at_the_instant_it_names() -> None:
    entry = an_entry(expires_at=NOON)

    assert in_force([entry], NOON - timedelta(microseconds=1)) == (entry,)
    assert in_force([entry], NOON) == ()


def test_an_expired_entry_changes_nothing() -> None:
    decision = decide(an_entry(expires_at=NOON))

    assert decision.reasons[0].source != "list"
    assert decision.versions.lists == "none"


def test_the_decision_carries_the_version_of_the_entries_that_applied() -> None:
    entry, other = an_entry(), an_entry(entity="user", entity_id="somebody-else")
    another_reason = an_entry(reason="lent to a friend")

    version = decide(entry).versions.lists

    assert version == decide(entry, other).versions.lists
    assert version not in ("none", decide(another_reason).versions.lists)


def test_an_absent_ip_is_on_no_list() -> None:
    decision = decide(an_entry(entity="ip", entity_id="10.0.0.1"), ip=None)

    assert decision.versions.lists == "none"


def test_the_same_entity_again_replaces_its_entry() -> None:
    store = MemoryListStore(MemoryState())

    for place, reason in enumerate(("first", "second")):
        store.put(an_entry(place, reason=reason))

    assert [entry.reason for entry in store.all()] == ["second"]


def test_the_lists_are_bounded() -> None:
    store = MemoryListStore(MemoryState())
    for place in range(LISTED_ENTITIES_MAX):
        store.put(an_entry(entity_id=f"d{place}"))

    store.put(an_entry(entity_id="d0", list="watch"))
    with pytest.raises(ListsFull):
        store.put(an_entry(entity_id="one-more"))


@given(st.lists(st.sampled_from(PRECEDENCE), min_size=1, max_size=5), st.randoms())
def test_the_order_of_entries_never_matters(names: list[Any], random: Any) -> None:
    entries = [an_entry(list=name, entity_id=f"d{place}") for place, name in enumerate(names)]
    shuffled = random.sample(entries, len(entries))

    held, again = in_force(entries, NOON), in_force(shuffled, NOON)

    assert held == again
    assert [line.sentence for line in listed_lines(held)] == [
        line.sentence for line in listed_lines(again)
    ]
