"""When a threat raises an alert, and who may silence it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ringfence.adapters.memory_governance import MemoryAudit
from ringfence.adapters.memory_tallies import MemoryTallies
from ringfence.adapters.memory_threats import MemoryThreats
from ringfence.domain.errors import InvalidTransaction, UnknownThreat
from ringfence.domain.paging import Place
from ringfence.domain.threats import (
    KIND_BY_NAME,
    SNOOZE_DAYS_MAX,
    Signs,
    ThreatSnooze,
    ThreatSnoozeRequest,
    sighting,
)
from ringfence.flow.audit import By
from ringfence.flow.threats import (
    ALERT_AFTER_HOURS,
    detect_threats,
    list_threats,
    snooze_threat,
    wake_threat,
)
from tests.builders import NOON, a_person, a_transaction

MERCHANT = KIND_BY_NAME["merchant"]
ORDINARY, STRANGE = Signs(1, 0, 0, 0, 0), Signs(1, 1, 0, 1, 1)


def a_burst(hours: int = ALERT_AFTER_HOURS + 3) -> MemoryTallies:
    """Hours of ordinary payments, then thirty unfamiliar ones at the bakery before noon."""
    tallies = MemoryTallies()
    for hour in range(hours):
        for place in range(60):
            at_s = -3_600.0 * (hours - hour) + 60 * place
            _count(tallies, at_s, f"shop-{place % 12}", ORDINARY)
    for place in range(30):
        _count(tallies, -120.0 + place, "Bakery", STRANGE)
    return tallies


def _count(tallies: MemoryTallies, at_s: float, merchant: str, signs: Signs) -> None:
    seen = sighting(MERCHANT, a_transaction(at_s, merchant=merchant), signs)
    assert seen
    tallies.add(MERCHANT.family, [seen])


def by(audit: MemoryAudit | None = None) -> By:
    return By(a_person("ann"), NOON, audit or MemoryAudit())


def until(minutes: float) -> ThreatSnoozeRequest:
    return ThreatSnoozeRequest(until=NOON + timedelta(minutes=minutes), reason="a sale")


def test_a_threat_alerts_once_however_often_it_is_seen() -> None:
    tallies, store = a_burst(), MemoryThreats()

    checks = [detect_threats(tallies, store, NOON + timedelta(minutes=m)) for m in range(3)]

    assert [check.alerts for check in checks] == [1, 0, 0]
    [alert] = store.alerts
    [threat] = store.all()
    assert (alert.threat_id, alert.names) == (threat.threat_id, ("Bakery",))
    assert (alert.headline, threat.alerted_at) == (threat.sentence, NOON)


def test_what_was_never_seen_before_is_compared_with_its_peers_alone() -> None:
    store = MemoryThreats()

    detect_threats(a_burst(), store, NOON)

    [threat] = store.all()
    assert (threat.names, threat.evidence.past_periods) == (("Bakery",), 0)
    assert threat.evidence.times is None
    assert "no past of its own" in threat.sentence


def test_in_its_first_hours_a_system_lists_threats_and_raises_no_alert() -> None:
    store = MemoryThreats()

    detect_threats(a_burst(hours=4), store, NOON)

    assert [one.names for one in store.all()] == [("Bakery",)]
    assert store.alerts == []
    page = list_threats(store, NOON, Place(0, 10))
    assert (page.hours_known, page.hours_needed) == (3, ALERT_AFTER_HOURS)


def test_in_its_first_hours_a_system_compares_no_category_with_the_few_there_are() -> None:
    tallies, store = MemoryTallies(), MemoryThreats()
    category = KIND_BY_NAME["category"]
    for place in range(200):
        name = "travel" if place % 2 else f"other-{place % 9}"
        payment = a_transaction(-300.0 + place, merchant_category=name)
        seen = sighting(category, payment, STRANGE if place % 2 else ORDINARY)
        assert seen
        tallies.add(category.family, [seen])

    report = detect_threats(tallies, store, NOON)

    assert (report.tested, store.all()) == (0, [])


def test_what_is_snoozed_stays_listed_and_alerts_when_the_snooze_ends() -> None:
    tallies, store, audit = a_burst(), MemoryThreats(), MemoryAudit()
    store.snooze(a_snooze_of(tallies, audit))

    checks = [detect_threats(tallies, store, NOON + timedelta(minutes=m)) for m in (1, 2, 5)]

    assert [check.alerts for check in checks] == [0, 0, 1]
    [change] = audit.after(0, 9)
    assert (change.action, change.who, change.subject) == (
        "threats.snooze",
        "ann",
        "merchant Bakery",
    )


def a_snooze_of(tallies: MemoryTallies, audit: MemoryAudit) -> ThreatSnooze:
    """Made five minutes long at noon, of the threat that another store knew."""
    known = MemoryThreats()
    detect_threats(tallies, known, NOON)
    [threat] = known.all()
    snooze = snooze_threat(threat.threat_id, until(5), known, by(audit)).snooze
    assert snooze
    return snooze


def test_a_woken_threat_alerts_with_the_next_check() -> None:
    tallies, store = a_burst(), MemoryThreats()
    store.snooze(a_snooze_of(tallies, MemoryAudit()))
    detect_threats(tallies, store, NOON)
    [threat] = store.all()

    wake_threat(threat.threat_id, store, by())

    assert detect_threats(tallies, store, NOON + timedelta(minutes=1)).alerts == 1


def test_the_snoozed_are_listed_after_the_active() -> None:
    tallies, store = a_burst(), MemoryThreats()
    for place in range(20):
        _count(tallies, -60.0 + place, "Cafe", STRANGE)
    detect_threats(tallies, store, NOON)
    gravest = list_threats(store, NOON, Place(0, 9)).threats[0]
    snooze_threat(gravest.threat_id, until(5), store, by())

    page = list_threats(store, NOON, Place(0, 9))
    later = list_threats(store, NOON + timedelta(minutes=5), Place(0, 9))

    assert [one.snooze is not None for one in page.threats] == [False, True]
    assert page.threats[1].threat_id == later.threats[0].threat_id == gravest.threat_id


@pytest.mark.parametrize("minutes", [0, SNOOZE_DAYS_MAX * 1_440 + 1])
def test_a_snooze_ends_within_its_bound(minutes: float) -> None:
    tallies, store, audit = a_burst(), MemoryThreats(), MemoryAudit()
    detect_threats(tallies, store, NOON)
    [threat] = store.all()

    with pytest.raises(InvalidTransaction, match="until"):
        snooze_threat(threat.threat_id, until(minutes), store, by(audit))

    assert audit.after(0, 9) == []


def test_an_unknown_threat_is_not_snoozed() -> None:
    with pytest.raises(UnknownThreat):
        snooze_threat("none", until(5), MemoryThreats(), by())
