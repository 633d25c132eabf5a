"""What is known to go wrong with a graph under this load, each provoked on the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from pydantic import ValidationError

from infra.local.redis_server import EmbeddedRedis
from ringfence.adapters.falkor_graph import LABELS, FalkorGraph
from ringfence.adapters.falkor_prune import FalkorPrune
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.domain.decisions import Decision
from ringfence.domain.graph import GRAPH_FIELDS
from ringfence.domain.transactions import Transaction
from ringfence.flow.accept import to_transaction
from ringfence.flow.ports import Observation
from tests.builders import NOON, a_label, a_request, a_transaction, observed, services
from tests.conftest import redis_server
from tests.contract.test_state import redis_state
from tests.running import WAIT_S, until

pytestmark = pytest.mark.services

DAY = timedelta(days=1)


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A server that a test may kill."""
    yield from redis_server(tmp_path)


def graph_of(state: RedisState, transaction: Transaction) -> dict[str, int]:
    [row] = observed(state, [transaction])
    assert isinstance(row, Observation)
    assert row.graph is not None
    return dict(zip(GRAPH_FIELDS, row.graph.values, strict=True))


def nodes(url: str, namespace: str) -> dict[str, int]:
    """How many of each label the graph holds, beside those with an id of their own."""
    client = connect(url, 5.0)
    counted = {}
    for label in LABELS:
        query = f"MATCH (n:{label}) RETURN count(n), count(DISTINCT n.id)"
        reply = client.execute_command("GRAPH.RO_QUERY", Keys(namespace).graph, query)
        [[total, distinct]] = reply[1]
        assert total == distinct, f"{label} nodes stand twice"
        counted[label] = total
    client.close()
    return counted


@pytest.mark.parametrize(
    "written",
    ["device-1 ", " device-1", "\tdevice-1\n", "device-1\u00a0", "device\u200b-1", "device-\uff11"],
    ids=[
        "trailing space",
        "leading space",
        "tab and newline",
        "no-break space",
        "zero width",
        "full width",
    ],
)
def test_white_space_around_an_id_evades_no_ring(
    redis_url: str, namespace: str, written: str
) -> None:
    """The index misses such ids, so MERGE would make a node of their own for them."""
    state = redis_state(redis_url, namespace)
    graph_of(state, to_transaction(a_request(device_id="device-1"), NOON, 3_600))

    request = a_request(device_id=written, user_id="user-2", card_id="card-2")
    second = graph_of(state, to_transaction(request, NOON, 3_600))

    assert (second["device_users_ever"], second["ring_users"]) == (2, 1)


def test_a_decomposed_accent_evades_no_ring(redis_url: str, namespace: str) -> None:
    state = redis_state(redis_url, namespace)
    graph_of(state, to_transaction(a_request(device_id="caf\u00e9"), NOON, 3_600))

    request = a_request(device_id="cafe\u0301", user_id="user-2", card_id="card-2")

    assert graph_of(state, to_transaction(request, NOON, 3_600))["device_users_ever"] == 2


def test_writers_at_once_make_no_node_twice(redis_url: str, namespace: str) -> None:
    """Writes through MULTI and through the pool at once break MERGE; all of ours use MULTI."""
    states = [redis_state(redis_url, namespace) for _ in range(4)]
    graph_of(states[0], a_transaction())
    batches = [
        [
            a_transaction(place, user_id=f"u{place % 7}", card_id=f"c{place % 5}", ip="10.0.0.1")
            for place in range(start, start + 10)
        ]
        for start in range(0, 160, 10)
    ]

    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda place: observed(states[place % 4], batches[place]), range(len(batches))
            )
        )

    assert nodes(redis_url, namespace) == {"User": 8, "Card": 6, "Device": 1, "Ip": 1}


