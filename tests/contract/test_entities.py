"""What is told of entities, held to by memory and by Redis with FalkorDB alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.falkor_ties import FalkorTies
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.memory_cases import MemoryCaseStore
from ringfence.adapters.memory_entities import MemoryEntities
from ringfence.adapters.memory_stores import MemoryListStore
from ringfence.adapters.redis_decisions import RedisDecisions
from ringfence.adapters.redis_entities import RedisEntities
from ringfence.adapters.redis_entity_projection import EntityProjection, RulesProjection
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_list_store import RedisListStore
from ringfence.adapters.redis_projector import RedisProjector
from ringfence.adapters.redis_ring_members import pack_ring
from ringfence.adapters.redis_state import connect
from ringfence.bootstrap import Services
from ringfence.domain.decisions import Decision
from ringfence.domain.entity_view import RECENT_MAX, EntityView, usual_count
from ringfence.domain.errors import UnknownEntity
from ringfence.domain.graph import RingReading
from ringfence.domain.labels import LabelKind, LabelRequest
from ringfence.domain.rings import EntityGraph, GraphNode
from ringfence.domain.velocity import COUNTERPARTS, ENTITY_TYPES, READING_FIELDS
from ringfence.flow.entity_ports import EntityRef
from ringfence.flow.search import ALL_KINDS
from tests.builders import NOON, StillClock, a_person, a_transaction, services
from tests.contract.test_state import redis_state


@dataclass
class Seen:
    """Decisions, and what is told of their entities once they are projected."""

    services: Services
    clock: StillClock
    project: Callable[[], object]

    def decide(self, at_s: float = 0, **changes: Any) -> Decision:
        transaction = a_transaction(at_s, **changes)
        self.clock.at = max(self.clock.at, transaction.occurred_at)
        [decision] = self.services.score_batch([transaction])
        assert isinstance(decision, Decision)
        return decision

    def label(self, decision: Decision, kind: LabelKind) -> None:
        told = LabelRequest(label=kind, reason="seen")
        self.services.label(decision.transaction_id, told, a_person())

    def view(self, entity: Any = "user", name: str = "user-1") -> EntityView:
        self.project()
        return self.services.look_up.entity(EntityRef(entity, name))

    def search(self, text: str) -> list[tuple[str, str]]:
        self.project()
        hits = self.services.look_up.search(text, ALL_KINDS, 20).hits
        return [(hit.kind, hit.id) for hit in hits]


@pytest.fixture(params=["memory", "redis"])
def seen(request: pytest.FixtureRequest, namespace: str) -> Iterator[Seen]:
    clock = StillClock()
    if request.param == "memory":
        state = MemoryState()
        found = MemoryEntities(state)
        lists = MemoryListStore(state)
        made = services(state=state, entities=found, ties=found, now=clock, list_store=lists)
        yield Seen(made, clock, lambda: None)
    else:
        url = request.getfixturevalue("redis_url")
        client, keys = connect(url, 5.0), Keys(namespace)
        stored = RedisDecisions(client, keys)
        projections = (EntityProjection(keys, 3_600), RulesProjection(keys))
        projector = RedisProjector(client, keys, stored, projections)
        graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
        made = services(
            state=redis_state(url, namespace),
            entities=RedisEntities(client, keys, stored),
            ties=FalkorTies(client, keys.graph, graph),
            list_store=RedisListStore(client, keys),
            cases=MemoryCaseStore(),
            now=clock,
        )
        yield Seen(made, clock, lambda: projector.step(500))


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("seed", "size"), [(0, 20), (1, 60), (2, 200), (3, 200)])
def test_windows_now_are_what_the_newest_transaction_was_told(
    seen: Seen, seed: int, size: int
) -> None:
    rng = random.Random(seed)
    for place in range(size):
        seen.decide(place * rng.choice((0, 7, 400)), **_any_entities(rng))

    newest = seen.decide(size * 400 + 1, **_any_entities(rng))

    told = dict(zip(READING_FIELDS, _reading(seen, newest), strict=True))
    for entity in ENTITY_TYPES:
        name = getattr(
            newest.transaction, "merchant" if entity == "merchant" else f"{entity}_id", None
        )
        if name is None:
            continue
        for window in seen.view(entity, name).windows:
            expected = {"count": f"{entity}_count_", "sum_minor": f"{entity}_sum_"}
            for field, prefix in expected.items():
                assert getattr(window, field) == told[prefix + window.window]
            for other in COUNTERPARTS[entity]:
                counted = window.counterparts[other]
                assert counted == told[f"{entity}_{other}s_{window.window}"]


def _any_entities(rng: random.Random) -> dict[str, Any]:
    return {
        "user_id": f"u{rng.randrange(3)}",
        "card_id": f"c{rng.randrange(4)}",
        "device_id": f"d{rng.randrange(3)}",
        "merchant": f"m{rng.randrange(2)}",
        "amount_minor": rng.randrange(1, 9_999),
    }


def _reading(seen: Seen, decision: Decision) -> Sequence[int]:
    """What the decision's own vector says of the windows; its sums are in major units."""
    features = decision.features
    values = []
    for name in READING_FIELDS:
        value = features.get(name, 0.0)
        values.append(round(value * 100) if "_sum_" in name else round(value))
    assert seen.clock.at == decision.transaction.occurred_at
    return values


