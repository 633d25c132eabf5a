"""Cases: alerts that one analyst works as a unit, and how urgent each is.

An alert joins the case that works its ring, its user or its device, asked in that order, and brings
its own user and device with it; where no case does, it opens one. A closed case takes no more. A
ring's alert that finds no case of its ring joins the most urgent one that works any of its members
or of the devices they share, and brings the ring: from then on its members' alerts join there.

Urgency is one clock. Each alert gives its case until `SLA_S` of its risk; the earliest of those is
when the case is due, and the earliest due is the most urgent. So a critical case overtakes what is
less grave, and nothing waits for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from ringfence.domain.alerts import CasedAlert
from ringfence.domain.labels import LabelKind
from ringfence.domain.lists import ReasonText, Snooze
from ringfence.domain.values import Author, EntityId, Message, RiskLevel, canonical_id

CaseStatus = Literal["open", "investigating", "closed"]
CASE_STATUSES: tuple[CaseStatus, ...] = ("open", "investigating", "closed")
TRANSITIONS: frozenset[tuple[CaseStatus, CaseStatus]] = frozenset(
    (
        ("open", "investigating"),  # taken
        ("investigating", "open"),  # put back
        ("investigating", "closed"),
        ("closed", "investigating"),  # reopened, or its closing undone
    )
)
"""Closing an open case is not among them: somebody must have taken it, and so seen it."""

SLA_S: dict[RiskLevel, int] = {
    RiskLevel.CRITICAL: 3_600,
    RiskLevel.HIGH: 4 * 3_600,
    RiskLevel.GUARDED: 24 * 3_600,
    RiskLevel.LOW: 72 * 3_600,
}
ESCALATED_SLA_S = 30 * 60
HOLD_S = 120
"""A hold lasts this long after it was taken or renewed: a page that was shut frees its case."""

UNDO_S = 10
CASE_ALERTS_MAX = 100
"""Alerts kept in a case, the newest; `alert_count` counts all."""

CASE_ANCHORS_MAX = 50
"""What a case works at most: what comes after that opens another, so none swallows the system."""

RING_ANCHORS_MAX = 50
"""Members of a ring, and devices they share, by whose cases its alert is placed: of each the first
so many that its dossier names. Each can be a case of its own to read."""

CASE_ACTIVITY_MAX = 200
CASE_RETENTION_S = 180 * 86_400
"""How long a case is kept after its last change."""

CASE_PAGE_MAX = 100
BULK_LABELS_MAX = 200

AnchorType = Literal["ring", "user", "device"]
CloseReason = Literal[
    "fraud_confirmed", "genuine", "insufficient_evidence", "duplicate", "not_worth_pursuing"
]
CaseAction = Literal[
    "opened",
    "joined",
    "taken",
    "released",
    "assigned",
    "noted",
    "labelled",
    "escalated",
    "snoozed",
    "closed",
    "reopened",
    "undone",
]
Version = Annotated[int, Field(ge=1)]


def _without_card_number(text: str) -> str:
    """What is written down for people is held to what ids are held to (ADR 7)."""
    for digits in re.findall(r"\d(?:[ -]?\d){12,18}", text):
        canonical_id(digits)
    return text


NoteText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    AfterValidator(_without_card_number),
]


class Anchor(Message):
    """What alerts join a case by."""

    type: AnchorType
    id: str


class CaseAlert(Message):
    """An alert of a case; `label` is what was said of its transaction in this case."""

    alert: CasedAlert
    label: LabelKind | None = None


class Hold(Message):
    """Who works the case, until when unless it is renewed."""

    person: str
    until: AwareDatetime


class Escalation(Message):
    """Who asked for somebody else's eyes, and why."""

    by: str
    at: AwareDatetime
    reason: str


class Closing(Message):
    """Who closed a case, and with which reason."""

    by: str
    at: AwareDatetime
    reason: CloseReason
    note: str | None = None


class Activity(Message):
    """One thing that happened to a case; `person` is None where the system did it."""

    at: AwareDatetime
    person: str | None
    action: CaseAction
    detail: str = ""


