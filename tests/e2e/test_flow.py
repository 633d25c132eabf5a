"""Where money goes and what departs from its normal, in a real browser."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.scene import SLOW_MS
from tests.running import call, invoke, until


@pytest.fixture(scope="module")
def burst(run: EmbeddedRun) -> str:
    """Thirty cards on one device at one merchant, counted by flows; the name they share."""
    name = secrets.token_hex(4)
    for place in range(30):
        sample = {"user_id": f"guest-{name}-{place}", "card_id": f"card-{name}-{place}"}
        sample |= {"device_id": f"device-{name}", "merchant": f"shop-{name}"}
        paid = {"amount": 1.50, "channel": "online", "merchant_category": f"category-{name}"}
        assert call("POST", f"{run.api_url}/score", sample | paid).status == 200
    invoke(run, "watchdog")  # What is scored synchronously is projected within its minute.

    def is_drawn() -> bool | None:
        links = call("GET", f"{run.api_url}/flows?nodes=40").body["links"]
        into = [one for one in links if one["target"] == f"to:category-{name}"]
        return sum(sum(one["transactions"].values()) for one in into) == 30 or None

    until(is_drawn)
    return name


@pytest.fixture
def flow(run: EmbeddedRun, page: Page, burst: str) -> Page:
    page.goto(f"{run.edge_url}/flow/")
    expect(_band(page, burst)).to_be_visible(timeout=SLOW_MS)
    return page


def _band(page: Page, name: str) -> Locator:
    return page.get_by_test_id("band").filter(has_text=f"category-{name}").first


# A band is curved: its middle may lie outside it, or under another.
WITHIN = """band => {
  for (const part of band.querySelectorAll('path')) {
    const { x, y, width, height } = part.getBBox(), toScreen = part.getScreenCTM()
    for (let right = 0.97; right > 0.5; right -= 0.05)
      for (let down = 0.05; down < 1; down += 0.05) {
        const point = new DOMPoint(x + width * right, y + height * down)
        const on = point.matrixTransform(toScreen)
        const isTop = document.elementFromPoint(on.x, on.y) === part
        if (part.isPointInFill(point) && isTop) return [on.x, on.y]
      }
  }
}"""


def _point(band: Locator) -> tuple[float, float]:
    """Where a pointer is on it."""
    x, y = band.evaluate(WITHIN)
    return x, y


def _drag(page: Page, brush: Locator, start: float, end: float) -> None:
    """From one share of its width to another."""
    box = brush.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (start + end) / 2, y)
    page.mouse.move(box["x"] + box["width"] * end, y)
    page.mouse.up()


def test_the_brush_asks_for_a_part_and_the_keyboard_gives_it_back(flow: Page, burst: str) -> None:
    brush = flow.get_by_test_id("brush")

    _drag(flow, brush, 0.8, 0.99)

    expect(flow).to_have_url(re.compile(r"since=.*until="))
    expect(brush).to_have_attribute("aria-valuetext", re.compile(r"\d\d:\d\d to \d\d:\d\d"))
    expect(_band(flow, burst)).to_be_visible()
    _drag(flow, brush, 0.1, 0.3)
    expect(flow.get_by_text("Nothing was paid in this window")).to_be_visible()
    flow.keyboard.press("Escape")
    expect(flow).not_to_have_url(re.compile("since="))
    expect(_band(flow, burst)).to_be_visible()


def test_a_band_under_the_pointer_stands_out(flow: Page, burst: str) -> None:
    band = _band(flow, burst)

    flow.mouse.move(*_point(band))

    expect(band).to_have_css("opacity", "0.8")
    assert "payments" in (band.locator("title").text_content() or "")


def test_a_band_opens_its_payments_and_a_payment_its_reasons(flow: Page, burst: str) -> None:
    flow.mouse.click(*_point(_band(flow, burst)))
    pane = flow.get_by_role("table", name="Payments of the band")
    rows = pane.get_by_test_id("row")
    expect(rows.filter(has_text=f"guest-{burst}").first).to_be_visible(timeout=SLOW_MS)

    rows.filter(has_text=f"guest-{burst}").first.click()

    expect(flow).to_have_url(re.compile(r"/alert/\?id="))
    expect(flow.get_by_test_id("ledger")).to_be_visible(timeout=SLOW_MS)
    flow.go_back()
    expect(pane).to_be_visible(timeout=SLOW_MS)


def test_a_threat_arrives_in_the_editor_as_a_rule(run: EmbeddedRun, page: Page, burst: str) -> None:
    def threat() -> dict[str, Any] | None:
        invoke(run, "detect-threats")
        threats = call("GET", f"{run.api_url}/threats").body["threats"]
        return next((one for one in threats if one["names"] == [f"device-{burst}"]), None)

    found = until(threat, 90)
    page.goto(f"{run.edge_url}/threats/?threat={found['threat_id']}")
    page.get_by_role("link", name="Make a rule of this").click(timeout=SLOW_MS)

    rule = page.get_by_role("form", name=f"Rule {found['rule']['code']}")
    expect(rule).to_be_visible(timeout=SLOW_MS)
    expect(rule.get_by_label("Code")).to_have_value(found["rule"]["code"])
    expect(rule.get_by_label("Condition")).to_have_value(found["rule"]["when"])
    expect(rule.get_by_label("What the analyst reads")).to_have_value(found["rule"]["sentence"])
    expect(page.get_by_role("button", name="Check and save draft")).to_be_enabled()
