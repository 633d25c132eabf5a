"""A page that loses its line, its relay or the right time, and an analyst who does not notice."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from infra.local.run import EmbeddedRun
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_state import connect
from tests.e2e.conftest import opened
from tests.e2e.scene import SLOW_MS, case_of, share_a_device
from tests.e2e.wire import Wire
from tests.running import call, until, workers_of

ALERTS = 20
TEN_MINUTES_MS = 600_000
HAS_COME = """last =>
  [...document.querySelectorAll('[data-seq]')].some(row => +row.dataset.seq >= last)"""


@pytest.fixture
def wire(run: EmbeddedRun) -> Iterator[Wire]:
    with Wire(urlsplit(run.edge_url).port or 80) as wire:
        yield wire


def _is_live(page: Page) -> None:
    expect(page.locator("[data-testid=live-state][data-phase=live]")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text(re.compile(r"Live\b.*ms")).first).to_be_visible(timeout=SLOW_MS)


def _raise(run: EmbeddedRun, alerts: int) -> list[int]:
    """That many alerts; their numbers."""
    return [int(share_a_device(run)["alert_seq"]) for _ in range(alerts)]


def _shown(page: Page, seqs: list[int]) -> None:
    """Every alert is a row of the feed, though no screen holds them all at once."""
    rows, seen = page.locator("[data-seq]"), set[int]()
    deadline = time.monotonic() + 40
    feed = page.get_by_test_id("feed-scroll")
    while not set(seqs) <= seen and time.monotonic() < deadline:
        seen |= {int(seq) for seq in rows.evaluate_all("rows => rows.map(row => row.dataset.seq)")}
        feed.evaluate("box => { box.scrollTop = (box.scrollTop + 200) % box.scrollHeight }")
        page.wait_for_timeout(50)
    assert set(seqs) <= seen


def test_a_line_that_was_cut_is_taken_up_where_it_ended(
    run: EmbeddedRun, wire: Wire, cut_off: Page
) -> None:
    page = cut_off
    page.goto(wire.url)
    _is_live(page)

    wire.cut()
    expect(page.get_by_test_id("disconnected-banner")).to_contain_text(
        "The live connection is lost", timeout=SLOW_MS
    )
    seqs = _raise(run, ALERTS)
    wire.mend()

    _is_live(page)
    page.wait_for_function(HAS_COME, arg=max(seqs), timeout=SLOW_MS)
    expect(page.get_by_test_id("missed")).to_have_text("0 missed")
    _shown(page, seqs)


def test_missed_counts_what_the_page_lacks_until_it_has_it(run: EmbeddedRun, page: Page) -> None:
    """The relay's frames are kept back, its counters come through: the numbers alone tell."""
    is_holding = False

    def route(socket: WebSocketRoute) -> None:
        def carry(text: str | bytes) -> None:
            if not (is_holding and json.loads(text)["type"] == "alerts"):
                socket.send(text)

        socket.connect_to_server().on_message(carry)

    page.route_web_socket(re.compile(r"/ws"), route)
    page.goto(run.edge_url)
    _is_live(page)
    is_holding = True
    seqs = _raise(run, 3)

    page.wait_for_function(
        "() => +document.querySelector('[data-testid=missed] span').textContent >= 1",
        timeout=SLOW_MS,
    )
    is_holding = False
    expect(page.get_by_test_id("missed")).to_have_text("0 missed", timeout=SLOW_MS)
    _shown(page, seqs)


def test_a_relay_that_is_killed_costs_time_and_no_alert_and_none_twice(
    run: EmbeddedRun, page: Page
) -> None:
    """SIGKILL to the process that runs it, between alerts that go on being raised."""
    page.goto(run.edge_url)
    _is_live(page)
    before = _raise(run, 3)
    page.wait_for_function(HAS_COME, arg=max(before), timeout=SLOW_MS)
    kept, newest = _kept(page), _newest(run)
    killed = workers_of(run, "relay")
    assert killed

    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    seqs = _raise(run, ALERTS)

    until(lambda: not (set(workers_of(run, "relay")) & set(killed)))
    page.wait_for_function(HAS_COME, arg=max(seqs), timeout=90_000)
    until(lambda: workers_of(run, "relay"))
    expect(page.get_by_test_id("missed")).to_have_text("0 missed", timeout=SLOW_MS)
    more = _raise(run, 2)
    page.wait_for_function(HAS_COME, arg=max(more), timeout=SLOW_MS)
    # None is kept twice, whatever was sent twice: as many were added as were raised.
    until(lambda: _kept(page) - kept == _newest(run) - newest or None)
    expect(page.get_by_test_id("missed")).to_have_text("0 missed")
    _shown(page, [*seqs, *more])


