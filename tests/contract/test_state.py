"""The laws of `ports.State`, held to by memory and by Redis with FalkorDB alike."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from ringfence.adapters.falkor_graph import FalkorGraph
from ringfence.adapters.memory import MemoryState
from ringfence.adapters.redis_functions import LOG_LIMITS, PACKED_NAMES_MAX, SUM_MAX, LogLimits
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import RedisState, connect
from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import Decision, PendingTransaction
from ringfence.domain.graph import GRAPH_FIELDS, USER_DEGREE_MAX
from ringfence.domain.labels import LABEL_FIELDS, LABEL_HISTORY_MAX, NO_LABELS, LabelRequest
from ringfence.domain.transactions import Transaction
from ringfence.domain.velocity import AMOUNT_MAX_MINOR, MAX_EVENTS, READING_FIELDS
from ringfence.flow.ports import Observation, State
from tests.builders import (
    NOON,
    a_label,
    a_person,
    a_request,
    a_transaction,
    observed,
    observed_batch,
    services,
)
from tests.contract.oracle import Oracle

Kind = Literal["memory", "redis"]


PACKED_MAX = LOG_LIMITS.packed_max


def redis_state(url: str, namespace: str, limits: LogLimits = LOG_LIMITS) -> RedisState:
    keys = Keys(namespace)
    graph = FalkorGraph(keys.graph, "test", timeout_ms=1_000)
    return RedisState(connect(url, 5.0), None, graph, keys, retention_s=3_600, limits=limits)


@pytest.fixture(params=["memory", "redis"])
def state(request: pytest.FixtureRequest, namespace: str) -> Iterator[State]:
    if request.param == "memory":
        yield MemoryState()
    else:
        yield redis_state(request.getfixturevalue("redis_url"), namespace)


def _velocity(state: State, transaction: Transaction) -> dict[str, int]:
    [row] = observed(state, [transaction])
    assert isinstance(row, Observation)
    return dict(zip(READING_FIELDS, row.velocity.values, strict=True))


def _graph(state: State, transaction: Transaction) -> dict[str, int]:
    [row] = observed(state, [transaction])
    assert isinstance(row, Observation)
    assert row.graph is not None
    return dict(zip(GRAPH_FIELDS, row.graph.values, strict=True))


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────


def test_a_window_is_open_at_its_old_edge_and_closed_at_the_transaction(state: State) -> None:
    _velocity(state, a_transaction(0))

    assert _velocity(state, a_transaction(59.999))["user_count_1m"] == 2
    assert _velocity(state, a_transaction(60))["user_count_1m"] == 2
    assert _velocity(state, a_transaction(60))["user_count_1m"] == 3


def test_a_late_arrival_is_counted_where_it_belongs(state: State) -> None:
    _velocity(state, a_transaction(0))
    _velocity(state, a_transaction(100))

    late = _velocity(state, a_transaction(50, amount_minor=70))
    after = _velocity(state, a_transaction(101))

    assert (late["user_count_1m"], late["user_sum_1m"]) == (2, 1_070)
    assert (after["user_count_1m"], after["user_sum_1m"]) == (3, 2_070)
    assert late["user_gap_ms"] == 50_000


def test_a_late_arrival_sees_only_the_counterparts_of_its_own_time(state: State) -> None:
    _velocity(state, a_transaction(0, card_id="old"))
    _velocity(state, a_transaction(1_000, card_id="old"))
    _velocity(state, a_transaction(1_000, card_id="new"))

    late = _velocity(state, a_transaction(30, card_id="late"))

    assert late["user_cards_1m"] == 2


def test_a_duplicate_is_not_counted_and_reads_the_same(state: State) -> None:
    transaction = a_transaction(0)
    first = _velocity(state, transaction)
    _velocity(state, a_transaction(1))

    assert _velocity(state, transaction) == first
    assert _velocity(state, a_transaction(2))["user_count_1m"] == 3


def test_users_sharing_a_device_are_named_most_recent_first(state: State) -> None:
    for at_s, user in enumerate(("ann", "bob", "cem")):
        [row] = observed(state, [a_transaction(at_s, user_id=user)])

    assert isinstance(row, Observation)
    _, devices, ips = row.velocity.shared_users
    assert devices == ("cem", "bob", "ann")
    assert ips == ()


def test_the_largest_amounts_are_counted_exactly(state: State) -> None:
    """In one string and in blocks; in memory numbers have no end."""
    oracle = Oracle()
    stream = [
        a_transaction(place, amount_minor=AMOUNT_MAX_MINOR - place % 7)
        for place in range(3 * PACKED_MAX)
    ]

    for transaction, row in zip(stream, observed(state, stream), strict=True):
        assert isinstance(row, Observation)
        assert row.velocity == oracle.observe(transaction)


def test_a_full_log_of_the_largest_amounts_is_exact_in_a_double() -> None:
    # What no longer counts is dropped by the block, every sixteenth transaction.
    stored = MAX_EVENTS + LOG_LIMITS.block_max + 16

    assert SUM_MAX + stored * AMOUNT_MAX_MINOR < 2**53
    assert AMOUNT_MAX_MINOR < 2**48


@pytest.mark.parametrize("seed", range(12))
def test_windows_equal_a_brute_force_oracle(state: State, seed: int) -> None:
    """Duplicates, reordering, ties and late arrivals, three in ten of them up to a day late."""
    stream = _stream(seed, size=120)
    oracle = Oracle()

    for start in range(0, len(stream), 7):
        batch = stream[start : start + 7]
        rows = observed(state, batch)
        for transaction, row in zip(batch, rows, strict=True):
            assert isinstance(row, Observation)
            assert row.velocity == oracle.observe(transaction)


@pytest.mark.parametrize("seed", range(3))
def test_windows_stay_exact_while_busy_logs_outgrow_one_string(
    redis_url: str, namespace: str, seed: int
) -> None:
    """Two merchants and the devices take more than `PACKED_MAX`, some of it late, in mid-move."""
    state, client, oracle = redis_state(redis_url, namespace), connect(redis_url, 5.0), Oracle()
    stream = _stream(seed + 100, size=3 * PACKED_MAX)

    for start in range(0, len(stream), 10):
        rows = observed(state, stream[start : start + 10])
        for transaction, row in zip(stream[start : start + 10], rows, strict=True):
            assert isinstance(row, Observation)
            assert row.velocity == oracle.observe(transaction)

    assert client.exists(f"{Keys(namespace).prefix}merchant:m0:directory")


def test_long_names_move_a_log_before_it_is_long(redis_url: str, namespace: str) -> None:
    """The string that each transaction rewrites is bounded in bytes too, whatever the alphabet."""
    state, client, oracle = redis_state(redis_url, namespace), connect(redis_url, 5.0), Oracle()
    log = f"{Keys(namespace).prefix}merchant:Gas Station:packed"

    for place in range(PACKED_MAX):
        one = a_transaction(place, user_id=f"{place}".zfill(2) + "\U0001f4a3" * 126)
        assert _velocity(state, one) == dict(
            zip(READING_FIELDS, oracle.observe(one).values, strict=True)
        )
        assert client.strlen(log) < PACKED_NAMES_MAX + 2_000

    assert client.exists(log.replace(":packed", ":directory"))


def test_what_is_older_than_its_retention_leaves_a_log(redis_url: str, namespace: str) -> None:
    state, client = redis_state(redis_url, namespace), connect(redis_url, 5.0)
    log = f"{Keys(namespace).prefix}card:card-1:packed"

    for place in range(3 * PACKED_MAX):
        reading = _velocity(state, a_transaction(place * 40_000, merchant=f"m{place}"))
        assert client.strlen(log) < 1_000

    assert not client.exists(log.replace(":packed", ":directory"))
    assert (reading["card_count_7d"], reading["card_merchants_7d"]) == (16, 16)


def _stream(seed: int, size: int) -> list[Transaction]:
    rng = random.Random(seed)
    stream = []
    for place in range(size):
        at_s = place * rng.choice((0, 1, 13, 400))
        at_s -= rng.choice((0, 0, 0, 0, 0, 0, 0, 1, 600, 86_000))
        stream.append(_any_transaction(rng, at_s))
        if rng.random() < 0.1:
            stream.append(rng.choice(stream))
    return stream


def _any_transaction(rng: random.Random, at_s: float) -> Transaction:
    return a_transaction(
        at_s,
        user_id=f"u{rng.randrange(4)}",
        card_id=f"c{rng.randrange(5)}",
        device_id=f"d{rng.randrange(3)}",
        merchant=f"m{rng.randrange(2)}",
        ip=rng.choice((None, "10.0.0.1", "10.0.0.2")),
        amount_minor=rng.randrange(1, 100_000),
    )


# ── Graph ────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_user_on_a_device_is_seen_in_the_same_call(state: State) -> None:
    _graph(state, a_transaction(0))

    second = _graph(state, a_transaction(1, user_id="user-2", card_id="card-2"))

    assert second["device_users_ever"] == 2
    assert second["card_users_ever"] == 1
    assert (second["ring_identifiers"], second["ring_users"]) == (1, 1)


def test_the_graph_is_the_same_after_a_redelivery(state: State) -> None:
    transaction = a_transaction(0, ip="10.0.0.1")

    assert _graph(state, transaction) == _graph(state, transaction)


def test_two_users_of_one_batch_are_tied(state: State) -> None:
    rows = observed(state, [a_transaction(0), a_transaction(1, user_id="user-2", card_id="c2")])

    assert isinstance(rows[1], Observation)
    assert rows[1].graph is not None
    assert dict(zip(GRAPH_FIELDS, rows[1].graph.values, strict=True))["device_users_ever"] == 2


def test_a_crowded_device_is_counted_but_never_expanded(state: State) -> None:
    for user in range(51):
        graph = _graph(state, a_transaction(user, user_id=f"u{user}", card_id=f"c{user}"))

    assert graph["device_users_ever"] == 51
    assert graph["ring_users"] == 0


def test_a_user_of_over_a_thousand_identifiers_is_counted_but_never_expanded(
    state: State,
) -> None:
    _graph(state, a_transaction(0, user_id="user-2", card_id="c2"))  # with the same device
    used = [a_transaction(place, device_id=f"d{place}") for place in range(USER_DEGREE_MAX - 2)]
    for start in range(0, len(used), 50):
        observed(state, used[start : start + 50])

    at_the_most = _graph(state, a_transaction(2_000))
    beyond = _graph(state, a_transaction(2_001, device_id="one more"))

    assert (at_the_most["user_devices_ever"], at_the_most["ring_users"]) == (999, 1)
    assert (beyond["user_devices_ever"], beyond["ring_users"]) == (1_000, 0)


@pytest.mark.parametrize(
    "hostile", ["'\"`", "}) DETACH DELETE u //", "\\", "\U0001f4a3", "$rows", "a" * 128, "[1,2]"]
)
def test_a_hostile_id_of_any_entity_is_only_ever_a_name(state: State, hostile: str) -> None:
    named = {"card_id": hostile, "device_id": hostile, "merchant": hostile}
    observed(state, [a_transaction(0, user_id=hostile, ip="10.0.0.1", **named)])

    [row] = observed(state, [a_transaction(1, user_id="user-2", ip="10.0.0.1", **named)])

    assert isinstance(row, Observation)
    assert row.graph is not None
    ties = dict(zip(GRAPH_FIELDS, row.graph.values, strict=True))
    of_each = [ties[f"{entity}_users_ever"] for entity in ("card", "device", "ip")]
    assert (of_each, ties["ring_users"]) == ([2, 2, 2], 1)
    windows = dict(zip(READING_FIELDS, row.velocity.values, strict=True))
    assert windows["merchant_users_1m"] == 2
    assert row.velocity.shared_users == (("user-2", hostile),) * 3


def test_vectors_of_a_fixed_stream_are_equal_on_memory_and_redis(
    redis_url: str, namespace: str
) -> None:
    memory, redis = MemoryState(), redis_state(redis_url, namespace)
    stream = _stream(seed=99, size=300)

    for transaction in stream:
        here, there = (observed_batch(one, [transaction]).rows[0] for one in (memory, redis))
        assert here == there


# ── Labels ───────────────────────────────────────────────────────────────────────────────────────

DAY_S = 86_400


def _labels(state: State, transaction: Transaction) -> dict[str, int]:
    [row] = observed(state, [transaction])
    assert isinstance(row, Observation)
    return dict(zip(LABEL_FIELDS, row.velocity.labels, strict=True))


def test_a_label_counts_from_the_moment_it_is_known_by_its_transactions_time(state: State) -> None:
    fraud = a_transaction(0)
    _labels(state, fraud)
    before = _labels(state, a_transaction(1 * DAY_S))

    state.label(a_label(fraud), fraud, is_usual_amount=True)
    inside = _labels(state, a_transaction(7 * DAY_S - 0.001))
    outside = _labels(state, a_transaction(7 * DAY_S))

    assert before == dict(zip(LABEL_FIELDS, NO_LABELS, strict=True))
    assert (inside["merchant_frauds_7d"], inside["merchant_labels_7d"]) == (1, 1)
    assert (outside["merchant_frauds_7d"], outside["merchant_frauds_14d"]) == (0, 1)
    assert outside["card_fraud_gap_ms"] == 7 * DAY_S * 1_000


def test_a_label_that_is_replaced_leaves_no_trace_but_its_history(state: State) -> None:
    fraud = a_transaction(0)
    other = {"user_id": "user-2", "card_id": "card-2"}
    _labels(state, fraud)
    state.label(a_label(fraud), fraud, is_usual_amount=True)
    tied = _graph(state, a_transaction(1, **other))

    history = state.label(a_label(fraud, "genuine"), fraud, is_usual_amount=True)
    labels = _labels(state, a_transaction(2))

    assert tied["ring_frauds"] == 1
    assert _graph(state, a_transaction(3, **other))["ring_frauds"] == 0
    assert labels["user_frauds_28d"] == 0
    assert labels["merchant_genuine_gap_ms"] == 2_000
    assert labels["merchant_usual_frauds_28d"] == 0
    assert [one.label for one in history.labels] == ["fraud", "genuine"]


def test_the_same_label_again_changes_nothing(state: State) -> None:
    fraud = a_transaction(0)
    _labels(state, fraud)
    first = state.label(a_label(fraud), fraud, is_usual_amount=True)

    later = a_label(fraud, known_at=fraud.occurred_at + timedelta(days=2))

    assert state.label(later, fraud, is_usual_amount=True) == first
    assert _labels(state, a_transaction(1))["device_frauds_7d"] == 1


def test_unsure_counts_nowhere(state: State) -> None:
    transaction = a_transaction(0)
    state.label(a_label(transaction), transaction, is_usual_amount=True)

    state.label(a_label(transaction, "unsure"), transaction, is_usual_amount=True)

    assert _labels(state, a_transaction(1)) == dict(zip(LABEL_FIELDS, NO_LABELS, strict=True))


def test_a_user_stays_a_fraud_while_one_of_two_frauds_stands(state: State) -> None:
    one, two = a_transaction(0), a_transaction(1)
    for fraud in (one, two):
        _graph(state, fraud)
        state.label(a_label(fraud), fraud, is_usual_amount=True)
    state.label(a_label(one, "genuine"), one, is_usual_amount=True)

    tied = _graph(state, a_transaction(2, user_id="user-2", card_id="card-2"))

    assert tied["ring_frauds"] == 1


def test_what_is_told_of_a_decision_is_in_the_features_of_the_next(state: State) -> None:
    deciding = services(state=state)
    first = deciding.score_now(a_request())

    told = LabelRequest(label="fraud", reason="chargeback")
    deciding.label(first.transaction_id, told, a_person())
    features = deciding.score_now(a_request(user_id="user-2", card_id="card-2")).features

    assert (features["merchant_frauds_7d"], features["merchant_fraud_share_7d"]) == (1.0, 1.0)
    assert (features["merchant_usual_frauds_7d"], features["merchant_fraud_run"]) == (1.0, 1.0)
    assert (features["ring_frauds"], features["user_frauds_28d"]) == (1.0, 0.0)


def test_a_graph_of_its_own_server_is_labelled_too(redis_url: str, namespace: str) -> None:
    graph = FalkorGraph(Keys(namespace).graph, "test", timeout_ms=1_000)
    client, apart = connect(redis_url, 5.0), connect(redis_url, 5.0)
    state = RedisState(client, apart, graph, Keys(namespace), retention_s=3_600)
    fraud = a_transaction(0)
    _graph(state, fraud)

    state.label(a_label(fraud), fraud, is_usual_amount=True)
    again = state.label(a_label(fraud), fraud, is_usual_amount=True)

    assert len(again.labels) == 1
    assert _graph(state, a_transaction(1, user_id="user-2", card_id="c2"))["ring_frauds"] == 1
    assert _labels(state, a_transaction(2))["user_frauds_7d"] == 1


def test_a_history_is_bounded(state: State) -> None:
    transaction = a_transaction(0)
    for number in range(LABEL_HISTORY_MAX + 5):
        label = a_label(transaction, "fraud", author=f"a-{number}")
        history = state.label(label, transaction, is_usual_amount=True)

    assert len(history.labels) == LABEL_HISTORY_MAX
    assert history.labels[-1] == label
    assert _labels(state, a_transaction(1))["user_frauds_7d"] == 1


@pytest.mark.parametrize("seed", range(8))
def test_labels_equal_a_brute_force_oracle(state: State, seed: int) -> None:
    """Over 100 days; told early, late and again, undone, of transactions that came out of order."""
    rng, oracle = random.Random(seed), Oracle()
    seen: list[Transaction] = []
    fortnight, now_s = READING_FIELDS.index("user_count_14d"), 0.0

    for _ in range(120):
        now_s += rng.choice((0, 60, 7_000, 3 * DAY_S))
        late_s = rng.choice((0, 0, 0, 1, 90_000))
        transaction = _any_transaction(rng, now_s - late_s)
        [row] = observed(state, [transaction])
        assert isinstance(row, Observation)
        expected = oracle.observe(transaction)
        assert row.velocity.labels == expected.labels
        assert row.velocity.values[fortnight] == expected.values[fortnight]
        seen.append(transaction)
        for _ in range(rng.choice((0, 1, 3))):
            told = rng.choice(seen)
            is_usual = told.amount_minor < 50_000
            label = a_label(told, rng.choice(("fraud", "fraud", "genuine", "unsure")))
            state.label(label, told, is_usual)
            oracle.label(told, label.label, is_usual)


# ── Exactly once ─────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_stored_once_with_one_alert(state: State) -> None:
    deciding = services(state=state)
    batch = [a_transaction(at_s) for at_s in range(12)]

    first = deciding.score_batch(batch)
    again = deciding.score_batch(batch)

    assert [one.alert_seq for one in first if isinstance(one, Decision)] == [None] * 10 + [1, 2]
    assert again == first
    assert state.find(batch[-1].transaction_id) == first[-1]


def test_a_crash_between_observe_and_commit_loses_and_repeats_nothing(state: State) -> None:
    batch = [a_transaction(at_s) for at_s in range(11)]
    observed(state, batch)

    decisions = services(state=state).score_batch(batch)

    assert isinstance(decisions[-1], Decision)
    assert decisions[-1].features["user_count_1m"] == 11.0
    assert decisions[-1].alert_seq == 1


def test_reserving_tells_new_pending_decided_and_conflicting(state: State) -> None:
    transaction = a_transaction()
    other = transaction.model_copy(update={"fingerprint": content_hash("another")})

    claims = [state.reserve([transaction])[0], state.reserve([transaction])[0]]
    claims.append(state.reserve([other])[0])
    services(state=state).score_batch([transaction])
    claims.append(state.reserve([transaction])[0])

    assert claims == ["new", "pending", "conflict", "decided"]


def test_what_is_accepted_is_pending_until_decided(state: State) -> None:
    transaction = a_transaction()
    state.reserve([transaction])

    assert state.find(transaction.transaction_id) == PendingTransaction(
        transaction_id=transaction.transaction_id
    )
    assert state.find("unknown") is None


def test_an_event_time_has_millisecond_resolution(state: State) -> None:
    at = datetime(2026, 3, 4, 12, 0, 0, 123_000, tzinfo=UTC)

    _velocity(state, a_transaction(occurred_at=at))
    reading = _velocity(state, a_transaction(occurred_at=at + timedelta(milliseconds=1)))

    assert reading["user_gap_ms"] == 1
    assert at > NOON


def test_a_reading_of_an_earlier_release_is_read_by_its_own_names(
    redis_url: str, namespace: str
) -> None:
    """The record is rewritten as a release with two fields, in another order, left it."""
    state, client, keys = (
        redis_state(redis_url, namespace),
        connect(redis_url, 5.0),
        Keys(namespace),
    )
    transaction = a_transaction()
    before = _velocity(state, transaction)
    names = json.dumps([["user_sum_1m", "user_gap_ms"], []])
    client.hset(keys.reading_layouts, "earlier", names)
    values = "struct.pack('<i8i8', 77, -1)"
    stored = f"cmsgpack.pack({{{values}, '', {{{{}}, {{}}, {{}}}}, {{}}, 'earlier'}})"
    rewrite = f"redis.call('HSET', KEYS[1], 'reading', {stored})"
    client.eval(rewrite, 1, keys.transaction(transaction.transaction_id))

    after = _velocity(state, transaction)

    assert (after["user_sum_1m"], after["user_gap_ms"]) == (77, -1)
    assert after["user_count_1m"] == 0
    assert after.keys() == before.keys()
    assert len(services(state=state).score_batch([transaction])) == 1