def test_a_user_new_to_two_workers_at_once_is_one_node(redis_url: str, namespace: str) -> None:
    states = [redis_state(redis_url, namespace) for _ in range(2)]
    graph_of(states[0], a_transaction())
    rounds = 150

    def meet(worker: int, both: Barrier) -> None:
        for place in range(rounds):
            own = a_transaction(place, user_id=f"u{place}", card_id=f"c{place}", ip="10.0.0.1")
            both.wait(WAIT_S)
            observed(states[worker], [own])

    both = Barrier(len(states))
    with ThreadPoolExecutor(len(states)) as threads:
        for met in [threads.submit(meet, worker, both) for worker in range(len(states))]:
            met.result()

    expected = {"User": rounds + 1, "Card": rounds + 1, "Device": 1, "Ip": 1}
    assert nodes(redis_url, namespace) == expected


def test_every_write_of_the_graph_runs_inside_a_transaction_of_redis(
    redis_url: str, namespace: str
) -> None:
    """A write through the engine's pool beside one through MULTI is what breaks MERGE."""
    state, watching = redis_state(redis_url, namespace), connect(redis_url, 5.0)
    paid = a_transaction(ip="10.0.0.1")
    graph_of(state, paid)

    with watching.monitor() as monitor:
        observed(state, [a_transaction(1)])
        state.label(a_label(paid), paid, is_usual_amount=True)
        aging, later = FalkorPrune(connect(redis_url, 5.0), Keys(namespace).graph), NOON + DAY
        forgotten = sum(step.ties for step in aging.prune(0, before=later, at=later))
        connect(redis_url, 5.0).echo(namespace)
        seen = [*iter(lambda: monitor.next_command()["command"], f"ECHO {namespace}")]

    is_inside, writes = False, []
    for command in seen:
        verb = command.split()[0].upper()
        is_inside = verb == "MULTI" or (is_inside and verb != "EXEC")
        if verb == "GRAPH.QUERY":
            writes.append(is_inside)
    # Of the payment: nodes, settle, ips, edges, ties; of the label: one. Of forgetting: the ties of
    # three kinds, their ends of three kinds, and of users whether they are noted or go.
    assert (forgotten, len(writes)) == (3, 5 + 1 + 8)
    assert all(writes)