def _kept(page: Page) -> int:
    """Rows of the feed, in sight or not."""
    table = page.get_by_role("table", name="Alerts, newest first")
    return int(table.get_attribute("aria-rowcount") or 0) - 1


def _newest(run: EmbeddedRun) -> int:
    """The number of the newest alert: they are numbered without a hole."""
    return int(call("GET", f"{run.api_url}/alerts?limit=1").body["last_seq"])


def test_a_relay_whose_lease_is_taken_costs_time_and_no_alert(run: EmbeddedRun, page: Page) -> None:
    """Its lease is somebody's who serves nobody, until that runs out and the page asks again."""
    page.goto(run.edge_url)
    _is_live(page)
    client, keys = connect(run.redis_url, 5.0), Keys()

    client.set(keys.relay_lease, "a-relay-that-died", px=3_000)
    seqs = _raise(run, 5)

    page.wait_for_function(HAS_COME, arg=max(seqs), timeout=90_000)
    expect(page.get_by_test_id("missed")).to_have_text("0 missed")
    _shown(page, seqs)
    client.close()


def test_no_row_of_the_queue_moves_under_the_pointer(run: EmbeddedRun, page: Page) -> None:
    for _ in range(3):
        case_of(run, share_a_device(run)["transaction"]["user_id"])
    page.goto(f"{run.edge_url}/queue/")
    rows = page.get_by_test_id("queue-row")
    expect(rows.nth(2)).to_be_visible(timeout=SLOW_MS)
    place_of = "rows => rows.map(row => [row.dataset.caseId, row.getBoundingClientRect().top])"
    rows.nth(1).hover()
    before = rows.evaluate_all(place_of)
    under = rows.nth(1).get_attribute("data-case-id")

    fresh = case_of(run, share_a_device(run, users=4)["transaction"]["user_id"])["case_id"]

    waiting = page.get_by_test_id("queue-new")
    expect(waiting).to_be_visible(timeout=SLOW_MS)
    assert rows.evaluate_all(place_of) == before
    assert page.evaluate(UNDER_POINTER, rows.nth(1).bounding_box()) == under
    waiting.click()
    expect(page.locator(f'[data-testid=queue-row][data-case-id="{fresh}"]')).to_be_visible()


UNDER_POINTER = """({ x, y, width, height }) =>
  document.elementFromPoint(x + width / 2, y + height / 2)?.closest('[data-testid=queue-row]')
    .dataset.caseId"""

WRONG_CLOCK = """(() => {
  const Right = Date, wrong = %d
  globalThis.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + wrong) }
    static now() { return Right.now() + wrong }
  }
})()"""


TOOK = re.compile(r"The newest alert took ([\d,.]+) (ms|s)")


def _seconds(told: re.Match[str] | None) -> float:
    assert told is not None
    return float(told[1].replace(",", "")) / (1_000 if told[2] == "ms" else 1)


@pytest.mark.parametrize("wrong_ms", [TEN_MINUTES_MS, -TEN_MINUTES_MS], ids=["ahead", "behind"])
def test_a_wrong_clock_tells_no_wrong_story(
    run: EmbeddedRun, browser: Browser, wrong_ms: int
) -> None:
    with opened(browser) as page:
        device = f"d-{secrets.token_hex(4)}"
        page.add_init_script(WRONG_CLOCK % wrong_ms)
        page.goto(f"{run.edge_url}/?q={device}")
        _is_live(page)

        alert = share_a_device(run, device=device)

        row = page.locator(f'[data-seq="{alert["alert_seq"]}"]')
        expect(row).to_be_visible(timeout=SLOW_MS)
        # What comes while the page catches up says nothing of a delay: more until one came live.
        took = page.get_by_title(TOOK)
        until(lambda: took.count() or (share_a_device(run) and None))
        seconds = _seconds(TOOK.search(took.get_attribute("title") or ""))
        assert seconds < 60
        case = case_of(run, alert["transaction"]["user_id"])
        page.goto(f"{run.edge_url}/entity/?type=user&id={alert['transaction']['user_id']}")
        expect(page.get_by_text("just now").first).to_be_visible(timeout=SLOW_MS)
        page.goto(f"{run.edge_url}/case/?id={case['case_id']}")
        expect(page.get_by_test_id("case")).to_be_visible(timeout=SLOW_MS)
        expect(page.locator("[data-overdue]")).to_have_count(0)
