"""The laws of `CaseStore` and of joining, held to by memory and by Redis alike."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_cases import MemoryCaseStore
from ringfence.adapters.redis_cases import RedisCaseStore
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain import case_work
from ringfence.domain.alerts import Alert
from ringfence.domain.cases import (
    Anchor,
    Case,
    CloseRequest,
    NoteRequest,
    anchors_of,
    ring_anchors,
    transactions_of,
)
from ringfence.domain.errors import CaseMoved
from ringfence.domain.values import RiskLevel
from ringfence.flow.case_ports import CaseChange, CaseStore, Joined
from ringfence.flow.join_alerts import BATCH, join_alerts
from tests.builders import NOON, a_ring_alert, an_alert


@dataclass
class Raised:
    """Alerts in the order they were raised, and who is in which ring."""

    alerts: MemoryState = field(default_factory=MemoryState)
    rings: dict[str, str] = field(default_factory=dict)
    devices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def alert(self, **changes: object) -> Alert:
        alert = an_alert(**{"seq": len(self.alerts.alerts) + 1, **changes})
        self.alerts.alerts.append(alert)
        return alert

    def ring_alert(self, ring_id: str) -> None:
        self.alerts.alerts.append(a_ring_alert(seq=len(self.alerts.alerts) + 1, ring_id=ring_id))

    def rings_of(self, users: Sequence[str]) -> Mapping[str, str]:
        return {user: self.rings[user] for user in users if user in self.rings}

    def anchors_of_rings(self, ring_ids: Sequence[str]) -> Mapping[str, Sequence[Anchor]]:
        return {
            name: ring_anchors(
                [user for user, ring_id in self.rings.items() if ring_id == name],
                self.devices.get(name, ()),
            )
            for name in ring_ids
        }

    def join(self, store: CaseStore) -> int:
        # Alerts are read where they lie: nobody listens for them.
        return join_alerts(self.alerts, store, self)  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest, namespace: str) -> Iterator[CaseStore]:
    if request.param == "memory":
        yield MemoryCaseStore()
    else:
        client = connect(request.getfixturevalue("redis_url"), 5.0)
        yield RedisCaseStore(client, Keys(namespace))


@pytest.fixture
def raised() -> Raised:
    return Raised()


def found(store: CaseStore, number: int = 1) -> Case:
    case = store.find(f"case-{number}")
    assert case is not None
    return case


def close(store: CaseStore, number: int = 1, after_s: float = 0) -> Case:
    at = NOON + timedelta(seconds=after_s)
    taken = case_work.take(found(store, number), "ana", at)
    request = CloseRequest(reason="genuine", version=taken.version)
    closed = case_work.close(taken, request, "ana", at)
    store.replace(found(store, number), closed)
    return closed


def transactions(case: Case) -> list[str]:
    return transactions_of(case)[::-1]


# ── Alerts join ──────────────────────────────────────────────────────────────────────────────────


def test_alerts_join_by_user_and_by_device_and_strangers_open_a_case(
    store: CaseStore, raised: Raised
) -> None:
    first = raised.alert(user_id="ann", device_id="d1")
    by_user = raised.alert(user_id="ann", device_id="d2")
    by_device = raised.alert(user_id="bob", device_id="d2")
    stranger = raised.alert(user_id="cem", device_id="d3")

    assert raised.join(store) == 4

    assert transactions(found(store, 1)) == [
        one.transaction_id for one in (first, by_user, by_device)
    ]
    assert transactions(found(store, 2)) == [stranger.transaction_id]


def test_users_of_one_ring_are_one_case(store: CaseStore, raised: Raised) -> None:
    raised.rings = {"ann": "ring-1", "bob": "ring-1"}
    raised.alert(user_id="ann", device_id="d1")
    raised.join(store)
    raised.alert(user_id="bob", device_id="d2")

    raised.join(store)

    assert found(store).alert_count == 2
    assert Anchor(type="ring", id="ring-1") in found(store).anchors


def test_an_alert_of_a_ring_joins_the_case_of_its_members(store: CaseStore, raised: Raised) -> None:
    raised.rings = {"ann": "ring-1"}
    raised.alert(user_id="ann")
    raised.ring_alert("ring-1")
    raised.ring_alert("ring-2")

    raised.join(store)

    assert (found(store, 1).alert_count, found(store, 1).exposure) == (2, {"USD": 1_000})
    assert found(store, 2).anchors == (Anchor(type="ring", id="ring-2"),)


def test_a_ring_found_later_joins_the_case_of_its_members_and_brings_the_ring(
    store: CaseStore, raised: Raised
) -> None:
    raised.alert(user_id="ann", device_id="d1")
    raised.alert(user_id="bob", device_id="d1")
    raised.join(store)
    raised.rings = dict.fromkeys(("ann", "bob", "cem"), "ring-1")
    raised.ring_alert("ring-1")
    raised.join(store)
    raised.alert(user_id="cem", device_id="d2")

    raised.join(store)

    assert store.joined().cases == 1
    assert found(store).alert_count == 4
    assert Anchor(type="ring", id="ring-1") in found(store).anchors


def test_a_ring_joins_a_case_of_the_same_batch(store: CaseStore, raised: Raised) -> None:
    raised.rings = {"ann": "ring-1"}
    raised.alert(user_id="cem", device_id="d1")
    raised.devices = {"ring-1": ("d1",)}
    raised.ring_alert("ring-1")

    raised.join(store)

    assert (store.joined().cases, found(store).alert_count) == (1, 2)


def test_of_several_cases_a_ring_joins_the_most_urgent_then_the_oldest(
    store: CaseStore, raised: Raised
) -> None:
    later, soon = NOON + timedelta(seconds=1), RiskLevel.CRITICAL
    raised.alert(user_id="ann", device_id="d1", risk_level=RiskLevel.LOW)
    raised.alert(user_id="bob", device_id="d2", risk_level=soon, raised_at=later)
    raised.alert(user_id="cem", device_id="d3", risk_level=soon)
    raised.join(store)
    raised.rings = dict.fromkeys(("ann", "bob", "cem"), "ring-1")

    raised.ring_alert("ring-1")
    raised.join(store)

    assert [found(store, number).alert_count for number in (1, 2, 3)] == [1, 1, 2]


def test_a_ring_stays_with_its_case_whatever_else_works_its_members(
    store: CaseStore, raised: Raised
) -> None:
    raised.ring_alert("ring-1")
    raised.alert(user_id="ann", risk_level=RiskLevel.CRITICAL, raised_at=NOON - timedelta(hours=1))
    raised.join(store)
    raised.rings = {"ann": "ring-1"}

    raised.ring_alert("ring-1")
    raised.join(store)

    assert [found(store, number).alert_count for number in (1, 2)] == [2, 1]


def test_a_ring_whose_members_have_only_closed_cases_opens_one(
    store: CaseStore, raised: Raised
) -> None:
    raised.alert(user_id="ann")
    raised.join(store)
    close(store)
    raised.rings = {"ann": "ring-1"}

    raised.ring_alert("ring-1")
    raised.join(store)

    assert found(store, 1).alert_count == 1
    assert found(store, 2).anchors == (Anchor(type="ring", id="ring-1"),)


def test_an_alert_joins_once(store: CaseStore, raised: Raised) -> None:
    raised.alert()

    assert [raised.join(store), raised.join(store)] == [1, 0]
    assert found(store).alert_count == 1


def test_more_alerts_than_a_batch_join_in_order(store: CaseStore, raised: Raised) -> None:
    for _ in range(BATCH + 3):
        raised.alert(user_id="ann")

    assert [raised.join(store), raised.join(store), raised.join(store)] == [BATCH, 3, 0]
    assert found(store).alert_count == BATCH + 3
    assert store.counts(NOON).open == 1


def test_a_case_that_changed_meanwhile_is_read_again(store: CaseStore, raised: Raised) -> None:
    raised.alert()
    raised.join(store)
    stale = found(store)
    store.replace(stale, case_work.note(stale, "mine", "ana", NOON))
    alert = an_alert(seq=2)
    joined = case_work.note(stale, "not stored", "bob", NOON)

    is_stored = store.store_joined(store.joined(), Joined(2, 1), [CaseChange(stale, joined)])

    assert not is_stored
    assert store.joined() == Joined(1, 1)
    assert found(store).activity[0].detail == "mine"
    assert alert.seq == 2


def test_a_second_joiner_stores_nothing(store: CaseStore, raised: Raised) -> None:
    raised.alert()
    before = store.joined()
    raised.join(store)

    assert not store.store_joined(before, Joined(1, 1), [])


def test_a_closed_case_takes_no_more_alerts(store: CaseStore, raised: Raised) -> None:
    raised.alert()
    raised.join(store)
    close(store)
    raised.alert()

    raised.join(store)

    assert found(store, 1).alert_count == 1
    assert found(store, 2).alert_count == 1


def test_a_reopened_case_takes_back_only_what_is_free(store: CaseStore, raised: Raised) -> None:
    raised.alert(user_id="ann", device_id="d1")
    raised.join(store)
    closed = close(store)
    raised.alert(user_id="ann", device_id="d2")
    raised.join(store)

    store.replace(closed, case_work.reopen(closed, "ana", NOON))

    raised.alert(user_id="ann", device_id="d9")
    raised.alert(user_id="bob", device_id="d1")
    raised.join(store)
    assert found(store, 2).alert_count == 2
    assert found(store, 1).alert_count == 2


@pytest.mark.parametrize("seed", range(4))
def test_every_alert_is_in_exactly_one_case(store: CaseStore, raised: Raised, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(60):
        raised.alert(user_id=f"u{rng.randrange(9)}", device_id=f"d{rng.randrange(12)}")
        if rng.random() < 0.3:
            raised.join(store)
        for case in store.active(None, 50).cases:
            if rng.random() < 0.1:
                close(store, int(case.case_id.removeprefix("case-")))
    raised.join(store)

    names = [f"case-{number}" for number in range(1, store.joined().cases + 1)]
    joined = [one for name in names for one in transactions(found(store, int(name[5:])))]
    assert sorted(joined) == sorted(
        one.transaction_id for one in raised.alerts.alerts if isinstance(one, Alert)
    )


# ── One at a time ────────────────────────────────────────────────────────────────────────────────


def test_of_two_who_change_the_same_version_the_second_is_told(
    store: CaseStore, raised: Raised
) -> None:
    raised.alert()
    raised.join(store)
    case = found(store)
    store.replace(case, case_work.take(case, "ana", NOON))

    with pytest.raises(CaseMoved):
        store.replace(case, case_work.take(case, "bob", NOON))

    assert case_work.holder(found(store), NOON) == "ana"


def test_of_many_who_take_a_case_at_once_one_holds_it(redis_url: str, namespace: str) -> None:
    keys, raised, won = Keys(namespace), Raised(), list[str]()
    raised.alert()
    raised.join(RedisCaseStore(connect(redis_url, 5.0), keys))
    start = threading.Barrier(8)

    def analyst(name: str) -> None:
        own = RedisCaseStore(connect(redis_url, 5.0), keys)
        case = found(own)
        start.wait(10)
        try:
            own.replace(case, case_work.take(case, name, NOON))
        except CaseMoved:
            return
        won.append(name)

    threads = [threading.Thread(target=analyst, args=(f"person-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(won) == 1
    assert case_work.holder(found(RedisCaseStore(connect(redis_url, 5.0), keys)), NOON) == won[0]


# ── Order and counts ─────────────────────────────────────────────────────────────────────────────


def test_active_cases_come_by_urgency_and_closed_ones_by_when(
    store: CaseStore, raised: Raised
) -> None:
    for place, level in enumerate((RiskLevel.LOW, RiskLevel.CRITICAL, RiskLevel.HIGH)):
        raised.alert(user_id=f"u{place}", device_id=f"d{place}", risk_level=level)
    raised.join(store)

    assert [case.case_id for case in store.active(None, 9).cases] == ["case-2", "case-3", "case-1"]

    close(store, 3, after_s=1)
    close(store, 1, after_s=2)
    assert [case.case_id for case in store.closed(None, 9).cases] == ["case-1", "case-3"]


def test_pages_continue_where_they_ended(store: CaseStore, raised: Raised) -> None:
    for place in range(5):
        raised.alert(user_id=f"u{place}", device_id=f"d{place}")
    raised.join(store)

    pages, cursor = [], None
    while True:
        page = store.active(cursor, 2)
        pages.append([case.case_id for case in page.cases])
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({name for page in pages for name in page}) == 5


def test_cases_are_counted_by_status_and_by_being_late(store: CaseStore, raised: Raised) -> None:
    for place in range(3):
        raised.alert(user_id=f"u{place}", device_id=f"d{place}")
    raised.join(store)
    close(store, 1)
    case = found(store, 2)
    store.replace(case, case_work.take(case, "ana", NOON))

    counts = store.counts(NOON + timedelta(hours=1))

    assert (counts.open, counts.investigating, counts.closed, counts.overdue) == (1, 1, 1, 2)


def test_a_case_comes_back_as_it_was_stored(store: CaseStore, raised: Raised) -> None:
    alert = raised.alert(missing=("graph",))
    raised.join(store)
    case = found(store)
    taken = case_work.take(case, "ana", NOON)
    escalated = case_work.escalate(taken, "unclear", "ana", NOON)
    store.replace(case, escalated)

    assert found(store) == escalated
    assert store.active(None, 1).cases[0].escalation == escalated.escalation
    assert NoteRequest(text=" a ").text == "a"
    assert anchors_of(alert, None) == case.anchors