HOSTILE = [
    "'\"`",
    "\\",
    "\\\\'",
    "'}) DETACH DELETE u //",
    '"] ips=[] UNWIND [1] AS x MATCH (n) DETACH DELETE n //',
    "a\n\r\tb",
    "$rows",
    "rows=[] MATCH (n) DETACH DELETE n",
    "[1,2]",
    "{id: 1}",
    "null",
    "\u2028\U0001f4a3\ufeff",
    "CYPHER x=1",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_name_is_ever_read_as_a_query(redis_url: str, namespace: str, hostile: str) -> None:
    """Past the checks of a request, straight to the commands of a payment and of a label."""
    client, name = connect(redis_url, 5.0), Keys(namespace).graph
    graph = FalkorGraph(name, "test", timeout_ms=1_000)
    graph.ensure_schema(client)
    paid = a_transaction(user_id="u", card_id="c", device_id="d", ip="10.0.0.1")
    named = dict.fromkeys(("user_id", "card_id", "device_id", "ip", "transaction_id"), hostile)
    odd = a_transaction().model_copy(update=named)

    for command in (*graph.commands([paid, odd]), graph.label_command(odd, is_fraud=True)):
        client.execute_command(*command)

    assert nodes(redis_url, namespace) == {"User": 2, "Card": 2, "Device": 2, "Ip": 2}
    told = client.execute_command("GRAPH.RO_QUERY", name, "MATCH (n) RETURN collect(n.name)")
    assert sorted(_names(told)) == sorted(["u", "c", "d", "10.0.0.1", *[hostile] * 4])
    frauds = "MATCH (u:User)-[e:USED]->() WHERE u.fraud = 1 AND e.fraud = 1 RETURN count(e)"
    assert client.execute_command("GRAPH.RO_QUERY", name, frauds)[1] == [[3]]
    client.close()


def _names(reply: Any) -> list[str]:
    [[told]] = reply[1]
    return [*told.decode()[1:-1].split(", ")] if isinstance(told, bytes) else told


def test_a_nul_is_refused_before_the_graph_which_would_refuse_its_batch(
    redis_url: str, namespace: str
) -> None:
    state = redis_state(redis_url, namespace)
    graph_of(state, a_transaction())

    with pytest.raises(ValidationError):
        a_transaction(user_id="a\x00b")

    unchecked = a_transaction(1).model_copy(update={"user_id": "a\x00b"})
    [row] = observed(state, [unchecked])
    assert isinstance(row, Observation)
    assert row.graph is None
    assert graph_of(state, a_transaction(2))["device_users_ever"] == 1


def test_a_batch_of_one_edge_many_times_is_one_edge(redis_url: str, namespace: str) -> None:
    """Duplicates within one UNWIND, before the edge type exists, brought an earlier engine down."""
    state = redis_state(redis_url, namespace)

    rows = observed(state, [a_transaction(at_s) for at_s in range(50)])

    last = rows[-1]
    assert isinstance(last, Observation)
    assert last.graph is not None
    degrees = dict(zip(GRAPH_FIELDS, last.graph.values, strict=True))
    assert (degrees["device_users_ever"], degrees["user_cards_ever"]) == (1, 1)


def test_a_read_past_its_deadline_costs_the_graph_and_nothing_else(
    redis_url: str, namespace: str
) -> None:
    """On one server too: the windows of the same MULTI stand, and so does the graph's write."""
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    hasty = FalkorGraph(keys.graph, "test", timeout_ms=1)
    state = RedisState(client, None, hasty, keys, retention_s=3_600)
    crowd = [
        a_transaction(place, user_id=f"u{place}", card_id=f"c{place % 40}")
        for place in range(1_500)
    ]

    made = services(state=state).score_batch(crowd)
    after = graph_of(redis_state(redis_url, namespace), a_transaction(2_000, card_id="c7"))

    decisions = [one for one in made if isinstance(one, Decision)]
    on_the_card = len(range(7, 1_500, 40))
    assert {one.missing for one in decisions} == {("graph", "model")}
    assert decisions[1_487].features["card_count_7d"] == float(on_the_card)
    assert after["card_users_ever"] == on_the_card + 1
    client.close()


def test_a_killed_server_comes_back_with_the_same_graph_and_windows(
    mortal: EmbeddedRedis, namespace: str
) -> None:
    state = redis_state(mortal.url, namespace)
    for place in range(30):
        graph_of(state, a_transaction(place, user_id=f"u{place % 6}", card_id=f"c{place % 4}"))
    before = nodes(mortal.url, namespace)

    mortal.kill()
    mortal.start()

    until(lambda: mortal.answers(1.0))
    assert nodes(mortal.url, namespace) == before
    after = graph_of(redis_state(mortal.url, namespace), a_transaction(30, user_id="u0"))
    assert (after["device_users_ever"], after["user_devices_ever"]) == (6, 1)
    rows = observed(redis_state(mortal.url, namespace), [a_transaction(31, user_id="u0")])
    assert isinstance(rows[0], Observation)
    assert rows[0].velocity.values[1] == 7


def test_windows_live_on_where_the_graph_has_a_server_of_its_own_that_dies(
    redis_url: str, mortal: EmbeddedRedis, namespace: str
) -> None:
    keys, client, apart = Keys(namespace), connect(redis_url, 5.0), connect(mortal.url, 1.0)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    state = RedisState(client, apart, graph, keys, retention_s=3_600)

    def pay(at_s: float) -> tuple[int, bool]:
        """The user's payments of a minute, and whether the graph said anything."""
        [row] = observed(state, [a_transaction(at_s)])
        assert isinstance(row, Observation)
        return row.velocity.values[1], row.graph is not None

    before = pay(0)
    mortal.kill()
    meanwhile = pay(1)
    mortal.start()
    after = pay(2)

    assert [before, meanwhile, after] == [(1, True), (2, False), (3, True)]
    client.close()
    apart.close()
