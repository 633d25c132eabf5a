"""Detection: from counted windows to the departures that are not by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ringfence.domain.departures import discoveries, expected, mix_surprise, rate_surprise
from ringfence.domain.tallies import FOLDED, Cell, Measures
from ringfence.domain.threats import (
    MEASURES,
    PARENTS,
    THREAT_SIGNALS,
    THREAT_WINDOWS_S,
    Signs,
    ThreatKind,
    ThreatSignal,
    ThreatWindow,
)

COUNT_MIN = 5
"""Fewer than this are no pattern, however unlikely."""

FALSE_DISCOVERY_RATE = 1e-5
"""Of what a check calls a threat, by chance. A day has 1,440 checks: about one false in 70 days
if each check were a new one; they overlap, so there are fewer."""

PEERS_PRIOR = (1, 20)
"""Signals and transactions that peers are given beforehand: no peer has a share of none."""

NOTHING: Measures = (0,) * len(MEASURES)

PAIR_SHARE = 0.8
"""A pair with this share of a threat's count is told with it."""


class Counted(NamedTuple):
    """One kind in one window: sums by cell, those of the last hour, and those of a day."""

    kind: ThreatKind
    window: ThreatWindow
    cells: Mapping[Cell, Measures]
    hour: Mapping[Cell, Measures]
    day: Mapping[Cell, Measures]


class Past(NamedTuple):
    """What earlier periods like this one counted, and how long each was."""

    periods: Sequence[Mapping[Cell, Measures]]
    length_s: int


ReadPast = Callable[[ThreatKind, ThreatWindow], Past]
"""Asked only where something stands out."""


@dataclass(frozen=True, slots=True)
class Departure:
    """An entity or pair in one window, by one signal."""

    kind: ThreatKind
    names: Cell
    signal: ThreatSignal
    window: ThreatWindow
    signs: Signs
    past_periods: int
    expected: float
    peers_share: float
    chance: float
    also: tuple[tuple[ThreatKind, Cell], ...] = ()

    @property
    def count(self) -> int:
        """Of its signal."""
        return int(getattr(self.signs, self.signal))


def depart(counted: Sequence[Counted], past: ReadPast) -> tuple[list[Departure], int]:
    """The departures, one for each entity or pair, and how many hypotheses were tested."""
    tested = sum(len(one.cells) for one in counted) * len(THREAT_SIGNALS)
    candidates: dict[tuple[object, ...], Departure] = {}
    for one in counted:
        for found in _candidates(one, past):
            candidates[found.kind, found.names, found.signal, found.window] = found
    chances = {key: found.chance for key, found in candidates.items()}
    kept = discoveries(chances, tested, FALSE_DISCOVERY_RATE)
    best: dict[tuple[ThreatKind, Cell], Departure] = {}
    for key in kept:
        found = candidates[key]
        before = best.get((found.kind, found.names))
        if before is None or _order(found) < _order(before):
            best[found.kind, found.names] = found
    return sorted(_told_once(best), key=_order), tested


def _order(found: Departure) -> tuple[float, float, int, str]:
    """The least likely first; of equals the shorter window."""
    width_s = THREAT_WINDOWS_S[found.window]
    return found.chance, width_s, THREAT_SIGNALS.index(found.signal), "\x1f".join(found.names)


def _candidates(one: Counted, past: ReadPast) -> Iterator[Departure]:
    for signal in THREAT_SIGNALS:
        place = MEASURES.index(signal)
        total = _total(one.day, place)
        for names, measures in one.cells.items():
            count = measures[place]
            is_going_on = one.hour.get(names, NOTHING)[place] > 0
            if count < COUNT_MIN or names[0] == FOLDED or not is_going_on:
                continue
            own = one.day.get(names, NOTHING)
            share = _peers_share(total, (own[place], own[0]))
            mix = mix_surprise(count, measures[0], share)
            before = past(one.kind, one.window)
            own_past = _own_past(before, one.window, names, place)
            usual = expected(own_past, _peer_mean(one, place, names))
            yield Departure(
                one.kind,
                names,
                signal,
                one.window,
                Signs(*measures),
                past_periods=sum(names in cells for cells in before.periods),
                expected=usual.mean,
                peers_share=share,
                chance=max(mix, rate_surprise(count, usual)),
            )


def _total(cells: Mapping[Cell, Measures], place: int) -> tuple[int, int]:
    counts = (cells[names] for names in cells)
    pairs = [(measures[place], measures[0]) for measures in counts]
    return sum(count for count, _ in pairs), sum(transactions for _, transactions in pairs)


def _peers_share(total: tuple[int, int], own: tuple[int, int]) -> float:
    """The signal's share among everybody else, over a day."""
    count = total[0] - own[0] + PEERS_PRIOR[0]
    return min(1.0, max(count, 1) / max(total[1] - own[1] + PEERS_PRIOR[1], 1))


def _peer_mean(one: Counted, place: int, names: Cell) -> float:
    """What a peer counts in such a window, on average over a day."""
    others = [measures[place] for cell, measures in one.day.items() if cell != names]
    per_day = (sum(others) + 1) / (len(others) + 1)
    return per_day * THREAT_WINDOWS_S[one.window] / THREAT_WINDOWS_S["24h"]


def _own_past(past: Past, window: ThreatWindow, names: Cell, place: int) -> list[float]:
    """What this one counted in each earlier period, for as long as the window is; none where it was
    not seen. That is no normal of its own yet, but tells how rarely such a one comes up at all."""
    scale = THREAT_WINDOWS_S[window] / past.length_s
    return [cells.get(names, NOTHING)[place] * scale for cells in past.periods]


def _told_once(best: Mapping[tuple[ThreatKind, Cell], Departure]) -> Iterator[Departure]:
    """Pairs whose entity departs too are told with it, where they hold most of it."""
    children: dict[tuple[ThreatKind, Cell], list[tuple[ThreatKind, Cell]]] = {}
    for kind, names in best:
        if kind in PARENTS:
            children.setdefault((PARENTS[kind], names[:1]), []).append((kind, names))
    for key, found in best.items():
        parent = best.get((PARENTS[found.kind], found.names[:1])) if found.kind in PARENTS else None
        if parent is not None:
            continue
        pairs = sorted(children.get(key, ()))
        also = tuple(pair for pair in pairs if best[pair].count >= PAIR_SHARE * found.count)
        yield replace(found, also=also)
