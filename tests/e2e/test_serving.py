"""Other ways to serve the dashboard as it is deployed: a bucket's plain website, and below a path.

Neither has rewrite rules. The one below a path sends its own strict policy, the plain one cannot.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.dashboard import POLICY, base_config, exported_files, upload_dashboard
from infra.environment import project_environment
from infra.local.emulator import emulator_python
from infra.local.http import status
from infra.local.ports import free_port
from infra.local.processes import Process
from infra.local.run import EmbeddedRun
from infra.local.waiting import wait_until
from tests.conftest import unavailable
from tests.e2e.conftest import UNREACHED, listen, opened
from tests.running import FRIENDLY_PORT, call, decided

BELOW = "/desk/fraud"
"""What the Makefile's second export is for."""
EXPORT_BELOW = Path(__file__).parents[2] / "dashboard_static" / "out-below"
SLOW_MS = 30_000
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"


@dataclass(frozen=True)
class Website:
    """Where it is, and what a person would see there."""

    url: str
    is_strict: bool

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def _website(run: EmbeddedRun, bucket: str, port: int = 0, **options: str) -> Iterator[str]:
    port = port or free_port()
    command = [str(emulator_python()), "-m", "tests.e2e.website", "--port", str(port)]
    command += ["--rest", run.deployed.rest_url, "--websocket", run.deployed.websocket_url]
    command += ["--bucket", f"{run.endpoint_url}/{bucket}"]
    command += [part for name, value in options.items() for part in (f"--{name}", value)]
    log = run.state_dir / "logs" / "website.log"
    server = Process("website", command, log, project_environment())
    url = f"http://127.0.0.1:{port}{options.get('below', '')}"
    try:
        assert wait_until(lambda: status(f"{url}/config.json") == 200, 20.0), log.read_text()
        yield url
    finally:
        server.stop()


@contextmanager
def _plain(run: EmbeddedRun) -> Iterator[Website]:
    with _website(run, run.deployed.outputs["DashboardBucketName"]) as url:
        yield Website(url, is_strict=False)


@contextmanager
def _below_a_path(run: EmbeddedRun) -> Iterator[Website]:
    if not exported_files(EXPORT_BELOW):
        unavailable("the export for a sub-path", "`make e2e` builds it")
    storage, bucket = run.client("s3"), "dashboard-below"
    storage.create_bucket(Bucket=bucket)
    config = base_config() | {"api_url": f"{BELOW}/api", "websocket_url": f"{BELOW}/ws"}
    upload_dashboard(storage, bucket, config, EXPORT_BELOW)
    policy = str(EXPORT_BELOW / POLICY)
    with _website(run, bucket, below=BELOW, policy=policy) as url:
        yield Website(url, is_strict=True)


@contextmanager
def _elsewhere(run: EmbeddedRun, port: int) -> Iterator[str]:
    """The same pages at an origin that has neither API nor feed: they go to the run's own."""
    storage, bucket = run.client("s3"), f"dashboard-elsewhere-{port}"
    storage.create_bucket(Bucket=bucket)
    config = base_config() | {"api_url": run.api_url, "websocket_url": run.ws_url}
    upload_dashboard(storage, bucket, config)
    with _website(run, bucket, port) as url:
        yield url


@pytest.fixture(scope="module", params=[_plain, _below_a_path], ids=["plain", "below-a-path"])
def website(run: EmbeddedRun, request: pytest.FixtureRequest) -> Iterator[Website]:
    with request.param(run) as website:
        yield website


@pytest.fixture(scope="module")
def alerting(run: EmbeddedRun) -> dict[str, Any]:
    """Three users on one device; the last one's decision."""
    name = secrets.token_hex(4)
    for user in ("one", "two", "three"):
        sample = {"user_id": f"{user}-{name}", "card_id": f"{user}-card-{name}", "amount": 10.0}
        sample |= {"device_id": f"device-{name}", "merchant": "Gas Station"}
        answer = call("POST", f"{run.edge_url}/transaction", sample)
        decision = decided(run, answer.body["transaction_id"])
    return decision


def _is_live(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"Live\b.*ms")).first).to_be_visible(timeout=SLOW_MS)


def test_pages_come_with_the_policy_they_were_exported_with(website: Website) -> None:
    answer = call("GET", f"{website.url}/queue/")

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert ("Content-Security-Policy" in answer.headers) == website.is_strict


def test_live_is_live_and_asks_nobody_outside(website: Website, page: Page) -> None:
    asked: set[str] = set()
    page.context.on("request", lambda request: asked.add(request.url))

    page.goto(f"{website.url}/")
    _is_live(page)

    assert {url for url in asked if not url.startswith((website.url, "data:", "blob:"))} == set()


