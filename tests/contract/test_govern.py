"""The laws of rules and lists between decisions, held to by memory and by Redis alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryListStore, MemoryRules
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_list_store import RedisListStore
from ringfence.adapters.redis_rules import RedisRules
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import ConflictingDraft, InvalidRules, RulesRefused, UnknownListEntry
from ringfence.domain.lists import ListEntryRequest
from ringfence.domain.paging import Place
from ringfence.domain.rule_book import DraftRequest, PublishRequest, RollBackRequest
from ringfence.domain.rules import Rule, RuleSet
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome
from ringfence.flow.govern_ports import ListStore, RuleStore
from ringfence.flow.ports import State
from tests.builders import NOON, StillClock, a_person, a_transaction, services
from tests.contract.test_state import redis_state


@dataclass
class Governed:
    """A state, what people change about it, and decisions over both."""

    state: State
    rules: Any
    list_store: ListStore
    services: Services

    @property
    def store(self) -> RuleStore:
        store: RuleStore = self.rules
        return store

    def decide(self, **changes: Any) -> Decision:
        [decision] = self.services.score_batch([a_transaction(**changes)])
        assert isinstance(decision, Decision)
        return decision


def governed(state: State, rules: Any, list_store: ListStore) -> Governed:
    made = services(
        state=state, rules=rules, rule_store=rules, list_store=list_store, now=StillClock()
    )
    return Governed(state, rules, list_store, made)


@pytest.fixture(params=["memory", "redis"])
def system(request: pytest.FixtureRequest, namespace: str) -> Iterator[Governed]:
    if request.param == "memory":
        memory = MemoryState()
        yield governed(memory, MemoryRules(memory), MemoryListStore(memory))
    else:
        url = request.getfixturevalue("redis_url")
        client, keys = connect(url, 5.0), Keys(namespace)
        rules = RedisRules(client, keys, lambda _: None)
        yield governed(redis_state(url, namespace), rules, RedisListStore(client, keys))


def a_rule(code: str = "casino", **changes: Any) -> Rule:
    fields: dict[str, Any] = {
        "group": "merchant",
        "when": 'merchant == "Casino"',
        "sentence": "at {merchant}",
        "weight": 3.0,
        "outcome": Outcome.REVIEW,
    }
    return Rule(code=code, **{**fields, **changes})


def draft(system: Governed, *rules: Rule) -> str:
    """Save a draft on what stands; its version."""
    book = system.services.read_rules()
    current = book.draft.version if book.draft else book.published.version
    request = DraftRequest(based_on=current, rules=rules)
    saved = system.services.save_draft(request, a_person("ann")).draft
    assert saved is not None
    return saved.version


def publish(system: Governed, *rules: Rule) -> str:
    version = draft(system, *rules)
    system.services.publish_rules(PublishRequest(version=version), a_person("bob"))
    return version


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_rules_are_in_force_at_first(system: Governed) -> None:
    book = system.services.read_rules()

    assert book.published.version == SHIPPED_RULES.version
    assert (book.draft, book.history) == (None, ())
    assert system.decide().versions.rules == SHIPPED_RULES.version


def test_a_draft_changes_no_decision(system: Governed) -> None:
    draft(system, a_rule())

    assert "casino" not in codes(system.decide(merchant="Casino"))


def test_the_next_transaction_is_decided_with_what_was_published(system: Governed) -> None:
    system.decide()

    version = publish(system, a_rule())
    decision = system.decide(merchant="Casino")

    assert codes(decision)[0] == "casino"
    assert decision.versions.rules == version
    assert decision.missing == ("model",)
    assert system.services.read_rules().draft is None


def test_going_back_brings_back_what_was_and_tells_who_did_it(system: Governed) -> None:
    first = publish(system, a_rule())
    second = publish(system, a_rule(weight=4.0))

    for version in (first, SHIPPED_RULES.version):
        system.services.roll_back_rules(RollBackRequest(version=version), a_person("cem"))

    book = system.services.read_rules()
    assert system.decide().versions.rules == book.published.version == SHIPPED_RULES.version
    changes = [(one.action, one.version, one.before, one.author) for one in book.history]
    assert changes == [
        ("roll_back", SHIPPED_RULES.version, first, "cem"),
        ("roll_back", first, second, "cem"),
        ("publish", second, first, "bob"),
        ("publish", first, SHIPPED_RULES.version, "bob"),
    ]
    assert {one.at for one in book.history} == {NOON}


def test_going_back_to_what_is_in_force_changes_nothing(system: Governed) -> None:
    version = publish(system, a_rule())
    before = system.services.read_rules()

    system.services.roll_back_rules(RollBackRequest(version=version), a_person("cem"))

    assert system.services.read_rules() == before


def test_of_two_who_write_at_once_the_second_is_told(system: Governed) -> None:
    before = system.store.read()
    draft(system, a_rule())

    with pytest.raises(ConflictingDraft):
        system.store.replace(before, before.model_copy(update={"history": ()}))

    assert system.services.read_rules().draft is not None


def test_a_set_that_was_in_force_can_be_found(system: Governed) -> None:
    version = publish(system, a_rule())

    assert system.store.find(version) == RuleSet(rules=(a_rule(),))
    assert system.store.find(SHIPPED_RULES.version) == SHIPPED_RULES
    assert system.store.find("0" * 32) is None


def test_looking_back_at_a_set_does_not_make_it_the_last_good_one(system: Governed) -> None:
    first, second = publish(system, a_rule()), publish(system, a_rule(weight=4.0))
    system.decide()

    assert system.rules.recall(first).version == first
    assert system.rules.last_good().version == second


# ── Rules that cannot decide ─────────────────────────────────────────────────────────────────────


class Broken:
    """Redis with one published set of ours, and ways to break what is stored."""

    def __init__(self, url: str, namespace: str) -> None:
        self.client, self.keys = connect(url, 5.0), Keys(namespace)
        self.refused: list[RulesRefused] = []
        self._url, self._namespace = url, namespace

    def fresh(self) -> Governed:
        """A worker that has decided nothing yet."""
        state = redis_state(self._url, self._namespace)
        rules = RedisRules(self.client, self.keys, self.refused.append)
        return governed(state, rules, RedisListStore(self.client, self.keys))

    def point(self, version: str) -> None:
        self.client.hset(self.keys.pointers, "rules", version)

    def store(self, rule: Rule) -> str:
        """A set that no check has seen, as a later or earlier release may have stored it."""
        rule_set = RuleSet(rules=(rule,))
        self.client.set(self.keys.rules(rule_set.version), rule_set.model_dump_json())
        return rule_set.version


@pytest.fixture
def broken(redis_url: str, namespace: str) -> Broken:
    return Broken(redis_url, namespace)


def test_a_set_that_no_longer_compiles_leaves_the_last_good_one_deciding(broken: Broken) -> None:
    system = broken.fresh()
    good = publish(system, a_rule())
    system.decide()
    broken.point(broken.store(a_rule(when="gone_feature > 1.0")))

    decisions = [system.decide(merchant="Casino") for _ in range(2)]

    assert {one.versions.rules for one in decisions} == {good}
    assert all("rules" in one.missing for one in decisions)
    assert all(codes(one)[0] == "casino" for one in decisions)
    [refused] = broken.refused
    assert "gone_feature" in str(refused)


def test_where_the_published_set_no_longer_fits_another_can_be_published(broken: Broken) -> None:
    system = broken.fresh()
    publish(system, a_rule())
    # As if this release had taken the rule's code for a feature of its own.
    book = broken.client.get(broken.keys.rule_book)
    broken.client.set(broken.keys.rule_book, book.replace(b'"casino"', b'"amount"'))
    torn = system.services.read_rules().published

    version = publish(system, a_rule("other"))

    assert [rule.code for rule in torn.rules] == ["amount"]
    assert system.decide().versions.rules == version


def test_going_back_to_what_no_longer_fits_is_refused(broken: Broken) -> None:
    system = broken.fresh()
    first = publish(system, a_rule())
    publish(system, a_rule("other"))
    broken.client.set(broken.keys.rules(first), b'{"rules": []}')

    with pytest.raises(InvalidRules):
        system.services.roll_back_rules(RollBackRequest(version=first), a_person("ann"))


def test_a_worker_that_knows_no_good_set_decides_with_the_shipped_one(broken: Broken) -> None:
    broken.point("0" * 32)
    system = broken.fresh()

    decision = system.decide()

    assert decision.versions.rules == SHIPPED_RULES.version
    assert "rules" in decision.missing
    with pytest.raises(RulesRefused):
        system.rules.ping()


def test_a_worker_that_starts_beside_a_broken_set_decides_with_the_one_before(
    broken: Broken,
) -> None:
    """Not with the shipped one, which is two publications old."""
    system = broken.fresh()
    publish(system, a_rule("other"))
    good = publish(system, a_rule())
    bad = publish(system, a_rule(weight=4.0))
    broken.client.set(broken.keys.rules(bad), b"{")

    started = broken.fresh()
    decisions = [started.decide(merchant="Casino") for _ in range(2)]

    assert {one.versions.rules for one in decisions} == {good}
    assert all("rules" in one.missing for one in decisions)
    assert [one.version for one in broken.refused] == [bad]


def test_what_is_broken_too_is_passed_over(broken: Broken) -> None:
    system = broken.fresh()
    good = publish(system, a_rule())
    torn = publish(system, a_rule("other"))
    broken.client.delete(broken.keys.rules(torn))
    broken.point("0" * 32)

    assert broken.fresh().decide().versions.rules == good


def test_a_rule_book_of_another_release_leaves_the_shipped_set_deciding(broken: Broken) -> None:
    broken.client.set(broken.keys.rule_book, b'{"published": null}')
    broken.point("0" * 32)

    assert broken.fresh().decide().versions.rules == SHIPPED_RULES.version


def test_a_set_that_turns_up_later_is_taken_without_a_restart(broken: Broken) -> None:
    version = RuleSet(rules=(a_rule(),)).version
    broken.point(version)
    system = broken.fresh()
    system.decide()

    broken.store(a_rule())
    decision = system.decide(merchant="Casino")

    assert decision.versions.rules == version
    assert "rules" not in decision.missing


@pytest.mark.parametrize("stored", [b"{", b'{"rules": []}', b'{"rules": [{"code": "x"}]}'])
def test_a_torn_set_is_refused(broken: Broken, stored: bytes) -> None:
    version = "1" * 32
    broken.client.set(broken.keys.rules(version), stored)
    broken.point(version)

    system = broken.fresh()
    assert all("rules" in system.decide().missing for _ in range(2))
    assert [one.version for one in broken.refused] == [version]


def test_a_set_under_another_hash_is_refused(broken: Broken) -> None:
    version = broken.store(a_rule())
    broken.client.rename(broken.keys.rules(version), broken.keys.rules("2" * 32))
    broken.point("2" * 32)

    assert "rules" in broken.fresh().decide().missing


def test_what_was_shipped_can_be_found_by_a_release_that_ships_another_set(broken: Broken) -> None:
    broken.fresh().decide()

    stored = broken.client.get(broken.keys.rules(SHIPPED_RULES.version))

    assert RuleSet.model_validate_json(stored) == SHIPPED_RULES


def test_another_worker_takes_what_was_published_in_its_next_batch(broken: Broken) -> None:
    here, there = broken.fresh(), broken.fresh()
    there.decide()

    version = publish(here, a_rule())

    assert there.decide().versions.rules == version


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────


def an_entry(**changes: Any) -> ListEntryRequest:
    fields: dict[str, Any] = {
        "list": "block",
        "entity": "device",
        "entity_id": "device-1",
        "reason": "stolen phone",
    }
    return ListEntryRequest(**{**fields, **changes})


@pytest.mark.parametrize(
    ("entity", "entity_id"),
    [
        ("user", "user-1"),
        ("card", "card-1"),
        ("device", "device-1"),
        ("ip", "2001:DB8::1"),
        ("merchant", " Gas Station "),
    ],
)
def test_an_entity_of_any_type_can_be_blocked(
    system: Governed, entity: str, entity_id: str
) -> None:
    entry = system.services.add_list_entry(an_entry(entity=entity, entity_id=entity_id), a_person())

    declined = system.decide(ip="2001:db8:0::1")
    other = system.decide(
        user_id="u", card_id="c", device_id="d", merchant="m", ip="2001:db8::2", at_s=90_000
    )

    assert (declined.outcome, codes(declined)[0]) == (Outcome.DECLINE, "listed_block")
    assert declined.reasons[0].entities == (entry.entity_id,)
    assert other.outcome is Outcome.APPROVE


def test_the_type_of_an_entity_is_part_of_its_name(system: Governed) -> None:
    system.services.add_list_entry(an_entry(entity="card", entity_id="device-1"), a_person())

    assert system.decide().outcome is Outcome.APPROVE


def test_an_entity_may_be_on_all_three_lists(system: Governed) -> None:
    for name in ("watch", "allow", "block"):
        system.services.add_list_entry(an_entry(list=name), a_person())

    assert codes(system.decide())[:3] == ["listed_block", "listed_allow", "listed_watch"]


def test_an_entry_again_replaces_what_stood_there(system: Governed) -> None:
    first = system.services.add_list_entry(an_entry(), a_person())
    second = system.services.add_list_entry(an_entry(reason="found again"), a_person("bob"))

    assert first.entry_id == second.entry_id
    assert system.services.find_list_entries(None, None, Place(0, 9)).entries == (second,)


def test_an_entry_holds_until_it_expires(system: Governed) -> None:
    for seconds, device in ((1, "device-1"), (0, "device-2")):
        expires_at = NOON + timedelta(seconds=seconds)
        system.services.add_list_entry(
            an_entry(entity_id=device, expires_at=expires_at), a_person()
        )

    assert system.decide(device_id="device-1").outcome is Outcome.DECLINE
    assert system.decide(device_id="device-2", user_id="u2").outcome is Outcome.APPROVE


def test_what_is_taken_off_no_longer_holds(system: Governed) -> None:
    entry = system.services.add_list_entry(an_entry(), a_person())
    kept = system.services.add_list_entry(an_entry(list="watch"), a_person())

    system.services.remove_list_entry(entry.entry_id, a_person())

    assert codes(system.decide())[0] == "listed_watch"
    assert system.services.find_list_entries(None, None, Place(0, 9)).entries == (kept,)
    with pytest.raises(UnknownListEntry):
        system.services.remove_list_entry(entry.entry_id, a_person())


def test_each_of_a_batch_has_its_own_entries(system: Governed) -> None:
    system.services.add_list_entry(an_entry(entity_id="device-2"), a_person())
    batch = [a_transaction(device_id=f"device-{n}", user_id=f"u{n}") for n in range(4)]

    decisions = system.services.score_batch(batch)

    outcomes = [one.outcome.value for one in decisions if isinstance(one, Decision)]
    assert outcomes == ["approve", "approve", "decline", "approve"]


def test_an_empty_batch_is_decided(system: Governed) -> None:
    assert system.services.score_batch([]) == []


@pytest.mark.parametrize("hostile", ["a:b", "'\"`", "\U0001f4a3", "{x}", "%s", "block:device"])
def test_a_hostile_id_is_only_ever_a_name(system: Governed, hostile: str) -> None:
    system.services.add_list_entry(an_entry(entity_id=hostile, reason=hostile), a_person(hostile))

    assert codes(system.decide(device_id=hostile))[0] == "listed_block"
    assert system.decide(device_id="device-1", user_id="u2").outcome is Outcome.APPROVE
