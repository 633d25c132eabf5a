"""Every message that crosses a wire, defined once.

The JSON Schemas, the OpenAPI document and the dashboard's TypeScript types are generated from
this file (`make generate`) and compared in `make check`. All models are frozen and reject unknown
fields.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import ip_address
from typing import Annotated, Literal

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
BULK_MAX_TRANSACTIONS = 500
ALERT_PAGE_MAX = 500
POINTS_PER_SCORE = 10_000
"""Ledger points are ten-thousandths of the score: they are integers, so they add up exactly."""


class Message(BaseModel):
    """A frozen message: unknown fields are refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ── Values ───────────────────────────────────────────────────────────────────────────────────────


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


def _canonical_ip(text: str) -> str:
    """One spelling; an IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        # Not the library's words: they repeat the text, which may be a card number.
        raise ValueError("must be an IPv4 or IPv6 address such as 203.0.113.7") from None
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
IpAddress = Annotated[str, Field(max_length=45), AfterValidator(_canonical_ip)]
Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[AwareDatetime, BeforeValidator(_reject_number)]
Amount = Annotated[
    Decimal,
    Field(gt=0, le=Decimal("10000000000"), allow_inf_nan=False),
    BeforeValidator(_reject_boolean),
    Field(examples=["12.50"]),
]


# ── In ───────────────────────────────────────────────────────────────────────────────────────────


class TransactionRequest(Message):
    """One attempted payment, as a payment service sends it.

    `amount` is in major units of `currency` (10.00 is ten dollars) with at most two more digits
    than the currency has. `transaction_id` is the caller's idempotency key; without one we make a
    ULID.
    """

    transaction_id: EntityId | None = None
    user_id: EntityId
    card_id: EntityId
    device_id: EntityId
    amount: Amount
    merchant: EntityId
    currency: CurrencyCode = "USD"
    occurred_at: Moment | None = None
    ip: IpAddress | None = None
    email_hash: Sha256Hex | None = None
    merchant_category: EntityId | None = None
    country: CountryCode | None = None
    channel: Literal["card_present", "online", "in_app", "transfer", "atm"] | None = None
    counterparty_id: EntityId | None = None


class Transaction(Message):
    """One attempted payment, accepted: canonical ids, integer money, UTC times. Immutable.

    Where `currency` is not the namespace's, `base_minor` is what the windows count of it, in minor
    units of `base_currency`. `is_at_par`: no rate was known, so a major unit counts as one.
    """

    transaction_id: EntityId
    user_id: EntityId
    card_id: EntityId
    device_id: EntityId
    merchant: EntityId
    amount_minor: Annotated[int, Field(gt=0)]
    currency: CurrencyCode
    occurred_at: AwareDatetime
    received_at: AwareDatetime
    fingerprint: str
    """Content hash of the request: the same id with another fingerprint is a conflict."""
    ip: IpAddress | None = None
    email_hash: Sha256Hex | None = None
    merchant_category: EntityId | None = None
    country: CountryCode | None = None
    channel: Literal["card_present", "online", "in_app", "transfer", "atm"] | None = None
    counterparty_id: EntityId | None = None
    base_minor: Annotated[int, Field(gt=0)] | None = None
    base_currency: CurrencyCode | None = None
    is_at_par: bool = False

    @property
    def counted_minor(self) -> int:
        """What windows, features and rules take for its amount, in `counted_currency`."""
        return self.amount_minor if self.base_minor is None else self.base_minor

    @property
    def counted_currency(self) -> str:
        """The namespace's."""
        return self.base_currency or self.currency


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────


class TransactionAccepted(Message):
    """`POST /transaction` answers this with 202: the transaction is in the queue."""

    transaction_id: str
    status: Literal["queued", "decided"]


class FieldError(Message):
    """One thing wrong with a request: where, what, and the type of the rule it broke."""

    field: str
    message: str
    type: str


