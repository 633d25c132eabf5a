"""A person has a ring worked: on real Redis, in memory's cases and in Redis's alike."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ringfence.adapters.memory_cases import MemoryCaseStore
from ringfence.adapters.memory_governance import MemoryAudit
from ringfence.adapters.redis_cases import RedisCaseStore
from ringfence.bootstrap.adapters import Adapters
from ringfence.bootstrap.cases import Cases
from ringfence.domain.cases import (
    CASE_ANCHORS_MAX,
    Anchor,
    Case,
    CloseRequest,
    OpenCaseRequest,
    anchors_of,
)
from ringfence.domain.errors import CaseMoved, UnknownRing
from ringfence.flow.audit import By
from ringfence.flow.case_ports import CaseChange, CaseStore, Joined
from tests.builders import NOON, a_case, a_person, an_alert, settings
from tests.contract.test_rings import World, farm

ANA = a_person("ana")
ASKED = "the bank called"


@dataclass
class Floor:
    """A ring that was found, and cases that nobody's alerts reach."""

    world: World
    store: CaseStore
    audit: MemoryAudit

    @property
    def ring_id(self) -> str:
        return self.world.only_ring().ring_id

    @property
    def cases(self) -> Cases:
        adapters = Adapters(
            settings(),
            cases=self.store,
            rings=self.world.rings,
            rings_of_users=self.world.rings,
            state=self.world.services,
            list_store=self.world.services,
            now=self.world.clock,
        )
        return Cases(adapters, lambda person: By(person, self.world.clock(), self.audit))

    def open(self, ring_id: str | None = None) -> Case:
        asked = OpenCaseRequest(ring_id=ring_id or self.ring_id, reason=ASKED)
        return self.cases.open(asked, ANA)

    def has(self, *cases: Case) -> None:
        """These were opened by alerts."""
        before = self.store.joined()
        after = Joined(before.alert_seq, before.cases + len(cases))
        assert self.store.store_joined(before, after, [CaseChange(None, one) for one in cases])

    def recorded(self) -> list[str]:
        return [entry.action for entry in self.audit.before(None, 100)]


@pytest.fixture(params=["memory", "redis"])
def floor(request: pytest.FixtureRequest, redis_url: str, namespace: str) -> Floor:
    world = World(redis_url, namespace)
    world.pay(farm(12))
    world.detect()
    redis = RedisCaseStore(world.client, world.keys)
    store = MemoryCaseStore() if request.param == "memory" else redis
    return Floor(world, store, MemoryAudit())


def a_case_of(user_id: str, case_id: str, **changes: object) -> Case:
    alert = an_alert(user_id=user_id, device_id=f"{user_id}-own", **changes)
    return a_case(alert, case_id)


def test_a_ring_that_nobody_works_gets_a_case_that_says_who_asked_and_why(floor: Floor) -> None:
    opened = floor.open()

    assert opened.anchors == (Anchor(type="ring", id=floor.ring_id),)
    assert (opened.case_id, opened.status, opened.hold) == ("case-1", "open", None)
    assert [(one.person, one.action, one.detail) for one in opened.activity] == [
        ("ana", "opened", ASKED)
    ]
    assert opened.headline == "12 users share device device and 1 ip"
    assert floor.store.find("case-1") == opened
    assert floor.recorded() == ["cases.opened"]


def test_asking_again_answers_the_same_case_and_changes_nothing(floor: Floor) -> None:
    opened = floor.open()

    again = floor.open()

    assert again == opened
    assert floor.store.joined().cases == 1
    assert floor.recorded() == ["cases.opened"]


def test_a_closed_case_is_not_opened_again_but_followed_by_another(floor: Floor) -> None:
    opened = floor.open()
    taken = floor.cases.take(opened.case_id, ANA)
    closing = CloseRequest(reason="genuine", version=taken.version)
    floor.cases.close(opened.case_id, closing, ANA)

    assert floor.open().case_id == "case-2"


def test_the_most_urgent_case_of_its_members_takes_the_ring_in(floor: Floor) -> None:
    later = a_case_of("device-user-1", "case-1")
    sooner = a_case_of("device-user-2", "case-2").model_copy(update={"due_at": NOON})
    floor.has(later, sooner)

    opened = floor.open()

    assert opened.case_id == "case-2"
    assert Anchor(type="ring", id=floor.ring_id) in opened.anchors
    assert opened.version == sooner.version + 1
    assert (opened.activity[0].person, opened.activity[0].action) == ("ana", "joined")
    assert floor.recorded() == ["cases.joined"]


def test_a_case_that_has_no_room_for_the_ring_is_passed_over(floor: Floor) -> None:
    others = [Anchor(type="user", id=f"other-{number}") for number in range(CASE_ANCHORS_MAX)]
    member = Anchor(type="user", id="device-user-1")
    full = a_case_of("device-user-1", "case-1").model_copy(
        update={"anchors": (member, *others)[:CASE_ANCHORS_MAX]}
    )
    floor.has(full)

    opened = floor.open()

    assert opened.case_id == "case-2"
    assert floor.open() == opened


class Overtaken:
    """A store in which somebody's alert opens a case between reading and storing, so often."""

    def __init__(self, floor: Floor, times: int) -> None:
        self._floor, self._store, self._left = floor, floor.store, times

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def joined(self) -> Joined:
        found = self._store.joined()
        if self._left:
            self._left -= 1
            case_id = f"case-{found.cases + 1}"
            opened = CaseChange(None, a_case_of(case_id, case_id))
            assert self._store.store_joined(found, Joined(0, found.cases + 1), [opened])
        return found


def test_a_case_that_is_opened_meanwhile_is_not_lost(floor: Floor) -> None:
    floor.store = Overtaken(floor, times=1)  # type: ignore[assignment]

    opened = floor.open()

    names = {one.case_id for one in floor.store.active(None, 9).cases}
    assert (opened.case_id, names) == ("case-2", {"case-1", "case-2"})
    assert floor.recorded() == ["cases.opened"] * 3, "recorded, withdrawn, recorded"


def test_where_cases_change_faster_than_it_can_be_stored_that_is_told(floor: Floor) -> None:
    floor.store = Overtaken(floor, times=99)  # type: ignore[assignment]

    with pytest.raises(CaseMoved):
        floor.open()


def test_an_unknown_ring_opens_nothing(floor: Floor) -> None:
    with pytest.raises(UnknownRing):
        floor.open("ring-of-nobody")

    assert floor.store.joined().cases == 0
    assert floor.recorded() == []


def test_an_alert_of_a_member_joins_the_case_that_was_opened_for_the_ring(floor: Floor) -> None:
    opened = floor.open()
    alert = an_alert(user_id="device-user-3")
    ring_of = floor.world.rings.rings_of(["device-user-3"])

    working = floor.store.working(anchors_of(alert, ring_of["device-user-3"]))

    assert [case.case_id for case in working.values()] == [opened.case_id]
