"""From a posted transaction to the row on an analyst's screen, in a real browser."""

from __future__ import annotations

import re
import secrets
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

from infra.local.run import EmbeddedRun
from tests.running import call, decided, until


def _sample(**changes: Any) -> dict[str, Any]:
    name = secrets.token_hex(4)
    sample = {"user_id": f"u-{name}", "card_id": f"c-{name}", "device_id": f"d-{name}"}
    return {**sample, "amount": 10.00, "merchant": "Gas Station", **changes}


def _share_a_device(run: EmbeddedRun) -> str:
    """Two users on one device; the second one's transaction, which alerts."""
    device = f"device-shared-{secrets.token_hex(4)}"
    for _ in range(2):
        answer = call("POST", f"{run.edge_url}/transaction", _sample(device_id=device))
        decided(run, answer.body["transaction_id"])
    return str(answer.body["transaction_id"])


def _open_live(run: EmbeddedRun, page: Page) -> None:
    page.goto(run.edge_url)
    expect(page.get_by_text(re.compile(r"Live\b.*ms")).first).to_be_visible(timeout=20_000)


def _row(page: Page, transaction_id: str) -> Any:
    return page.locator(f'[data-transaction-id="{transaction_id}"]')


def test_a_posted_burst_is_a_row_that_says_high_velocity(run: EmbeddedRun, page: Page) -> None:
    _open_live(run, page)
    sample = _sample()

    for _ in range(11):
        call("POST", f"{run.edge_url}/transaction", sample)

    row = page.locator("[data-transaction-id]", has_text=sample["user_id"])
    expect(row.filter(has_text="High velocity: 11").first).to_be_visible(timeout=15_000)


def test_a_shared_device_opens_into_its_reasons_which_sum_to_the_score(
    run: EmbeddedRun, page: Page
) -> None:
    _open_live(run, page)
    transaction_id = _share_a_device(run)
    decision = decided(run, transaction_id)

    _row(page, transaction_id).click()

    expect(page).to_have_url(re.compile(rf"/alert/\?id={transaction_id}"))
    expect(page.get_by_text("Shared device: 2 users").first).to_be_visible()
    for user in decision["reasons"][0]["entities"]:
        expect(page.get_by_text(user).first).to_be_visible()
    expect(page.get_by_text(f"{decision['score'] * 100:.2f}").first).to_be_visible()


def test_an_alert_can_be_opened_by_its_link(run: EmbeddedRun, page: Page) -> None:
    transaction_id = _share_a_device(run)

    page.goto(f"{run.edge_url}/alert/?id={transaction_id}")

    expect(page.get_by_text("Shared device: 2 users").first).to_be_visible(timeout=15_000)


def test_a_browser_that_was_away_for_twenty_alerts_shows_all_twenty(
    run: EmbeddedRun, page: Page
) -> None:
    """The socket is cut, and cannot be opened again until twenty alerts have passed."""
    sockets: list[WebSocketRoute] = []
    is_away = False

    def route(socket: WebSocketRoute) -> None:
        if is_away:
            socket.close(code=1013)
            return
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile(r"/ws"), route)
    _open_live(run, page)
    is_away = True
    sockets[-1].close(code=1001)
    missed = [_share_a_device(run) for _ in range(20)]
    is_away = False

    for transaction_id in missed[-8:]:
        expect(_row(page, transaction_id).first).to_be_visible(timeout=40_000)
    seqs = [decided(run, one)["alert_seq"] for one in missed]
    page.wait_for_function(
        "last => [...document.querySelectorAll('[data-seq]')].some(r => +r.dataset.seq >= last)",
        arg=max(seqs),
    )
    expect(page.get_by_text("0 missed").first).to_be_visible()
    shown: set[int] = set()
    feed = page.locator("[data-seq]")
    for _ in range(12):
        shown |= {int(seq) for seq in feed.evaluate_all("rows => rows.map(row => row.dataset.seq)")}
        feed.last.scroll_into_view_if_needed()
        page.mouse.wheel(0, 400)
    assert set(seqs) <= shown


def test_the_page_asks_nobody_outside(run: EmbeddedRun, page: Page) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))

    _open_live(run, page)

    assert {url for url in asked if not url.startswith((run.edge_url, "data:", "blob:"))} == set()


def test_space_pauses_the_feed_and_says_how_many_wait(run: EmbeddedRun, page: Page) -> None:
    _open_live(run, page)
    _share_a_device(run)
    expect(page.locator("[data-seq]").first).to_be_visible(timeout=15_000)

    page.keyboard.press("Space")
    transaction_id = _share_a_device(run)

    expect(page.get_by_text(re.compile(r"\d+ new")).first).to_be_visible(timeout=15_000)
    assert _row(page, transaction_id).count() == 0
    page.keyboard.press("Space")
    expect(_row(page, transaction_id).first).to_be_visible()


def test_the_console_stays_clean_and_the_policy_is_strict(run: EmbeddedRun, page: Page) -> None:
    answer = page.goto(run.edge_url)
    _open_live(run, page)

    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src" in policy
    assert "'unsafe-eval'" not in policy
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "'unsafe-inline'" not in script
    until(lambda: page.title() != "")
