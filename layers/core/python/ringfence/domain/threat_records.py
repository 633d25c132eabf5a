"""Threat records: a departure told in a sentence, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ringfence.domain.alerts import ThreatAlert
from ringfence.domain.canonical import content_hash
from ringfence.domain.decisions import POINTS_PER_SCORE
from ringfence.domain.policy import risk_level
from ringfence.domain.rules import Rule
from ringfence.domain.threat_detection import Departure
from ringfence.domain.threats import (
    KIND_BY_NAME,
    PARENTS,
    Threat,
    ThreatEvidence,
    ThreatKind,
    ThreatSignal,
    ThreatSnooze,
    ThreatWindow,
)
from ringfence.domain.values import Outcome, RiskLevel
from ringfence.domain.wording import counted

QUIET_S = 1_800
"""A threat is over when nothing departed for this long."""

EXPECTED_MIN = 1.0
"""With less expected in a window there is no ratio: "700 x" of next to nothing tells nobody
anything."""

_WINDOW_WORDS: dict[ThreatWindow, str] = {"10m": "10 min", "1h": "1 h", "24h": "24 h"}
_SIGNAL_WORDS: dict[ThreatSignal, str] = {
    "unfamiliar": "unfamiliar payments",
    "stopped": "stopped payments",
}
_UNFAMILIAR = (
    '(user_device_gap_s < 0.0 || user_card_gap_s < 0.0) && channel != "card_present" '
    '&& channel != "atm"'
)


def began(departure: Departure, now: datetime) -> Threat:
    """A new threat. Its id is that of its entity and minute, so two checks make the same."""
    minute = now.replace(second=0, microsecond=0)
    name = content_hash([departure.kind, *departure.names, minute.isoformat()])
    evidence = _evidence(departure, now)
    return Threat(
        threat_id=name[:16],
        kind=departure.kind,
        names=departure.names,
        signal=departure.signal,
        status="active",
        sentence=sentence(departure.kind, departure.names, departure.signal, evidence),
        score=beyond_usual(evidence),
        risk_level=_level(evidence),
        since=now,
        last_seen=now,
        evidence=evidence,
        strongest=evidence,
        also=tuple(_words(kind, names) for kind, names in departure.also),
        rule=rule_for(departure),
    )


def continued(threat: Threat, departure: Departure, now: datetime) -> Threat:
    """The same threat, seen again; what is strongest is kept with its sentence."""
    evidence = _evidence(departure, now)
    seen = {"last_seen": now, "evidence": evidence}
    if evidence.chance > threat.strongest.chance:
        return threat.model_copy(update=seen)
    told = {
        "signal": departure.signal,
        "sentence": sentence(departure.kind, departure.names, departure.signal, evidence),
        "score": beyond_usual(evidence),
        "risk_level": _level(evidence),
        "strongest": evidence,
        "also": tuple(_words(kind, names) for kind, names in departure.also),
        "rule": rule_for(departure),
    }
    return threat.model_copy(update={**seen, **told})


def is_over(threat: Threat, now: datetime) -> bool:
    """Whether nothing departed for a while."""
    return now - threat.last_seen > timedelta(seconds=QUIET_S)


def ended(threat: Threat) -> Threat:
    """The threat, over."""
    return threat.model_copy(update={"status": "over"})


def beyond_usual(evidence: ThreatEvidence) -> float:
    """The part of what was counted that neither its own past nor its peers lead to expect."""
    usual = max(evidence.expected, evidence.peers_share * evidence.transactions)
    return round(max(0.0, 1 - usual / evidence.count), 4)


def _level(evidence: ThreatEvidence) -> RiskLevel:
    return risk_level(round(beyond_usual(evidence) * POINTS_PER_SCORE))


def alert_of(threat: Threat, raised_at: datetime) -> ThreatAlert:
    """The alert of a threat; the store gives its number."""
    evidence = threat.strongest
    return ThreatAlert(
        seq=0,
        threat_id=threat.threat_id,
        about=threat.kind,
        names=threat.names,
        score=threat.score,
        risk_level=threat.risk_level,
        headline=threat.sentence,
        reason_codes=(f"threat_{threat.signal}",),
        transactions=evidence.transactions,
        count=evidence.count,
        window=evidence.window,
        raised_at=raised_at,
    )


def is_silenced(threat: Threat, snoozes: Iterable[ThreatSnooze], now: datetime) -> bool:
    """Whether somebody silenced it, or the entity whose pair it is."""
    named = {(threat.kind, threat.names), (PARENTS.get(threat.kind), threat.names[:1])}
    return any((one.kind, one.names) in named and now < one.until for one in snoozes)


def sentence(
    kind: ThreatKind, names: tuple[str, ...], signal: ThreatSignal, evidence: ThreatEvidence
) -> str:
    """What an analyst reads: who, how much of what, against which normal."""
    return (
        f"{_words(kind, names)}: {evidence.count} {_SIGNAL_WORDS[signal]} of "
        f"{evidence.transactions} in {_WINDOW_WORDS[evidence.window]}, {_normal(evidence)}; "
        f"{_percent(evidence.peers_share)} among its peers; "
        f"{counted(evidence.new_cards, 'new card')}, {counted(evidence.new_devices, 'new device')}"
    )


def _normal(evidence: ThreatEvidence) -> str:
    """What the count is against; said without a ratio where there is none."""
    if not evidence.past_periods:
        return "no past of its own to compare with"
    if evidence.times is None:
        return "normally fewer than 1"
    return f"{_times(evidence.times)} its normal"


def rule_for(departure: Departure) -> Rule:
    """A rule that would ask for a review of what makes the threat."""
    words = _words(departure.kind, departure.names)
    code = "threat_" + content_hash([departure.kind, *departure.names])[:8]
    return Rule(
        code=code,
        group="behaviour",
        when=f"{_about(departure)} && {_UNFAMILIAR}",
        sentence=_plain(f"Emerging threat: {words}")[:300],
        weight=2.0,
        outcome=Outcome.REVIEW,
    )


def _about(departure: Departure) -> str:
    """The condition that a transaction is of this entity or pair, in words a rule knows."""
    name = departure.names[0]
    if departure.kind in ("device", "ip"):
        return f"{departure.kind}_users_24h >= {max(2, departure.count // 2)}.0"
    if departure.kind == "counterparty":
        return 'channel == "transfer"'
    conditions = [f"{_WORDS_OF[departure.kind]} == {_quoted(name)}"]
    if departure.kind.endswith("_country"):
        conditions.append(f"country == {_quoted(departure.names[1])}")
    if departure.kind.endswith("_amount"):
        conditions.append(_in_band(departure.names[1]))
    return " && ".join(conditions)


_WORDS_OF: dict[ThreatKind, str] = {
    "merchant": "merchant",
    "merchant_country": "merchant",
    "merchant_amount": "merchant",
    "category": "merchant_category",
    "category_country": "merchant_category",
    "category_amount": "merchant_category",
    "country": "country",
}


def _in_band(band: str) -> str:
    """The condition of a band of amounts, which rules know in the same currency.

    >>> _in_band("USD 5-20"), _in_band("USD 500+")
    ('amount >= 5.0 && amount < 20.0', 'amount >= 500.0')
    """
    low, _, high = band.partition(" ")[2].rstrip("+").partition("-")
    floor = f"amount >= {low}.0"
    return f"{floor} && amount < {high}.0" if high else floor


def _quoted(name: str) -> str:
    """A CEL string; a quote or a backslash in a name ends nothing.

    >>> _quoted('Joe"s') == '"Joe' + chr(92) + '"s"'
    True
    """
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _plain(text: str) -> str:
    """Without the braces that a rule's sentence would fill."""
    return text.replace("{", "(").replace("}", ")")


def _words(kind: ThreatKind, names: tuple[str, ...]) -> str:
    return KIND_BY_NAME[kind].words.format(*names)


def _times(times: float) -> str:
    return f"{times:,.0f} x" if times >= 10 else f"{times:.1f} x"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


def _evidence(departure: Departure, now: datetime) -> ThreatEvidence:
    signs = departure.signs
    return ThreatEvidence(
        at=now,
        window=departure.window,
        transactions=signs.transactions,
        count=departure.count,
        past_periods=departure.past_periods,
        expected=departure.expected,
        times=_ratio(departure),
        share=departure.count / signs.transactions,
        peers_share=departure.peers_share,
        new_devices=signs.new_devices,
        new_cards=signs.new_cards,
        stopped=signs.stopped,
        chance=departure.chance,
    )


def _ratio(departure: Departure) -> float | None:
    """How many times its normal; None where it has none."""
    if not departure.past_periods or departure.expected < EXPECTED_MIN:
        return None
    return departure.count / departure.expected
