"""A rule on its way, and a threshold that is only tried: the editor, the simulation, what-if."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.scene import SLOW_MS, pay, share_a_device
from tests.running import call, until

LARGE = 4_321.0


@pytest.fixture(scope="module")
def decided(run: EmbeddedRun) -> None:
    """Decisions to try rules on, one of a large amount, kept where a simulation finds them."""
    for _ in range(3):
        pay(run)
    share_a_device(run)
    newest = pay(run, amount=LARGE)["transaction_id"]
    sample = f"{run.api_url}/decisions/sample?limit=1000"
    until(lambda: newest in call("GET", sample).body["transaction_ids"] or None)


@pytest.mark.usefixtures("decided")
def test_a_rule_is_completed_corrected_and_tried_before_it_is_saved(
    run: EmbeddedRun, cut_off: Page
) -> None:
    page = cut_off  # The API's refusal of the draft is in the browser's console.
    page.goto(f"{run.edge_url}/rules/")
    page.get_by_role("button", name="New rule").click(timeout=SLOW_MS)
    code = page.get_by_label("Code")
    expect(code).to_be_focused()
    code.fill("large_amount")
    condition = page.get_by_label("Condition")

    # A name is completed while it is typed.
    condition.fill("")
    condition.press_sequentially("amoun")
    names = page.get_by_role("listbox", name="Names a rule may read")
    expect(names.get_by_role("option").first).to_contain_text("amount")
    page.keyboard.press("Enter")
    expect(condition).to_have_value("amount")

    # What is wrong is told at its place, by the server.
    condition.press_sequentially(" >= 4000.0 && amuont > 0.0")
    page.get_by_label("What the analyst reads").fill("A very large amount")
    save = page.get_by_role("button", name="Check and save draft")
    save.click()
    place = page.get_by_test_id("problem-place")
    expect(place.locator("mark")).to_have_text("amuont", timeout=SLOW_MS)
    place.get_by_role("button", name=re.compile("Column 21")).click()
    expect(condition).to_be_focused()

    # Corrected, it is tried on what was decided, and differs from what is in force by itself.
    condition.fill("amount >= 4000.0")
    page.get_by_role("button", name="Simulate").click()
    simulation = page.get_by_test_id("simulation")
    expect(simulation).to_contain_text("large_amount", timeout=SLOW_MS)
    differences = page.get_by_test_id("differences").locator("> li")
    expect(differences).to_have_count(1)
    expect(differences).to_contain_text("new rule")
    expect(differences).to_contain_text("amount >= 4000.0")
    save.click()
    expect(page.get_by_test_id("toast")).to_contain_text("checked and saved", timeout=SLOW_MS)


@pytest.mark.usefixtures("decided")
def test_a_threshold_that_is_dragged_says_what_would_flip_and_what_it_costs(
    run: EmbeddedRun, page: Page
) -> None:
    page.goto(f"{run.edge_url}/rules/?tab=what-if")
    bench = page.get_by_test_id("what-if")
    flips = bench.get_by_text("Outcomes that flip").locator("..")
    expect(flips).to_contain_text(re.compile(r"flip\s*0"), timeout=SLOW_MS)
    hourly = bench.get_by_text("Alerts an hour").locator("..")
    before = hourly.inner_text()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    threshold = page.get_by_label("Review from").bounding_box()
    assert threshold is not None
    x, y = threshold["x"], threshold["y"] + threshold["height"] / 2
    page.mouse.move(x + threshold["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(x + 2, y, steps=8)
    page.mouse.up()

    expect(flips).not_to_contain_text(re.compile(r"flip\s*0"), timeout=SLOW_MS)
    assert hourly.inner_text() != before
    for name in ("Precision", "Analyst minutes an hour"):
        expect(bench.get_by_text(name).first).to_be_visible()
    # Computed here: nobody was asked.
    assert [url for url in asked if "simulate" in url or "sample" in url] == []
