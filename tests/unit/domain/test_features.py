"""One list of features, one way to a vector."""

import math
from typing import Any

from ringfence.adapters.memory import MemoryState
from ringfence.domain.features import FEATURE_INDEX, FEATURE_NAMES, FEATURES
from ringfence.flow.observe import ObservedTransaction
from tests.builders import a_transaction, observed_batch


def _vector(state: MemoryState, **changes: Any) -> dict[str, float]:
    [row] = observed_batch(state, [a_transaction(**changes)]).rows
    assert isinstance(row, ObservedTransaction)
    return dict(zip(FEATURE_NAMES, row.vector, strict=True))


def test_names_are_unique_and_groups_are_known() -> None:
    assert len(set(FEATURE_NAMES)) == len(FEATURE_NAMES) == len(FEATURE_INDEX)
    assert all("{value}" in feature.sentence for feature in FEATURES)


def test_every_value_is_finite_even_without_history_or_ip() -> None:
    vector = _vector(MemoryState())

    assert all(math.isfinite(value) for value in vector.values())
    assert vector["user_gap_s"] == -1.0
    assert vector["amount_over_mean"] == 0.0
    assert vector["ip_count_24h"] == 0.0


def test_amounts_are_in_major_units_of_their_currency() -> None:
    assert _vector(MemoryState(), amount_minor=1_234, currency="USD")["amount"] == 12.34
    assert _vector(MemoryState(), amount_minor=1_234, currency="JPY")["amount"] == 1_234.0


def test_an_amount_is_compared_with_the_users_own_normal() -> None:
    state = MemoryState()
    for at_s in range(4):
        _vector(state, at_s=at_s, amount_minor=1_000)

    vector = _vector(state, at_s=5, amount_minor=9_000)

    assert vector["amount_over_mean"] == 9.0
    assert vector["user_history"] == 4.0
    assert vector["user_amount_mean"] == 10.0
