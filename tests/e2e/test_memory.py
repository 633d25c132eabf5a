"""A day of alerts in one tab, on the dashboard's stand-in server, which sends as many as asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.perf.feed import served
from tests.running import call

BATCH = 1_000
KEPT = 20_000
"""What the feed keeps; lib/feed/feedStore.ts."""
DAY = 100_000
ROOM = 1.25
"""Garbage that is still to be collected, and whatever the browser itself remembers."""


@pytest.fixture
def stand_in() -> Iterator[str]:
    with served(alerts_per_s=0) as url:
        yield url


def _raise(page: Page, url: str, upto: int) -> None:
    """Alerts in frames of a thousand, each taken before the next."""
    last = call("POST", f"{url}/mock", {}).body["last_seq"]
    while last < upto:
        last = call("POST", f"{url}/mock", {"burst": BATCH}).body["last_seq"]
        page.wait_for_function(
            "last => document.querySelector('[data-seq]')?.dataset.seq == last", arg=last
        )


def _heap(session: CDPSession) -> float:
    """Bytes in use once everything that can go has gone."""
    session.send("HeapProfiler.collectGarbage")
    metrics: dict[str, Any] = session.send("Performance.getMetrics")
    [used] = [one["value"] for one in metrics["metrics"] if one["name"] == "JSHeapUsedSize"]
    return float(used)


def test_a_hundred_thousand_alerts_take_no_more_room_than_are_kept(
    stand_in: str, page: Page, record_property: Callable[[str, object], None]
) -> None:
    page.goto(stand_in)
    page.locator("[data-seq]").first.wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    _raise(page, stand_in, KEPT + 2 * BATCH)
    full = _heap(session)
    _raise(page, stand_in, DAY)
    day = _heap(session)

    record_property("heap_mb_at_20000_alerts", round(full / 1e6, 1))
    record_property("heap_mb_at_100000_alerts", round(day / 1e6, 1))
    assert day < full * ROOM
    expect(page.get_by_test_id("missed")).to_have_text("0 missed")
    expect(page.get_by_role("table", name="Alerts, newest first")).to_have_attribute(
        "aria-rowcount", json.dumps(KEPT + 1)
    )
