"""Cases: what analysts work, and who works what."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ringfence.bootstrap.adapters import Adapters
from ringfence.domain.cases import (
    AssignRequest,
    BulkLabelRequest,
    BulkLabelResult,
    Case,
    CaseLabelRequest,
    CasePage,
    CloseRequest,
    EscalateRequest,
    NextCase,
    NoteRequest,
    OpenCaseRequest,
)
from ringfence.domain.lists import Snooze, SnoozePage, SnoozeRequest, has_ended
from ringfence.domain.paging import Place
from ringfence.domain.people import Person
from ringfence.flow import open_cases, work_cases
from ringfence.flow.audit import By
from ringfence.flow.join_alerts import Joiner
from ringfence.flow.work_cases import CaseQuery, Desk


class Cases:
    """Each method raises what its namesake in `flow.work_cases` raises."""

    def __init__(self, adapters: Adapters, by: Callable[[Person], By]) -> None:
        self._adapters = adapters
        self._by = by

    def _desk(self, person: Person) -> Desk:
        adapters = self._adapters
        return Desk(adapters.cases, adapters.state, adapters.list_store, self._by(person))

    def list(self, query: CaseQuery, cursor: str | None, limit: int) -> CasePage:
        """Cases by urgency, or closed ones by when."""
        store, now = self._adapters.cases, self._adapters.now()
        return work_cases.list_cases(query, cursor, limit, store, now)

    def find(self, case_id: str) -> Case:
        """One case."""
        return work_cases.find_case(case_id, self._adapters.cases)

    def open(self, request: OpenCaseRequest, person: Person) -> Case:
        """The case that works a ring from now on."""
        rings, members = self._adapters.rings, self._adapters.rings_of_users
        return open_cases.open_for_ring(request, rings, members, self._desk(person))

    def take_next(self, person: Person) -> NextCase:
        """Hold the most urgent case that waits for this person."""
        return work_cases.take_next(self._desk(person))

    def take(self, case_id: str, person: Person) -> Case:
        """Hold this case."""
        return work_cases.take(case_id, self._desk(person))

    def renew(self, case_id: str, person: Person) -> Case:
        """Hold it longer."""
        return work_cases.renew(case_id, self._desk(person))

    def release(self, case_id: str, person: Person) -> Case:
        """Put it back."""
        return work_cases.release(case_id, self._desk(person))

    def assign(self, case_id: str, request: AssignRequest, person: Person) -> Case:
        """Make somebody responsible."""
        return work_cases.assign(case_id, request, self._desk(person))

    def note(self, case_id: str, request: NoteRequest, person: Person) -> Case:
        """Write something down."""
        return work_cases.note(case_id, request, self._desk(person))

    def label(self, case_id: str, request: CaseLabelRequest, person: Person) -> Case:
        """Tell the truth about transactions of the case."""
        return work_cases.label(case_id, request, self._desk(person))

    def escalate(self, case_id: str, request: EscalateRequest, person: Person) -> Case:
        """Hand it on."""
        return work_cases.escalate(case_id, request, self._desk(person))

    def snooze(self, case_id: str, request: SnoozeRequest, person: Person) -> Case:
        """Silence a rule for an entity."""
        return work_cases.snooze(case_id, request, self._desk(person))

    def close(self, case_id: str, request: CloseRequest, person: Person) -> Case:
        """End the work."""
        return work_cases.close(case_id, request, self._desk(person))

    def reopen(self, case_id: str, person: Person) -> Case:
        """Work it again."""
        return work_cases.reopen(case_id, self._desk(person))

    def undo(self, case_id: str, person: Person) -> Case:
        """Take back the person's last change."""
        return work_cases.undo(case_id, self._desk(person))

    def label_many(self, request: BulkLabelRequest, person: Person) -> BulkLabelResult:
        """One label for several transactions."""
        return work_cases.label_many(request, self._desk(person))

    @cached_property
    def joiner(self) -> Joiner:
        """Brings alerts into cases."""
        adapters = self._adapters
        return Joiner(adapters.feed, adapters.cases, adapters.rings_of_users)

    def snoozes(self, place: Place) -> SnoozePage:
        """The rules that are silenced now."""
        now = self._adapters.now()
        standing = (one for one in self._adapters.list_store.all() if isinstance(one, Snooze))
        running = [one for one in standing if not has_ended(one, now)]
        ordered = sorted(running, key=lambda one: (one.until, one.snooze_id))
        snoozes, next_cursor = place.cut(ordered)
        return SnoozePage(snoozes=snoozes, next_cursor=next_cursor)