def test_every_screen_is_reached_from_the_side_bar(website: Website, page: Page) -> None:
    page.goto(f"{website.url}/")
    _is_live(page)
    links = page.get_by_role("navigation").get_by_role("link")
    addresses = [str(link.get_attribute("href")) for link in links.all()]

    assert len(addresses) >= 10
    for address in addresses:
        page.locator(f'nav a[href="{address}"]').first.click()
        expect(page).to_have_url(re.compile(re.escape(website.origin + address) + r"(\?|$)"))
        page.locator("h1").first.wait_for(state="attached", timeout=SLOW_MS)


def test_deep_links_open_what_they_name(
    website: Website, page: Page, alerting: dict[str, Any]
) -> None:
    payment = alerting["transaction"]

    page.goto(f"{website.url}/alert/?id={payment['transaction_id']}")
    expect(page.get_by_text("Shared device: 3 users").first).to_be_visible(timeout=SLOW_MS)
    page.goto(f"{website.url}/entity/?type=device&id={payment['device_id']}")
    expect(page.get_by_role("heading", name=payment["device_id"]).first).to_be_visible(
        timeout=SLOW_MS
    )
    page.reload()
    expect(page.get_by_role("heading", name=payment["device_id"]).first).to_be_visible(
        timeout=SLOW_MS
    )


def test_a_folder_without_its_slash_is_sent_to_the_page(website: Website, page: Page) -> None:
    page.goto(f"{website.url}/queue")

    expect(page).to_have_url(f"{website.url}/queue/")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible(timeout=SLOW_MS)


def test_an_address_that_is_not_there_says_so_and_leads_back(
    website: Website, browser: Browser
) -> None:
    context = browser.new_context()
    page, complaints = context.new_page(), listen(context)

    answer = page.goto(f"{website.url}/nowhere/at/all")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no screen")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name="Go to Live").click()
    _is_live(page)

    context.close()
    assert set(complaints) <= {NOT_FOUND}


def test_the_layout_worker_places_a_graph(
    website: Website, page: Page, alerting: dict[str, Any]
) -> None:
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))

    page.goto(
        f"{website.url}/entity/?type=device&around=graph&id={alerting['transaction']['device_id']}"
    )

    page.wait_for_function(PLACED, timeout=SLOW_MS)
    assert workers


# Cytoscape keeps itself on its container. Three users around a device do not lie on one another.
PLACED = """() => {
  const graph = document.querySelector('[data-testid=graph]')?._cyreg?.cy
  if (!graph || graph.nodes().length < 4) return false
  const places = graph.nodes().map(node => node.position())
  const apart = new Set(places.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`))
  return apart.size === places.length
}"""


@pytest.mark.usefixtures("alerting")
def test_the_what_if_worker_answers(website: Website, page: Page) -> None:
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))

    page.goto(f"{website.url}/rules/?tab=what-if")

    what_if = page.get_by_test_id("what-if")
    expect(what_if.get_by_text(re.compile("alerts? an hour|Alerts an hour")).first).to_be_visible(
        timeout=SLOW_MS
    )
    assert workers


def test_a_page_of_another_origin_works_where_its_origin_is_allowed(
    run: EmbeddedRun, alerting: dict[str, Any], cut_off: Page
) -> None:
    """Reads, a change, which a browser asks about first, and a problem, which it complains of."""
    with _elsewhere(run, FRIENDLY_PORT) as url:
        cut_off.goto(f"{url}/alert/?id={alerting['transaction_id']}")
        expect(cut_off.get_by_text("Shared device").first).to_be_visible(timeout=SLOW_MS)

        saved = cut_off.evaluate(ADD_TO_A_LIST, f"{run.api_url}/lists")
        refused = cut_off.evaluate(ADD_TO_A_LIST, f"{run.api_url}/rules/rollback")

    assert saved == 201
    assert refused == 422


def test_a_page_of_another_origin_reads_nothing_where_it_is_not_allowed(
    run: EmbeddedRun, browser: Browser
) -> None:
    with opened(browser, allowed=REFUSED_ACROSS) as page, _elsewhere(run, free_port()) as url:
        page.goto(f"{url}/rules/")
        expect(page.get_by_text("could not be reached").first).to_be_visible(timeout=SLOW_MS)

        assert page.evaluate(ADD_TO_A_LIST, f"{run.api_url}/lists") == "TypeError"


ADD_TO_A_LIST = """url => fetch(url, {
    method: "POST",
    headers: {"Content-Type": "application/json", "X-Ringfence-Person": "ann"},
    body: JSON.stringify({list: "watch", entity: "user", entity_id: "across", reason: "seen"}),
}).then(answer => answer.status, error => error.name)"""
REFUSED_ACROSS = re.compile(f"{UNREACHED.pattern}|blocked by CORS policy")
