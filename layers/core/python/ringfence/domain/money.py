"""Money: integers in minor units, with their currency beside them. Source: ISO 4217.

Windows add amounts, so they count in one currency, the namespace's: what comes in another is
converted as it is accepted, by rates that the operator gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import NamedTuple

from ringfence.domain.errors import (
    AmountTooLarge,
    AmountTooPrecise,
    AmountTooSmall,
    UnknownCurrency,
)
from ringfence.domain.velocity import AMOUNT_MAX_MINOR

_NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
WST XCD YER ZAR ZMW ZWG
"""

CURRENCY_EXPONENT: dict[str, int] = {
    **dict.fromkeys(_NO_MINOR_UNIT.split(), 0),
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
EXTRA_DIGITS = 2
"""Digits beyond the currency's own that are taken (fuel is priced so) and rounded half-even."""

_MINOR_PER_MAJOR: dict[str, int] = {
    code: 10**exponent for code, exponent in CURRENCY_EXPONENT.items()
}


def minor_per_major(currency: str) -> int:
    """Minor units in one major unit: 100 for USD.

    Raises
    ------
    UnknownCurrency
        The code is not in ISO 4217.
    """
    try:
        return _MINOR_PER_MAJOR[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units, rounded half-even.

    >>> to_minor(Decimal("10.00"), "USD"), to_minor(Decimal("1200"), "JPY")
    (1000, 1200)

    Raises
    ------
    UnknownCurrency, AmountTooPrecise, AmountTooSmall
    """
    factor = minor_per_major(currency)
    digits = max(0, -int(amount.normalize().as_tuple().exponent))
    exponent = CURRENCY_EXPONENT[currency]
    if digits > exponent + EXTRA_DIGITS:
        raise AmountTooPrecise(currency, exponent)
    minor = int((amount * factor).to_integral_value(rounding=ROUND_HALF_EVEN))
    if minor == 0:
        raise AmountTooSmall(currency)
    return minor


def format_money(major: float, currency: str) -> str:
    """As a person reads it, with the currency's own digits.

    >>> format_money(8918.0, "USD"), format_money(1200.0, "JPY"), format_money(0.5, "KWD")
    ('8,918.00 USD', '1,200 JPY', '0.500 KWD')
    """
    return f"{major:,.{CURRENCY_EXPONENT[currency]}f} {currency}"


class Counted(NamedTuple):
    """What an amount counts for, in minor units of the namespace's currency."""

    minor: int
    is_at_par: bool
    """No rate is known: a major unit was taken for a major unit."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The currency that a namespace counts in, and what a major unit of others is worth in it."""

    currency: str = "USD"
    worth: Mapping[str, Decimal] = field(default_factory=dict)

    def count(self, amount_minor: int, currency: str) -> Counted:
        """An amount as the windows count it, at least one minor unit, rounded half-even; at par at
        most `AMOUNT_MAX_MINOR`.

        >>> Rates("USD", {"JPY": Decimal("0.0067")}).count(15_000, "JPY")
        Counted(minor=10050, is_at_par=False)
        >>> Rates("JPY").count(1_250, "KWD")
        Counted(minor=1, is_at_par=True)

        Raises
        ------
        UnknownCurrency, AmountTooLarge
        """
        counted = Counted(amount_minor, is_at_par=False)
        if currency != self.currency:
            counted = self._converted(amount_minor, currency)
        if counted.minor > AMOUNT_MAX_MINOR:
            most = Decimal(AMOUNT_MAX_MINOR) / minor_per_major(self.currency)
            raise AmountTooLarge(f"{most:,}", self.currency)
        return counted

    def _converted(self, amount_minor: int, currency: str) -> Counted:
        worth = self.worth.get(currency)
        major = Decimal(amount_minor) / minor_per_major(currency)
        minor = major * (worth or 1) * minor_per_major(self.currency)
        rounded = max(1, int(minor.to_integral_value(rounding=ROUND_HALF_EVEN)))
        if worth is None:  # A rough number, and no reason to refuse a payment (ADR 20).
            return Counted(min(rounded, AMOUNT_MAX_MINOR), is_at_par=True)
        return Counted(rounded, is_at_par=False)


def read_rates(currency: str, text: str) -> Rates:
    """Rates as an operator writes them.

    >>> read_rates("USD", "EUR=1.08, JPY=0.0067").worth["EUR"]
    Decimal('1.08')

    Raises
    ------
    ValueError
        What is not `CODE=NUMBER`, of currencies of ISO 4217 and numbers above 0.
    """
    worth: dict[str, Decimal] = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
        code, _, number = one.partition("=")
        try:
            worth[code.strip()] = Decimal(number.strip())
        except InvalidOperation:
            raise ValueError(f"{one!r} is not CODE=NUMBER") from None
    for code in (currency, *worth):
        if code not in CURRENCY_EXPONENT:
            raise ValueError(f"{code!r} is no currency of ISO 4217")
    if not all(one.is_finite() and one > 0 for one in worth.values()):
        raise ValueError("a rate is above 0")
    return Rates(currency, worth)
