"""Each shipped rule fires on what it is for, in whatever order, and leaves ordinary life alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import pytest

from ringfence.adapters.cel_rules import CelRules
from ringfence.adapters.memory import MemoryState
from ringfence.domain.features import named
from ringfence.domain.rules import fired_line, words_of
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.transactions import Transaction
from ringfence.flow.observe import ObservedTransaction
from simulator.labelled import to_transaction
from simulator.stream import PRESETS, stream
from simulator.world import World
from tests.builders import a_transaction, observed_batch

SEED_RULES = {"high_velocity", "shared_device"}
"""The user's own samples; they fire on households and kiosks, as asked."""

RULES = CelRules(SHIPPED_RULES)
DAY_S = 86_400


def fired(transactions: Sequence[Transaction], state: MemoryState | None = None) -> list[set[str]]:
    """The codes that fire on each, in order; every sentence can be written."""
    batch = observed_batch(state or MemoryState(), transactions)
    codes = []
    for row in batch.rows:
        assert isinstance(row, ObservedTransaction)
        values: dict[str, Any] = {**named(row.vector), **words_of(row.transaction)}
        rules, errors = RULES.fire(values)
        assert not errors
        users, currency = row.velocity.shared_users, row.transaction.counted_currency
        codes.append({fired_line(rule, values, users, currency).code for rule in rules})
    return codes


def tries(cards: int, every_s: float = 4, **changes: Any) -> list[Transaction]:
    """Cards tried one after the other from one device."""
    tiny = {"amount_minor": 120, **changes}
    return [a_transaction(every_s * n, card_id=f"c{n}", **tiny) for n in range(cards)]


def history(payments: int, **changes: Any) -> list[Transaction]:
    """A user's ordinary payments, one a day, at most 30.00 each."""
    return [
        a_transaction(DAY_S * n, amount_minor=1_000 + 100 * (n % 21), **changes)
        for n in range(payments)
    ]


# ── Card testing ─────────────────────────────────────────────────────────────────────────────────


def test_six_cards_with_tiny_amounts_on_one_device_are_card_testing() -> None:
    *before, last = fired(tries(6))

    assert "card_testing" in last
    assert not any("card_testing" in codes for codes in before)


@pytest.mark.parametrize(
    "ordinary",
    [tries(5), tries(12, every_s=150), tries(12, amount_minor=1_500)],
    ids=["a full purse", "a kiosk", "a family's shopping"],
)
def test_ordinary_cards_on_one_device_are_no_card_testing(ordinary: list[Transaction]) -> None:
    assert not any("card_testing" in codes for codes in fired(ordinary))


# ── Amount against normal ────────────────────────────────────────────────────────────────────────


def test_ten_times_the_mean_of_a_known_user_is_an_unusual_amount() -> None:
    known = history(20)

    *before, last = fired([*known, a_transaction(20 * DAY_S, amount_minor=60_000)])

    assert "unusual_amount" in last
    assert not any("unusual_amount" in codes for codes in before)


@pytest.mark.parametrize(("payments", "amount_minor"), [(19, 60_000), (20, 19_000), (0, 900_000)])
def test_a_new_user_or_a_small_sum_has_no_unusual_amount(payments: int, amount_minor: int) -> None:
    known = history(payments)

    last = fired([*known, a_transaction(payments * DAY_S, amount_minor=amount_minor)])[-1]

    assert "unusual_amount" not in last


def test_a_rent_paid_before_is_usual() -> None:
    known = [*history(20), a_transaction(20 * DAY_S, amount_minor=60_000)]

    last = fired([*known, a_transaction(21 * DAY_S, amount_minor=70_000)])[-1]

    assert "unusual_amount" not in last


# ── Impossible pace ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("merchants", "every_s"), [(4, 10), (9, 60)])
def test_more_merchants_than_anybody_can_visit_is_an_impossible_pace(
    merchants: int, every_s: float
) -> None:
    visits = [a_transaction(every_s * n, merchant=f"m{n}") for n in range(merchants)]

    *before, last = fired(visits)

    assert "impossible_pace" in last
    assert not any("impossible_pace" in codes for codes in before)


def test_a_stroll_through_the_mall_is_possible() -> None:
    visits = [a_transaction(90 * n, merchant=f"m{n}") for n in range(12)]

    assert not any("impossible_pace" in codes for codes in fired(visits))


# ── First use of a device with a high amount ─────────────────────────────────────────────────────


def test_a_known_users_first_high_payment_from_a_new_device_fires() -> None:
    last = a_transaction(5 * DAY_S, device_id="new", amount_minor=30_000)

    assert "new_device_high_amount" in fired([*history(5), last])[-1]


@pytest.mark.parametrize(
    "changes",
    [{"device_id": "device-1"}, {"amount_minor": 19_900}],
    ids=["the old device", "a small payment"],
)
def test_an_old_device_or_a_small_payment_does_not(changes: dict[str, Any]) -> None:
    fields = {"device_id": "new", "amount_minor": 30_000, **changes}

    last = fired([*history(5), a_transaction(5 * DAY_S, **fields)])[-1]

    assert "new_device_high_amount" not in last


def test_somebody_unknown_with_a_new_device_does_not() -> None:
    assert fired([a_transaction(amount_minor=30_000)]) == [set()]


# ── Neighbour of confirmed fraud ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("device_id", "is_neighbour"), [("shared", True), ("own", False)])
def test_who_shares_a_device_with_confirmed_fraud_is_a_neighbour(
    device_id: str, is_neighbour: bool
) -> None:
    state = MemoryState()
    stolen = a_transaction(user_id="thief", card_id="c1", device_id="shared")
    fired([stolen], state)
    assert state.graph is not None
    state.graph.label(stolen, is_fraud=True)

    later = a_transaction(30 * DAY_S, user_id="next", card_id="c2", device_id=device_id)

    assert ("fraud_neighbour" in fired([later], state)[0]) is is_neighbour


# ── In any order, and on ordinary life ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(10))
def test_an_attack_fires_in_whatever_order_a_queue_delivers_it(seed: int) -> None:
    attacks = {
        "card_testing": tries(24),
        "impossible_pace": [a_transaction(8 * n, merchant=f"m{n}") for n in range(24)],
    }

    for code, attack in attacks.items():
        shuffled = random.Random(seed).sample(attack, len(attack))
        assert any(code in codes for codes in fired(shuffled)), code


def test_new_device_fires_though_a_later_payment_was_observed_first() -> None:
    first, later = (
        a_transaction(5 * DAY_S + n, device_id="new", amount_minor=30_000) for n in range(2)
    )

    assert "new_device_high_amount" in fired([*history(5), later, first])[-1]


def test_on_a_calm_stream_the_five_fire_on_less_than_one_transaction_in_200() -> None:
    world, start_s, size = World(seed=5, users=300), 1_772_000_000.0, 6_000
    rows = list(itertools.islice(stream(world, PRESETS["calm"], start_s, 0.02, seed=5), size))
    state = MemoryState()

    codes = [
        fired([to_transaction(row, f"t{place}")], state)[0] - SEED_RULES
        for place, row in enumerate(rows)
    ]

    genuine = [found for row, found in zip(rows, codes, strict=True) if not row.is_fraud]
    assert sum(map(bool, codes)) < 0.005 * size
    assert sum("card_testing" in found for found in genuine) < 0.001 * size
