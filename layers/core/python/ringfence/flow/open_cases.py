"""Open a case by hand: a person has a ring worked.

It is placed as an alert of the ring would be: with the case that works the ring, else with the most
urgent that works a member or a device they share and has room for the ring, else in a case of its
own. The first of these changes nothing, so asking twice opens one case.
"""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.domain.alerts import RingAlert
from ringfence.domain.audit import Change
from ringfence.domain.case_work import asked_by
from ringfence.domain.cases import (
    CASE_ANCHORS_MAX,
    Anchor,
    Case,
    OpenCaseRequest,
    anchors_of,
    join,
    most_urgent,
    open_case,
)
from ringfence.domain.errors import CaseMoved
from ringfence.domain.rings import ring_alert
from ringfence.flow.audit import audited
from ringfence.flow.case_ports import CaseChange, RingsOfUsers
from ringfence.flow.ring_ports import RingStore, StoredRing
from ringfence.flow.rings import find_ring
from ringfence.flow.work_cases import TRIES, Desk


def open_for_ring(
    request: OpenCaseRequest, rings: RingStore, members: RingsOfUsers, desk: Desk
) -> Case:
    """The case that works the ring from now on; nobody holds it for that.

    Raises
    ------
    UnknownRing
    CaseMoved
        Alerts join, or others open cases, faster than this could be stored; nothing was changed.
    """
    alert = _alert_of(find_ring(request.ring_id, rings), desk)
    around = members.anchors_of_rings([request.ring_id]).get(request.ring_id, ())
    for _ in range(TRIES - 1):
        try:
            return _place(alert, around, request.reason, desk)
        except CaseMoved:
            continue
    return _place(alert, around, request.reason, desk)


def _alert_of(ring: StoredRing, desk: Desk) -> RingAlert:
    """The ring as it stands. Not numbered: nobody was alerted."""
    [latest, *_] = ring.changes
    return ring_alert(ring.summary, ring.detail.reasons, latest.kind, latest.size_before, desk.at)


def _place(alert: RingAlert, around: Sequence[Anchor], reason: str, desk: Desk) -> Case:
    joined, anchors = desk.cases.joined(), anchors_of(alert)
    for standing in desk.cases.working(anchors).values():
        return standing
    # A case that works all it can would not bring the ring, and asking again would join it again.
    around_it = desk.cases.working(around).values()
    before = most_urgent(one for one in around_it if len(one.anchors) < CASE_ANCHORS_MAX)
    number = joined.cases + (before is None)
    name = f"case-{number}"
    found = join(before, alert, anchors) if before else open_case(name, alert, anchors)
    after = asked_by(found, desk.person, reason)
    change = Change(
        action=f"cases.{after.activity[0].action}",
        subject=after.case_id,
        after={"ring": alert.ring_id, "detail": reason},
    )
    with audited(change, desk.by):
        placed = joined._replace(cases=number)
        if not desk.cases.store_joined(joined, placed, [CaseChange(before, after)]):
            raise CaseMoved(after.case_id)
    return after
