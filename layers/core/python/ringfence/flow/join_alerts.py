"""Join: each alert, once and in order, into the case that works its ring, user or device; a ring's
also into one that works a member or a device they share. Alerts of threats are passed over: their
payments raise alerts of their own, which join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import TypeAdapter

from ringfence.domain.alerts import Alert, AnyAlert, CasedAlert, RingAlert, ThreatAlert
from ringfence.domain.cases import Anchor, anchors_of, join, most_urgent, open_case
from ringfence.domain.errors import StateUnavailable
from ringfence.flow.case_ports import CaseChange, CaseStore, Joined, RingsOfUsers
from ringfence.flow.feed_ports import Feed

ANY_ALERT: TypeAdapter[AnyAlert] = TypeAdapter(AnyAlert)
BATCH = 200
TRIES = 8
"""Analysts change single cases meanwhile; eight collisions in a row are not people."""


def join_alerts(feed: Feed, store: CaseStore, rings: RingsOfUsers) -> int:
    """Join the next alerts; how many, 0 when all have joined. Cases and place are stored at once,
    so an alert joins exactly once wherever this stops.

    Raises
    ------
    StateUnavailable
    """
    for _ in range(TRIES):
        joined = store.joined()
        raised, first_seq, _last = feed.after(joined.alert_seq, BATCH)
        if not raised:
            return 0
        found = [ANY_ALERT.validate_json(one) for one in raised]
        alerts: list[CasedAlert] = [one for one in found if not isinstance(one, ThreatAlert)]
        fold = _Fold(joined.cases, _anchors(alerts, rings), _of_rings(alerts, rings), store)
        for alert in alerts:
            fold.join(alert)
        after = Joined(max(joined.alert_seq, first_seq - 1) + len(found), fold.cases)
        if store.store_joined(joined, after, fold.changes()):
            return len(found)
    raise StateUnavailable("cases are changed by many at once; try again")


def _anchors(alerts: Sequence[CasedAlert], rings: RingsOfUsers) -> dict[int, tuple[Anchor, ...]]:
    users = {alert.user_id for alert in alerts if isinstance(alert, Alert)}
    ring_of = rings.rings_of(sorted(users))
    return {
        alert.seq: anchors_of(alert, ring_of.get(alert.user_id))
        if isinstance(alert, Alert)
        else anchors_of(alert)
        for alert in alerts
    }


def _of_rings(alerts: Sequence[CasedAlert], rings: RingsOfUsers) -> Mapping[str, Sequence[Anchor]]:
    names = {alert.ring_id for alert in alerts if isinstance(alert, RingAlert)}
    return rings.anchors_of_rings(sorted(names)) if names else {}


class _Fold:
    """Cases as they become while a batch of alerts joins them."""

    def __init__(
        self,
        cases: int,
        anchors: Mapping[int, tuple[Anchor, ...]],
        of_rings: Mapping[str, Sequence[Anchor]],
        store: CaseStore,
    ) -> None:
        self.cases = cases
        self._anchors = anchors
        self._of_rings = of_rings
        asked = (*anchors.values(), *of_rings.values())
        wanted = sorted({one for many in asked for one in many}, key=str)
        found = store.working(wanted)
        self._before = {case.case_id: case for case in found.values()}
        self._now = dict(self._before)
        self._case_of = {anchor: case.case_id for anchor, case in found.items()}

    def join(self, alert: CasedAlert) -> None:
        """One alert, in the order they were raised."""
        anchors = self._anchors[alert.seq]
        name = next(self._cases_of(anchors), None)
        if name is None and isinstance(alert, RingAlert):
            name = self._most_urgent(self._of_rings.get(alert.ring_id, ()))
        if name is None:
            self.cases += 1
            name = f"case-{self.cases}"
            self._now[name] = open_case(name, alert, anchors)
        else:
            self._now[name] = join(self._now[name], alert, anchors)
        for anchor in self._now[name].anchors:
            self._case_of.setdefault(anchor, name)

    def _cases_of(self, anchors: Iterable[Anchor]) -> Iterator[str]:
        return (self._case_of[one] for one in anchors if one in self._case_of)

    def _most_urgent(self, anchors: Iterable[Anchor]) -> str | None:
        found = most_urgent(self._now[name] for name in self._cases_of(anchors))
        return found.case_id if found else None

    def changes(self) -> list[CaseChange]:
        """What to store."""
        return [
            CaseChange(self._before.get(name), case)
            for name, case in self._now.items()
            if case is not self._before.get(name)
        ]


class Joiner:
    """`ports.Projector` for cases: alerts join behind the path, by the one who projects."""

    def __init__(self, feed: Feed, store: CaseStore, rings: RingsOfUsers) -> None:
        self._feed, self._store, self._rings = feed, store, rings

    def step(self, limit: int) -> int:
        """Join what was raised, at most `BATCH`."""
        return join_alerts(self._feed, self._store, self._rings)

    def wait(self, timeout_s: float) -> None:
        """Nothing of its own: an alert is raised with a decision, for which somebody waits."""

    def lag(self) -> int:
        """Alerts that have not joined."""
        return self._feed.page(None, None, 1).last_seq - self._store.joined().alert_seq
