"""Rings on real Redis and FalkorDB: read, found, stored, told to the path, blocked and undone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from ringfence.adapters.falkor_network import SLICE, FalkorNetwork
from ringfence.adapters.memory_cases import MemoryCaseStore
from ringfence.adapters.memory_ties import MemoryTies
from ringfence.adapters.redis_audit import RedisAudit
from ringfence.adapters.redis_cases import RedisCaseStore
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_feed import RedisFeed
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lease import RedisLease
from ringfence.adapters.redis_list_store import RedisListStore
from ringfence.adapters.redis_payment_totals import PaymentsByUser, RedisPaymentTotals
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_rings import RedisRings
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services
from ringfence.domain.alerts import RingAlert
from ringfence.domain.cases import RING_ANCHORS_MAX, Anchor, ring_anchors
from ringfence.domain.decisions import Decision
from ringfence.domain.errors import InvalidTransaction, StateUnavailable, UnknownRing
from ringfence.domain.labels import LabelRequest
from ringfence.domain.lists import ListEntryRequest
from ringfence.domain.paging import Place
from ringfence.domain.rings import BlockRingRequest, RingPage, RingQuery, RingSummary
from ringfence.domain.transactions import Transaction
from ringfence.flow.case_ports import CaseChange, Joined
from ringfence.flow.detect_rings import ENDED_KEPT, DetectionReport, detect_rings
from ringfence.flow.join_alerts import join_alerts
from tests.builders import NOON, StillClock, a_case, a_person, a_transaction, observed, services
from tests.contract.test_state import redis_state

ANN = a_person("ann")
HOUR_S = 3_600


def farm(users: int, device: str = "device", start: int = 0, at_s: float = 0) -> list[Transaction]:
    """Accounts that pay from one device behind one address, a minute apart."""
    return [
        a_transaction(
            at_s + 60 * number,
            user_id=f"{device}-user-{number}",
            card_id=f"{device}-card-{number}",
            device_id=device,
            ip=address_of(device),
        )
        for number in range(start, start + users)
    ]


def address_of(device: str) -> str:
    """Each farm has an address of its own."""
    return f"10.0.0.{sum(device.encode()) % 250}"


@dataclass
class World:
    """One namespace: payments are decided and projected, rings detected when asked."""

    redis_url: str
    namespace: str
    clock: StillClock = field(default_factory=StillClock)

    def __post_init__(self) -> None:
        self.client = connect(self.redis_url, 5.0)
        self.keys = keys = Keys(self.namespace)
        self.decisions = RedisDecisions(self.client, keys)
        self.rings = RedisRings(self.client, keys)
        self.totals = RedisPaymentTotals(self.client, keys)
        self.source = FalkorNetwork(self.client, keys.graph)
        self.feed = RedisFeed(self.client, keys)
        self.cases = MemoryCaseStore()
        self.services: Services = services(
            state=redis_state(self.redis_url, self.namespace),
            decisions=self.decisions,
            rings=self.rings,
            payment_totals=self.totals,
            ring_source=self.source,
            rings_lease=RedisLease(self.client, keys.rings_lease),
            list_store=RedisListStore(self.client, keys),
            audit=RedisAudit(self.client, keys, lambda _: None),
            feed=self.feed,
            cases=self.cases,
            now=self.clock,
        )

    def pay(self, transactions: Sequence[Transaction]) -> list[Decision]:
        decided = list(self.services.score_batch(transactions))
        projections = (PaymentsByUser(self.keys),)
        RedisProjector(self.client, self.keys, self.decisions, projections).step(10_000)
        assert all(isinstance(one, Decision) for one in decided)
        return [one for one in decided if isinstance(one, Decision)]

    def detect(self) -> DetectionReport:
        return detect_rings(self.source, self.totals, self.rings, self.clock())

    def only_ring(self) -> RingSummary:
        [ring] = self.page().rings
        return ring

    def page(self, **query: object) -> RingPage:
        return self.services.rings.page(RingQuery(**query))  # type: ignore[arg-type]

    def ring_alerts(self) -> list[RingAlert]:
        alerts = self.feed.page(None, None, 100).alerts
        return [alert for alert in alerts if isinstance(alert, RingAlert)]


@pytest.fixture
def world(redis_url: str, namespace: str) -> World:
    return World(redis_url, namespace)


# ── Ties ─────────────────────────────────────────────────────────────────────────────────────────


def test_ties_read_in_slices_are_those_that_memory_knows(world: World) -> None:
    rng = random.Random(8)
    memory = MemoryTies()
    payments = [
        a_transaction(
            number,
            user_id=f"u{rng.randrange(40)}",
            card_id=f"c{rng.randrange(60)}",
            device_id=f"d{rng.randrange(30)}",
            ip=rng.choice([None, f"10.0.0.{rng.randrange(20)}"]),
        )
        for number in range(300)
    ]
    # One by one: the rows of a batch reach the graph in no order, so `first` is that of any.
    for payment in payments:
        world.services.score_batch([payment])
    for payment in payments:
        memory.write(payment)
    told = payments[::7]
    for payment in told:
        memory.label(payment, is_fraud=True)
        label = LabelRequest(label="fraud", reason="chargeback", author="ana")
        world.services.label(payment.transaction_id, label, ANN)

    read, expected = world.source.read(), memory.read()

    assert sorted(read.ties) == sorted(expected.ties)
    assert read.facts == expected.facts


@pytest.mark.parametrize("slice_nodes", [1, 3, 7, 1_000])
def test_each_tie_is_read_once_however_it_is_sliced(world: World, slice_nodes: int) -> None:
    observed(redis_state(world.redis_url, world.namespace), [*farm(3), *farm(9, "other")])
    whole = FalkorNetwork(world.client, world.keys.graph).read()

    sliced = FalkorNetwork(world.client, world.keys.graph, slice_nodes).read()

    assert sorted(sliced.ties) == sorted(whole.ties)
    assert len(set(sliced.ties)) == len(sliced.ties) > 20


def test_a_slice_is_read_by_its_label_and_node_ids(world: World) -> None:
    observed(redis_state(world.redis_url, world.namespace), farm(3))
    query = f"CYPHER start=0 until=9 {SLICE.format(label='Device')}"

    plan = world.client.execute_command("GRAPH.EXPLAIN", world.keys.graph, query)

    text = " ".join(line.decode() for line in plan)
    assert "Node By Label and ID Scan | (x:Device)" in text
    assert "All Node Scan" not in text


def test_before_the_first_payment_there_is_nothing_to_find(world: World) -> None:
    assert world.detect().rings == 0


def test_a_graph_that_is_away_is_said_and_nothing_ends(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    world.client.delete(world.keys.graph)

    with pytest.raises(StateUnavailable):
        world.detect()

    assert world.only_ring().size == 12


# ── Detection ────────────────────────────────────────────────────────────────────────────────────


def test_a_farm_is_found_alerted_and_known_to_the_next_decision(world: World) -> None:
    world.pay(farm(12))

    report = world.detect()

    ring = world.only_ring()
    [alert] = world.ring_alerts()
    [next_payment] = world.pay([a_transaction(900, user_id="device-user-3", device_id="other")])
    assert (report.rings, report.alerts, ring.size) == (1, 1, 12)
    assert (alert.change, alert.ring_id, alert.size) == ("formed", ring.ring_id, 12)
    assert next_payment.features["user_ring_size"] == 12
    assert next_payment.features["user_ring_score"] == ring.score
    assert "ring_member" in [reason.code for reason in next_payment.reasons]


def test_a_run_that_finds_nothing_new_writes_nothing(world: World) -> None:
    world.pay(farm(12))
    world.detect()

    again = world.detect()

    assert (again.written, again.alerts) == (0, 0)
    assert len(world.ring_alerts()) == 1


def test_a_ring_keeps_its_id_as_it_grows_and_alerts_once_it_is_much_larger(world: World) -> None:
    world.pay(farm(10))
    world.detect()
    first = world.only_ring()
    world.clock.at += timedelta(hours=1)
    world.pay(farm(1, start=10, at_s=HOUR_S))
    world.detect()
    world.pay(farm(5, start=11, at_s=2 * HOUR_S))
    world.clock.at += timedelta(hours=1)
    world.detect()

    ring = world.only_ring()
    history = world.services.rings.history(ring.ring_id).changes
    assert ring.ring_id == first.ring_id
    assert (ring.formed_at, ring.updated_at) == (NOON, NOON + timedelta(hours=2))
    assert [(one.kind, one.size) for one in history] == [("grew", 16), ("grew", 11), ("formed", 10)]
    assert [alert.change for alert in world.ring_alerts()] == ["grew", "formed"]


def test_rings_that_meet_are_one_and_the_other_says_where_it_went(world: World) -> None:
    world.pay([*farm(12), *farm(8, "tablet")])
    world.detect()
    big, small = world.page(sort="size").rings
    world.pay(
        [
            a_transaction(5_000, user_id=f"tablet-user-{n}", card_id="c", device_id="device")
            for n in range(8)
        ]
    )
    world.detect()

    ring = world.only_ring()
    [ended] = world.page(status="ended").rings
    assert (ring.ring_id, ring.size) == (big.ring_id, 20)
    assert (ended.ring_id, ended.merged_into) == (small.ring_id, big.ring_id)


def test_a_headline_tells_rings_apart_by_what_their_users_share(world: World) -> None:
    world.pay([*farm(12), *farm(9, device="device-7", at_s=HOUR_S)])

    world.detect()

    assert {one.headline for one in world.page().rings} == {
        "12 users share device device and 1 ip",
        "9 users share device-7 and 1 ip",
    }


def _as_another_build_wrote_it(world: World, ring_id: str) -> None:
    fields = {"summary": '{"ring_id": "old", "colour": 3}', "digest": "of the old form"}
    world.client.hset(world.keys.ring(ring_id), mapping=fields)


def test_a_ring_nobody_can_read_is_left_out_and_written_anew_with_its_block(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    ring_id = world.only_ring().ring_id
    world.services.rings.block(ring_id, BlockRingRequest(reason="farm"), ANN)
    _as_another_build_wrote_it(world, ring_id)

    assert world.page().rings == ()
    with pytest.raises(UnknownRing):
        world.services.rings.dossier(ring_id)
    world.detect()

    again = world.only_ring()
    assert (again.ring_id, again.size, again.is_blocked) == (ring_id, 12, True)


def test_a_ring_nobody_can_read_that_is_over_lets_its_users_go(world: World) -> None:
    payments = world.pay(farm(3))
    name = payments[1].transaction_id
    fraud = LabelRequest(label="fraud", reason="chargeback", author="ana")
    world.services.label(name, fraud, ANN)
    world.detect()
    ring_id = world.only_ring().ring_id
    _as_another_build_wrote_it(world, ring_id)
    world.services.label(name, LabelRequest(label="genuine", reason="x", author="ana"), ANN)

    world.detect()

    [payment] = world.pay([a_transaction(900, user_id="device-user-1")])
    assert payment.features["user_ring_size"] == 0
    assert [one.ring_id for one in world.page(status="ended").rings] == [ring_id]


def test_a_ring_that_is_no_longer_one_ends_and_is_forgotten_a_month_later(world: World) -> None:
    payments = world.pay(farm(3))
    fraud = LabelRequest(label="fraud", reason="chargeback", author="ana")
    name = payments[1].transaction_id
    world.services.label(name, fraud, ANN)
    world.detect()
    ring = world.only_ring()
    cleared = LabelRequest(label="genuine", reason="mistake", author="ana")
    world.services.label(name, cleared, ANN)
    world.detect()
    [payment] = world.pay([a_transaction(900, user_id="device-user-1")])

    ended = world.page(status="ended").rings
    world.clock.at += ENDED_KEPT + timedelta(seconds=1)
    report = world.detect()

    assert [one.ring_id for one in ended] == [ring.ring_id]
    assert payment.features["user_ring_size"] == 0
    assert report.pruned == 1
    with pytest.raises(UnknownRing):
        world.services.rings.dossier(ring.ring_id)


def test_only_one_run_at_a_time_and_none_too_soon(world: World) -> None:
    world.pay(farm(12))

    assert world.services.rings.detect() is not None
    assert world.services.rings.detect() is None


# ── Payments and dossier ─────────────────────────────────────────────────────────────────────────


def test_payments_add_up_by_currency_and_outcome_once(world: World) -> None:
    payments = [*farm(12), *farm(2, at_s=HOUR_S)]
    payments[-1] = payments[-1].model_copy(update={"currency": "EUR"})
    decisions = world.pay(payments)
    world.services.label(
        decisions[0].transaction_id, LabelRequest(label="fraud", reason="x", author="ana"), ANN
    )
    world.pay([])

    world.detect()

    usd, eur = world.only_ring().exposure
    assert (usd.currency, usd.payments, usd.total_minor) == ("USD", 13, 13_000)
    assert (eur.currency, eur.payments, eur.total_minor) == ("EUR", 1, 1_000)


def test_a_dossier_names_the_active_case_that_works_its_ring(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    ring_id = world.only_ring().ring_id
    case = a_case().model_copy(update={"anchors": (Anchor(type="ring", id=ring_id),)})

    before = world.services.rings.dossier(ring_id).case_id
    world.cases.store_joined(Joined(), Joined(1, 1), [CaseChange(None, case)])

    assert before is None
    assert world.services.rings.dossier(ring_id).case_id == case.case_id


def test_a_ring_is_placed_by_its_members_and_the_devices_they_share(world: World) -> None:
    world.pay(farm(RING_ANCHORS_MAX + 2))
    world.detect()
    ring = world.only_ring()

    found = world.rings.anchors_of_rings([ring.ring_id, "unknown"])

    first = [one.user_id for one in world.services.rings.dossier(ring.ring_id).members]
    assert found == {ring.ring_id: ring_anchors(first[:RING_ANCHORS_MAX], ["device"])}
    assert world.rings.anchors_of_rings([]) == {}


def test_a_ring_found_after_its_payments_alerted_is_one_case_with_them(world: World) -> None:
    store = RedisCaseStore(world.client, world.keys)
    world.pay(farm(12))
    join_alerts(world.feed, store, world.rings)
    assert store.joined().cases == 1
    world.detect()

    join_alerts(world.feed, store, world.rings)

    ring, case = world.only_ring(), store.find("case-1")
    assert case is not None
    assert store.joined().cases == 1
    assert Anchor(type="ring", id=ring.ring_id) in case.anchors
    assert case.exposure == {"USD": ring.exposure[0].total_minor}


def test_a_dossier_says_who_how_and_since_when(world: World) -> None:
    decisions = world.pay(farm(12))
    fraud = LabelRequest(label="fraud", reason="chargeback", author="ana")
    world.services.label(decisions[4].transaction_id, fraud, ANN)
    world.detect()

    dossier = world.services.rings.dossier(world.only_ring().ring_id)

    roles = {member.user_id: member.roles for member in dossier.members}
    labels = {one.user_id: one.label for one in dossier.payments}
    assert sum(reason.points for reason in dossier.reasons) == round(dossier.ring.score * 10_000)
    assert len(dossier.members) == 12
    assert roles["device-user-4"] == ("confirmed_fraud",)
    assert {one.identifier for one in dossier.identifiers} == {"device", address_of("device")}
    assert dossier.growth[-1].members == 12
    assert dossier.paths[0].steps[0].entity_id == dossier.members[0].user_id
    assert labels["device-user-4"] == "fraud"
    assert {one.outcome.value for one in dossier.payments} <= {"review", "decline"}


def test_the_graph_names_each_edge_by_nodes_it_has(world: World) -> None:
    world.pay(farm(12))
    world.detect()

    graph = world.services.rings.graph(world.only_ring().ring_id)

    assert (len(graph.nodes), graph.total_nodes, graph.truncated) == (14, 14, False)
    assert len(graph.edges) == 24
    assert all(graph.nodes[edge.source].entity == "user" for edge in graph.edges)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


def test_pages_follow_each_other_whatever_the_order_and_leave_none_out(world: World) -> None:
    for number in range(7):
        world.pay(farm(8 + number % 2, f"farm-{number}"))
    world.detect()
    whole = world.page(sort="size").rings

    paged: list[RingSummary] = []
    cursor = None
    while True:
        page = world.page(sort="size", limit=2, cursor=cursor)
        paged += page.rings
        cursor = page.next_cursor
        if cursor is None:
            break

    assert tuple(paged) == whole
    assert len(whole) == 7
    assert [one.size for one in whole] == sorted((one.size for one in whole), reverse=True)


def test_rings_are_filtered_by_size_score_and_user(world: World) -> None:
    world.pay([*farm(12), *farm(7, "tablet")])
    world.detect()

    assert [ring.size for ring in world.page(min_size=8).rings] == [12]
    assert world.page(min_score=1.0).rings == ()
    assert [ring.size for ring in world.page(user_id="tablet-user-2").rings] == [7]
    assert world.page(user_id="nobody").rings == ()


def test_a_cursor_that_is_none_of_ours_is_refused(world: World) -> None:
    with pytest.raises(InvalidTransaction):
        world.page(cursor="x")


# ── Block ────────────────────────────────────────────────────────────────────────────────────────


def test_blocking_a_ring_declines_its_members_and_undoing_lets_them_pay(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    ring_id = world.only_ring().ring_id
    user = {"user_id": "device-user-3", "device_id": "own", "card_id": "own"}

    result = world.services.rings.block(ring_id, BlockRingRequest(reason="device farm"), ANN)
    [blocked] = world.pay([a_transaction(900, **user)])
    world.services.rings.unblock(ring_id, ANN)
    [free] = world.pay([a_transaction(901, **user)])

    assert len(result.blocked) == 12
    assert blocked.outcome.value == "decline"
    assert "listed_block" not in [reason.code for reason in free.reasons]
    assert world.only_ring().is_blocked is False


def test_undoing_a_block_leaves_who_was_blocked_before(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    ring_id = world.only_ring().ring_id
    known = ListEntryRequest(
        list="block", entity="user", entity_id="device-user-0", reason="chargeback"
    )
    world.services.add_list_entry(known, ANN)

    result = world.services.rings.block(ring_id, BlockRingRequest(reason="farm"), ANN)
    world.services.rings.unblock(ring_id, ANN)

    left = world.services.find_list_entries("block", "user", Place(0, 99)).entries
    assert result.skipped == ("device-user-0",)
    assert [entry.entity_id for entry in left] == ["device-user-0"]


def test_a_block_is_remembered_by_the_next_run_and_in_the_audit_log(world: World) -> None:
    world.pay(farm(12))
    world.detect()
    ring_id = world.only_ring().ring_id
    world.services.rings.block(ring_id, BlockRingRequest(reason="farm"), ANN)
    world.pay(farm(3, start=12, at_s=HOUR_S))

    world.detect()

    dossier = world.services.rings.dossier(ring_id)
    actions = [row.action for row in RedisAudit(world.client, world.keys, print).before(None, 100)]
    assert dossier.ring.is_blocked
    assert dossier.block is not None
    assert (dossier.block.author, len(dossier.block.entry_ids)) == ("ann", 12)
    assert "rings.block" in actions
