"""Pruning on FalkorDB: hubs, plans, and what a deployment makes of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from ringfence.adapters.falkor_network import FalkorNetwork
from ringfence.adapters.falkor_prune import (
    DEGREES,
    FORGET_IDENTIFIERS,
    FORGET_TIES,
    FORGET_USERS,
    NOTE_UNTIED,
    ODD,
    OF_IDENTIFIERS,
    OF_USERS,
    PruneLimits,
)
from ringfence.adapters.falkor_slices import NEXT
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Adapters, Services
from ringfence.domain.errors import UnknownEntity
from ringfence.flow.entity_ports import EntityRef
from tests.builders import NOON, StillClock, a_transaction
from tests.builders import settings as a_deployment
from tests.conftest import redis_server
from tests.contract.test_prune import DAY_S, World, assert_degrees_are_edges, edges, falkor
from tests.contract.test_rings import World as RingWorld
from tests.contract.test_rings import farm
from tests.running import until

pytestmark = pytest.mark.services


def test_service_accounts_and_hubs_are_pruned_from_their_other_ends(
    redis_url: str, namespace: str
) -> None:
    world = falkor(redis_url, namespace, PruneLimits(few=1, many=3))
    for number in range(8):
        world.pay(0, user="guest", card_id=f"c{number}", device_id=f"d{number}")
        world.pay(0, user=f"u{number}", card_id=f"own-{number}", device_id="kiosk")

    assert world.prune(401) == (32, 34)
    assert edges(connect(redis_url, 5.0), Keys(namespace).graph) == {}


def test_a_tie_of_a_hub_to_a_service_account_waits_until_one_is_quieter(
    redis_url: str, namespace: str
) -> None:
    world = falkor(redis_url, namespace, PruneLimits(few=1, many=3))
    world.pay(0, user="guest", card_id="c0", device_id="kiosk")
    for number in range(1, 6):
        world.pay(number, user="guest", card_id=f"c{number}", device_id=f"d{number}")
        world.pay(number * 50, user=f"u{number}", card_id=f"own-{number}", device_id="kiosk")

    first = world.prune(404.5)
    client, name = connect(redis_url, 5.0), Keys(namespace).graph
    kept = edges(client, name)

    # The guest still has cards and devices of days 5 to 250 beside it; then it has not.
    assert first[0] == 9
    assert ("guest", "kiosk") in kept
    assert_degrees_are_edges(client, name)
    world.prune(406)
    assert ("guest", "kiosk") not in edges(client, name)


def test_no_query_of_a_pass_scans_the_graph(redis_url: str, namespace: str) -> None:
    world = falkor(redis_url, namespace)
    world.pay(0, ip="10.0.0.1")
    client, name = connect(redis_url, 5.0), Keys(namespace).graph
    written = [FORGET_TIES.format(label=one, degree=DEGREES[one]) for one in DEGREES]
    forgets = [FORGET_IDENTIFIERS.format(label=one) for one in DEGREES]
    slices = [NEXT, ODD, OF_USERS, OF_IDENTIFIERS]

    def plan(query: str, rows: str) -> str:
        given = f"CYPHER rows={rows} start=0 end=9 few=1 many=9 most=1 read_max=9 before=1 at=1"
        reply = client.execute_command("GRAPH.EXPLAIN", name, f"{given} {query}")
        return "\n".join(line.decode() for line in reply)

    def plans() -> list[str]:
        ties = [plan(query, '[["a","b"]]') for query in written]
        return ties + [plan(query, '["a"]') for query in (*forgets, NOTE_UNTIED, FORGET_USERS)]

    # An index is filled behind the command that makes it.
    until(lambda: all("Node By Index Scan" in one for one in plans()))
    sliced = [plan(query, "[]") for query in slices]
    assert all("NodeByIdSeek" in one for one in sliced)
    assert not any("All Node Scan" in one or "Label Scan" in one for one in (*plans(), *sliced))


def test_rings_are_read_past_the_ids_of_forgotten_nodes(redis_url: str, namespace: str) -> None:
    """How many nodes are left does not tell how far their ids go."""
    world = falkor(redis_url, namespace)
    for number in range(40):
        world.pay(0 if number < 30 else 300, user=f"u{number}", card_id=f"c{number // 2}")
    world.prune(500)
    client, name = connect(redis_url, 5.0), Keys(namespace).graph

    read = FalkorNetwork(client, name, slice_nodes=4).read()

    shared = [tie for tie in read.ties if tie.entity == "card"]
    assert Counter(tie.identifier for tie in shared) == {f"c{n}": 2 for n in range(15, 20)}
    assert len(read.ties) == len(shared) + 10


# ── As the function runs it ──────────────────────────────────────────────────────────────────────


def deployment(url: str, namespace: str, graph_url: str = "") -> Adapters:
    made = a_deployment(redis_url=url, graph_url=graph_url or url, namespace=namespace)
    return Adapters(made, now=StillClock(NOON + timedelta(days=401)))


def test_a_pass_that_is_done_is_due_again_a_day_later(redis_url: str, namespace: str) -> None:
    adapters = deployment(redis_url, namespace)
    services = Services(a_deployment(), adapters)
    World(adapters.state, adapters.aging_graph).pay(0)

    report = services.forgetting.prune(lambda: 300.0)

    assert report is not None
    assert (report.ended, report.ties, report.nodes) == ("done", 2, 3)
    assert services.forgetting.prune(lambda: 300.0) is None
    assert 86_000 < adapters.redis.ttl(Keys(namespace).prune_lease) <= 86_400


def test_a_run_without_time_lets_the_next_go_on_at_once(redis_url: str, namespace: str) -> None:
    adapters = deployment(redis_url, namespace)
    services = Services(a_deployment(), adapters)
    World(adapters.state, adapters.aging_graph).pay(0)

    reports = [services.forgetting.prune(lambda: 0.0) for _ in range(20)]

    ended = [report.ended for report in reports if report]
    assert ended[0] == "out of time"
    assert "done" not in ended
    last = services.forgetting.prune(lambda: 300.0)
    assert last is not None
    assert last.ended == "done"
    assert edges(adapters.redis, Keys(namespace).graph) == {}


def test_before_the_first_payment_there_is_nothing_to_forget(
    redis_url: str, namespace: str
) -> None:
    report = Services(a_deployment(), deployment(redis_url, namespace)).forgetting.prune(
        lambda: 300.0
    )

    assert report is not None
    assert (report.ended, report.requests) == ("done", 0)


def test_a_graph_on_a_server_of_its_own_is_pruned_there(
    redis_url: str, namespace: str, tmp_path: Path
) -> None:
    for server in redis_server(tmp_path):
        adapters = deployment(redis_url, namespace, server.url)
        payment = World(adapters.state, adapters.aging_graph).pay(0, user="bob", device_id="d")
        report = Services(a_deployment(), adapters).forgetting.prune(lambda: 300.0)

        assert report is not None
        assert report.ties == 2
        assert edges(connect(server.url, 5.0), Keys(namespace).graph) == {}
        assert not adapters.redis.exists(Keys(namespace).graph)
        assert adapters.ties.of([EntityRef("user", payment.user_id)], 10) == []


def test_who_was_forgotten_is_unknown_to_the_screens_of_the_graph(
    redis_url: str, namespace: str
) -> None:
    adapters = deployment(redis_url, namespace)
    services = Services(a_deployment(), adapters)
    World(adapters.state, adapters.aging_graph).pay(0, user="bob", device_id="d")
    bob = EntityRef("user", "bob")

    services.forgetting.prune(lambda: 300.0)

    with pytest.raises(UnknownEntity):
        services.look_up.graph(bob, 2, 50)
    assert services.look_up.path(bob, EntityRef("device", "d")).path is None


def test_a_ring_of_forgotten_users_ends_and_can_still_be_looked_at(
    redis_url: str, namespace: str
) -> None:
    rings = RingWorld(redis_url, namespace)
    rings.pay(farm(12))
    rings.detect()
    ring = rings.only_ring()
    world = falkor(redis_url, namespace)

    world.prune(401)
    payments = rings.pay([a_transaction(401 * DAY_S, user_id="device-user-3")])
    rings.detect()

    assert not rings.page(status="active").rings
    assert rings.services.rings.dossier(ring.ring_id).ring.status == "ended"
    assert rings.services.rings.graph(ring.ring_id).nodes
    assert payments[0].features["user_devices_ever"] == 1
