"""Flows and threats over HTTP: their queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib import parameters
from chalicelib.request import Request
from ringfence.domain.errors import InvalidTransaction
from ringfence.domain.flows import (
    FLOW_BY,
    FLOW_MEASURES,
    FLOW_TO,
    FLOW_WINDOWS_S,
    LONGEST_S,
    NODES_DEFAULT,
    NODES_MAX,
    FlowWindow,
)
from ringfence.domain.money import minor_per_major
from ringfence.domain.paging import Place
from ringfence.domain.threats import THREATS_MAX
from ringfence.domain.values import ID_MAX_LENGTH, Outcome
from ringfence.flow.flows import BandQuery, FlowQuery

FLOW_PARAMETERS = (
    "by",
    "to",
    "measure",
    "outcome",
    "currency",
    "nodes",
    "window",
    "since",
    "until",
)
BAND_PARAMETERS = (*FLOW_PARAMETERS, "source", "target", "before", "limit")
BAND_PAGE_MAX, BAND_PAGE_DEFAULT = 100, 50
THREATS_PAGE_DEFAULT = 100
STOPPED = "stopped"
"""Reviewed or declined."""

OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    STOPPED: (Outcome.REVIEW, Outcome.DECLINE),
    **{outcome.value: (outcome,) for outcome in Outcome},
}
_NODE_MAX_LENGTH = ID_MAX_LENGTH + len("from:")


def flow_query(request: Request, now: datetime) -> FlowQuery:
    """Which bands are asked for; raises `InvalidTransaction` and `UnknownCurrency`."""
    return _flow_query(request.query(*FLOW_PARAMETERS), now)


def band_query(request: Request, now: datetime) -> tuple[FlowQuery, BandQuery]:
    """Which band of which page; raises `InvalidTransaction` and `UnknownCurrency`."""
    query = request.query(*BAND_PARAMETERS)
    band = BandQuery(
        source=_node(query, "source"),
        target=_node(query, "target"),
        limit=parameters.whole(query, "limit", 1, BAND_PAGE_MAX) or BAND_PAGE_DEFAULT,
    )
    if "before" in query:
        band = replace(band, before=_cursor(query["before"]))
    return _flow_query(query, now), band


def threats_page(request: Request) -> Place:
    """`cursor` and `limit` from the query string."""
    query = request.query("cursor", "limit")
    return parameters.place(query, THREATS_MAX, THREATS_PAGE_DEFAULT)


def _flow_query(query: dict[str, str], now: datetime) -> FlowQuery:
    since, until = _window(query, now)
    chosen = parameters.one_of(query, "outcome", tuple(OUTCOMES))
    currency = query.get("currency")
    if currency is not None:
        minor_per_major(currency)  # Raises `UnknownCurrency`.
    return FlowQuery(
        by=parameters.one_of(query, "by", FLOW_BY) or "segment",
        to=parameters.one_of(query, "to", FLOW_TO) or "category",
        measure=parameters.one_of(query, "measure", FLOW_MEASURES) or "amount",
        outcomes=OUTCOMES[chosen] if chosen else tuple(Outcome),
        nodes_max=parameters.whole(query, "nodes", 1, NODES_MAX) or NODES_DEFAULT,
        since=since,
        until=until,
        currency=currency,
    )


def _window(query: dict[str, str], now: datetime) -> tuple[datetime, datetime]:
    """`window` back from `until` (now), or from `since`."""
    until = _time(query, "until") or now
    since = _time(query, "since")
    if since is not None and "window" in query:
        raise _wrong("window", "is given by `since`: send one of them")
    windows: tuple[FlowWindow, ...] = tuple(FLOW_WINDOWS_S)
    window = parameters.one_of(query, "window", windows) or "1h"
    since = since or until - timedelta(seconds=FLOW_WINDOWS_S[window])
    longest = timedelta(seconds=LONGEST_S["day"])
    if not timedelta(0) < until - since <= longest:
        raise _wrong("since", f"must be before `until`, by at most {longest.days} days")
    return since, until


def _time(query: dict[str, str], name: str) -> datetime | None:
    if name not in query:
        return None
    try:
        at = datetime.fromisoformat(query[name])
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _wrong(name, "must be a time such as 2026-03-04T12:00:00Z")
    return at


def _node(query: dict[str, str], name: str) -> str:
    node = query.get(name, "")
    if not 0 < len(node) <= _NODE_MAX_LENGTH:
        raise _wrong(name, "must be the `node_id` of a node of the page")
    return node


def _cursor(text: str) -> tuple[int, str]:
    at_ms, _, transaction_id = text.partition(" ")
    if not (at_ms.isascii() and at_ms.isdigit() and len(at_ms) < 16 and transaction_id):
        raise _wrong("before", "must be the `next_before` of a page")
    return int(at_ms), transaction_id


def _wrong(name: str, message: str) -> InvalidTransaction:
    return InvalidTransaction(((name, message, "value_error"),))
