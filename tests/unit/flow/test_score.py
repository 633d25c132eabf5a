"""Lines of the ledger: what an analyst reads of a model's contributions."""

from __future__ import annotations

import pytest

from ringfence.domain.features import FEATURE_INDEX, FEATURES
from ringfence.domain.ledger import Line
from ringfence.flow.ports import ModelScore
from ringfence.flow.score import _line, model_lines


def _told(name: str, **values: float) -> Line:
    vector = tuple(values.get(feature.name, 0.0) for feature in FEATURES)
    return _line(FEATURE_INDEX[name], 0.5, vector, "EUR")


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
        ("merchant_sum_7d", 8918.5, "8,918.50 EUR spent at this merchant in 7 days"),
        ("user_amount_max", 700.0, "nothing is known of this user's amounts yet"),
        ("merchant_fraud_share_7d", 0.004, "under 0.01 of this merchant's known transactions in 7"),
        ("device_users_24h", 1.0, "1 user with this device in 24 h; 1 is usual"),
        ("ring_frauds", 1.0, "1 confirmed fraud among users tied to this one; 0 is usual"),
        ("user_fraud_gap_s", 60.0, "1 min since this user's last confirmed fraud; never is usual"),
        ("user_fraud_gap_s", -1.0, "this user's last confirmed fraud: never"),
        (
            "device_count_1h",
            2.0,
            "2 transactions by this device in 1 h; what is usual is not known",
        ),
    ],
)
def test_a_line_says_its_value_as_an_analyst_reads_it(
    name: str, value: float, sentence: str
) -> None:
    line = _told(name, **{name: value})

    assert line.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("user_count_1h", 7.0, "7 transactions by this user in 1 h; 1.1 is usual"),
        ("user_sum_24h", 900.0, "900.00 EUR spent by this user in 24 h; 60.00 EUR is usual"),
        ("user_gap_s", 3.0, "3 s since this user's previous transaction; 12 h is usual"),
        ("amount", 8918.0, "amount 8,918.00 EUR; 20.00 EUR is usual"),
        ("amount_over_mean", 12.74, "amount is 12.74 x this user's mean; 1 is usual"),
        ("user_amount_mean", 20.0, "this user's mean amount is 20.00 EUR"),
        ("user_merchants_24h", 9.0, "9 merchants with this user in 24 h; 3 is usual"),
    ],
)
def test_a_line_says_what_is_usual_for_this_user(name: str, value: float, sentence: str) -> None:
    # 46 transactions in the three weeks before this one, of 20.00 each: 2 a day.
    past = {"user_count_30d": 50.0, "user_sum_30d": 1_000.0, "user_count_7d": 4.0}
    past |= {"user_sum_7d": 80.0, "user_history": 49.0, "user_amount_mean": 20.0}

    line = _told(name, **{**past, name: value})

    assert line.sentence == sentence


def test_the_number_in_the_sentence_is_the_usual_of_the_reason() -> None:
    line = _told("card_count_24h", card_count_7d=21.0, card_count_24h=9.0)

    assert (line.value, line.usual) == (9.0, 3.0)
    assert line.sentence == "9 transactions by this card in 24 h; 3 is usual"


def test_what_the_model_makes_of_an_absent_ip_is_one_line() -> None:
    margins = {"ip_count_24h": 0.5, "ip_user_gap_s": 0.25, "amount": 0.1}
    score = ModelScore(base=0.0, contributions=tuple(margins.get(f.name, 0.0) for f in FEATURES))

    lines = model_lines(score, (0.0,) * len(FEATURES), "USD")

    assert [(one.code, one.margin) for one in lines] == [("no_ip", 0.75), ("amount", 0.1)]
    assert lines[0].sentence == "no ip was sent; an average transaction has one"
    assert lines[0].value is None


def test_an_ip_that_was_sent_is_told_feature_by_feature() -> None:
    vector = [0.0] * len(FEATURES)
    vector[FEATURE_INDEX["ip_count_1m"]] = 1.0
    margins = tuple(0.5 if f.name == "ip_count_24h" else 0.0 for f in FEATURES)

    [line] = model_lines(ModelScore(base=0.0, contributions=margins), tuple(vector), "USD")

    assert line.code == "ip_count_24h"