def test_a_window_is_left_at_the_instant_it_is_wide(seen: Seen) -> None:
    seen.decide(0)

    seen.clock.at = NOON + timedelta(seconds=59.999)
    assert _counts(seen.view())["1m"] == 1
    seen.clock.at = NOON + timedelta(seconds=60)
    assert (_counts(seen.view())["1m"], _counts(seen.view())["10m"]) == (0, 1)


def test_looking_changes_nothing(seen: Seen) -> None:
    seen.decide(0)
    before = seen.view()

    assert seen.view() == before
    assert seen.decide(1).features["user_count_1m"] == 2


def test_what_is_usual_is_the_entitys_own_pace(seen: Seen) -> None:
    for day in range(3):
        seen.decide(day * 86_400)

    windows = {one.window: one for one in seen.view().windows}

    # Of the three the latest is in the window itself, and is not what it is compared with.
    assert windows["24h"].count == 1
    assert windows["24h"].usual_count == usual_count("24h", 1, 3, 30 * 86_400) == 2 / 29
    assert {one.window: one for one in seen.view("device", "device-1").windows}[
        "7d"
    ].usual_count is None


def test_windows_and_features_count_in_one_currency(seen: Seen) -> None:
    seen.decide(0, amount_minor=1_000)
    euros = {"currency": "EUR", "base_minor": 1_080, "base_currency": "USD"}
    decision = seen.decide(1, amount_minor=1_000, **euros)

    view = seen.view()

    assert view.currency == "USD"
    assert {one.window: one.sum_minor for one in view.windows}["1m"] == 2_080
    assert decision.features["amount"] == 10.80
    assert decision.features["user_sum_1m"] == 20.80
    assert decision.transaction.amount_minor == 1_000


def test_normal_amounts_are_a_users_own(seen: Seen) -> None:
    for at_s, amount in enumerate((1_000, 1_200, 800, 90_000)):
        seen.decide(at_s, amount_minor=amount)

    normal = seen.view().normal

    assert normal
    assert (normal.median_minor, normal.maximum_minor, normal.transactions) == (1_100, 90_000, 4)
    assert seen.view("device", "device-1").normal is None


def _counts(view: EntityView) -> dict[str, int]:
    return {window.window: window.count for window in view.windows}


# ── What is known ────────────────────────────────────────────────────────────────────────────────


def test_labels_are_counted_and_named(seen: Seen) -> None:
    bad, good = seen.decide(0), seen.decide(1)
    seen.label(bad, "fraud")
    seen.label(good, "genuine")

    labels = seen.view("merchant", "Gas Station").labels

    assert {(one.window, one.frauds, one.genuine) for one in labels.windows} == {
        (window, 1, 1) for window in ("7d", "14d", "28d")
    }
    assert (labels.frauds, labels.genuine) == ((bad.transaction_id,), (good.transaction_id,))


def test_an_entity_that_was_never_seen_is_unknown(seen: Seen) -> None:
    with pytest.raises(UnknownEntity):
        seen.view("user", "nobody")


def test_risk_over_time_is_told_oldest_first_and_the_table_newest_first(seen: Seen) -> None:
    decided = [seen.decide(at_s) for at_s in (0, 20, 10)]
    first, last, middle = (one.transaction_id for one in decided)

    points = seen.view().points
    page = seen.services.look_up.transactions(EntityRef("user", "user-1"), 0, 2)
    rest = seen.services.look_up.transactions(EntityRef("user", "user-1"), 2, 2)

    assert [point.transaction_id for point in points] == [first, middle, last]
    assert [point.score for point in points] == [decided[place].score for place in (0, 2, 1)]
    assert [row.transaction_id for row in page.transactions] == [last, middle]
    assert (page.next_cursor, rest.next_cursor) == ("2", None)
    assert [row.transaction_id for row in rest.transactions] == [first]


