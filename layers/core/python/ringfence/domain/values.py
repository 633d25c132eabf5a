"""What messages are made of: their base, outcomes, ids, amounts and moments.

Every message that crosses a wire is a frozen model that refuses unknown fields. The JSON Schemas,
the OpenAPI document and the dashboard's TypeScript types are generated from them (`make generate`)
and compared in `make check`.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import ip_address
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

ID_MAX_LENGTH = 128


class Message(BaseModel):
    """A frozen message: unknown fields are refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(StrEnum):
    """What happens to the transaction; ordered by `severity`: approve < review < decline."""

    APPROVE = "approve"
    REVIEW = "review"
    DECLINE = "decline"

    @property
    def severity(self) -> int:
        """0 for approve, 1 for review, 2 for decline."""
        return ("approve", "review", "decline").index(self.value)


class RiskLevel(IntEnum):
    """Bars shown beside a score, 1 (low) to 4 (critical)."""

    LOW = 1
    GUARDED = 2
    HIGH = 3
    CRITICAL = 4


def _passes_luhn(digits: str) -> bool:
    """Luhn's checksum (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


CARD_DIGITS_MIN, CARD_DIGITS_MAX = 13, 19


def _is_card_number(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    if not text.isascii():
        digits = "".join(one for one in digits if unicodedata.category(one) != "Pd")
    is_number = digits.isascii() and digits.isdigit()
    return is_number and CARD_DIGITS_MIN <= len(digits) <= CARD_DIGITS_MAX and _passes_luhn(digits)


def canonical_id(text: str) -> str:
    """One spelling of what reads alike, so that no invisible or look-alike character makes another
    entity: compatibility forms (NFKC: full-width digits, no-break spaces, decomposed accents), no
    characters of format (zero-width, direction, soft hyphen), single spaces, none outside."""
    canonical = text if text.isascii() else _visible(unicodedata.normalize("NFKC", text))
    canonical = canonical.strip()
    if not canonical:
        raise ValueError("must not be empty or only white space")
    if not canonical.isprintable() and any(
        unicodedata.category(character) in ("Cc", "Cs") for character in canonical
    ):
        raise ValueError("must not contain control characters")
    if "  " in canonical:
        canonical = " ".join(canonical.split())
    if len(canonical) > ID_MAX_LENGTH:
        raise ValueError(f"must have at most {ID_MAX_LENGTH} characters once normalised")
    if len(canonical) >= CARD_DIGITS_MIN and _is_card_number(canonical):
        raise ValueError(
            "looks like a card number; send a token or a hash instead, never the number"
        )
    return canonical


def _visible(text: str) -> str:
    """Without characters of format and variation selectors, and normalised as it was before."""
    shown = [
        character
        for character in text
        if unicodedata.category(character) not in ("Cf", "Zl", "Zp")
        and not "\ufe00" <= character <= "\ufe0f"
    ]
    return unicodedata.normalize("NFKC", "".join(shown))


def canonical_ip(text: str) -> str:
    """One spelling; an IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address.

    A scope id (RFC 4007) is refused: it names an interface of one machine, takes any character, and
    would make as many addresses of one.
    """
    try:
        address = ip_address(text.strip())
    except ValueError:
        # Not the library's words: they repeat the text, which may be a card number.
        raise ValueError("must be an IPv4 or IPv6 address such as 203.0.113.7") from None
    if getattr(address, "scope_id", None):
        raise ValueError("must have no scope id; send the address without % and what follows it")
    return str(getattr(address, "ipv4_mapped", None) or address)


def _reject_number(value: object) -> object:
    """A number is seconds to one and milliseconds to another; it is no RFC 3339 time."""
    is_number = isinstance(value, int | float | Decimal)
    if is_number or (isinstance(value, str) and "-" not in value[1:]):
        raise ValueError("must be an RFC 3339 time such as 2026-03-04T12:00:00Z")
    return value


def _reject_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number such as 12.50, not a boolean")
    return value


EntityId = Annotated[
    str, Field(min_length=1, max_length=ID_MAX_LENGTH), AfterValidator(canonical_id)
]
Author = Annotated[EntityId, Field(max_length=64)]
"""Who did it; canonical as an id is."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
IpAddress = Annotated[str, Field(max_length=45), AfterValidator(canonical_ip)]
Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[AwareDatetime, BeforeValidator(_reject_number)]
Amount = Annotated[
    Decimal,
    Field(gt=0, le=Decimal("10000000000"), allow_inf_nan=False),
    BeforeValidator(_reject_boolean),
    Field(examples=["12.50"]),
]
