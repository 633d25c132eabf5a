"""Screens while something is missing: no past, no answer, a refusal, no line, no graph.

On a system of its own, which begins empty and whose graph is a server that can be killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from infra.local.errors import CannotRun
from infra.local.redis_server import EmbeddedRedis
from infra.local.run import EmbeddedRun, Options
from tests.conftest import redis_server, unavailable
from tests.e2e.conftest import UNREACHED, opened
from tests.e2e.looks import is_flawless, settled
from tests.e2e.scene import SLOW_MS, case_of, pay, share_a_device
from tests.e2e.wire import Wire
from tests.running import call, until

# A screen with what it shows of a system to which nothing has happened. A new screen is a row.
SCREENS = {
    "/": "empty",
    "/queue/": "empty-state",
    "/case/": "empty-state",
    "/rings/": "empty-state",
    "/flow/": "empty-state",
    "/threats/": "empty-state",
    "/rules/?tab=lists": "empty-state",
    "/rules/?tab=what-if": "empty-state",
    "/rules/?tab=history": None,
    "/rules/": None,
    "/model/": None,
    "/health/": None,
    "/audit/": None,
    "/people/": None,
    "/settings/": None,
    "/entity/?type=user&id=nobody": "unknown-entity",
    "/alert/?id=nobody": "unknown-transaction",
}
ASKING = [address for address in SCREENS if address != "/settings/"]
REFUSED: dict[str, Any] = {
    "type": "about:blank",
    "title": "Service unavailable",
    "status": 503,
    "detail": "The store did not answer in 2 s.",
    "errors": [],
}


@pytest.fixture(scope="module")
def graph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    yield from redis_server(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def fresh(
    tmp_path_factory: pytest.TempPathFactory, graph_server: EmbeddedRedis
) -> Iterator[EmbeddedRun]:
    options = Options(graph_url=graph_server.url)
    try:
        with EmbeddedRun(tmp_path_factory.mktemp("fresh"), options) as run:
            yield run
    except CannotRun as error:
        unavailable("the embedded run", error)


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    with opened(browser, allowed=UNREACHED) as page:
        yield page


def _says(page: Page, *test_ids: str) -> Locator:
    return page.locator(", ".join(f"[data-testid={name}]" for name in test_ids)).first


@pytest.mark.parametrize(("address", "shows"), SCREENS.items())
def test_an_empty_system_explains_itself(
    fresh: EmbeddedRun, screen: Page, address: str, shows: str | None
) -> None:
    screen.goto(fresh.edge_url + address)
    settled(screen)

    if shows:
        expect(_says(screen, shows)).to_be_visible(timeout=SLOW_MS)
    is_flawless(screen)


def _keep_waiting(_: Route) -> None:
    """Neither answer nor refuse."""


@pytest.mark.parametrize("address", ASKING)
def test_what_is_not_there_yet_has_its_shape(
    fresh: EmbeddedRun, screen: Page, address: str
) -> None:
    """No question is answered; the page says so to who cannot see it."""
    screen.route("**/api/**", _keep_waiting)

    screen.goto(fresh.edge_url + address)

    waiting = screen.locator("main [role=status]", has_text="Loading")
    expect(waiting.first).to_be_attached(timeout=SLOW_MS)
    is_flawless(screen)


def _refuse(route: Route) -> None:
    route.fulfill(status=503, json=REFUSED, content_type="application/problem+json")


@pytest.mark.parametrize("address", ASKING)
def test_a_refusal_is_told_with_its_reason_and_can_be_asked_again(
    fresh: EmbeddedRun, screen: Page, address: str
) -> None:
    screen.route("**/api/**", _refuse)

    screen.goto(fresh.edge_url + address)

    expect(screen.locator("main").get_by_text(REFUSED["detail"]).first).to_be_visible(
        timeout=SLOW_MS
    )
    again = screen.locator("main").get_by_role("button", name="Try again").first
    expect(again).to_be_visible()
    is_flawless(screen)
    # By the key: a click waits for a button that may go meanwhile, when the page asks by itself.
    again.focus()
    screen.unroute("**/api/**")
    screen.keyboard.press("Enter")
    expect(screen.locator("main").get_by_text(REFUSED["detail"])).to_have_count(0, timeout=SLOW_MS)


def test_no_screen_is_lost_with_the_line(fresh: EmbeddedRun, screen: Page) -> None:
    with Wire(urlsplit(fresh.edge_url).port or 80) as wire:
        screen.goto(wire.url)
        screen.locator("html[data-screens=here]").wait_for(state="attached", timeout=SLOW_MS)
        screen.wait_for_load_state("networkidle")
        wire.cut()
        expect(_says(screen, "disconnected-banner")).to_be_visible(timeout=SLOW_MS)

        links = screen.locator("nav a[href]")
        for place in range(links.count()):
            links.nth(place).click()
            screen.locator("main h1").first.wait_for(state="attached", timeout=SLOW_MS)
            expect(screen.get_by_text("could not be fetched")).to_have_count(0)
            expect(_says(screen, "disconnected-banner")).to_be_visible()
            is_flawless(screen)

        wire.mend()
        expect(_says(screen, "disconnected-banner")).to_have_count(0, timeout=SLOW_MS)


def test_what_is_being_read_stays_when_the_line_is_lost(fresh: EmbeddedRun, screen: Page) -> None:
    alert = share_a_device(fresh)
    user, transaction = alert["transaction"]["user_id"], alert["transaction_id"]
    case = case_of(fresh, user)["case_id"]
    reading = {
        f"/alert/?id={transaction}": "ledger",
        f"/entity/?type=user&id={user}": None,
        f"/case/?id={case}": "case",
        f"/queue/?case={case}": "case",
        "/rules/?tab=history": None,
        "/rules/?tab=what-if": "what-if",
    }
    with Wire(urlsplit(fresh.edge_url).port or 80) as wire:
        for address, shows in reading.items():
            screen.goto(wire.url + address)
            settled(screen)
            told = _says(screen, shows) if shows else screen.locator("main h1").first
            expect(told).to_be_visible(timeout=SLOW_MS)
            screen.wait_for_load_state("networkidle")

            wire.cut()

            expect(_says(screen, "disconnected-banner")).to_be_visible(timeout=SLOW_MS)
            expect(told).to_be_visible()
            is_flawless(screen)
            wire.mend()


def test_a_decision_without_the_graph_says_so_where_it_is_read(
    fresh: EmbeddedRun, graph_server: EmbeddedRedis, screen: Page
) -> None:
    pay(fresh)
    graph_server.kill()
    until(lambda: call("GET", f"{fresh.api_url}/health").body["status"] == "degraded", 60)
    flagged = pay(fresh, amount=4_000)
    assert flagged["missing"] == ["graph"]

    screen.goto(f"{fresh.edge_url}/alert/?id={flagged['transaction_id']}")
    expect(_says(screen, "incomplete")).to_contain_text("graph", timeout=SLOW_MS)
    expect(_degraded(screen)).to_be_visible(timeout=SLOW_MS)
    is_flawless(screen)
    user = flagged["transaction"]["user_id"]
    for address in (*SCREENS, f"/entity/?type=user&id={user}"):
        screen.goto(fresh.edge_url + address)
        settled(screen)
        expect(_degraded(screen)).to_be_visible(timeout=SLOW_MS)
        is_flawless(screen)
    screen.goto(f"{fresh.edge_url}/health/")
    expect(_says(screen, "degraded")).to_contain_text("could be read", timeout=SLOW_MS)


def _degraded(page: Page) -> Locator:
    """What every screen says beside itself while a part of the system is away."""
    return page.locator("[data-testid=health][data-status=degraded]")
