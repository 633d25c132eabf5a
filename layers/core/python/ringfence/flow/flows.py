"""Flows: read the bands of a window, and the transactions of one band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from ringfence.domain.amendments import in_force
from ringfence.domain.decisions import Decision
from ringfence.domain.flow_bands import (
    Cells,
    Side,
    bands,
    card_node_of,
    currencies,
    largest,
    node_of,
    payees,
    payers,
    selected,
    totals,
)
from ringfence.domain.flows import (
    LISTED,
    PATHS,
    FlowBy,
    FlowMeasure,
    FlowMoment,
    FlowPage,
    FlowTo,
    FlowTransaction,
    FlowTransactionPage,
    size_for,
)
from ringfence.domain.tallies import (
    SIZE_S,
    BucketSize,
    Cell,
    Measures,
    bucket_of,
    starts_between,
    summed,
)
from ringfence.domain.values import Outcome
from ringfence.flow.project_ports import Tallies

FindDecisions = Callable[[Sequence[str]], Sequence[Decision]]
"""The decisions on these transactions that are still stored."""

HOURS_AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class FlowQuery:
    """Which bands: of one currency (None is the commonest), these outcomes, in [since, until)."""

    by: FlowBy
    to: FlowTo
    measure: FlowMeasure
    outcomes: tuple[Outcome, ...]
    nodes_max: int
    since: datetime
    until: datetime
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class BandQuery:
    """Which transactions: those between two nodes of a page, older than `before`."""

    source: str
    target: str
    limit: int
    before: tuple[int, str] | None = None
    """Event time in ms, and id."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Whole buckets around what was asked for, and what they counted."""

    size: BucketSize
    starts_s: list[int]
    buckets: Sequence[Cells]

    @property
    def since(self) -> datetime:
        return datetime.fromtimestamp(self.starts_s[0], UTC)

    @property
    def until(self) -> datetime:
        return datetime.fromtimestamp(self.starts_s[-1] + SIZE_S[self.size], UTC)


def read_flows(query: FlowQuery, tallies: Tallies, now: datetime) -> FlowPage:
    """The bands of a window. Two round trips at most, whatever happened in it."""
    window = _window(query, tallies, now)
    paths = summed(window.buckets)
    found = currencies(paths)
    currency = query.currency or (found[0].currency if found else None)
    sides = _sides(query, window, paths, currency, tallies)
    nodes, links = bands(sides, query.measure, query.nodes_max)
    return FlowPage(
        by=query.by,
        to=query.to,
        measure=query.measure,
        bucket=window.size,
        since=window.since,
        until=window.until,
        currency=currency,
        currencies=found,
        nodes=nodes,
        links=links,
        moments=tuple(_moments(window, currency)),
    )


def list_band(
    query: FlowQuery,
    band: BandQuery,
    tallies: Tallies,
    find: FindDecisions,
    now: datetime,
) -> FlowTransactionPage:
    """The transactions of one band, newest first.

    Nodes are those of the page with the same query, so that its other nodes mean the same here. At
    most three round trips a day of the window.
    """
    window = _window(query, tallies, now)
    paths = summed(window.buckets)
    currency = query.currency or next((one.currency for one in currencies(paths)), None)
    side, shown = _side_of(band, _sides(query, window, paths, currency, tallies), query)
    wanted = _Wanted(query, band, side, shown, currency, window)
    reading = _Reading(wanted, tallies)
    entries = list(islice(reading.entries(), band.limit + 1))
    decisions = find([transaction_id for _, transaction_id in entries[: band.limit]])
    is_more = len(entries) > band.limit
    return FlowTransactionPage(
        transactions=tuple(_row(in_force(one)) for one in decisions),
        next_before=_cursor(entries[band.limit - 1]) if is_more else None,
        is_partial=reading.is_partial or len(decisions) < min(len(entries), band.limit),
    )


# ── The window ───────────────────────────────────────────────────────────────────────────────────


def _window(query: FlowQuery, tallies: Tallies, now: datetime) -> _Window:
    since_s, until_s = query.since.timestamp(), query.until.timestamp()
    size = size_for(since_s, until_s, now.timestamp())
    starts_s = starts_between(size, since_s, until_s)
    return _Window(size, starts_s, tallies.read(PATHS, size, starts_s))


