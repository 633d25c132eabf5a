"""Money: integers in minor units, with their currency beside them. Source: ISO 4217."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from ringfence.domain.errors import AmountTooPrecise, AmountTooSmall, UnknownCurrency

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
    if digits > CURRENCY_EXPONENT[currency] + EXTRA_DIGITS:
        raise AmountTooPrecise(currency, CURRENCY_EXPONENT[currency] + EXTRA_DIGITS)
    minor = int((amount * factor).to_integral_value(rounding=ROUND_HALF_EVEN))
    if minor == 0:
        raise AmountTooSmall(currency)
    return minor
