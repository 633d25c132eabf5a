"""Lines of the ledger: what an analyst reads of a model's contributions."""

from __future__ import annotations

import pytest

from ringfence.domain.features import FEATURE_INDEX, FEATURES
from ringfence.flow.score import _line


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("card_gap_s", -1.0, "this card's previous transaction: never"),
        ("card_gap_s", 3.0, "3 s since this card's previous transaction"),
        ("card_gap_s", 694.93, "11 min 35 s since this card's previous transaction"),
        ("card_gap_s", 90_061.0, "1 d 1 h since this card's previous transaction"),
        ("card_user_gap_s", -1.0, "this card and user were last seen together: never"),
        ("card_user_gap_s", 2.0, "2 s since this card and user were last seen together"),
        ("user_count_7d", 1.0, "1 transaction by this user in 7 days"),
        ("user_count_7d", 11.0, "11 transactions by this user in 7 days"),
        ("merchant_sum_1m", 20.0, "20 spent at this merchant in 1 min"),
        ("merchant_sum_1h", 8918.5, "8,918.50 spent at this merchant in 1 h"),
        ("device_users_24h", 1.0, "1 user with this device in 24 h"),
    ],
)
def test_a_line_says_its_value_as_an_analyst_reads_it(
    name: str, value: float, sentence: str
) -> None:
    place = FEATURE_INDEX[name]
    vector = tuple(value if place == at else 0.0 for at in range(len(FEATURES)))

    assert _line(place, 0.5, vector).sentence == sentence
