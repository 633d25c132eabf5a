"""Money is integers in minor units, by ISO 4217."""

from decimal import Decimal

import pytest

from ringfence.domain import money
from ringfence.domain.errors import (
    AmountTooLarge,
    AmountTooPrecise,
    AmountTooSmall,
    UnknownCurrency,
)
from ringfence.domain.money import Rates, read_rates, to_minor
from ringfence.domain.velocity import AMOUNT_MAX_MINOR


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("10.00", "USD", 1_000),
        ("1200", "JPY", 1_200),
        ("1.234", "KWD", 1_234),
        ("3.459", "USD", 346),
        ("3.465", "USD", 346),
        ("3.475", "USD", 348),
        ("1E+3", "EUR", 100_000),
    ],
)
def test_amounts_become_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


def test_more_than_two_extra_digits_are_refused() -> None:
    with pytest.raises(AmountTooPrecise):
        to_minor(Decimal("1.00001"), "USD")


def test_an_amount_that_rounds_to_nothing_is_refused() -> None:
    with pytest.raises(AmountTooSmall):
        to_minor(Decimal("0.001"), "USD")


def test_a_currency_outside_the_standard_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        to_minor(Decimal(1), "XXX")


@pytest.mark.parametrize(
    ("base", "amount_minor", "currency", "counted"),
    [
        ("USD", 1_234, "USD", (1_234, False)),
        ("USD", 10_000, "JPY", (6_700, False)),
        ("USD", 10_000, "KWD", (3_250, False)),
        ("JPY", 1_050, "USD", (1_565, False)),
        ("KWD", 1_000, "USD", (3_080, False)),
        ("USD", 1, "JPY", (1, False)),
        ("USD", 1_500, "CHF", (1_500, True)),
        ("USD", 1_500, "ISK", (150_000, True)),
    ],
)
def test_an_amount_counts_in_the_exponent_of_the_currency_that_is_counted_in(
    base: str, amount_minor: int, currency: str, counted: tuple[int, bool]
) -> None:
    worth = {"USD": "JPY=0.0067, KWD=3.25", "JPY": "USD=149.05", "KWD": "USD=0.308"}
    rates = read_rates(base, worth[base])

    assert rates.count(amount_minor, currency) == counted


def test_what_counts_for_more_than_is_counted_exactly_is_refused() -> None:
    rates = read_rates("IDR", "USD=16000")

    assert rates.count(AMOUNT_MAX_MINOR // 16_000, "USD").minor == AMOUNT_MAX_MINOR
    with pytest.raises(AmountTooLarge, match=r"7,000,000,000 IDR.* its `currency`"):
        rates.count(AMOUNT_MAX_MINOR // 16_000 + 1, "USD")
    with pytest.raises(AmountTooLarge):
        Rates("USD").count(AMOUNT_MAX_MINOR + 1, "USD")


def test_without_a_rate_no_payment_is_refused_for_what_it_counts_for() -> None:
    assert Rates("USD").count(AMOUNT_MAX_MINOR + 1, "IDR") == (AMOUNT_MAX_MINOR, True)


@pytest.mark.parametrize("text", ["EUR", "EUR=", "EUR=much", "EUR=0", "EUR=-1", "XXX=1", "EUR=NaN"])
def test_rates_that_cannot_be_read_are_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_rates("USD", text)


def test_no_currency_stands_in_two_lists() -> None:
    listed = [*money._NO_MINOR_UNIT.split(), *money._TWO_DECIMALS.split()]
    listed += money._THREE_DECIMALS.split()

    assert len(listed) == len(set(listed)) == len(money.CURRENCY_EXPONENT)
