"""Threats: check every minute what departs from its normal, keep it while it lasts, tell of it.

A threat raises one alert, on the stream of all others, once it is grave, known against a past, and
not snoozed. A snooze silences an entity or a pair, with its entity's pairs: it is still watched and
listed, and it may alert when the snooze ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from ringfence.domain.audit import Change
from ringfence.domain.errors import InvalidTransaction, UnknownThreat
from ringfence.domain.paging import Place
from ringfence.domain.tallies import (
    DAY_S,
    HOUR_S,
    SIZE_S,
    BucketSize,
    Cell,
    Measures,
    bucket_of,
    summed,
)
from ringfence.domain.threat_detection import NOTHING, Counted, Past, depart
from ringfence.domain.threat_records import alert_of, began, continued, ended, is_over, is_silenced
from ringfence.domain.threats import (
    KIND_BY_NAME,
    KINDS,
    MEASURES,
    PARENTS,
    SNOOZE_DAYS_MAX,
    THREAT_WINDOWS_S,
    Kind,
    Threat,
    ThreatCourse,
    ThreatKind,
    ThreatMoment,
    ThreatPage,
    ThreatSnooze,
    ThreatSnoozeRequest,
    ThreatWindow,
)
from ringfence.domain.values import RiskLevel
from ringfence.flow.audit import By, audited
from ringfence.flow.project_ports import Tallies
from ringfence.flow.threat_ports import ThreatChanges, ThreatCheck, ThreatStore

PAST_DAYS, PAST_WHOLE_DAYS = 14, 7
DAYS_MIN = 3
"""With fewer days of history, the hours of the last day say what is usual."""

COURSE_MINUTES, COURSE_HOURS = 120, 48

ALERT_AFTER_HOURS = 12
"""Hours with traffic of the day before: in the first hours of a system everything is unfamiliar."""

TOLD_BY_PEERS: tuple[ThreatKind, ...] = ("merchant", "device", "ip", "counterparty")
"""What has peers enough to be told by them alone, before there is a past: a system has ten
categories, and each has its own customers."""

ALERT_LEVEL = RiskLevel.HIGH
"""At least half of what was counted is beyond the usual."""

ALERTS_AT_ONCE = 10
"""Of one check, the least likely by chance; the others with the next."""


@dataclass(frozen=True, slots=True)
class ThreatReport:
    """One check: what began, what is active after it, how much was tested."""

    begun: tuple[Threat, ...]
    active: int
    tested: int
    alerts: int = 0


def detect_threats(tallies: Tallies, store: ThreatStore, now: datetime) -> ThreatReport:
    """One check. Its cost depends on how many entities are ranked, not on transactions.

    A repeat within the minute changes nothing: threats are known by entity, not by check. Of two
    checks at once the first is stored, and nothing of the other.
    """
    history, last = _History(tallies, now), store.last_check()
    hours_known = history.hours_known()
    is_known = hours_known >= ALERT_AFTER_HOURS
    windows = (one for one in history.windows() if is_known or one.kind in TOLD_BY_PEERS)
    found, tested = depart([*windows], history.past)
    known = {(one.kind, one.names): one for one in store.all() if one.status == "active"}
    entities = set(known)
    active, begun = [], []
    for departure in found:
        before = known.pop((departure.kind, departure.names), None)
        if before:
            active.append(continued(before, departure, now))
        elif (PARENTS.get(departure.kind), departure.names[:1]) not in entities:
            # A pair of an entity that is a threat already tells nothing new.
            begun.append(began(departure, now))
    over = [ended(one) for one in known.values() if is_over(one, now)]
    going_on = [*begun, *active]
    due = _due_alerts(going_on, store, now) if is_known else []
    told = [one.model_copy(update={"alerted_at": now}) if one in due else one for one in going_on]
    alerts = [alert_of(one, now) for one in due]
    changes = ThreatChanges((*told, *over), ThreatCheck(now, tested, hours_known), alerts)
    count = len(going_on) + len(known) - len(over)
    if not store.put(changes, last):
        return ThreatReport((), count, tested)
    return ThreatReport(tuple(begun), count, tested, len(alerts))


def _due_alerts(threats: Sequence[Threat], store: ThreatStore, now: datetime) -> list[Threat]:
    """Those to tell with this check."""
    snoozes = store.snoozes()
    due = [
        one
        for one in threats
        if one.alerted_at is None
        and one.risk_level >= ALERT_LEVEL
        and not is_silenced(one, snoozes, now)
    ]
    return sorted(due, key=_rank)[:ALERTS_AT_ONCE]


def list_threats(store: ThreatStore, now: datetime, place: Place) -> ThreatPage:
    """The active first, the least likely by chance before the others; then the snoozed, then the
    latest over."""
    shown = _with_snoozes(store.all(), store, now)
    threats, next_cursor = place.cut(sorted(shown, key=_rank))
    check = store.last_check()
    return ThreatPage(
        threats=threats,
        checked_at=check.at if check else None,
        tested=check.tested if check else 0,
        hours_known=check.hours_known if check else 0,
        hours_needed=ALERT_AFTER_HOURS,
        next_cursor=next_cursor,
    )


def _with_snoozes(threats: Sequence[Threat], store: ThreatStore, now: datetime) -> list[Threat]:
    standing = {(one.kind, one.names): one for one in store.snoozes() if now < one.until}
    return [
        one.model_copy(update={"snooze": standing.get((one.kind, one.names))}) for one in threats
    ]


def _rank(threat: Threat) -> tuple[bool, bool, float, float, str]:
    is_past = threat.status == "over"
    chance = 0.0 if is_past else threat.strongest.chance
    is_snoozed = threat.snooze is not None
    return is_past, is_snoozed, chance, -threat.last_seen.timestamp(), threat.threat_id


def _find(threat_id: str, store: ThreatStore) -> Threat:
    threat = next((one for one in store.all() if one.threat_id == threat_id), None)
    if threat is None:
        raise UnknownThreat(threat_id)
    return threat


def snooze_threat(
    threat_id: str, request: ThreatSnoozeRequest, store: ThreatStore, by: By
) -> Threat:
    """Silence what the threat is about, this threat and whatever it becomes, until a time.

    Raises
    ------
    UnknownThreat, TooManySnoozes, StateUnavailable
    InvalidTransaction
        `until` is past, or further away than anybody can remember why.
    """
    threat = _find(threat_id, store)
    if not by.at < request.until <= by.at + timedelta(days=SNOOZE_DAYS_MAX):
        says = f"must be a time in the next {SNOOZE_DAYS_MAX} days"
        raise InvalidTransaction((("until", says, "range"),))
    snooze = ThreatSnooze(
        **dict(request),
        kind=threat.kind,
        names=threat.names,
        author=by.person.name,
        created_at=by.at,
    )
    with audited(_change("threats.snooze", threat, snooze, store, by.at), by):
        store.snooze(snooze)
    return threat.model_copy(update={"snooze": snooze})


def wake_threat(threat_id: str, store: ThreatStore, by: By) -> None:
    """Silence it no more; once more changes nothing.

    Raises
    ------
    UnknownThreat, StateUnavailable
    """
    threat = _find(threat_id, store)
    change = _change("threats.wake", threat, None, store, by.at)
    if change.before is None:
        return
    with audited(change, by):
        store.wake(threat.kind, threat.names)


def _change(
    action: str, threat: Threat, after: ThreatSnooze | None, store: ThreatStore, at: datetime
) -> Change:
    [known] = _with_snoozes([threat], store, at)
    return Change(
        action=action,
        subject=f"{threat.kind} {' '.join(threat.names)}",
        before=known.snooze.model_dump(mode="json") if known.snooze else None,
        after=after.model_dump(mode="json") if after else None,
    )


def follow_threat(
    threat_id: str, tallies: Tallies, store: ThreatStore, now: datetime
) -> ThreatCourse:
    """A threat with its course: up to now while it is active, else up to its end.

    Raises
    ------
    UnknownThreat
    """
    [threat] = _with_snoozes([_find(threat_id, store)], store, now)
    until = now if threat.status == "active" else threat.last_seen + timedelta(minutes=10)
    history = _History(tallies, until)
    return ThreatCourse(
        threat=threat,
        minutes=tuple(history.course(threat, "minute", COURSE_MINUTES)),
        hours=tuple(history.course(threat, "hour", COURSE_HOURS)),
    )


class _History:
    """What the tallies say at one moment."""

    def __init__(self, tallies: Tallies, now: datetime) -> None:
        self._tallies = tallies
        self._now_s = now.timestamp()
        self._pasts: dict[tuple[ThreatKind, bool], list[Mapping[Cell, Measures]]] = {}

    def windows(self) -> Iterator[Counted]:
        """Every kind in every window. Two round trips a kind."""
        for kind in KINDS:
            minutes = self._latest(kind, "minute", 60)
            day = self._days[kind.kind]
            ten, hour, whole = summed(minutes[-10:]), summed(minutes), summed(day)
            yield Counted(kind.kind, "10m", ten, hour, whole)
            yield Counted(kind.kind, "1h", hour, hour, whole)
            yield Counted(kind.kind, "24h", whole, hour, whole)

    @cached_property
    def _days(self) -> dict[ThreatKind, list[Mapping[Cell, Measures]]]:
        """The last 24 hours of each kind, oldest first."""
        return {kind.kind: self._latest(kind, "hour", 24) for kind in KINDS}

    def hours_known(self) -> int:
        """Of how many hours of the day before there was traffic: what tells the usual."""
        hours = [self._days[kind.kind][:-2] for kind in KINDS]
        return max(sum(map(bool, of_kind)) for of_kind in hours)

    def past(self, kind: ThreatKind, window: ThreatWindow) -> Past:
        """The same hour of earlier days, or earlier days. One round trip, once a kind."""
        is_day = window == "24h"
        if (kind, is_day) not in self._pasts:
            read = self._earlier_days if is_day else self._same_hours
            self._pasts[kind, is_day] = read(KIND_BY_NAME[kind])
        return Past(self._pasts[kind, is_day], DAY_S if is_day else HOUR_S)

    def _same_hours(self, kind: Kind) -> list[Mapping[Cell, Measures]]:
        starts = [
            bucket_of("hour", self._now_s - days * DAY_S).start_s
            for days in range(1, PAST_DAYS + 1)
        ]
        past = [one for one in self._tallies.read(kind.family, "hour", starts) if one]
        if len(past) < DAYS_MIN:
            # The hour before holds part of the last one.
            past.extend(one for one in self._days[kind.kind][:-2] if one)
        return past

    def _earlier_days(self, kind: Kind) -> list[Mapping[Cell, Measures]]:
        """Days of 24 hours before the last 24, as far as there was traffic."""
        last = bucket_of("hour", self._now_s).start_s
        starts = [last - hours * HOUR_S for hours in range(24, 24 * (PAST_WHOLE_DAYS + 1))]
        hours = self._tallies.read(kind.family, "hour", starts)
        days = [summed(hours[place : place + 24]) for place in range(0, len(hours), 24)]
        return [day for day in days if day]

    def _latest(self, kind: Kind, size: BucketSize, buckets: int) -> list[Mapping[Cell, Measures]]:
        return list(self._tallies.read(kind.family, size, self._starts(size, buckets)))

    def _starts(self, size: BucketSize, buckets: int) -> list[int]:
        last = bucket_of(size, self._now_s).start_s
        return [last - place * SIZE_S[size] for place in reversed(range(buckets))]

    def course(self, threat: Threat, size: BucketSize, buckets: int) -> Iterator[ThreatMoment]:
        """What a threat's entity counted in the latest buckets, oldest first."""
        kind = KIND_BY_NAME[threat.kind]
        place = MEASURES.index(threat.signal)
        usual = threat.strongest.expected * SIZE_S[size] / THREAT_WINDOWS_S[threat.strongest.window]
        starts = self._starts(size, buckets)
        for start_s, cells in zip(
            starts, self._tallies.read(kind.family, size, starts), strict=True
        ):
            measures = cells.get(tuple(threat.names), NOTHING)
            yield ThreatMoment(
                at=datetime.fromtimestamp(start_s, UTC),
                transactions=measures[0],
                count=measures[place],
                expected=usual,
            )
