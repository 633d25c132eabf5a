"""Every screen of the dashboard in both themes: neither axe nor the console has a complaint."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, Page

from infra.local.run import EmbeddedRun
from tests.running import call, decided

AXE_RUN = "async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])"
AXE = "dashboard_static/node_modules/axe-core/axe.min.js"

# `{id}` is a transaction that raised an alert. A new screen is a row.
SCREENS = [
    "/",
    "/alert/?id={id}",
    "/alert/?id=nobody",
    "/queue/",
    "/case/",
    "/rings/",
    "/entity/?type=user&id=nobody",
    "/flow/",
    "/threats/",
    "/rules/",
    "/rules/?tab=lists",
    "/rules/?tab=history",
    "/model/",
    "/health/",
    "/audit/",
    "/people/",
    "/settings/",
]


@pytest.fixture(scope="module")
def alerting(run: EmbeddedRun) -> str:
    """Two users on one device; the second one's transaction."""
    name = secrets.token_hex(4)
    for user in ("one", "two"):
        sample = {"user_id": f"{user}-{name}", "card_id": f"{user}-card-{name}", "amount": 10.0}
        sample |= {"device_id": f"device-{name}", "merchant": "Gas Station"}
        answer = call("POST", f"{run.edge_url}/transaction", sample)
        decided(run, answer.body["transaction_id"])
    return str(answer.body["transaction_id"])


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_violates_axe_in_either_theme(
    run: EmbeddedRun, browser: Browser, alerting: str, theme: str, screen: str
) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()

    page.goto(run.edge_url + screen.format(id=alerting))
    _settled(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate(AXE_RUN)

    context.close()
    assert found == []


def _settled(page: Page) -> None:
    """Past every skeleton: what a person would read is there."""
    page.locator("h1").first.wait_for(state="attached", timeout=15_000)
    page.locator("[role=status]", has_text="Loading").first.wait_for(state="detached")
