"""An analyst's day in a real browser: a case by keyboard alone, and what follows from it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from infra.local.run import EmbeddedRun
from tests.running import call, decided, until

SLOW_MS = 30_000


def _pay(run: EmbeddedRun, **fields: Any) -> dict[str, Any]:
    """One payment, decided."""
    name = secrets.token_hex(4)
    sample = {"user_id": f"u-{name}", "card_id": f"c-{name}", "device_id": f"d-{name}"}
    sample |= {"amount": 12.5, "merchant": "Gas Station", **fields}
    answer = call("POST", f"{run.edge_url}/transaction", sample)
    return decided(run, answer.body["transaction_id"])


def _case_of(run: EmbeddedRun, user_id: str) -> dict[str, Any]:
    """The active case that works a user, once the alert has joined it."""

    def look() -> dict[str, Any] | None:
        cases = call("GET", f"{run.api_url}/cases?limit=100").body["cases"]
        return next((case for case in cases if _works(case, user_id)), None)

    return until(look, 60)


def _works(case: dict[str, Any], user_id: str) -> bool:
    return {"type": "user", "id": user_id} in case["anchors"]


def _rest_of_the_queue_is_somebody_elses(run: EmbeddedRun, mine: str) -> None:
    """Other tests leave cases behind: assigned, they are not what `next` gives."""
    for case in call("GET", f"{run.api_url}/cases?limit=100").body["cases"]:
        if case["case_id"] != mine and case["assignee"] is None:
            change = {"assignee": "somebody-else", "version": case["version"]}
            call("POST", f"{run.api_url}/cases/{case['case_id']}/assign", change)


def _is_fraud(run: EmbeddedRun, case_id: str, expected: bool) -> Callable[[], bool | None]:
    def look() -> bool | None:
        labels = call("GET", f"{run.api_url}/cases/{case_id}").body["labels"]
        return ("fraud" in labels) == expected or None

    return look


def test_an_analyst_decides_a_case_by_keyboard_alone(
    run: EmbeddedRun, page: Page, record_property: pytest.RecordProperty
) -> None:
    # Given two users on one device, of whom the second alerts.
    device = f"d-{secrets.token_hex(4)}"
    _pay(run, device_id=device)
    flagged = _pay(run, device_id=device)
    user = flagged["transaction"]["user_id"]
    case_id = _case_of(run, user)["case_id"]
    _rest_of_the_queue_is_somebody_elses(run, case_id)
    page.goto(f"{run.edge_url}/queue/")
    expect(page.get_by_test_id("queue-row").first).to_be_visible(timeout=SLOW_MS)

    # When they take the next case, they see why and whom it is about.
    page.keyboard.press("n")
    case = page.locator(f'[data-testid="case"][data-case-id="{case_id}"]')
    expect(case).to_have_attribute("data-mine", "true", timeout=SLOW_MS)
    ledger = case.get_by_test_id("ledger-line")
    expect(ledger.filter(has_text="Shared device: 2 users").first).to_be_visible(timeout=SLOW_MS)

    # And they label it, take that back, and label it again.
    page.keyboard.press("f")
    expect(page.get_by_role("dialog", name="Label fraud")).to_be_visible()
    page.keyboard.press("Enter")
    until(_is_fraud(run, case_id, expected=True))
    expect(page.get_by_test_id("toast").filter(has_text="labelled fraud")).to_be_visible()
    page.keyboard.press("z")
    until(_is_fraud(run, case_id, expected=False))
    expect(page.get_by_test_id("toast").filter(has_text="Undone")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("dialog", name="Label fraud")).to_be_visible()
    page.keyboard.press("Enter")
    until(_is_fraud(run, case_id, expected=True))

    # Then the seconds they took are on screen, and the case closes as it was labelled.
    pace = page.get_by_test_id("pace")
    expect(pace).to_have_attribute("data-seconds", re.compile(r"\d"))
    record_property("seconds_per_case", float(pace.get_attribute("data-seconds") or 0))
    expect(page.get_by_test_id("next")).to_contain_text("Close and take next")
    page.keyboard.press("n")
    until(lambda: _status(run, case_id) == "closed" or None)
    closing = call("GET", f"{run.api_url}/cases/{case_id}").body["closing"]
    assert closing["reason"] == "fraud_confirmed"

    # And the next payment on that device meets a confirmed fraud.
    again = _pay(run, device_id=device)
    assert "fraud_neighbour" in {reason["code"] for reason in again["reasons"]}


def _status(run: EmbeddedRun, case_id: str) -> str:
    return str(call("GET", f"{run.api_url}/cases/{case_id}").body["status"])


def test_g_opens_the_graph_behind_a_case(run: EmbeddedRun, page: Page) -> None:
    device = f"d-{secrets.token_hex(4)}"
    _pay(run, device_id=device)
    user = _pay(run, device_id=device)["transaction"]["user_id"]
    case_id = _case_of(run, user)["case_id"]
    page.goto(f"{run.edge_url}/case/?id={case_id}")
    expect(page.get_by_test_id("case")).to_be_visible(timeout=SLOW_MS)

    page.keyboard.press("g")

    expect(page).to_have_url(re.compile(r"/(entity|rings)/\?"), timeout=SLOW_MS)


def test_a_published_rule_fires_on_the_next_payment(run: EmbeddedRun, page: Page) -> None:
    merchant = f"Shop {secrets.token_hex(3)}"
    rule = {
        "code": f"watched_{secrets.token_hex(3)}",
        "group": "amount",
        "when": "amount > 777.0",
        "sentence": "More than 777 in one payment",
        "weight": 3.0,
        "outcome": "review",
    }
    page.goto(f"{run.edge_url}/rules/?draft={quote(json.dumps(rule))}")
    save = page.get_by_role("button", name="Check and save draft")
    expect(save).to_be_enabled(timeout=SLOW_MS)

    save.press("Enter")
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_enabled(timeout=SLOW_MS)
    publish.press("Enter")
    done = page.get_by_test_id("toast").filter(has_text="The next transaction is decided by")
    expect(done).to_be_visible(timeout=SLOW_MS)

    fired = _pay(run, amount=778, merchant=merchant)
    assert rule["code"] in {reason["code"] for reason in fired["reasons"]}
    page.goto(f"{run.edge_url}/alert/?id={fired['transaction_id']}")
    expect(page.get_by_text("More than 777 in one payment").first).to_be_visible(timeout=SLOW_MS)