class EarlierLabel(Message):
    """What a transaction's label was before it was changed."""

    transaction_id: str
    label: LabelKind


class Undoable(Message):
    """The last change, while it can be undone: by whom, until when, and what was before it."""

    person: str
    until: AwareDatetime
    action: CaseAction
    status: CaseStatus
    assignee: str | None
    escalation: Escalation | None
    due_at: AwareDatetime
    labels: tuple[EarlierLabel, ...] = ()
    snooze: Snooze | None = None
    earlier_snooze: Snooze | None = None


class CaseSummary(Message):
    """A case as a list shows it. `version` grows with every change; `exposure` is the amount of its
    alerts in minor units by currency; `score` and `risk_level` are the highest of its alerts."""

    case_id: str
    version: Version
    status: CaseStatus
    headline: str
    score: float
    risk_level: RiskLevel
    anchors: tuple[Anchor, ...]
    reason_codes: tuple[str, ...]
    exposure: dict[str, int]
    alert_count: int
    labels: dict[LabelKind, int]
    opened_at: AwareDatetime
    updated_at: AwareDatetime
    due_at: AwareDatetime
    assignee: str | None = None
    hold: Hold | None = None
    escalation: Escalation | None = None
    closing: Closing | None = None


class Case(CaseSummary):
    """`GET /cases/{case_id}`: newest first, its alerts and what happened to it."""

    alerts: tuple[CaseAlert, ...]
    activity: tuple[Activity, ...]
    undoable: Undoable | None = None


class CaseCounts(Message):
    """How many cases there are; `overdue` are active and past their time."""

    open: int
    investigating: int
    closed: int
    overdue: int


class CasePage(Message):
    """`GET /cases`: the active ones by urgency, or the closed ones by when. Continue with
    `next_cursor`; None ends it."""

    cases: tuple[CaseSummary, ...]
    counts: CaseCounts
    next_cursor: str | None


class NextCase(Message):
    """`POST /cases/next`: the case that is now yours; None where nothing waits for you."""

    case: Case | None


# ── What people ask for ──────────────────────────────────────────────────────────────────────────


class OpenCaseRequest(Message):
    """Have a ring worked, for `reason`: by the case that works it, or by a new one."""

    ring_id: EntityId
    reason: NoteText


class AssignRequest(Message):
    """Make somebody responsible, or nobody; `version` is the case as the caller saw it."""

    assignee: Author | None
    version: Version


class NoteRequest(Message):
    """Something to remember."""

    text: NoteText


class CaseLabelRequest(Message):
    """The truth about transactions of the case: those named, or without names all of its alerts.
    `reason` is a code of your own."""

    label: LabelKind
    reason: ReasonText
    transaction_ids: Annotated[tuple[EntityId, ...], Field(max_length=CASE_ALERTS_MAX)] = ()


class EscalateRequest(Message):
    """Ask for somebody else's eyes: it is put back, and due within half an hour."""

    reason: NoteText


class CloseRequest(Message):
    """End the work. `version` is the case as the caller saw it: one that an alert joined meanwhile
    is not closed unread."""

    reason: CloseReason
    note: NoteText | None = None
    version: Version


class BulkLabelRequest(Message):
    """`POST /labels/bulk`: one label for several transactions."""

    label: LabelKind
    reason: ReasonText
    transaction_ids: Annotated[
        tuple[EntityId, ...], Field(min_length=1, max_length=BULK_LABELS_MAX)
    ]


class BulkLabelRow(Message):
    """What came of one transaction."""

    transaction_id: str
    status: Literal["labelled", "unknown", "undecided"]


class BulkLabelResult(Message):
    """A row for each transaction, in the order asked."""

    labelled: int
    rows: tuple[BulkLabelRow, ...]


# ── Alerts join ──────────────────────────────────────────────────────────────────────────────────


