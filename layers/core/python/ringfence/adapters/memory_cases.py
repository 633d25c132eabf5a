"""Cases in memory, to the laws of `ports.CaseStore`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ringfence.domain.cases import Anchor, Case, CaseCounts
from ringfence.domain.errors import CaseMoved
from ringfence.flow.case_ports import CaseChange, CasesFound, Joined


class MemoryCaseStore:
    """See `case_ports.CaseStore`."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._case_of: dict[Anchor, str] = {}
        self._joined = Joined()

    def find(self, case_id: str) -> Case | None:
        return self._cases.get(case_id)

    def replace(self, before: Case, after: Case) -> None:
        if not self._is_still(before):
            raise CaseMoved(before.case_id)
        self._put(after)

    def _is_still(self, before: Case) -> bool:
        stored = self._cases.get(before.case_id)
        return stored is not None and stored.version == before.version

    def _put(self, case: Case) -> None:
        self._cases[case.case_id] = case
        for anchor in case.anchors:
            if case.status != "closed":
                self._case_of.setdefault(anchor, case.case_id)
            elif self._case_of.get(anchor) == case.case_id:
                del self._case_of[anchor]

    def active(self, cursor: str | None, limit: int) -> CasesFound:
        cases = [case for case in self._cases.values() if case.status != "closed"]
        cases.sort(key=lambda case: (case.due_at, case.case_id))
        return _page(cases, cursor, limit)

    def closed(self, cursor: str | None, limit: int) -> CasesFound:
        cases = [case for case in self._cases.values() if case.status == "closed"]
        cases.sort(key=lambda case: (case.updated_at, case.case_id), reverse=True)
        return _page(cases, cursor, limit)

    def counts(self, at: datetime) -> CaseCounts:
        statuses = [case.status for case in self._cases.values()]
        overdue = [c for c in self._cases.values() if c.status != "closed" and c.due_at <= at]
        return CaseCounts(
            open=statuses.count("open"),
            investigating=statuses.count("investigating"),
            closed=statuses.count("closed"),
            overdue=len(overdue),
        )

    def joined(self) -> Joined:
        return self._joined

    def working(self, anchors: Sequence[Anchor]) -> Mapping[Anchor, Case]:
        names = {anchor: self._case_of[anchor] for anchor in anchors if anchor in self._case_of}
        return {anchor: self._cases[name] for anchor, name in names.items()}

    def store_joined(self, before: Joined, after: Joined, changes: Sequence[CaseChange]) -> bool:
        known = [change.before for change in changes if change.before]
        if self._joined != before or not all(self._is_still(case) for case in known):
            return False
        for change in changes:
            self._put(change.after)
        self._joined = after
        return True


def _page(cases: Sequence[Case], cursor: str | None, limit: int) -> CasesFound:
    start = int(cursor or 0)
    end = start + limit
    return CasesFound(cases[start:end], str(end) if end < len(cases) else None)
