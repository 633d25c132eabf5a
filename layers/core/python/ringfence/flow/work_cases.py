"""Work cases: what people do to them, in the store and where else it takes effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from pydantic import JsonValue

from ringfence.domain import case_work
from ringfence.domain.audit import Change
from ringfence.domain.cases import (
    AssignRequest,
    BulkLabelRequest,
    BulkLabelResult,
    BulkLabelRow,
    Case,
    CaseLabelRequest,
    CasePage,
    CaseStatus,
    CaseSummary,
    CloseRequest,
    EarlierLabel,
    EscalateRequest,
    NextCase,
    NoteRequest,
    Undoable,
    transactions_of,
)
from ringfence.domain.errors import CaseMoved, UndecidedTransaction, UnknownCase, UnknownTransaction
from ringfence.domain.labels import LabelKind, LabelRequest
from ringfence.domain.lists import SnoozeRequest, snoozed_rules, to_snooze
from ringfence.flow.audit import By, audited
from ringfence.flow.case_ports import CaseStore
from ringfence.flow.govern_ports import ListStore
from ringfence.flow.label import label as put_label
from ringfence.flow.ports import State

TRIES = 5
NEXT_READ = 25
"""Cases looked at together for one that waits: as many as analysts may hold the most urgent."""

NEXT_READS_MAX = 40
PAGE_READS_MAX = 20
UNDO_REASON = "undone"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person stands at one moment, and what their work leans on."""

    cases: CaseStore
    state: State
    lists: ListStore
    by: By

    @property
    def person(self) -> str:
        """Their name."""
        return self.by.person.name

    @property
    def at(self) -> datetime:
        """The moment."""
        return self.by.at


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases are asked for; None is any. Without a status, those that are active."""

    status: CaseStatus | None = None
    assignee: str | None = None
    holder: str | None = None
    reason_code: str | None = None
    is_overdue: bool | None = None

    def takes(self, case: CaseSummary, at: datetime) -> bool:
        """Whether the case is one of them."""
        return (
            self.status in (None, case.status)
            and self.assignee in (None, case.assignee)
            and self.holder in (None, case_work.holder(case, at))
            and (self.reason_code is None or self.reason_code in case.reason_codes)
            and self.is_overdue in (None, case.status != "closed" and case.due_at <= at)
        )


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────


def find_case(case_id: str, store: CaseStore) -> Case:
    """Raises `UnknownCase`."""
    found = store.find(case_id)
    if found is None:
        raise UnknownCase(case_id)
    return found


def list_cases(
    query: CaseQuery, cursor: str | None, limit: int, store: CaseStore, at: datetime
) -> CasePage:
    """Cases that `query` takes, in their order; a filter that takes few answers a short page."""
    read = store.closed if query.status == "closed" else store.active
    taken: list[CaseSummary] = []
    for _ in range(PAGE_READS_MAX):
        found = read(cursor, limit - len(taken))
        taken += [case for case in found.cases if query.takes(case, at)]
        cursor = found.next_cursor
        if cursor is None or len(taken) == limit:
            break
    return CasePage(cases=tuple(taken), counts=store.counts(at), next_cursor=cursor)


# ── Take ─────────────────────────────────────────────────────────────────────────────────────────


def take_next(desk: Desk) -> NextCase:
    """Hold the most urgent case that waits for this person; another than the one they may hold."""
    cursor = None
    for reads in count(1):
        found = desk.cases.active(cursor, NEXT_READ)
        for case in found.cases:
            if case_work.is_waiting(case, desk.person, desk.at):
                taken = _take_if_waiting(case.case_id, desk)
                if taken:
                    return NextCase(case=taken)
        cursor = found.next_cursor
        if cursor is None or reads == NEXT_READS_MAX:
            break
    return NextCase(case=None)


def _take_if_waiting(case_id: str, desk: Desk) -> Case | None:
    """None where somebody else was first."""
    case = desk.cases.find(case_id)
    if case is None or not case_work.is_waiting(case, desk.person, desk.at):
        return None
    taken = case_work.take(case, desk.person, desk.at)
    try:
        _replace(case, taken, desk)
    except CaseMoved:
        return None
    return taken


def take(case_id: str, desk: Desk) -> Case:
    """Hold this case. Raises `UnknownCase`, `CaseHeld`, `ForbiddenTransition`."""
    return _change(case_id, desk, lambda case: case_work.take(case, desk.person, desk.at))


def renew(case_id: str, desk: Desk) -> Case:
    """Hold it longer. Raises `UnknownCase` and `HoldLost`."""
    return _change(case_id, desk, lambda case: case_work.renew(case, desk.person, desk.at))


def release(case_id: str, desk: Desk) -> Case:
    """Put it back. Raises `UnknownCase` and `HoldLost`."""
    return _change(case_id, desk, lambda case: case_work.release(case, desk.person, desk.at))


# ── Work ─────────────────────────────────────────────────────────────────────────────────────────


def assign(case_id: str, request: AssignRequest, desk: Desk) -> Case:
    """Make somebody responsible. Raises `UnknownCase` and `CaseMoved`."""
    return _change(
        case_id, desk, lambda case: case_work.assign(case, request, desk.person, desk.at)
    )


def note(case_id: str, request: NoteRequest, desk: Desk) -> Case:
    """Write something down. Raises `UnknownCase`."""
    return _change(
        case_id, desk, lambda case: case_work.note(case, request.text, desk.person, desk.at)
    )


def escalate(case_id: str, request: EscalateRequest, desk: Desk) -> Case:
    """Hand it on. Raises `UnknownCase` and `HoldLost`."""
    return _change(
        case_id, desk, lambda case: case_work.escalate(case, request.reason, desk.person, desk.at)
    )


def close(case_id: str, request: CloseRequest, desk: Desk) -> Case:
    """End the work. Raises `UnknownCase`, `HoldLost`, `CaseMoved`, `ForbiddenTransition`."""
    return _change(case_id, desk, lambda case: case_work.close(case, request, desk.person, desk.at))


def reopen(case_id: str, desk: Desk) -> Case:
    """Work it again. Raises `UnknownCase` and `ForbiddenTransition`."""
    return _change(case_id, desk, lambda case: case_work.reopen(case, desk.person, desk.at))


def snooze(case_id: str, request: SnoozeRequest, desk: Desk) -> Case:
    """Silence a rule for an entity, from the next transaction on.

    Raises
    ------
    UnknownCase, HoldLost, ListsFull
    """
    case_work.require_hold(find_case(case_id, desk.cases), desk.person, desk.at)
    snoozed = to_snooze(request, desk.person, desk.at)
    standing = snoozed_rules(desk.lists.of(request.entity, request.entity_id), desk.at)
    earlier = standing.get(request.rule)
    desk.lists.put(snoozed)
    return _change(
        case_id, desk, lambda now: case_work.snoozed(now, snoozed, earlier, desk.person, desk.at)
    )


def label(case_id: str, request: CaseLabelRequest, desk: Desk) -> Case:
    """Tell the truth about transactions of the case; each counts from now on.

    Labels come first: where this stops in between, doing it again changes nothing twice.

    Raises
    ------
    UnknownCase, HoldLost
    UnknownTransaction, UndecidedTransaction
        One of them is not decided, or is none of this case's; those before it are labelled.
    """
    case = find_case(case_id, desk.cases)
    case_work.require_hold(case, desk.person, desk.at)
    known = transactions_of(case)
    named = request.transaction_ids or tuple(known)
    for stranger in set(named).difference(known):
        raise UnknownTransaction(stranger)
    earlier = _label_all(tuple(dict.fromkeys(named)), request.label, request.reason, desk)
    return _change(
        case_id,
        desk,
        lambda now: case_work.labelled(
            now, request.label, request.reason, earlier, desk.person, desk.at
        ),
    )


def _label_all(
    names: Sequence[str], kind: LabelKind, reason: str, desk: Desk
) -> list[EarlierLabel]:
    """Label each; what was in force before. "unsure" counts nowhere, as no label does."""
    histories = desk.state.labels(names)
    for name in names:
        _label_one(name, kind, reason, desk)
    return [
        EarlierLabel(
            transaction_id=name, label=history.labels[-1].label if history.labels else "unsure"
        )
        for name, history in zip(names, histories, strict=True)
    ]


def _label_one(transaction_id: str, kind: LabelKind, reason: str, desk: Desk) -> None:
    put_label(transaction_id, LabelRequest(label=kind, reason=reason), desk.state, desk.by)


def undo(case_id: str, desk: Desk) -> Case:
    """Take back the person's last change, wherever it took effect, exactly.

    Raises
    ------
    UnknownCase, NothingToUndo, CaseHeld
    """
    case = find_case(case_id, desk.cases)
    case_work.undone(case, desk.person, desk.at)  # Refused before anything is touched.
    _take_back(case_work.what_to_undo(case, desk.person, desk.at), desk)
    return _change(case_id, desk, lambda now: case_work.undone(now, desk.person, desk.at))


def _take_back(last: Undoable, desk: Desk) -> None:
    for one in last.labels:
        _label_one(one.transaction_id, one.label, UNDO_REASON, desk)
    if last.earlier_snooze:
        desk.lists.put(last.earlier_snooze)
    elif last.snooze:
        desk.lists.remove(last.snooze.snooze_id)


def label_many(request: BulkLabelRequest, desk: Desk) -> BulkLabelResult:
    """One label for several transactions; what cannot be labelled is told, the rest is."""
    rows = [_label_row(one, request, desk) for one in dict.fromkeys(request.transaction_ids)]
    labelled = sum(row.status == "labelled" for row in rows)
    return BulkLabelResult(labelled=labelled, rows=tuple(rows))


def _label_row(transaction_id: str, request: BulkLabelRequest, desk: Desk) -> BulkLabelRow:
    try:
        _label_one(transaction_id, request.label, request.reason, desk)
    except UnknownTransaction:
        return BulkLabelRow(transaction_id=transaction_id, status="unknown")
    except UndecidedTransaction:
        return BulkLabelRow(transaction_id=transaction_id, status="undecided")
    return BulkLabelRow(transaction_id=transaction_id, status="labelled")


def _change(case_id: str, desk: Desk, change: Callable[[Case], Case]) -> Case:
    """Read, change, store; again where an alert joined or somebody wrote in between."""
    for tried in count(1):
        before = find_case(case_id, desk.cases)
        after = change(before)
        try:
            _replace(before, after, desk)
        except CaseMoved:
            if tried == TRIES:
                raise
        else:
            break
    return after


def _replace(before: Case, after: Case, desk: Desk) -> None:
    """Store a change that is recorded; a renewed hold, which has no new version, is none."""
    if after.version == before.version:
        desk.cases.replace(before, after)
        return
    done = after.activity[0]
    change = Change(
        action=f"cases.{done.action}",
        subject=after.case_id,
        before=_shown(before),
        after={**_shown(after), "detail": done.detail},
    )
    with audited(change, desk.by):
        desk.cases.replace(before, after)


def _shown(case: Case) -> dict[str, JsonValue]:
    """What people decide about a case; its labels have entries of their own."""
    return {
        "status": case.status,
        "assignee": case.assignee,
        "held_by": case.hold.person if case.hold else None,
        "escalated_by": case.escalation.by if case.escalation else None,
        "closed_with": case.closing.reason if case.closing else None,
    }
