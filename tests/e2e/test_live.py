"""From a posted transaction to the row on an analyst's screen, in a real browser."""

from __future__ import annotations

import re
import secrets
from typing import Any

from playwright.sync_api import Page, Route, expect

from infra.local.run import EmbeddedRun
from tests.e2e.scene import pay, share_a_device
from tests.running import until


def _open_live(run: EmbeddedRun, page: Page) -> None:
    page.goto(run.edge_url)
    expect(page.get_by_text(re.compile(r"Live\b.*ms")).first).to_be_visible(timeout=20_000)


def _row(page: Page, transaction_id: str) -> Any:
    return page.locator(f'[data-transaction-id="{transaction_id}"]')


def test_a_posted_burst_is_a_row_that_says_high_velocity(run: EmbeddedRun, page: Page) -> None:
    _open_live(run, page)
    user = f"u-{secrets.token_hex(4)}"

    for _ in range(11):
        pay(run, user_id=user, device_id=f"d-{user}", card_id=f"c-{user}")

    row = page.locator("[data-transaction-id]", has_text=user)
    expect(row.filter(has_text="High velocity: 11").first).to_be_visible(timeout=15_000)


def test_a_shared_device_opens_into_its_reasons_which_sum_to_the_score(
    run: EmbeddedRun, page: Page
) -> None:
    _open_live(run, page)
    decision = share_a_device(run)
    transaction_id = decision["transaction_id"]

    _row(page, transaction_id).click()

    expect(page).to_have_url(re.compile(rf"/alert/\?id={transaction_id}"))
    expect(page.get_by_text("Shared device: 2 users").first).to_be_visible()
    for user in decision["reasons"][0]["entities"]:
        expect(page.get_by_text(user).first).to_be_visible()
    expect(page.get_by_text(f"{decision['score'] * 100:.2f}").first).to_be_visible()


def test_an_alert_can_be_opened_by_its_link(run: EmbeddedRun, page: Page) -> None:
    transaction_id = share_a_device(run)["transaction_id"]

    page.goto(f"{run.edge_url}/alert/?id={transaction_id}")

    expect(page.get_by_text("Shared device: 2 users").first).to_be_visible(timeout=15_000)


def test_the_page_asks_nobody_outside(run: EmbeddedRun, page: Page) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))

    _open_live(run, page)

    assert {url for url in asked if not url.startswith((run.edge_url, "data:", "blob:"))} == set()


def test_space_pauses_the_feed_and_says_how_many_wait(run: EmbeddedRun, page: Page) -> None:
    _open_live(run, page)
    share_a_device(run)
    expect(page.locator("[data-seq]").first).to_be_visible(timeout=15_000)

    page.keyboard.press("Space")
    transaction_id = share_a_device(run)["transaction_id"]

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


def test_alerts_come_without_the_chart_and_the_palette_that_could_not_be_fetched(
    run: EmbeddedRun, cut_off: Page
) -> None:
    """Both are fetched when they are first shown, which may be while the line is cut."""
    page = cut_off
    page.route(re.compile(r"/chunks/.*\.css"), _without_the_chart)
    _open_live(run, page)
    expect(page.get_by_text("The chart could not be fetched")).to_be_visible(timeout=15_000)

    page.route(re.compile(r"/chunks/"), lambda route: route.abort())
    page.keyboard.press("Control+k")
    expect(page.get_by_text("This could not be fetched")).to_be_visible()

    transaction_id = share_a_device(run)["transaction_id"]
    expect(_row(page, transaction_id).first).to_be_visible(timeout=15_000)


def _without_the_chart(route: Route) -> None:
    answer = route.fetch()
    if ".uplot" in answer.text():
        route.abort()
    else:
        route.fulfill(response=answer)