def test_only_the_newest_transactions_are_remembered(seen: Seen) -> None:
    for at_s in range(RECENT_MAX + 2):
        seen.decide(at_s * 400, merchant="busy", user_id=f"u{at_s}", device_id=f"d{at_s}")

    seen.project()
    points = seen.view("merchant", "busy").points

    assert len(points) == RECENT_MAX
    assert points[0].at == NOON + timedelta(seconds=2 * 400)


def test_the_score_of_an_entity_is_its_highest_of_a_day(seen: Seen) -> None:
    for at_s, user in enumerate(("a", "b", "c")):
        seen.decide(at_s, user_id=user, device_id="tablet")
    quiet = seen.decide(3, user_id="a", device_id="own", card_id="own")

    view = seen.view("user", "a")

    assert view.days[-1].day == "2026-03-04"
    assert view.days[-1].score == view.score == max(point.score for point in view.points)
    assert view.days[0].score is None
    assert quiet.transaction_id in [point.transaction_id for point in view.points]


# ── Around it ────────────────────────────────────────────────────────────────────────────────────


def test_a_neighbourhood_is_users_and_what_they_share(seen: Seen) -> None:
    seen.decide(0, user_id="ann", card_id="c1", device_id="shared")
    seen.decide(1, user_id="bob", card_id="c2", device_id="shared")

    near = seen.services.look_up.graph(EntityRef("user", "ann"), depth=1, limit=500)
    far = seen.services.look_up.graph(EntityRef("user", "ann"), depth=2, limit=500)

    assert _names(near) == {"ann", "c1", "shared"}
    assert _names(far) == {"ann", "c1", "shared", "bob"}
    assert [node.users for node in far.nodes if node.entity_id == "shared"] == [2]
    drawn = {(far.nodes[e.source].entity_id, far.nodes[e.target].entity_id) for e in far.edges}
    assert drawn == {("ann", "c1"), ("ann", "shared"), ("bob", "shared")}
    assert not far.truncated


def test_a_graph_drawn_earlier_tells_the_scores_of_now(seen: Seen) -> None:
    decision = seen.decide(0, user_id="ann")
    seen.project()
    drawn = a_graph(GraphNode(entity="user", entity_id="ann", score=0.01), NEVER_SEEN)

    told = seen.services.look_up.as_of_now(drawn)

    assert [node.score for node in told.nodes] == [pytest.approx(decision.score), None]


def test_a_bounded_neighbourhood_says_so_and_keeps_its_centre(seen: Seen) -> None:
    for place in range(6):
        seen.decide(place, user_id=f"u{place}", device_id="shared", card_id=f"c{place}")

    graph = seen.services.look_up.graph(EntityRef("device", "shared"), depth=2, limit=4)

    assert graph.nodes[0].entity_id == "shared"
    assert (len(graph.nodes), graph.truncated) == (4, True)
    assert graph.total_nodes == 13


def test_a_merchant_ties_nobody(seen: Seen) -> None:
    seen.decide(0)

    with pytest.raises(UnknownEntity):
        seen.services.look_up.graph(EntityRef("merchant", "Gas Station"), 2, 500)


def test_the_shortest_way_between_two(seen: Seen) -> None:
    seen.decide(0, user_id="ann", card_id="c1", device_id="d1")
    seen.decide(1, user_id="bob", card_id="c2", device_id="d1")
    seen.decide(2, user_id="cem", card_id="c2", device_id="d2")
    seen.decide(3, user_id="eve", card_id="c9", device_id="d9")
    look = seen.services.look_up

    found = look.path(EntityRef("user", "ann"), EntityRef("device", "d2"))

    assert found.path
    assert [step.entity_id for step in found.path.steps] == ["ann", "d1", "bob", "c2", "cem", "d2"]
    assert look.path(EntityRef("user", "ann"), EntityRef("user", "eve")).path is None
    itself = look.path(EntityRef("user", "ann"), EntityRef("user", "ann")).path
    assert itself
    assert len(itself.steps) == 1


