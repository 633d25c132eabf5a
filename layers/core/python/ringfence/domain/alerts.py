"""Alerts: what a person should see, of a decision, a ring or a threat; numbered together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ringfence.domain.values import Message, Outcome, RiskLevel

ALERT_PAGE_MAX = 500


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