def anchors_of(alert: CasedAlert, ring_id: str | None = None) -> tuple[Anchor, ...]:
    """What an alert joins a case by, the tightest tie first; `ring_id` is its user's ring."""
    if alert.kind == "ring":
        return (Anchor(type="ring", id=alert.ring_id),)
    ring = (Anchor(type="ring", id=ring_id),) if ring_id else ()
    user, device = Anchor(type="user", id=alert.user_id), Anchor(type="device", id=alert.device_id)
    return (*ring, user, device)


def ring_anchors(members: Iterable[str], devices: Iterable[str]) -> tuple[Anchor, ...]:
    """What ties a ring to cases that were opened before it was found, in the order given.

    >>> [f"{one.type} {one.id}" for one in ring_anchors(["ann", "bob"], ["d1"])]
    ['user ann', 'user bob', 'device d1']
    """
    users = islice(members, RING_ANCHORS_MAX)
    shared = islice(devices, RING_ANCHORS_MAX)
    return (
        *(Anchor(type="user", id=user) for user in users),
        *(Anchor(type="device", id=device) for device in shared),
    )


def open_case(case_id: str, alert: CasedAlert, anchors: Sequence[Anchor]) -> Case:
    """A case with its first alert."""
    return Case(
        case_id=case_id,
        version=1,
        status="open",
        headline=alert.headline,
        score=alert.score,
        risk_level=alert.risk_level,
        anchors=tuple(anchors),
        reason_codes=alert.reason_codes,
        exposure=_exposed({}, alert),
        alert_count=1,
        labels={},
        opened_at=alert.raised_at,
        updated_at=alert.raised_at,
        due_at=due_at(alert),
        alerts=(CaseAlert(alert=alert),),
        activity=(
            Activity(at=alert.raised_at, person=None, action="opened", detail=alert.headline),
        ),
    )


def join(case: Case, alert: CasedAlert, anchors: Sequence[Anchor]) -> Case:
    """The case with one more alert. The gravest alert gives the headline."""
    is_gravest = alert.score > case.score
    codes = dict.fromkeys((*case.reason_codes, *alert.reason_codes))
    joined = Activity(at=alert.raised_at, person=None, action="joined", detail=alert.headline)
    return case.model_copy(
        update={
            "version": case.version + 1,
            "headline": alert.headline if is_gravest else case.headline,
            "score": max(case.score, alert.score),
            "risk_level": max(case.risk_level, alert.risk_level),
            "anchors": tuple(dict.fromkeys((*case.anchors, *anchors)))[:CASE_ANCHORS_MAX],
            "reason_codes": tuple(codes),
            "exposure": _exposed(case.exposure, alert),
            "alert_count": case.alert_count + 1,
            "updated_at": max(case.updated_at, alert.raised_at),
            "due_at": min(case.due_at, due_at(alert)),
            "alerts": (CaseAlert(alert=alert), *case.alerts)[:CASE_ALERTS_MAX],
            "activity": (joined, *case.activity)[:CASE_ACTIVITY_MAX],
        }
    )


def _exposed(before: dict[str, int], alert: CasedAlert) -> dict[str, int]:
    """With the alert's amount. What a ring's members paid holds the amounts of their own alerts so
    far, so it is not added: the larger of the two stands."""
    if alert.kind == "ring":
        paid = {one.currency: one.total_minor for one in alert.exposure}
        return {**before, **{name: max(before.get(name, 0), minor) for name, minor in paid.items()}}
    return {**before, alert.currency: before.get(alert.currency, 0) + alert.amount_minor}


def most_urgent(cases: Iterable[Case]) -> Case | None:
    """The one due first; of those due at once the one opened first."""
    return min(cases, key=lambda case: (case.due_at, case.opened_at), default=None)


def transactions_of(case: Case) -> list[str]:
    """The transactions of the alerts it keeps, newest first."""
    alerts = (one.alert for one in case.alerts)
    return [alert.transaction_id for alert in alerts if alert.kind == "transaction"]


def due_at(alert: CasedAlert) -> datetime:
    """When somebody should have dealt with an alert."""
    return alert.raised_at + timedelta(seconds=SLA_S[alert.risk_level])
