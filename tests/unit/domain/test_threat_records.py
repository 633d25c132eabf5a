"""A threat's record: what is kept of it, and the rule one could make of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ringfence.adapters.cel_rules import check_rules
from ringfence.domain.rules import RuleSet
from ringfence.domain.tallies import Cell
from ringfence.domain.threat_detection import Departure
from ringfence.domain.threat_records import alert_of, began, continued, is_over, is_silenced
from ringfence.domain.threats import KINDS, Signs, Threat, ThreatKind, ThreatSnooze
from tests.builders import NOON


def a_departure(**changes: Any) -> Departure:
    fields: dict[str, Any] = {
        "kind": "merchant",
        "names": ("Bakery",),
        "signal": "unfamiliar",
        "window": "10m",
        "signs": Signs(40, 37, 12, 22, 35),
        "past_periods": 5,
        "expected": 2.6,
        "peers_share": 0.03,
        "chance": 1e-20,
    }
    return Departure(**{**fields, **changes})


def a_threat(threat_id: str = "one", **changes: Any) -> Threat:
    return began(a_departure(), NOON).model_copy(update={"threat_id": threat_id, **changes})


def a_snooze(names: tuple[str, ...] = ("Bakery",), **changes: Any) -> ThreatSnooze:
    """Of a merchant, for the hour from noon."""
    fields: dict[str, Any] = {
        "until": NOON + timedelta(hours=1),
        "reason": "a sale",
        "kind": "merchant",
        "names": names,
        "author": "ann",
        "created_at": NOON,
    }
    return ThreatSnooze(**{**fields, **changes})


def test_the_score_is_the_part_beyond_the_usual() -> None:
    threat = began(a_departure(), NOON)

    assert threat.score == pytest.approx(1 - threat.evidence.expected / 37, abs=1e-4)
    alert = alert_of(threat, NOON)
    assert (alert.score, alert.headline) == (threat.score, threat.sentence)


def test_a_snooze_silences_its_entity_and_its_pairs_and_nothing_else() -> None:
    merchant = began(a_departure(), NOON)
    pair = began(a_departure(kind="merchant_country", names=("Bakery", "DE")), NOON)
    other = began(a_departure(names=("Cafe",)), NOON)
    snoozes = [a_snooze(until=NOON + timedelta(hours=1), created_at=NOON)]

    assert [is_silenced(one, snoozes, NOON) for one in (merchant, pair, other)] == [
        True,
        True,
        False,
    ]
    assert not is_silenced(merchant, snoozes, NOON + timedelta(hours=1))
    assert not is_silenced(merchant, [a_snooze(("Bakery", "DE"), kind="merchant_country")], NOON)


def test_the_sentence_says_who_how_much_and_of_what() -> None:
    threat = began(a_departure(), NOON)

    assert threat.sentence == (
        "merchant Bakery: 37 unfamiliar payments of 40 in 10 min, 14 x its normal; "
        "3.0% among its peers; 35 new cards, 22 new devices"
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"past_periods": 0, "expected": 0.05}, "no past of its own to compare with"),
        ({"past_periods": 0, "expected": 2.6}, "no past of its own to compare with"),
        ({"past_periods": 14, "expected": 0.05}, "normally fewer than 1"),
    ],
)
def test_without_a_normal_there_is_no_ratio(changes: dict[str, Any], says: str) -> None:
    threat = began(a_departure(**changes), NOON)

    assert threat.evidence.times is None
    assert f"37 unfamiliar payments of 40 in 10 min, {says};" in threat.sentence


def test_two_checks_of_one_minute_make_the_same_threat() -> None:
    first, second = (began(a_departure(), NOON + timedelta(seconds=s)) for s in (1, 40))
    later = began(a_departure(), NOON + timedelta(seconds=61))

    assert first.threat_id == second.threat_id
    assert first.threat_id != later.threat_id


def test_what_was_strongest_is_kept_while_the_evidence_moves_on() -> None:
    threat = began(a_departure(), NOON)
    weaker = a_departure(chance=1e-10, signs=Signs(20, 9, 1, 5, 9))

    seen = continued(threat, weaker, NOON + timedelta(minutes=3))

    assert seen.evidence.count == 9
    assert seen.strongest == threat.strongest
    assert seen.sentence == threat.sentence
    assert seen.since == NOON
    assert seen.last_seen == NOON + timedelta(minutes=3)


def test_a_threat_is_over_after_half_an_hour_of_quiet() -> None:
    threat = began(a_departure(), NOON)

    assert not is_over(threat, NOON + timedelta(minutes=30))
    assert is_over(threat, NOON + timedelta(minutes=31))


_NAMES: dict[ThreatKind, Cell] = {
    "merchant_country": ('Joe\'s "Bar"\\', "RO"),
    "merchant_amount": ("{Braces}", "USD 0-5"),
    "category_country": ("fuel", "RO"),
    "category_amount": ("fuel", "JPY 500+"),
}


@pytest.mark.parametrize("kind", [one.kind for one in KINDS])
def test_the_rule_of_any_kind_of_threat_compiles(kind: ThreatKind) -> None:
    names = _NAMES.get(kind, ("x" * 128,))

    rule = began(a_departure(kind=kind, names=names), NOON).rule

    check_rules(RuleSet(rules=(rule,)))
