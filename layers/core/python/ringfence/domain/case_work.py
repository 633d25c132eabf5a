"""Case work: what a person does to a case, each a function from the case to the next.

The law. Only who holds a case labels, escalates, snoozes or closes it; a hold ends at the instant
it names, and taking a case that somebody else holds is refused. Notes and assignments need no
hold: a lead may add to a case that somebody works. A store replaces a case only by one version, so
of two people at once the second is told.

What was done last can be undone for `UNDO_S` by whoever did it: the case is put back as it was,
and what the change did elsewhere (labels, a snoozed rule) is named in `undoable` for the flow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ringfence.domain.alerts import Alert
from ringfence.domain.cases import (
    CASE_ACTIVITY_MAX,
    ESCALATED_SLA_S,
    HOLD_S,
    TRANSITIONS,
    UNDO_S,
    Activity,
    AssignRequest,
    Case,
    CaseAction,
    CaseStatus,
    CaseSummary,
    CloseRequest,
    Closing,
    EarlierLabel,
    Escalation,
    Hold,
    Undoable,
    due_at,
)
from ringfence.domain.errors import (
    CaseHeld,
    CaseMoved,
    ForbiddenTransition,
    HoldLost,
    NothingToUndo,
)
from ringfence.domain.labels import LabelKind
from ringfence.domain.lists import Snooze

# ── Open ─────────────────────────────────────────────────────────────────────────────────────────


def asked_by(case: Case, person: str, reason: str) -> Case:
    """The case whose newest line of activity, the system's, is a person's doing, for `reason`."""
    newest, *earlier = case.activity
    told = newest.model_copy(update={"person": person, "detail": reason})
    return case.model_copy(update={"activity": (told, *earlier)})


# ── Hold ─────────────────────────────────────────────────────────────────────────────────────────


def holder(case: CaseSummary, at: datetime) -> str | None:
    """Who holds it at this moment."""
    return case.hold.person if case.hold and at < case.hold.until else None


def is_waiting(case: CaseSummary, person: str, at: datetime) -> bool:
    """Whether `next` may give it to this person: free, nobody else's, and not one that they
    themselves handed on."""
    return (
        case.status != "closed"
        and holder(case, at) is None
        and case.assignee in (None, person)
        and not (case.escalation and case.escalation.by == person)
    )


def take(case: Case, person: str, at: datetime) -> Case:
    """Hold it, and work it. Taking again what one holds renews the hold.

    Raises
    ------
    CaseHeld, ForbiddenTransition
    """
    held_by = holder(case, at)
    if held_by == person:
        return renew(case, person, at)
    if held_by is not None and case.hold:
        raise CaseHeld(case.case_id, held_by, case.hold.until)
    if case.status == "closed":
        raise ForbiddenTransition(
            case.case_id, case.status, "investigating by taking it; reopen it"
        )
    status: CaseStatus = "investigating"
    return _changed(case, person, at, "taken", "", hold=_hold(person, at), status=status)


def renew(case: Case, person: str, at: datetime) -> Case:
    """Hold it for another `HOLD_S`. No change for others to see, so no new version.

    Raises
    ------
    HoldLost
    """
    require_hold(case, person, at)
    return case.model_copy(update={"hold": _hold(person, at)})


def release(case: Case, person: str, at: datetime) -> Case:
    """Put it back for anybody to take.

    Raises
    ------
    HoldLost
    """
    require_hold(case, person, at)
    return _changed(case, person, at, "released", "", hold=None, status=_moved(case, "open"))


def require_hold(case: CaseSummary, person: str, at: datetime) -> None:
    """Raises `HoldLost` unless the person holds it."""
    if holder(case, at) != person:
        raise HoldLost(case.case_id)


def _hold(person: str, at: datetime) -> Hold:
    return Hold(person=person, until=at + timedelta(seconds=HOLD_S))


# ── Work ─────────────────────────────────────────────────────────────────────────────────────────


def assign(case: Case, request: AssignRequest, person: str, at: datetime) -> Case:
    """Make somebody responsible; a hold of anybody else ends.

    Raises
    ------
    CaseMoved
    """
    _require_version(case, request.version)
    keeps_hold = request.assignee in (None, case.hold.person if case.hold else None)
    changes = {"assignee": request.assignee, "hold": case.hold if keeps_hold else None}
    detail = request.assignee or "nobody"
    return _changed(
        _undoable(case, "assigned", person, at), person, at, "assigned", detail, **changes
    )


def note(case: Case, text: str, person: str, at: datetime) -> Case:
    """The case with a note. Whoever could undo something still can."""
    return _changed(case, person, at, "noted", text)


def labelled(
    case: Case,
    label: LabelKind,
    reason: str,
    earlier: Sequence[EarlierLabel],
    person: str,
    at: datetime,
) -> Case:
    """The case with what was said of its transactions; `earlier` is what was said before.

    Raises
    ------
    HoldLost
    """
    require_hold(case, person, at)
    told = {one.transaction_id: label for one in earlier}
    detail = f"{len(told)} {label}: {reason}"
    case = _undoable(case, "labelled", person, at, labels=tuple(earlier))
    return _changed(_told(case, told), person, at, "labelled", detail)


def escalate(case: Case, reason: str, person: str, at: datetime) -> Case:
    """Put it back for somebody else, due soon.

    Raises
    ------
    HoldLost
    """
    require_hold(case, person, at)
    soon = at + timedelta(seconds=ESCALATED_SLA_S)
    changes = {
        "escalation": Escalation(by=person, at=at, reason=reason),
        "hold": None,
        "assignee": None,
        "status": _moved(case, "open"),
        "due_at": min(case.due_at, soon),
    }
    return _changed(
        _undoable(case, "escalated", person, at), person, at, "escalated", reason, **changes
    )


def snoozed(case: Case, snooze: Snooze, earlier: Snooze | None, person: str, at: datetime) -> Case:
    """The case after a rule was silenced, in place of what silenced it `earlier`.

    Raises
    ------
    HoldLost
    """
    require_hold(case, person, at)
    until = f"{snooze.until:%Y-%m-%d %H:%M %Z}"
    detail = f"{snooze.rule} for {snooze.entity} {snooze.entity_id} until {until}"
    case = _undoable(case, "snoozed", person, at, snooze=snooze, earlier_snooze=earlier)
    return _changed(case, person, at, "snoozed", f"{detail}: {snooze.reason}")


def close(case: Case, request: CloseRequest, person: str, at: datetime) -> Case:
    """End the work.

    Raises
    ------
    HoldLost, CaseMoved, ForbiddenTransition
    """
    require_hold(case, person, at)
    _require_version(case, request.version)
    changes = {
        "status": _moved(case, "closed"),
        "closing": Closing(by=person, at=at, reason=request.reason, note=request.note),
        "hold": None,
    }
    case = _undoable(case, "closed", person, at)
    return _changed(case, person, at, "closed", request.note or request.reason, **changes)


def reopen(case: Case, person: str, at: datetime) -> Case:
    """Work a closed case again, and hold it.

    Raises
    ------
    ForbiddenTransition
    """
    if case.status != "closed":
        raise ForbiddenTransition(case.case_id, case.status, "reopened")
    changes = {
        "status": _moved(case, "investigating"),
        "closing": None,
        "hold": _hold(person, at),
    }
    return _changed(case, person, at, "reopened", "", **changes)


def _moved(case: CaseSummary, after: CaseStatus) -> CaseStatus:
    if (case.status, after) not in TRANSITIONS:
        raise ForbiddenTransition(case.case_id, case.status, after)
    return after


def _require_version(case: CaseSummary, version: int) -> None:
    if case.version != version:
        raise CaseMoved(case.case_id)


# ── Undo ─────────────────────────────────────────────────────────────────────────────────────────


def what_to_undo(case: Case, person: str, at: datetime) -> Undoable:
    """The person's last change, while it can be undone.

    Raises
    ------
    NothingToUndo
    """
    last = case.undoable
    if last is None or last.person != person or at >= last.until:
        raise NothingToUndo(case.case_id, UNDO_S)
    return last


def undone(case: Case, person: str, at: datetime) -> Case:
    """The case as it was before the person's last change; put back in their hands where that change
    took it out of them.

    Raises
    ------
    NothingToUndo
    CaseHeld
        Somebody else took it meanwhile.
    """
    last = what_to_undo(case, person, at)
    changes: dict[str, Any] = {"undoable": None}
    if last.action == "assigned":
        changes["assignee"] = last.assignee
    else:
        if case.hold and holder(case, at) not in (None, person):
            raise CaseHeld(case.case_id, case.hold.person, case.hold.until)
        changes |= _put_back(case, last, person, at)
    case = _told(case, {one.transaction_id: one.label for one in last.labels})
    return _changed(case, person, at, "undone", last.action, **changes)


def _put_back(case: Case, last: Undoable, person: str, at: datetime) -> dict[str, Any]:
    return {
        "status": last.status,
        "assignee": last.assignee,
        "escalation": last.escalation,
        "closing": None,
        "due_at": min(last.due_at, *(due_at(one.alert) for one in case.alerts)),
        "hold": _hold(person, at),
    }


def _undoable(case: Case, action: CaseAction, person: str, at: datetime, **more: Any) -> Case:
    before = Undoable(
        person=person,
        until=at + timedelta(seconds=UNDO_S),
        action=action,
        status=case.status,
        assignee=case.assignee,
        escalation=case.escalation,
        due_at=case.due_at,
        **more,
    )
    return case.model_copy(update={"undoable": before})


# ── The next version ─────────────────────────────────────────────────────────────────────────────


def _told(case: Case, told: Mapping[str, LabelKind]) -> Case:
    alerts = tuple(
        one.model_copy(update={"label": told.get(one.alert.transaction_id, one.label)})
        if isinstance(one.alert, Alert)
        else one
        for one in case.alerts
    )
    counts = Counter(one.label for one in alerts if one.label)
    return case.model_copy(update={"alerts": alerts, "labels": dict(counts)})


def _changed(
    case: Case, person: str, at: datetime, action: CaseAction, detail: str, **changes: Any
) -> Case:
    done = Activity(at=at, person=person, action=action, detail=detail)
    return case.model_copy(
        update={
            "version": case.version + 1,
            "updated_at": at,
            "activity": (done, *case.activity)[:CASE_ACTIVITY_MAX],
            **changes,
        }
    )
