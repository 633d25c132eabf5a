"""The line of a rule that fired: its sentence filled as an analyst reads it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ringfence.domain.rules import Rule, fired_line
from ringfence.domain.shipped_rules import SHIPPED_RULES
from ringfence.domain.values import Outcome


def _sentence(rule: Rule, values: Mapping[str, float | str], currency: str = "USD") -> str:
    return fired_line(rule, values, ((), (), ()), currency).sentence


def _shipped(code: str) -> Rule:
    return next(rule for rule in SHIPPED_RULES.rules if rule.code == code)


def test_money_in_a_rules_sentence_has_its_currency() -> None:
    values: dict[str, float | str] = {
        "amount": 8918.0,
        "amount_over_mean": 12.74,
        "user_amount_mean": 700.0,
        "user_history": 25.0,
    }

    assert _sentence(_shipped("unusual_amount"), values) == (
        "Unusual amount: 8,918.00 USD is 12.74 x this user's mean of 700.00 USD, from 25 payments"
    )


@pytest.mark.parametrize(("currency", "said"), [("JPY", "1,200 JPY"), ("KWD", "1,200.000 KWD")])
def test_money_has_the_digits_of_its_currency(currency: str, said: str) -> None:
    rule = Rule(
        code="mine",
        group="amount",
        when="device_sum_10m > 1.0",
        sentence="{device_sum_10m} at {merchant} by {device_count_10m} payments",
        weight=1.0,
        outcome=Outcome.REVIEW,
    )
    counted = {"device_sum_10m": 1200.0, "device_count_10m": 3.0}

    assert (
        _sentence(rule, {**counted, "merchant": "Casino"}, currency)
        == f"{said} at Casino by 3 payments"
    )
