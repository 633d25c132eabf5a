"""What a person may do to a case, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from ringfence.domain import case_work
from ringfence.domain.alerts import Exposure
from ringfence.domain.cases import (
    CASE_ALERTS_MAX,
    CASE_ANCHORS_MAX,
    ESCALATED_SLA_S,
    HOLD_S,
    SLA_S,
    UNDO_S,
    AssignRequest,
    Case,
    CloseRequest,
    EarlierLabel,
    NoteRequest,
    anchors_of,
    join,
    open_case,
)
from ringfence.domain.errors import (
    CaseHeld,
    CaseMoved,
    ForbiddenTransition,
    HoldLost,
    NothingToUndo,
)
from ringfence.domain.values import RiskLevel
from tests.builders import NOON, a_case, a_ring_alert, an_alert


def later(seconds: float) -> Any:
    return NOON + timedelta(seconds=seconds)


def taken(person: str = "ana", case: Case | None = None) -> Case:
    return case_work.take(case or a_case(), person, NOON)


def closing(case: Case, **changes: Any) -> CloseRequest:
    return CloseRequest(**{"reason": "fraud_confirmed", "version": case.version, **changes})


# ── Alerts join ──────────────────────────────────────────────────────────────────────────────────


def test_a_case_is_due_when_its_gravest_alert_asks_for_it() -> None:
    low = an_alert(risk_level=RiskLevel.LOW, score=0.2)
    critical = an_alert(risk_level=RiskLevel.CRITICAL, score=0.9, headline="the grave one")
    case = open_case("case-1", low, anchors_of(low, None))

    case = join(case, critical, anchors_of(critical, None))

    assert case.due_at == critical.raised_at + timedelta(seconds=SLA_S[RiskLevel.CRITICAL])
    assert (case.risk_level, case.score) == (RiskLevel.CRITICAL, 0.9)
    assert (case.headline, case.alert_count) == ("the grave one", 2)


def test_exposure_is_summed_by_currency() -> None:
    case = a_case(an_alert(amount_minor=100, currency="USD"))

    for alert in (
        an_alert(amount_minor=50, currency="USD"),
        an_alert(amount_minor=9, currency="EUR"),
    ):
        case = join(case, alert, anchors_of(alert, None))

    assert case.exposure == {"USD": 150, "EUR": 9}


def test_a_case_of_a_ring_alone_is_worth_what_its_members_paid() -> None:
    paid = Exposure(currency="USD", payments=3, approved_minor=100, declined_minor=20)

    case = a_case(a_ring_alert(exposure=(paid, Exposure(currency="EUR", payments=1))))

    assert case.exposure == {"USD": 120, "EUR": 0}


def test_what_the_members_of_a_ring_paid_is_not_added_to_their_own_alerts() -> None:
    case = a_case(an_alert(amount_minor=100, currency="USD"))
    found = a_ring_alert(exposure=(Exposure(currency="USD", payments=2, declined_minor=150),))
    less = a_ring_alert(exposure=(Exposure(currency="USD", payments=1, declined_minor=7),))

    for alert in (found, an_alert(amount_minor=5, currency="USD"), less):
        case = join(case, alert, anchors_of(alert))

    assert case.exposure == {"USD": 155}


def test_what_a_case_keeps_is_bounded_and_what_it_counts_is_not() -> None:
    case = a_case()

    for place in range(CASE_ALERTS_MAX + 5):
        alert = an_alert(user_id=f"user-{place}")
        case = join(case, alert, anchors_of(alert, None))

    assert (len(case.alerts), case.alert_count) == (CASE_ALERTS_MAX, CASE_ALERTS_MAX + 6)
    assert len(case.anchors) == CASE_ANCHORS_MAX


def test_a_ring_ties_before_the_user_and_the_user_before_the_device() -> None:
    anchors = anchors_of(an_alert(), "ring-7")

    assert [anchor.type for anchor in anchors] == ["ring", "user", "device"]


# ── Hold ─────────────────────────────────────────────────────────────────────────────────────────


def test_taking_a_case_begins_the_investigation_and_shows_who_holds_it() -> None:
    case = taken("ana")

    assert case.status == "investigating"
    assert case_work.holder(case, later(HOLD_S - 0.001)) == "ana"
    assert case_work.holder(case, later(HOLD_S)) is None


def test_nobody_takes_what_somebody_else_holds() -> None:
    with pytest.raises(CaseHeld, match="held by ana until"):
        case_work.take(taken("ana"), "bob", later(HOLD_S - 1))


def test_a_hold_that_ended_frees_the_case_for_others_and_not_for_work() -> None:
    case = taken("ana")

    assert case_work.holder(case_work.take(case, "bob", later(HOLD_S)), later(HOLD_S)) == "bob"
    with pytest.raises(HoldLost):
        case_work.escalate(case, "unclear", "ana", later(HOLD_S))


def test_renewing_holds_longer_and_is_no_change_for_others() -> None:
    case = taken("ana")

    renewed = case_work.renew(case, "ana", later(100))

    assert case_work.holder(renewed, later(100 + HOLD_S - 1)) == "ana"
    assert (renewed.version, renewed.activity) == (case.version, case.activity)


Change = Callable[[Case], Case]
NEEDS_HOLD: dict[str, Change] = {
    "renew": lambda case: case_work.renew(case, "bob", NOON),
    "release": lambda case: case_work.release(case, "bob", NOON),
    "label": lambda case: case_work.labelled(case, "fraud", "seen", (), "bob", NOON),
    "escalate": lambda case: case_work.escalate(case, "unclear", "bob", NOON),
    "close": lambda case: case_work.close(case, closing(case), "bob", NOON),
}


@pytest.mark.parametrize("change", NEEDS_HOLD.values(), ids=NEEDS_HOLD)
def test_only_the_holder_changes_what_a_case_decides(change: Change) -> None:
    with pytest.raises(HoldLost):
        change(taken("ana"))


def test_anybody_may_add_a_note_and_assign() -> None:
    case = case_work.note(taken("ana"), "seen before", "bob", NOON)

    case = case_work.assign(case, AssignRequest(assignee="ana", version=case.version), "bob", NOON)

    assert case_work.holder(case, NOON) == "ana"
    assert [(one.action, one.person) for one in case.activity[:2]] == [
        ("assigned", "bob"),
        ("noted", "bob"),
    ]


def test_assigning_a_held_case_to_another_ends_the_hold() -> None:
    case = taken("ana")

    case = case_work.assign(case, AssignRequest(assignee="bob", version=case.version), "cem", NOON)

    assert case_work.holder(case, NOON) is None
    assert case_work.is_waiting(case, "bob", NOON)
    assert not case_work.is_waiting(case, "ana", NOON)


# ── Transitions ──────────────────────────────────────────────────────────────────────────────────


def test_an_escalated_case_is_due_soon_and_goes_to_somebody_else() -> None:
    case = case_work.escalate(
        taken("ana", a_case(an_alert(risk_level=RiskLevel.LOW))), "?", "ana", NOON
    )

    assert case.due_at == later(ESCALATED_SLA_S)
    assert case.status == "open"
    assert case_work.is_waiting(case, "bob", NOON)
    assert not case_work.is_waiting(case, "ana", NOON)


def test_a_case_is_not_closed_over_an_alert_that_nobody_read() -> None:
    case = taken("ana")
    alert = an_alert()
    joined = join(case, alert, anchors_of(alert, None))

    with pytest.raises(CaseMoved):
        case_work.close(joined, closing(case), "ana", NOON)


def test_a_closed_case_can_only_be_reopened() -> None:
    case = taken("ana")
    closed = case_work.close(case, closing(case, note="bust-out"), "ana", NOON)

    assert closed.closing
    assert (closed.closing.by, closed.closing.note) == ("ana", "bust-out")
    assert case_work.holder(closed, NOON) is None
    with pytest.raises(ForbiddenTransition, match="reopen"):
        case_work.take(closed, "bob", NOON)
    assert case_work.reopen(closed, "bob", NOON).status == "investigating"


def test_an_open_case_is_not_reopened() -> None:
    with pytest.raises(ForbiddenTransition):
        case_work.reopen(a_case(), "ana", NOON)


# ── Undo ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_closing_is_undone_into_the_hands_that_closed_it() -> None:
    case = taken("ana")
    closed = case_work.close(case, closing(case), "ana", NOON)

    undone = case_work.undone(closed, "ana", later(UNDO_S - 0.001))

    assert (undone.status, undone.closing, undone.undoable) == ("investigating", None, None)
    assert case_work.holder(undone, later(UNDO_S)) == "ana"


def test_an_escalation_is_undone_with_its_due_time() -> None:
    case = taken("ana", a_case(an_alert(risk_level=RiskLevel.LOW)))

    undone = case_work.undone(case_work.escalate(case, "?", "ana", NOON), "ana", later(1))

    assert (undone.escalation, undone.due_at) == (None, case.due_at)


def test_the_due_time_of_an_alert_that_joined_meanwhile_stands() -> None:
    case = taken("ana", a_case(an_alert(risk_level=RiskLevel.LOW)))
    escalated = case_work.escalate(case, "?", "ana", NOON)
    alert = an_alert(risk_level=RiskLevel.CRITICAL, raised_at=later(1))

    undone = case_work.undone(join(escalated, alert, anchors_of(alert, None)), "ana", later(2))

    assert undone.due_at == later(1 + SLA_S[RiskLevel.CRITICAL])


def test_labels_are_undone_to_what_they_were() -> None:
    case = taken("ana", a_case(an_alert(transaction_id="tx-a")))
    first = [EarlierLabel(transaction_id="tx-a", label="genuine")]
    labelled = case_work.labelled(case, "fraud", "seen", first, "ana", NOON)

    undone = case_work.undone(labelled, "ana", NOON)

    assert labelled.labels == {"fraud": 1}
    assert undone.labels == {"genuine": 1}


def test_nothing_is_undone_late_or_by_somebody_else_or_twice() -> None:
    case = taken("ana")
    labelled = case_work.labelled(case, "fraud", "seen", (), "ana", NOON)

    for person, at in (("ana", later(UNDO_S)), ("bob", NOON)):
        with pytest.raises(NothingToUndo):
            case_work.undone(labelled, person, at)
    with pytest.raises(NothingToUndo):
        case_work.undone(case_work.undone(labelled, "ana", NOON), "ana", NOON)


def test_what_somebody_else_took_meanwhile_is_not_undone() -> None:
    released = case_work.escalate(taken("ana"), "?", "ana", NOON)

    with pytest.raises(CaseHeld):
        case_work.undone(case_work.take(released, "bob", NOON), "ana", later(1))


# ── What is written down ─────────────────────────────────────────────────────────────────────────


def test_a_note_holds_no_card_number() -> None:
    with pytest.raises(ValidationError, match="looks like a card number"):
        NoteRequest(text="called about 4111 1111 1111 1111 today")
    assert NoteRequest(text="called 0049 170 1234567 on 2026-03-04").text
