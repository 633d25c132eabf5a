"""Flows and threats on Redis: from decisions over the projector to the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from ringfence.adapters.memory_threats import MemoryThreats
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_feed import RedisFeed
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_state import connect
from ringfence.adapters.redis_tallies import FlowProjection, RedisTallies, ThreatProjection
from ringfence.adapters.redis_threats import RedisThreats
from ringfence.domain.errors import TooManySnoozes, UnknownThreat
from ringfence.domain.flows import FlowLink, FlowPage
from ringfence.domain.labels import LabelRequest
from ringfence.domain.paging import Place
from ringfence.domain.threat_records import alert_of
from ringfence.domain.threats import THREATS_MAX
from ringfence.domain.transactions import Transaction
from ringfence.domain.values import Outcome
from ringfence.flow.flows import BandQuery, FlowQuery
from ringfence.flow.threat_ports import ThreatChanges, ThreatCheck, ThreatStore
from tests.builders import NOON, a_person, a_transaction, services
from tests.contract.test_state import redis_state
from tests.unit.domain.test_threat_records import a_snooze, a_threat

# Buckets expire by the server's clock, so these tests live in the present, in one hour and minute.
NOW = datetime.now(UTC).replace(second=30, microsecond=0)


class World:
    """Decisions, projected, and the use cases that read them."""

    def __init__(self, redis_url: str, namespace: str) -> None:
        self.client: Redis = connect(redis_url, 5.0)
        self.keys = keys = Keys(namespace)
        decisions = RedisDecisions(self.client, keys)
        self.projector = RedisProjector(
            self.client, keys, decisions, (FlowProjection(keys), ThreatProjection(keys))
        )
        self.threats = RedisThreats(self.client, keys)
        self.services = services(
            state=redis_state(redis_url, namespace),
            decisions=decisions,
            tallies=RedisTallies(self.client, keys),
            threats=self.threats,
            now=lambda: NOW,
        )

    def decide(self, *transactions: Transaction) -> None:
        self.services.score_batch(transactions)
        self.project()

    def project(self) -> None:
        while self.projector.step(200):
            pass

    def flows(self, **changes: object) -> FlowPage:
        return self.services.flows.read(a_query(**changes))


def a_query(**changes: object) -> FlowQuery:
    fields: dict[str, object] = {
        "by": "segment",
        "to": "merchant",
        "measure": "amount",
        "outcomes": tuple(Outcome),
        "nodes_max": 12,
        "since": NOW - timedelta(minutes=30),
        "until": NOW,
    }
    return FlowQuery(**{**fields, **changes})  # type: ignore[arg-type]


def paid(second: int, **changes: Any) -> Transaction:
    at = NOW - timedelta(seconds=second)
    fields: dict[str, Any] = {"occurred_at": at, "received_at": at}
    return a_transaction(**{**fields, **changes})


@pytest.fixture
def world(redis_url: str, namespace: str) -> World:
    return World(redis_url, namespace)


def band(page: FlowPage, source: str, target: str) -> FlowLink:
    return next(one for one in page.links if (one.source, one.target) == (source, target))


def test_a_payment_is_in_one_band_on_either_side_of_its_card(world: World) -> None:
    world.decide(paid(3, amount_minor=1_500, merchant="Bakery"))

    page = world.flows()

    assert page.currency == "USD"
    assert band(page, "from:new", "card:new").amounts_minor.approve == 1_500
    assert band(page, "card:new", "to:Bakery").transactions.approve == 1
    assert len(page.links) == 2
    assert sum(moment.transactions.total for moment in page.moments) == 1


def test_a_redelivered_or_labelled_payment_is_counted_once(world: World) -> None:
    payment = paid(3)

    world.decide(payment)
    world.decide(payment)
    request = LabelRequest(label="fraud", reason="chargeback", author="ana")
    request = LabelRequest(label="fraud", reason="chargeback")
    world.services.label(payment.transaction_id, request, a_person())
    world.project()

    assert world.flows().currencies[0].transactions == 1


def test_amounts_of_two_currencies_are_never_added(world: World) -> None:
    world.decide(
        paid(3, amount_minor=100),
        paid(4, amount_minor=100),
        paid(5, amount_minor=7, currency="JPY"),
    )

    usd, jpy = world.flows(), world.flows(currency="JPY")

    assert [one.currency for one in usd.currencies] == ["USD", "JPY"]
    assert sum(node.amounts_minor.total for node in usd.nodes if node.column == "to") == 200
    assert sum(node.amounts_minor.total for node in jpy.nodes if node.column == "to") == 7


@pytest.mark.parametrize("by", ["segment", "ring", "device", "channel"])
def test_what_goes_in_comes_out_whoever_is_named(world: World, by: str) -> None:
    world.decide(
        *(
            paid(
                place,
                user_id=f"user-{place % 7}",
                device_id=f"device-{place % 9}",
                merchant=f"shop-{place % 11}",
                amount_minor=100 + place,
                channel="online" if place % 2 else None,
            )
            for place in range(40)
        )
    )

    page = world.flows(by=by, nodes_max=3)

    sums = {
        column: sum(node.amounts_minor.total for node in page.nodes if node.column == column)
        for column in ("from", "card", "to")
    }
    assert set(sums.values()) == {sum(100 + place for place in range(40))}
    named = [node for node in page.nodes if node.column == "to" and not node.is_other]
    assert len(named) == 3


def test_only_stopped_payments_are_drawn_when_asked(world: World) -> None:
    world.decide(paid(9, user_id="ann"), paid(8, user_id="bob"), paid(7, user_id="cem"))

    page = world.flows(outcomes=(Outcome.REVIEW, Outcome.DECLINE))

    stopped = sum(node.transactions.total for node in page.nodes if node.column == "to")
    assert stopped == 2, "the second and third user of one device are reviewed"
    assert all(node.transactions.approve == 0 for node in page.nodes)


def test_every_payment_of_a_band_is_listed_newest_first_by_cursor(world: World) -> None:
    world.decide(paid(29, merchant="Bar"), *(paid(25 - at, merchant="Bakery") for at in range(25)))
    query = a_query(measure="transactions")
    listed: list[str] = []
    before: tuple[int, str] | None = None

    for _ in range(5):
        asked = BandQuery("card:known", "to:Bakery", limit=10, before=before)
        page = world.services.flows.list_band(query, asked)
        listed.extend(one.transaction_id for one in page.transactions)
        times = [one.occurred_at for one in page.transactions]
        assert times == sorted(times, reverse=True)
        if page.next_before is None:
            break
        at_ms, _, name = page.next_before.partition(" ")
        before = int(at_ms), name

    counted = band(world.flows(), "card:known", "to:Bakery").transactions.total
    assert len(listed) == len(set(listed)) == counted > 10
    assert not page.is_partial


def test_the_other_node_lists_what_it_draws(world: World) -> None:
    world.decide(
        *(paid(20 - place, merchant="Big", amount_minor=9_000) for place in range(3)),
        *(paid(10 - place, merchant=f"small-{place}", amount_minor=10) for place in range(4)),
    )
    query = a_query(nodes_max=1)

    page = world.services.flows.list_band(query, BandQuery("card:known", "to/other", limit=50))

    assert {one.merchant for one in page.transactions} <= {f"small-{place}" for place in range(4)}
    drawn = band(world.flows(nodes_max=1), "card:known", "to/other").transactions.total
    assert len(page.transactions) == drawn


def test_a_wide_window_reads_few_buckets(world: World) -> None:
    world.decide(paid(3))

    sizes = {days: world.flows(since=NOW - timedelta(days=days)) for days in (0.1, 2, 30)}

    assert [page.bucket for page in sizes.values()] == ["minute", "hour", "day"]
    assert all(len(page.moments) <= 181 for page in sizes.values())
    assert all(page.currencies[0].transactions == 1 for page in sizes.values())


# ── Threats ──────────────────────────────────────────────────────────────────────────────────────


def test_card_testing_becomes_a_threat_with_its_course(world: World) -> None:
    world.decide(
        *(
            paid(
                50 - place,
                user_id=f"guest-{place}",
                card_id=f"card-{place}",
                device_id="tester",
                merchant="Gift Cards",
                channel="online",
                amount_minor=150,
            )
            for place in range(30)
        ),
    )

    report = world.services.threats.detect()
    page = world.services.threats.list(Place(0, 10))

    assert {one.kind for one in report.begun} >= {"merchant", "device"}
    device = next(one for one in page.threats if one.kind == "device")
    assert device.names == ("tester",)
    assert device.strongest.new_cards == 30
    course = world.services.threats.follow(device.threat_id)
    assert sum(moment.count for moment in course.minutes) == 30
    assert world.services.threats.detect().begun == ()


def test_threats_are_stored_as_they_were(world: World) -> None:
    check = ThreatCheck(NOW, tested=7, hours_known=3)

    assert world.threats.put(ThreatChanges([a_threat("one"), a_threat("two")], check), before=None)

    assert {one.threat_id: one for one in world.threats.all()} == {
        name: a_threat(name) for name in ("one", "two")
    }
    assert world.threats.last_check() == check
    with pytest.raises(UnknownThreat):
        world.services.threats.follow("three")


def test_what_another_build_stored_is_as_if_it_were_not_there_and_goes_with_the_next_check(
    world: World,
) -> None:
    old = {"one": '{"threat_id": "one", "magnitude": 3}', "check": '{"at": "%s", "tested": 4}'}
    old["check"] %= (NOW - timedelta(minutes=1)).isoformat()
    world.client.hset(world.keys.threats, mapping=old)

    assert world.services.threats.list(Place(0, 10)).threats == ()
    before = world.threats.last_check()
    assert before == ThreatCheck(NOW - timedelta(minutes=1), tested=4, hours_known=0)
    assert world.threats.put(ThreatChanges([a_threat("two")], _check()), before)

    assert [one.threat_id for one in world.services.threats.list(Place(0, 10)).threats] == ["two"]
    assert world.client.hexists(world.keys.threats, "one") is False


def test_the_longest_over_are_forgotten_first(world: World) -> None:
    over = [
        a_threat(f"over-{place}", status="over", last_seen=NOW - timedelta(hours=place))
        for place in range(THREATS_MAX)
    ]

    active = a_threat("active", last_seen=NOW - timedelta(days=9))
    world.threats.put(ThreatChanges([*over, active], _check()), before=None)
    kept = {one.threat_id for one in world.threats.all()}

    assert len(kept) == THREATS_MAX
    assert "active" in kept
    assert f"over-{THREATS_MAX - 1}" not in kept


def _check(minute: int = 0) -> ThreatCheck:
    return ThreatCheck(NOW + timedelta(minutes=minute), tested=1, hours_known=0)


@pytest.fixture(params=["memory", "redis"])
def threats(request: pytest.FixtureRequest) -> ThreatStore:
    if request.param == "memory":
        return MemoryThreats()
    store: ThreatStore = request.getfixturevalue("world").threats
    return store


def test_of_two_checks_at_once_the_first_is_stored(threats: ThreatStore) -> None:
    first, second = (ThreatChanges([a_threat(name)], _check(1)) for name in ("one", "two"))

    assert threats.put(first, before=None)
    assert not threats.put(second, before=None)

    assert [one.threat_id for one in threats.all()] == ["one"]
    assert threats.put(ThreatChanges([a_threat("two")], _check(2)), before=_check(1))


def test_an_alert_is_raised_with_the_check_that_stores_it_or_not_at_all(world: World) -> None:
    alert = alert_of(a_threat(), NOW)
    changes = ThreatChanges([a_threat()], _check(), [alert])

    world.threats.put(changes, before=None)
    world.threats.put(changes, before=None)

    [raised] = RedisFeed(world.client, world.keys).page(None, None, 9).alerts
    assert raised == alert.model_copy(update={"seq": 1})


def test_a_snooze_stands_until_it_ends_or_is_woken(threats: ThreatStore) -> None:
    first = a_snooze(("Bakery",), until=NOON + timedelta(hours=1))
    longer = a_snooze(("Bakery",), until=NOON + timedelta(hours=2))
    other = a_snooze(("Cafe",), until=NOON + timedelta(minutes=1))
    for one in (first, other, longer):
        threats.snooze(one)

    assert {one.names: one.until for one in threats.snoozes()} == {
        ("Bakery",): longer.until,
        ("Cafe",): other.until,
    }
    later = a_snooze(("Deli",), until=NOON + timedelta(hours=3), created_at=other.until)
    threats.snooze(later)
    assert {one.names for one in threats.snoozes()} == {("Bakery",), ("Deli",)}
    threats.wake("merchant", ["Bakery"])
    threats.wake("merchant", ["Bakery"])
    assert [one.names for one in threats.snoozes()] == [("Deli",)]


def test_there_can_be_only_so_many_snoozes(threats: ThreatStore) -> None:
    for place in range(THREATS_MAX):
        threats.snooze(a_snooze((f"shop-{place}",)))
    threats.snooze(a_snooze(("shop-0",)))

    with pytest.raises(TooManySnoozes):
        threats.snooze(a_snooze(("one more",)))
