"""Training sees what serving sees: rows replayed for a dataset, on the adapters that serve."""

from __future__ import annotations

from itertools import islice

import numpy as np

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_network import FalkorNetwork
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_stores import MemoryListStore
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_list_store import RedisListStore
from ringfence.adapters.redis_payment_totals import RedisPaymentTotals
from ringfence.adapters.redis_rings import RedisRings
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.bootstrap import stored_decisions
from ringfence.domain.features import FEATURE_INDEX, FEATURES
from ringfence.domain.labels import LabelRequest
from ringfence.domain.lists import ListEntryRequest, to_entry
from ringfence.flow.detect_rings import detect_rings
from ringfence.flow.observe import ObservedTransaction
from simulator.dataset import gather, told
from simulator.labelled import Told, to_transaction
from simulator.past import Past
from simulator.stream import PRESETS, Mix, stream
from simulator.world import World
from tests.builders import NOON, a_person, a_request, observed_batch, services

START_S = NOON.timestamp()
LABELS = [place for place, feature in enumerate(FEATURES) if feature.group == "label"]


def rows_of(count: int) -> list[Told]:
    """A busy small town; what becomes known does so within hours, so that labels are read too."""
    attack = PRESETS["attack"]
    mix = Mix({**attack.fraud, "slow_ring": 0.15}, attack.genuine)
    rows = stream(World(1, 40, 30), mix, START_S, 0.005, 8)
    return [
        one._replace(known_at_s=one.row.at_s + (one.known_at_s - one.row.at_s) / 20)
        for one in told(islice(rows, count), 8)
    ]


def redis_state(url: str, namespace: str) -> RedisState:
    graph = FalkorGraph(Keys(namespace).graph, "test", timeout_ms=5_000)
    return RedisState(connect(url, 5.0), None, graph, Keys(namespace), retention_s=3_600)


def test_vectors_trained_on_are_those_served_labels_and_rings_included(
    redis_url: str, namespace: str
) -> None:
    rows = rows_of(900)

    trained = gather(rows)
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    network, totals = FalkorNetwork(client, keys.graph), RedisPaymentTotals(client, keys)
    rings, state = RedisRings(client, keys), redis_state(redis_url, namespace)

    def detect() -> None:
        if client.exists(keys.graph):  # The first payment makes it.
            detect_rings(network, totals, rings, NOON)

    past = Past(state, detect_rings=detect)
    served = np.array([past.observe(one) for one in rows])

    assert (served == trained.features).all()
    assert (trained.features[:, FEATURE_INDEX["user_ring_size"]] > 0).sum() > 20
    is_labelled = (trained.features[:, LABELS] > 0).any(axis=1)
    assert is_labelled.sum() > 100
    assert trained.frauds.sum() > 20


def test_lists_stand_beside_the_same_vector_on_memory_and_redis(
    redis_url: str, namespace: str
) -> None:
    rows = rows_of(120)
    shop = rows[0].row.merchant
    request = ListEntryRequest(list="watch", entity="merchant", entity_id=shop, reason="odd")
    listed = to_entry(request, "ana", NOON)
    memory, redis = MemoryState(), redis_state(redis_url, namespace)
    MemoryListStore(memory).put(listed)
    RedisListStore(connect(redis_url, 5.0), Keys(namespace)).put(listed)

    seen = 0
    for number, one in enumerate(rows):
        transaction = to_transaction(one.row, f"row-{number}")
        here, there = (observed_batch(state, [transaction]).rows[0] for state in (memory, redis))
        assert isinstance(here, ObservedTransaction)
        assert here == there
        seen += bool(here.lists)
    assert seen


def test_stored_decisions_are_read_with_the_labels_told_since(
    redis_url: str, namespace: str
) -> None:
    deciding = services(state=redis_state(redis_url, namespace))
    made = [deciding.score_now(a_request(user_id=f"user-{number}")) for number in range(3)]
    told_of = made[1].transaction_id
    deciding.label(told_of, LabelRequest(label="fraud", reason="chargeback"), a_person())
    deciding.label(told_of, LabelRequest(label="genuine", reason="refunded"), a_person())

    stored = {
        decision.transaction_id: (decision, labels)
        for decision, labels in stored_decisions(redis_url, namespace)
    }

    assert set(stored) == {decision.transaction_id for decision in made}
    for decision in made:
        assert stored[decision.transaction_id][0].features == decision.features
    assert [label.label for label in stored[told_of][1]] == ["fraud", "genuine"]
    assert stored[made[0].transaction_id][1] == ()
