"""The graph forgets what nobody used, and nothing else: in memory and in FalkorDB alike."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_prune import (
    DEGREES,
    LIMITS,
    FalkorPrune,
    PruneLimits,
)
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from ringfence.domain.graph import GRAPH_FIELDS
from ringfence.domain.transactions import Transaction
from ringfence.flow.ports import Observation, State
from ringfence.flow.prune_ports import AgingGraph, PruneStep
from tests.builders import NOON, a_label, a_transaction, observed
from tests.conftest import redis_server
from tests.contract.test_state import redis_state
from tests.running import until

pytestmark = pytest.mark.services

RETENTION = timedelta(days=400)
DAY_S = 86_400
TINY = PruneLimits(slice_nodes=3, few=1, many=10, read_max=2, write_max=1)
"""So that little is enough for every bound to matter; nobody here has more than ten ties."""


@dataclass
class World:
    """A state and its graph, on a clock that only tests move."""

    state: State
    graph: AgingGraph

    def pay(self, day: float = 0, user: str = "user-1", **changes: Any) -> Transaction:
        """One payment, so many days after noon."""
        transaction = a_transaction(day * DAY_S, user_id=user, **changes)
        observed(self.state, [transaction])
        return transaction

    def prune(self, day: float) -> tuple[int, int]:
        """Ties and nodes forgotten by a pass on that day."""
        steps = [*self.steps(day)]
        return sum(step.ties for step in steps), sum(step.nodes for step in steps)

    def steps(self, day: float, place: int = 0) -> Iterator[PruneStep]:
        at = NOON + timedelta(days=day)
        return self.graph.prune(place, at - RETENTION, at)

    def degrees(self, transaction: Transaction) -> dict[str, int]:
        """What the graph says when it sees this one."""
        [row] = observed(self.state, [transaction])
        assert isinstance(row, Observation)
        assert row.graph is not None
        return dict(zip(GRAPH_FIELDS, row.graph.values, strict=True))


@pytest.fixture(params=["memory", "redis"])
def world(request: pytest.FixtureRequest, namespace: str) -> World:
    if request.param == "memory":
        state = MemoryState()
        assert state.graph is not None
        return World(state, state.graph)
    return falkor(request.getfixturevalue("redis_url"), namespace)


def falkor(url: str, namespace: str, limits: PruneLimits = LIMITS) -> World:
    graph = FalkorPrune(connect(url, 5.0), Keys(namespace).graph, limits)
    return World(redis_state(url, namespace), graph)


# ── What is due ──────────────────────────────────────────────────────────────────────────────────


def test_what_nobody_used_for_the_retention_is_forgotten(world: World) -> None:
    world.pay(0, ip="10.0.0.1")

    assert world.prune(400) == (0, 0)
    assert world.prune(401) == (3, 4)
    assert world.prune(402) == (0, 0)


def test_what_was_seen_again_stays(world: World) -> None:
    world.pay(0)
    world.pay(300, card_id="card-2")

    assert world.prune(500) == (1, 1)
    after = world.degrees(a_transaction(500 * DAY_S))
    assert (after["user_cards_ever"], after["user_devices_ever"]) == (2, 1)


def test_what_is_seen_after_it_was_forgotten_is_new(world: World) -> None:
    world.pay(0, user="old")
    world.pay(0, user="old", card_id="card-2", device_id="device-2")
    world.prune(401)

    after = world.degrees(a_transaction(401 * DAY_S, user_id="new"))
    again = world.degrees(a_transaction(401 * DAY_S, user_id="old"))

    assert (after["device_users_ever"], after["ring_users"]) == (1, 0)
    assert (again["device_users_ever"], again["user_cards_ever"], again["ring_users"]) == (2, 1, 1)


def test_a_hub_loses_its_old_users_and_keeps_the_others(world: World) -> None:
    for number in range(60):
        world.pay(number % 2 * 300, user=f"u{number}", card_id=f"c{number}", device_id="kiosk")

    assert world.prune(500) == (60, 60)
    assert world.degrees(a_transaction(500 * DAY_S, device_id="kiosk"))["device_users_ever"] == 31


def test_a_fraud_is_remembered_a_retention_longer_than_its_ties(world: World) -> None:
    fraud = world.pay(0, user="thief")
    world.state.label(a_label(fraud), fraud, is_usual_amount=False)
    world.prune(401)
    world.pay(500, user="thief", device_id="shared", card_id="card-2")
    after = world.degrees(a_transaction(500 * DAY_S, device_id="shared", card_id="card-3"))

    forgotten = [world.prune(day) for day in (800, 901)]

    assert after["ring_frauds"] == 1
    # The ties of day 500 of both, and both: one has waited since day 401.
    assert forgotten == [(0, 0), (4, 5)]


def test_a_fraud_told_of_a_user_without_ties_waits_the_retention_out(world: World) -> None:
    unseen = a_transaction(0, user_id="thief")
    world.state.label(a_label(unseen), unseen, is_usual_amount=False)

    assert [world.prune(day) for day in (1, 401, 402)] == [(0, 0), (0, 0), (0, 1)]


def test_a_fraud_that_is_taken_back_keeps_nobody(world: World) -> None:
    payment = world.pay(0)
    world.state.label(a_label(payment), payment, is_usual_amount=False)
    world.prune(401)
    world.state.label(a_label(payment, "genuine"), payment, is_usual_amount=False)

    assert world.prune(402) == (0, 1)
    assert world.degrees(a_transaction(402 * DAY_S))["user_cards_ever"] == 1


# ── Whatever happens between two requests ────────────────────────────────────────────────────────


class Move(NamedTuple):
    """A payment, or so many requests of a pass, which then dies."""

    kind: Literal["pay", "prune", "fraud"]
    user: int
    card: int
    device: int
    ip: int | None
    days: int
    requests: int


MOVES = st.lists(
    st.builds(
        Move,
        kind=st.sampled_from(["pay", "pay", "pay", "prune", "fraud"]),
        user=st.integers(0, 3),
        card=st.integers(0, 4),
        device=st.integers(0, 2),
        ip=st.sampled_from([None, 0, 1]),
        days=st.sampled_from([0, 0, 1, 150, 399, 401]),
        requests=st.integers(1, 60),
    ),
    max_size=14,
)


@dataclass
class Plain:
    """What a graph is: who was last seen with what, and whose frauds are known."""

    last_s: dict[tuple[str, str], int]

    def pay(self, transaction: Transaction) -> None:
        names = (transaction.card_id, transaction.device_id, transaction.ip)
        for name in filter(None, names):
            self.last_s[transaction.user_id, name] = int(transaction.occurred_at.timestamp())

    def due(self, before: datetime) -> set[tuple[str, str]]:
        return {tie for tie, last_s in self.last_s.items() if last_s < before.timestamp()}


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
def test_payments_between_requests_and_passes_that_die_leave_every_degree_right(
    redis_url: str, moves: Sequence[Move]
) -> None:
    namespace = secrets.token_hex(6)
    world, plain, day = falkor(redis_url, namespace, TINY), Plain({}), 0
    client, name = connect(redis_url, 5.0), Keys(namespace).graph
    plain.pay(world.pay(0, user="u0", card_id="c0", device_id="d0"))
    passing: Iterator[PruneStep] = iter(())
    for move in moves:
        day += move.days
        if move.kind == "prune":
            passing = world.steps(day)
            [*islice(passing, move.requests)]
            continue
        payment = world.pay(
            day,
            user=f"u{move.user}",
            card_id=f"c{move.card}",
            device_id=f"d{move.device}",
            ip=None if move.ip is None else f"10.0.0.{move.ip}",
        )
        plain.pay(payment)
        if move.kind == "fraud":
            world.state.label(a_label(payment), payment, is_usual_amount=False)
        [*islice(passing, 2)]
        assert_degrees_are_edges(client, name)

    world.prune(day)

    for tie in plain.due(NOON + timedelta(days=day) - RETENTION):
        del plain.last_s[tie]
    assert edges(client, name) == plain.last_s
    assert_degrees_are_edges(client, name)
    client.execute_command("GRAPH.DELETE", name)
    client.close()


def edges(client: Redis, name: str) -> dict[tuple[str, str], int]:
    query = "MATCH (u:User)-[e:USED]->(x) RETURN u.name, x.name, e.last"
    rows = client.execute_command("GRAPH.RO_QUERY", name, query)[1]
    found = {(user.decode(), one.decode()): last for user, one, last in rows}
    assert len(found) == len(rows), "an edge stands twice"
    return found


def assert_degrees_are_edges(client: Redis, name: str) -> None:
    """Counted on the edges that exist, each label by itself; and no node stands twice."""
    query = "MATCH (u:User)-[e:USED]->(x) RETURN u.id, labels(x)[0], x.id"
    rows = client.execute_command("GRAPH.RO_QUERY", name, query)[1]
    users = Counter((user, label.decode()) for user, label, _ in rows)
    nodes = client.execute_command(
        "GRAPH.RO_QUERY", name, "MATCH (u:User) RETURN u.id, u.nc, u.nd, u.ni"
    )[1]
    assert len({user for user, *_ in nodes}) == len(nodes), "a user stands twice"
    for user, *held in nodes:
        assert held == [users[user, label] for label in DEGREES], "a user counts wrong"
    for label in DEGREES:
        used = Counter(one for _, of, one in rows if of.decode() == label)
        told = client.execute_command(
            "GRAPH.RO_QUERY", name, f"MATCH (x:{label}) RETURN x.id, x.nu"
        )[1]
        assert dict(told) == used, f"a {label} counts wrong"


def test_writers_and_two_passes_at_once_leave_every_degree_right(
    redis_url: str, namespace: str
) -> None:
    worlds = [falkor(redis_url, namespace, PruneLimits(slice_nodes=20)) for _ in range(4)]
    for number in range(200):
        worlds[0].pay(number % 2 * 401, user=f"u{number}", card_id=f"c{number % 30}", ip="10.0.0.1")

    def write(world: World) -> None:
        for number in range(0, 200, 3):
            world.pay(500, user=f"u{number}", card_id=f"c{number % 30}")

    def prune(world: World) -> int:
        return sum(world.prune(500)[0] for _ in range(3))

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, world) for world in worlds[:2]]
        pruned = sum(one.result() for one in [threads.submit(prune, one) for one in worlds[2:]])
        for one in writing:
            one.result()

    client, name = connect(redis_url, 5.0), Keys(namespace).graph
    assert pruned >= 100
    assert_degrees_are_edges(client, name)
    worlds[0].prune(500)
    assert min(edges(client, name).values()) >= NOON.timestamp() + 100 * DAY_S
    assert_degrees_are_edges(client, name)


def test_a_server_that_is_killed_comes_back_with_what_was_left(
    tmp_path: Path, namespace: str
) -> None:
    for server in redis_server(tmp_path):
        world = falkor(server.url, namespace, PruneLimits(slice_nodes=5))
        for number in range(30):
            world.pay(number % 2 * 300, user=f"u{number}", card_id=f"c{number % 7}")
        passing = world.steps(500)
        place = [step.place for step in islice(passing, 15)][-1]
        client, name = connect(server.url, 5.0), Keys(namespace).graph
        before = edges(client, name)

        kill_and_start(server)

        assert edges(client, name) == before
        assert_degrees_are_edges(client, name)
        assert place > 0
        left = [*falkor(server.url, namespace, PruneLimits(slice_nodes=5)).steps(500, place)]
        assert sum(step.ties for step in left) > 0
        assert {*edges(client, name).values()} == {int(NOON.timestamp()) + 300 * DAY_S}


def kill_and_start(server: EmbeddedRedis) -> None:
    server.kill()
    server.start()
    until(lambda: server.answers(1.0))