class Problem(Message):
    """RFC 9457 problem details; `errors` names each field."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()


class BulkRow(Message):
    """The result for one item of `POST /transactions`, at its index in the request."""

    index: int
    transaction_id: str | None
    status: Literal["queued", "decided", "rejected"]
    problem: Problem | None = None


class BulkResult(Message):
    """`POST /transactions` answers this with 202, also when some rows were rejected."""

    accepted: int
    rejected: int
    rows: tuple[BulkRow, ...]


ReasonGroup = Literal[
    "base", "amount", "velocity", "graph", "merchant", "label", "behaviour", "list"
]


class Reason(Message):
    """One line of the ledger. `points` are ten-thousandths of the score and may be negative.

    `source` says who speaks: the model's base rate, the model, a rule or a list. `value` is what
    was seen, `usual` what is normal (None where nothing is), `entities` whom the sentence names.
    """

    code: str
    source: Literal["base", "model", "rule", "list"]
    group: ReasonGroup
    sentence: str
    points: int
    value: float | None = None
    usual: float | None = None
    entities: tuple[str, ...] = ()


class Versions(Message):
    """What a decision was made with, by content hash ("none" where there was none)."""

    model: str
    shadow_model: str | None = None
    rules: str
    policy: str
    features: str
    lists: str = "none"
    """Of the list entries that applied."""


Stage = Literal["graph", "model", "rules"]


class Amendment(Message):
    """A decision made again because stages that were missing answered: what came of it then.

    `filled` are those stages. `features` holds what they said, by name; the rest of the vector is
    the decision's own. `reasons` sum to `score` as a decision's do.
    """

    amended_at: AwareDatetime
    filled: tuple[Stage, ...]
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    reasons: tuple[Reason, ...]
    rule_errors: tuple[str, ...] = ()
    model_score: float | None = None
    features: dict[str, float]
    versions: Versions


class Decision(Message):
    """Outcome + score + reasons + versions + timings: a receipt.

    `score` is a probability of fraud in [0, 1] and equals the sum of the reasons' points divided
    by 10,000, exactly. `features` is the vector it was made from; `missing` names stages that did
    not answer in time.
    """

    transaction_id: str
    status: Literal["decided"] = "decided"
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    reasons: tuple[Reason, ...]
    missing: tuple[Stage, ...] = ()
    rule_errors: tuple[str, ...] = ()
    model_score: float | None = None
    """What the model alone says, before rules; None where no model answered."""
    shadow_score: float | None = None
    transaction: Transaction
    features: dict[str, float]
    versions: Versions
    timings_ms: dict[str, float]
    decided_at: AwareDatetime
    alert_seq: int | None = None
    amendment: Amendment | None = None


class Difference(Message):
    """Where a replay departs from the stored decision, both as text."""

    field: str
    stored: str
    replayed: str


class ReplayReport(Message):
    """`GET /transactions/{id}/replay`: the decision made again from what it was made from."""

    transaction_id: str
    is_identical: bool
    differences: tuple[Difference, ...]
    versions: Versions


class PendingTransaction(Message):
    """`GET /transactions/{id}` before the decision is made."""

    transaction_id: str
    status: Literal["pending"] = "pending"


LabelKind = Literal["fraud", "genuine", "unsure"]


class LabelRequest(Message):
    """What an analyst or a chargeback says of a transaction; `reason` is a code of your own.

    `transaction` is the payment itself, for a chargeback that comes when its decision is no longer
    kept: who paid with what, whom and when is all that a label needs.
    """

    label: LabelKind
    reason: EntityId
    author: Author | None = None
    transaction: TransactionRequest | None = None


class Label(Message):
    """The truth about a transaction as known at `known_at`, by whom and why."""

    transaction_id: str
    label: LabelKind
    reason: str
    author: str
    known_at: AwareDatetime

    def says_the_same(self, other: Label) -> bool:
        """Whether two labels differ in nothing but time."""
        return self.model_copy(update={"known_at": other.known_at}) == other


class LabelHistory(Message):
    """The labels of one transaction, oldest first; the last is in force."""

    transaction_id: str
    labels: tuple[Label, ...]


class Alert(Message):
    """A decision that a person should see. `seq` numbers alerts 1, 2, 3, … without a gap."""

    seq: int
    kind: Literal["transaction"] = "transaction"
    transaction_id: str
    outcome: Outcome
    score: float
    risk_level: RiskLevel
    headline: str
    reason_codes: tuple[str, ...]
    user_id: str
    card_id: str
    device_id: str
    merchant: str
    amount_minor: int
    currency: str
    occurred_at: AwareDatetime
    received_at: AwareDatetime
    raised_at: AwareDatetime
    missing: tuple[str, ...] = ()


ChangeKind = Literal["formed", "grew", "shrank", "merged", "split", "ended"]


class Exposure(Message):
    """What members of a ring paid, or tried to, in one currency, by outcome; minor units."""

    currency: str
    payments: int
    approved_minor: int = 0
    reviewed_minor: int = 0
    declined_minor: int = 0

    @property
    def total_minor(self) -> int:
        """All that was attempted."""
        return self.approved_minor + self.reviewed_minor + self.declined_minor


class RingAlert(Message):
    """A ring that formed, grew or split off, numbered with all other alerts."""

    seq: int
    kind: Literal["ring"] = "ring"
    change: ChangeKind
    ring_id: str
    score: float
    risk_level: RiskLevel
    headline: str
    reason_codes: tuple[str, ...]
    size: int
    size_before: int
    identifiers: int
    exposure: tuple[Exposure, ...]
    raised_at: AwareDatetime


class ThreatAlert(Message):
    """An entity, or a pair of attributes, that began to depart from its normal, numbered with all
    other alerts. `score` is the part of what was counted that is beyond the usual."""

    seq: int
    kind: Literal["threat"] = "threat"
    threat_id: str
    about: str
    """The kind of the threat, as `merchant` or `merchant_country`."""
    names: tuple[str, ...]
    score: float
    risk_level: RiskLevel
    headline: str
    reason_codes: tuple[str, ...]
    transactions: int
    count: int
    window: str
    raised_at: AwareDatetime


CasedAlert = Annotated[Alert | RingAlert, Field(discriminator="kind")]
"""An alert that joins a case: of a threat the payments do, each by its own."""

AnyAlert = Annotated[Alert | RingAlert | ThreatAlert, Field(discriminator="kind")]


class AlertPage(Message):
    """`GET /alerts`, newest first. `next_before_seq` continues the page; None ends it."""

    alerts: tuple[AnyAlert, ...]
    last_seq: int
    next_before_seq: int | None


class ComponentHealth(Message):
    """One thing the system leans on."""

    status: Literal["up", "down"]
    detail: str
    latency_ms: float | None = None


class Health(Message):
    """`GET /health`: 200 while transactions can be accepted and decided, else 503."""

    status: Literal["up", "degraded", "down"]
    version: str
    components: dict[str, ComponentHealth]
