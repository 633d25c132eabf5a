"""How each query of ours is planned on a graph that is full: a planner counts what there is."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator

import pytest
from redis import Redis

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_network import LABELS as SLICED
from ringfence.adapters.falkor_network import SLICE
from ringfence.adapters.falkor_ties import LABELS, OF_USERS, of_identifiers
from ringfence.adapters.redis_state import connect
from ringfence.domain.transactions import Transaction
from tests.builders import a_transaction
from tests.running import until

pytestmark = pytest.mark.services

TRANSACTIONS = 5_000
BATCH = 200


class Loaded:
    """Thousands of nodes of every label, and a device and an ip that a third of the users share."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        self.name = secrets.token_hex(6)
        self.graph = FalkorGraph(self.name, "test", timeout_ms=1_000)
        self.graph.ensure_schema(client)
        rng = random.Random(7)
        stream = [_payment(rng, place) for place in range(TRANSACTIONS)]
        for start in range(0, TRANSACTIONS, BATCH):
            write = client.pipeline(transaction=True)
            for command in self.graph.commands(stream[start : start + BATCH]):
                write.execute_command(*command)
            write.execute()

    def plan(self, query: str) -> str:
        reply = self.client.execute_command("GRAPH.EXPLAIN", self.name, query)
        return "\n".join(line.decode() for line in reply)

    def count(self, query: str) -> int:
        reply = self.client.execute_command("GRAPH.RO_QUERY", self.name, query)
        [[found]] = reply[1]
        return int(found)


def _payment(rng: random.Random, place: int) -> Transaction:
    is_crowded = place % 3 == 0
    return a_transaction(
        place,
        user_id=f"u{rng.randrange(4_000)}",
        card_id=f"c{rng.randrange(4_000)}",
        device_id="kiosk" if is_crowded else f"d{rng.randrange(4_000)}",
        ip=f"10.0.{rng.randrange(16)}.{rng.randrange(250)}" if not is_crowded else "10.1.0.1",
    )


@pytest.fixture(scope="module")
def loaded(redis_url: str) -> Iterator[Loaded]:
    client = connect(redis_url, 30.0)
    made = Loaded(client)
    # An index is filled behind the command that makes it.
    until(lambda: "Node By Index Scan" in made.plan("MATCH (u:User {id: 'a'}) RETURN u"))
    yield made
    client.execute_command("GRAPH.DELETE", made.name)
    client.close()


def index_scans(plan: str) -> int:
    """How many nodes are found by their id; none may be looked at for being there."""
    assert "All Node Scan" not in plan, plan
    assert "Label Scan" not in plan, plan
    return plan.count("Node By Index Scan")


def test_the_graph_holds_thousands_and_a_hub(loaded: Loaded) -> None:
    counts = [loaded.count(f"MATCH (n:{label}) RETURN count(n)") for label in LABELS.values()]
    of_the_hub = loaded.count("MATCH (d:Device) RETURN max(d.nu)")

    assert min(counts) > 1_500
    assert of_the_hub > 1_000


def test_every_command_of_a_batch_finds_each_node_by_its_index(loaded: Loaded) -> None:
    batch = [a_transaction(place, user_id=f"u{place}", ip="10.1.0.1") for place in range(10)]

    plans = loaded.graph.explain(loaded.client, batch)

    assert [*map(index_scans, plans)] == [4, 1, 2, 3, 1]  # nodes, settle, ips, edges, ties


def test_a_label_finds_its_user_by_the_index(loaded: Loaded) -> None:
    _, _, query = loaded.graph.label_command(a_transaction(), is_fraud=True)

    assert index_scans(loaded.plan(str(query))) == 1


@pytest.mark.parametrize("query", [OF_USERS, *map(of_identifiers, [*LABELS.values()][1:])])
def test_what_screens_ask_begins_at_an_index(loaded: Loaded, query: str) -> None:
    assert index_scans(loaded.plan(f"CYPHER ids=['a'] most=9 {query}")) == 1


@pytest.mark.parametrize("label", [label for _, label in SLICED])
def test_a_slice_of_ring_detection_is_read_by_node_ids(loaded: Loaded, label: str) -> None:
    plan = loaded.plan(SLICE.format(label=label))

    assert index_scans(plan) == 0
    assert f"Node By Label and ID Scan | (x:{label})" in plan
