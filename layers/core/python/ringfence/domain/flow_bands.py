"""Bands: the cells of a window as nodes and links, the largest by name and the rest as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from ringfence.domain.flows import (
    DEVICES,
    PATHS,
    ByOutcome,
    FlowBy,
    FlowColumn,
    FlowCurrency,
    FlowLink,
    FlowMeasure,
    FlowNode,
    FlowTo,
    PathCell,
)
from ringfence.domain.tallies import FOLDED, Cell, Family, Measures
from ringfence.domain.values import Outcome

Cells = Mapping[Cell, Measures]
NameOf = Callable[[Cell], str]
"""From a cell to its name in one column."""

_OTHER = "/other"
_COLUMNS: tuple[FlowColumn, ...] = ("from", "card", "to")


class Side(NamedTuple):
    """One of the outer columns: where it is counted, and a cell's name in it."""

    column: FlowColumn
    family: Family
    name_of: NameOf


def payers(by: FlowBy) -> Side:
    """The left column."""
    if by == "device":
        return Side("from", DEVICES, lambda cell: cell[0])
    place = PathCell._fields.index(by)
    return Side("from", PATHS, lambda cell: cell[place])


def payees(to: FlowTo) -> Side:
    """The right column."""
    place = PathCell._fields.index(to)
    return Side("to", PATHS, lambda cell: cell[place])


def card_of(cell: Cell) -> str:
    """The card group in a cell of either family."""
    return cell[-3]


def currency_of(cell: Cell) -> str:
    """The currency of a cell of either family."""
    return cell[-2]


def outcome_of(cell: Cell) -> Outcome:
    """The outcome of a cell of either family."""
    return Outcome(cell[-1])


def selected(cells: Cells, currency: str, outcomes: Collection[Outcome]) -> dict[Cell, Measures]:
    """The cells of one currency and these outcomes."""
    return {
        cell: measures
        for cell, measures in cells.items()
        if currency_of(cell) == currency and outcome_of(cell) in outcomes
    }


def currencies(paths: Cells) -> tuple[FlowCurrency, ...]:
    """Every currency, the one with most transactions first."""
    counts: dict[str, int] = {}
    for cell, (transactions, _) in paths.items():
        counts[currency_of(cell)] = counts.get(currency_of(cell), 0) + transactions
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FlowCurrency(currency=name, transactions=count) for name, count in ordered)


def totals(cells: Cells) -> tuple[ByOutcome, ByOutcome]:
    """Transactions and amounts, over cells of one currency."""
    total = _Sum()
    for cell, measures in cells.items():
        total.add(outcome_of(cell), measures)
    return total.transactions, total.amounts_minor


def largest(side: Side, cells: Cells, measure: FlowMeasure, nodes_max: int) -> frozenset[str]:
    """The names that a column shows: its `nodes_max` largest."""
    sizes: dict[str, int] = {}
    for cell, (transactions, amount_minor) in cells.items():
        name = side.name_of(cell)
        sizes[name] = sizes.get(name, 0) + (amount_minor if measure == "amount" else transactions)
    sizes.pop(FOLDED, None)
    return frozenset(sorted(sizes, key=lambda name: (-sizes[name], name))[:nodes_max])


def node_of(side: Side, cell: Cell, shown: Collection[str]) -> str:
    """The id of a cell's node in an outer column."""
    name = side.name_of(cell)
    return f"{side.column}:{name}" if name in shown else side.column + _OTHER


def card_node_of(cell: Cell) -> str:
    """The id of a cell's card group.

    >>> card_node_of(("coffee-12", "known", "USD", "approve"))
    'card:known'
    """
    return f"card:{card_of(cell)}"


def bands(
    sides: Iterable[tuple[Side, Cells]], measure: FlowMeasure, nodes_max: int
) -> tuple[tuple[FlowNode, ...], tuple[FlowLink, ...]]:
    """Nodes and links of both sides of the cards; cells are of one currency.

    A column names its `nodes_max` largest; the others, and what was folded, are one node.
    """
    sums: dict[tuple[str, str], _Sum] = {}
    for side, cells in sides:
        shown = largest(side, cells, measure, nodes_max)
        for cell, measures in cells.items():
            outer, card = node_of(side, cell, shown), card_node_of(cell)
            ends = (outer, card) if side.column == "from" else (card, outer)
            sums.setdefault(ends, _Sum()).add(outcome_of(cell), measures)
    links = tuple(
        FlowLink(source=ends[0], target=ends[1], **total.fields)
        for ends, total in sorted(sums.items())
    )
    return _nodes(links, measure), links


def _nodes(links: Iterable[FlowLink], measure: FlowMeasure) -> tuple[FlowNode, ...]:
    """By column, the largest first, the other node last. Of a card counts what comes in."""
    sums: dict[str, _Sum] = {}
    for link in links:
        if _column(link.source) == "from":
            sums.setdefault(link.source, _Sum()).add_link(link)
        sums.setdefault(link.target, _Sum()).add_link(link)
    nodes = [_node(name, total) for name, total in sums.items()]
    return tuple(sorted(nodes, key=lambda node: _order(node, measure)))


def _column(node_id: str) -> FlowColumn:
    return next(column for column in _COLUMNS if node_id.startswith((f"{column}:", f"{column}/")))


def _node(node_id: str, total: _Sum) -> FlowNode:
    column = _column(node_id)
    is_other = node_id == column + _OTHER
    return FlowNode(
        node_id=node_id,
        column=column,
        name="" if is_other else node_id.removeprefix(f"{column}:"),
        is_other=is_other,
        **total.fields,
    )


def _order(node: FlowNode, measure: FlowMeasure) -> tuple[int, bool, int, str]:
    size = node.amounts_minor if measure == "amount" else node.transactions
    return _COLUMNS.index(node.column), node.is_other, -size.total, node.name


class _Sum:
    """Transactions and amounts by outcome, while they are added up."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(Outcome, 0)
        self._minor = dict.fromkeys(Outcome, 0)

    def add(self, outcome: Outcome, measures: Measures) -> None:
        transactions, amount_minor = measures
        self._counts[outcome] += transactions
        self._minor[outcome] += amount_minor

    def add_link(self, link: FlowLink) -> None:
        for outcome in Outcome:
            counts, minor = link.transactions, link.amounts_minor
            self.add(outcome, (counts.of(outcome), minor.of(outcome)))

    @property
    def transactions(self) -> ByOutcome:
        return ByOutcome(**{outcome.value: count for outcome, count in self._counts.items()})

    @property
    def amounts_minor(self) -> ByOutcome:
        return ByOutcome(**{outcome.value: minor for outcome, minor in self._minor.items()})

    @property
    def fields(self) -> dict[str, ByOutcome]:
        return {"transactions": self.transactions, "amounts_minor": self.amounts_minor}
