"""Lines of the ledger: what an analyst reads of a model's contributions."""

from __future__ import annotations

import pytest

from ringfence.domain.features import FEATURE_INDEX, FEATURES
from ringfence.flow.ports import ModelScore
from ringfence.flow.score import _line, model_lines


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


def test_what_the_model_makes_of_an_absent_ip_is_one_line() -> None:
    margins = {"ip_count_24h": 0.5, "ip_user_gap_s": 0.25, "amount": 0.1}
    score = ModelScore(base=0.0, contributions=tuple(margins.get(f.name, 0.0) for f in FEATURES))

    lines = model_lines(score, (0.0,) * len(FEATURES))

    assert [(one.code, one.margin) for one in lines] == [("no_ip", 0.75), ("amount", 0.1)]
    assert lines[0].sentence == "no ip was sent; an average transaction has one"
    assert lines[0].value is None


def test_an_ip_that_was_sent_is_told_feature_by_feature() -> None:
    vector = [0.0] * len(FEATURES)
    vector[FEATURE_INDEX["ip_count_1m"]] = 1.0
    margins = tuple(0.5 if f.name == "ip_count_24h" else 0.0 for f in FEATURES)

    [line] = model_lines(ModelScore(base=0.0, contributions=margins), tuple(vector))

    assert line.code == "ip_count_24h"