def test_what_everybody_shares_is_no_way_and_is_not_gone_through(seen: Seen) -> None:
    for place in range(52):
        seen.decide(place, user_id=f"u{place}", card_id=f"c{place}", device_id="kiosk")
    look = seen.services.look_up

    around = look.graph(EntityRef("user", "u0"), depth=2, limit=500)

    assert _names(around) == {"u0", "c0", "kiosk"}
    assert around.truncated
    assert look.path(EntityRef("user", "u0"), EntityRef("user", "u1")).path is None
    assert look.path(EntityRef("user", "u0"), EntityRef("device", "kiosk")).path


NEVER_SEEN = GraphNode(entity="device", entity_id="never seen", users=2)


def a_graph(*nodes: GraphNode) -> EntityGraph:
    """Nodes that nothing ties."""
    return EntityGraph(nodes=nodes, edges=(), total_nodes=len(nodes), truncated=False)


def _names(graph: Any) -> set[str]:
    return {node.entity_id for node in graph.nodes}


# ── Search ───────────────────────────────────────────────────────────────────────────────────────


def test_anything_is_found_by_a_prefix_of_its_id_whatever_the_case(seen: Seen) -> None:
    decision = seen.decide(0, user_id="Ring-User", merchant="RING shop", device_id="other")

    found = seen.search("ring")

    assert found == [("user", "Ring-User"), ("merchant", "RING shop")]
    assert seen.search(decision.transaction_id[:-1])[0][0] == "transaction"
    assert seen.search("in-the-middle") == []


def test_an_exact_id_comes_first_and_no_kind_hides_another(seen: Seen) -> None:
    for place in range(30):
        seen.decide(place, user_id=f"ab{place}", merchant="ab-shop", device_id="ab")

    page = seen.services.look_up
    seen.project()
    hits = page.search("ab", ALL_KINDS, 5)

    assert (hits.hits[0].kind, hits.hits[0].id) == ("device", "ab")
    assert "merchant" in [hit.kind for hit in hits.hits]
    assert hits.truncated


@pytest.mark.parametrize("hostile", ["\\", "[", "(", "\x7f", "*", "a\u0301", "😀", "'", '"'])
def test_a_hostile_query_finds_only_what_begins_with_it(seen: Seen, hostile: str) -> None:
    seen.decide(0)

    assert seen.search(hostile) == []


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────


def test_a_rules_precision_follows_the_label_in_force(seen: Seen) -> None:
    decided = [seen.decide(at_s, user_id=f"u{at_s}", device_id="tablet") for at_s in range(4)]
    fired = [one for one in decided if "shared_device" in [reason.code for reason in one.reasons]]
    for one in fired:
        seen.label(one, "fraud")
    seen.project()
    seen.label(fired[0], "genuine")
    seen.label(fired[1], "unsure")
    seen.project()

    [rule] = [r for r in seen.services.look_up.precisions().rules if r.code == "shared_device"]

    assert len(fired) == rule.fired == 3
    assert (rule.frauds, rule.genuine, rule.precision) == (1, 1, 0.5)


def test_a_projection_that_runs_again_counts_once(seen: Seen) -> None:
    seen.decide(0)

    assert len(seen.view().points) == 1
    assert len(seen.view().points) == 1


def test_the_ring_of_a_user_is_told_and_found(redis_url: str, namespace: str) -> None:
    client, keys = connect(redis_url, 5.0), Keys(namespace)
    entities = RedisEntities(client, keys, RedisDecisions(client, keys))
    client.hset(keys.ring_members, "ann", pack_ring(RingReading(0.75, 4, "ring-ab")))
    client.zadd(keys.rings_by("score"), {"ring-ab": 0.75, "ring-cd": 0.9})

    rings = entities.rings_of(["ann", "bob"])

    assert list(rings) == ["ann"]
    assert (rings["ann"].ring_id, rings["ann"].score, rings["ann"].size) == ("ring-ab", 0.75, 4)
    assert entities.rings_of([]) == {}
    graph = a_graph(GraphNode(entity="user", entity_id="ann"), NEVER_SEEN)
    look_up = services(entities=entities).look_up
    assert [node.ring_id for node in look_up.as_of_now(graph).nodes] == ["ring-ab", None]
    assert entities.search("ring", "RING-", 5, NOON) == ["ring-cd", "ring-ab"]
    assert entities.search("ring", "ring-a", 5, NOON) == ["ring-ab"]
