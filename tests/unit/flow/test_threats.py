"""Detection on simulated days: nothing on a quiet one, each planted attack within minutes.

The simulated detector is wrong about one payment in a hundred and stops six frauds in ten, so both
signals carry what they carry in life.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

from ringfence.adapters.cel_rules import check_rules
from ringfence.adapters.memory_tallies import MemoryTallies
from ringfence.adapters.memory_threats import MemoryThreats
from ringfence.domain.errors import UnknownThreat
from ringfence.domain.paging import Place
from ringfence.domain.rules import RuleSet
from ringfence.domain.threats import IN_PERSON, KINDS, Signs, Threat, sighting
from ringfence.domain.transactions import Transaction
from ringfence.flow.threats import detect_threats, follow_threat, list_threats
from simulator import scenarios
from simulator.labelled import LabelledTransaction, to_transaction
from simulator.stream import PRESETS, Mix, stream
from simulator.world import DAY_S, HOUR_S, World

START_S = 1_772_582_400.0
"""2026-03-04, midnight."""

SEED = 3
QUIET = Mix({}, PRESETS["calm"].genuine)
"""Habits with their daily rhythm, and every look-alike: sales, kiosks, families, new phones."""

ATTACK_S = START_S + 2 * DAY_S + HOUR_S
WORLD = World(seed=SEED)


def _planted() -> dict[str, list[LabelledTransaction]]:
    """Attacks of which many see a part, two hours apart."""
    episodes: dict[str, Callable[..., Iterable[LabelledTransaction]]] = {
        "card_testing": scenarios.card_testing,
        "device_farm": partial(scenarios.device_farm, pace_s=8.0),
        "collusive_merchant": scenarios.collusive_merchant,
    }
    return {
        name: list(episode(WORLD, Random(f"{SEED}/{name}"), ATTACK_S + 2 * HOUR_S * place))
        for place, (name, episode) in enumerate(episodes.items())
    }


PLANTED = _planted()
UNTIL_S = PLANTED["collusive_merchant"][0].at_s + 8 * HOUR_S


@dataclass
class Course:
    """Simulated time, checked as the schedule checks it, only less often."""

    tallies: MemoryTallies = field(default_factory=MemoryTallies)
    store: MemoryThreats = field(default_factory=MemoryThreats)
    begun: list[Threat] = field(default_factory=list)
    _known: set[tuple[str, str]] = field(default_factory=set)
    _visits: dict[tuple[str, str], float] = field(default_factory=dict)
    _random: Random = field(default_factory=lambda: Random(f"{SEED}/outcomes"))
    _waiting: list[tuple[Transaction, Signs]] = field(default_factory=list)

    def live_through(
        self, rows: Iterator[LabelledTransaction], checks: Sequence[float]
    ) -> LabelledTransaction:
        """Count rows in order, checking at those times; the first row after the last check."""
        due = iter(checks)
        at_s = next(due, None)
        for row in rows:
            while at_s is not None and row.at_s >= at_s:
                self._check(at_s)
                at_s = next(due, None)
            self._waiting.append(self._signed(row))
            if at_s is None:
                return row
        raise AssertionError("the stream has an end")

    def _check(self, at_s: float) -> None:
        families = [kind.family for kind in KINDS]
        for kind, family in zip(KINDS, families, strict=True):
            seen = [sighting(kind, *signed) for signed in self._waiting]
            self.tallies.add(family, [one for one in seen if one])
        self._waiting.clear()
        self.tallies.forget_before(at_s, families)
        report = detect_threats(self.tallies, self.store, _time(at_s))
        self.begun.extend(report.begun)

    def _signed(self, row: LabelledTransaction) -> tuple[Transaction, Signs]:
        pairs = (row.user_id, row.device_id), (row.user_id, row.card_id)
        is_new_device, is_new_card = (pair not in self._known for pair in pairs)
        self._known.update(pairs)
        gap_s = row.at_s - self._visits.get((row.user_id, row.merchant), 0.0)
        self._visits[row.user_id, row.merchant] = row.at_s
        is_remote = row.channel not in IN_PERSON
        is_stopped = self._random.random() < (0.6 if row.is_fraud else 0.01)
        signs = Signs(
            1,
            int(is_remote and (is_new_device or is_new_card)),
            int(is_stopped and gap_s > 600),
            int(is_remote and is_new_device),
            int(is_remote and is_new_card),
        )
        return to_transaction(row, f"tx-{row.at_s}"), signs


def _time(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, UTC)


def _every(minutes: int, since_s: float, until_s: float) -> list[float]:
    steps = int((until_s - since_s) // (60 * minutes))
    return [since_s + 60 * minutes * step for step in range(1, steps + 1)]


def _merged(*streams: Iterable[LabelledTransaction]) -> Iterator[LabelledTransaction]:
    return heapq.merge(*streams, key=lambda row: row.at_s)


@pytest.fixture(scope="module")
def attacked() -> Course:
    """A day to learn what is normal, a quiet day, then one attack after the other."""
    course = Course()
    rows = _merged(stream(WORLD, QUIET, START_S, 0.15, SEED), *PLANTED.values())
    course.live_through(rows, [START_S + DAY_S])
    course.live_through(rows, _every(15, START_S + DAY_S, START_S + 2 * DAY_S))
    course.live_through(rows, _every(5, ATTACK_S - 60, UNTIL_S))
    return course


def _first(course: Course, kind: str, name: str) -> Threat:
    return next(one for one in course.begun if one.kind == kind and one.names[0] == name)


def test_a_quiet_day_with_its_rhythm_and_look_alikes_raises_none(attacked: Course) -> None:
    on_the_quiet_day = [one for one in attacked.begun if one.since < _time(ATTACK_S)]

    assert on_the_quiet_day == []
    assert all(one.raised_at >= _time(ATTACK_S) for one in attacked.store.alerts)


@pytest.mark.parametrize("name", PLANTED)
def test_each_attack_raises_an_alert_and_no_threat_two(attacked: Course, name: str) -> None:
    planted = PLANTED[name]
    touched = {planted[0].merchant, planted[0].device_id, str(planted[0].ip)}
    told = [one for one in attacked.store.alerts if one.names[0] in touched]

    assert told
    assert len({one.threat_id for one in told}) == len(told)
    threats = {one.threat_id: one for one in attacked.store.all()}
    assert all(threats[one.threat_id].alerted_at == one.raised_at for one in told)


def test_card_testing_appears_while_it_runs(attacked: Course) -> None:
    planted = PLANTED["card_testing"]
    merchant = _first(attacked, "merchant", planted[0].merchant)
    device = _first(attacked, "device", planted[0].device_id)

    for threat in (merchant, device):
        assert threat.since - _time(planted[0].at_s) <= timedelta(minutes=10)
        assert threat.signal == "unfamiliar"
    assert f"merchant {planted[0].merchant}: " in merchant.sentence
    assert "new cards" in merchant.sentence
    assert any("at USD 0-5" in pair for pair in merchant.also)


def test_a_device_farm_appears_within_minutes(attacked: Course) -> None:
    planted = PLANTED["device_farm"]
    ip = _first(attacked, "ip", str(planted[0].ip))

    assert ip.since - _time(planted[0].at_s) <= timedelta(minutes=10)


def test_a_collusive_merchant_appears_within_its_first_dozen_payments(attacked: Course) -> None:
    planted = PLANTED["collusive_merchant"]
    merchant = planted[0].merchant
    first = next(one for one in attacked.begun if one.names[0] == merchant)
    before = [row for row in planted if _time(row.at_s) <= first.since]

    assert len(before) <= 12


def test_nothing_but_the_attacked_becomes_a_threat(attacked: Course) -> None:
    touched = {
        str(name)
        for rows in PLANTED.values()
        for row in rows
        for name in (row.merchant, row.device_id, row.ip, row.merchant_category, row.country)
    }

    assert {one.names[0] for one in attacked.begun} <= touched


def test_a_threat_is_over_half_an_hour_after_its_last_departure(attacked: Course) -> None:
    threat = _first(attacked, "device", PLANTED["card_testing"][0].device_id)
    kept = next(one for one in attacked.store.all() if one.threat_id == threat.threat_id)

    assert kept.status == "over"
    assert kept.strongest.chance <= threat.evidence.chance


def test_the_active_are_listed_before_those_that_are_over(attacked: Course) -> None:
    page = list_threats(attacked.store, _time(UNTIL_S), Place(0, 500))

    is_over = [one.status == "over" for one in page.threats]
    assert is_over == sorted(is_over)
    assert page.checked_at is not None
    assert page.tested > 1_000


def test_a_course_shows_the_burst_against_what_is_usual(attacked: Course) -> None:
    planted = PLANTED["collusive_merchant"]
    merchant = next(one for one in attacked.begun if one.names[0] == planted[0].merchant)

    course = follow_threat(merchant.threat_id, attacked.tallies, attacked.store, _time(UNTIL_S))

    assert sum(moment.count for moment in course.hours) >= 5
    assert all(moment.expected < 1 for moment in course.hours)
    assert [one.at for one in course.minutes] == sorted(one.at for one in course.minutes)


def test_an_unknown_threat_is_told(attacked: Course) -> None:
    with pytest.raises(UnknownThreat):
        follow_threat("none", attacked.tallies, attacked.store, _time(UNTIL_S))


def test_the_rule_of_every_threat_compiles(attacked: Course) -> None:
    for threat in attacked.begun:
        check_rules(RuleSet(rules=(threat.rule,)))


def test_a_check_repeated_in_the_same_minute_begins_nothing_new() -> None:
    course = _card_testing_alone()
    begun = len(course.begun)

    again = detect_threats(course.tallies, course.store, course.begun[0].since)

    assert begun > 0
    assert again.begun == ()
    assert again.active == begun


def _card_testing_alone() -> Course:
    """The attack on a system that knows nothing else, checked once after it."""
    course = Course()
    last = PLANTED["card_testing"][-1]
    at_s = last.at_s + 1
    course.live_through(_merged(iter(PLANTED["card_testing"]), [last._replace(at_s=at_s)]), [at_s])
    return course