def _sides(
    query: FlowQuery,
    window: _Window,
    paths: Mapping[Cell, Measures],
    currency: str | None,
    tallies: Tallies,
) -> list[tuple[Side, dict[Cell, Measures]]]:
    if currency is None:
        return []
    left, right = payers(query.by), payees(query.to)
    is_apart = left.family is not PATHS
    counted = summed(tallies.read(left.family, window.size, window.starts_s)) if is_apart else paths
    chosen = selected(paths, currency, query.outcomes)
    return [
        (left, selected(counted, currency, query.outcomes) if is_apart else chosen),
        (right, chosen),
    ]


def _moments(window: _Window, currency: str | None) -> Iterator[FlowMoment]:
    for start_s, cells in zip(window.starts_s, window.buckets, strict=True):
        transactions, amounts = totals(selected(cells, currency or "", tuple(Outcome)))
        yield FlowMoment(
            at=datetime.fromtimestamp(start_s, UTC),
            transactions=transactions,
            amounts_minor=amounts,
        )


# ── One band ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The cells and the times of a band."""

    query: FlowQuery
    band: BandQuery
    side: Side
    shown: frozenset[str]
    currency: str | None
    window: _Window

    def holds(self, cell: Cell) -> bool:
        ends = (node_of(self.side, cell, self.shown), card_node_of(cell))
        return set(ends) == {self.band.source, self.band.target}

    def is_in_time(self, entry: tuple[int, str]) -> bool:
        at_ms, _ = entry
        since_ms = self.window.since.timestamp() * 1_000
        until_ms = self.window.until.timestamp() * 1_000
        is_older = self.band.before is None or entry < self.band.before
        return since_ms <= at_ms < until_ms and is_older

    def hours_s(self) -> list[int]:
        """The hours to look in, newest first."""
        until = self.window.until
        if self.band.before:
            past = datetime.fromtimestamp(self.band.before[0] / 1_000, UTC)
            until = min(until, past + timedelta(milliseconds=1))
        starts = starts_between("hour", self.window.since.timestamp(), until.timestamp())
        oldest_s = bucket_of("hour", self._kept_since_s()).start_s
        return [start_s for start_s in reversed(starts) if start_s >= oldest_s]

    def _kept_since_s(self) -> float:
        return self.query.until.timestamp() - PATHS.bounds["hour"].kept_s


class _Reading:
    """Entries of a band, newest first, a day of hours at a time."""

    def __init__(self, wanted: _Wanted, tallies: Tallies) -> None:
        self._wanted, self._tallies = wanted, tallies
        self.is_partial = False

    def entries(self) -> Iterator[tuple[int, str]]:
        hours_s = self._wanted.hours_s()
        for place in range(0, len(hours_s), HOURS_AT_ONCE):
            yield from self._entries_of(hours_s[place : place + HOURS_AT_ONCE])

    def _entries_of(self, hours_s: Sequence[int]) -> list[tuple[int, str]]:
        wanted, family = self._wanted, self._wanted.side.family
        buckets = self._tallies.read(family, "hour", hours_s)
        cells = [
            (start_s, cell)
            for start_s, bucket in zip(hours_s, buckets, strict=True)
            for cell in selected(bucket, wanted.currency or "", wanted.query.outcomes)
            if wanted.holds(cell)
        ]
        found: list[tuple[int, str]] = []
        for entries in self._tallies.entries(family, cells):
            self.is_partial = self.is_partial or len(entries) >= LISTED
            found.extend(map(_read_entry, entries))
        return sorted(filter(wanted.is_in_time, found), reverse=True)


def _side_of(
    band: BandQuery, sides: Sequence[tuple[Side, Cells]], query: FlowQuery
) -> tuple[Side, frozenset[str]]:
    """The column that the band joins to the cards, and what it shows."""
    is_left = band.target.startswith("card:")
    wanted = payers(query.by) if is_left else payees(query.to)
    cells = next((cells for side, cells in sides if side.column == wanted.column), {})
    return wanted, largest(wanted, cells, query.measure, query.nodes_max)


def _read_entry(entry: str) -> tuple[int, str]:
    at_ms, _, transaction_id = entry.partition(" ")
    return int(at_ms), transaction_id


def _cursor(entry: tuple[int, str]) -> str:
    return f"{entry[0]} {entry[1]}"


def _row(decision: Decision) -> FlowTransaction:
    transaction = decision.transaction
    return FlowTransaction(
        transaction_id=decision.transaction_id,
        outcome=decision.outcome,
        score=decision.score,
        user_id=transaction.user_id,
        card_id=transaction.card_id,
        device_id=transaction.device_id,
        merchant=transaction.merchant,
        merchant_category=transaction.merchant_category,
        amount_minor=transaction.amount_minor,
        currency=transaction.currency,
        occurred_at=transaction.occurred_at,
    )
