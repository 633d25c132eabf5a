"""A day on the deployed stack with sign-in: an analyst and two engineers, by keyboard alone.

Once a page is open, nothing but keys is sent to it: nothing is focused, clicked or gone back to by
script, and the browser says that nobody pointed.

What the analyst says of a case is in the model's data at once; what one engineer drafts another
publishes, and it fires on the next payment.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.dashboard import base_config
from infra.local.errors import CannotRun
from infra.local.run import EmbeddedRun, Options
from tests.conftest import unavailable
from tests.e2e.conftest import UNREACHED, opened
from tests.e2e.hands import go, tab_to, without_a_pointer
from tests.e2e.scene import SLOW_MS, case_of, pay, two_groups_in_one_ring
from tests.running import call, signed_in, until

TOKEN = "the-token-of-this-deployment"


@dataclass(frozen=True)
class Office:
    """A deployment that asks who one is, and the tokens of who works there."""

    run: EmbeddedRun
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    options = Options(parameters={"AccessToken": TOKEN})
    try:
        with EmbeddedRun(tmp_path_factory.mktemp("office"), options) as run, signed_in(TOKEN):
            _ask_who_one_is(run)
            roles = {"ann": "analyst", "erin": "engineer", "bob": "engineer"}
            yield Office(run, {name: _let_in(run, name, role) for name, role in roles.items()})
    except CannotRun as error:
        unavailable("the embedded run", error)


def _ask_who_one_is(run: EmbeddedRun) -> None:
    config = base_config() | {"environment": "office", "sign_in": "token"}
    run.client("s3").put_object(
        Bucket=run.deployed.outputs["DashboardBucketName"],
        Key="config.json",
        Body=json.dumps(config).encode(),
        ContentType="application/json",
    )


def _let_in(run: EmbeddedRun, name: str, role: str) -> str:
    answer = call("POST", f"{run.api_url}/people", {"name": name, "role": role})
    return str(answer.body["token"])


@contextmanager
def _at_desk(office: Office, browser: Browser, name: str, address: str) -> Iterator[Page]:
    """Their own browser, signed in by typing, and no pointer."""
    with opened(browser, allowed=UNREACHED) as page, without_a_pointer(page):
        page.goto(office.run.edge_url + address)
        expect(page.get_by_label("Access token")).to_be_focused(timeout=SLOW_MS)
        page.keyboard.type(office.tokens[name])
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("person")).to_contain_text(name, timeout=SLOW_MS)
        yield page


def _label_fraud(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.get_by_role("dialog", name="Label fraud")).to_be_visible()
    page.keyboard.press("Enter")
    expect(_toast(page, "labelled fraud").last).to_be_visible(timeout=SLOW_MS)


def _toast(page: Page, text: str) -> Locator:
    return page.get_by_test_id("toast").filter(has_text=text)


def _is_fraud(run: EmbeddedRun, case_id: str, expected: bool) -> Callable[[], bool | None]:
    def look() -> bool | None:
        labels = call("GET", f"{run.api_url}/cases/{case_id}").body["labels"]
        return ("fraud" in labels) == expected or None

    return look


@dataclass(frozen=True)
class Flagged:
    """A payment of somebody in a ring, and the case it joined."""

    device: str
    ring: str
    case_id: str


@pytest.fixture(scope="module")
def flagged(office: Office) -> Flagged:
    run = office.run
    ring = two_groups_in_one_ring(run)
    pay(run, user_id=ring.user, device_id=ring.device, card_id=ring.card, amount=40)

    def case_with_ring() -> str | None:
        case = case_of(run, ring.user)
        is_about = {"type": "ring", "id": ring.ring} in case["anchors"]
        return str(case["case_id"]) if is_about else None

    case_id = until(case_with_ring, 60)
    _rest_of_the_queue_is_somebody_elses(run, case_id)
    return Flagged(ring.device, ring.ring, case_id)


def _rest_of_the_queue_is_somebody_elses(run: EmbeddedRun, mine: str) -> None:
    """What was raised before there was a ring: assigned, it is not what `next` gives."""
    for case in call("GET", f"{run.api_url}/cases?limit=100").body["cases"]:
        if case["case_id"] != mine:
            change = {"assignee": "somebody-else", "version": case["version"]}
            call("POST", f"{run.api_url}/cases/{case['case_id']}/assign", change)


def test_an_analyst_works_a_case_by_keyboard_alone(
    office: Office,
    flagged: Flagged,
    browser: Browser,
    record_property: Callable[[str, object], None],
) -> None:
    run, case_id = office.run, flagged.case_id
    with _at_desk(office, browser, "ann", "/queue/") as page:
        # Given the queue, they take the next case and read why it is one.
        expect(page.get_by_test_id("queue-row").first).to_be_visible(timeout=SLOW_MS)
        page.keyboard.press("n")
        case = page.locator(f'[data-testid="case"][data-case-id="{case_id}"]')
        expect(case).to_have_attribute("data-mine", "true", timeout=SLOW_MS)
        why = case.get_by_test_id("ledger-line").filter(has_text="Shared device")
        expect(why.first).to_be_visible(timeout=SLOW_MS)

        # They open the ring it is about, and come back to it.
        page.keyboard.press("g")
        expect(page).to_have_url(re.compile(rf"/rings/\?ring={flagged.ring}"), timeout=SLOW_MS)
        expect(page.get_by_test_id("graph-counts")).to_be_visible(timeout=SLOW_MS)
        page.keyboard.press("Escape")
        expect(case).to_have_attribute("data-mine", "true", timeout=SLOW_MS)

        # When they label it, take that back, and label it again.
        _label_fraud(page)
        until(_is_fraud(run, case_id, expected=True))
        page.keyboard.press("z")
        until(_is_fraud(run, case_id, expected=False))
        expect(_toast(page, "Undone")).to_be_visible()
        _label_fraud(page)
        until(_is_fraud(run, case_id, expected=True))

        # Then the seconds they took are on screen.
        pace = page.get_by_test_id("pace")
        expect(pace).to_contain_text(re.compile(r"1 case decided .* last \d"))
        record_property("seconds_per_alert", float(pace.get_attribute("data-seconds") or "nan"))

        # And what the model reads of the device has changed.
        go(page, flagged.device)
        expect(page.get_by_role("heading", name=flagged.device)).to_be_visible(timeout=SLOW_MS)
        expect(page.get_by_test_id("labels")).to_contain_text(
            re.compile(r"[1-9]\d* fraud"), timeout=SLOW_MS
        )

        # And the next case is taken with the closing of this one.
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("next")).to_contain_text("Close and take next", timeout=SLOW_MS)
        page.keyboard.press("n")
        until(lambda: _closing(run, case_id) == "fraud_confirmed" or None)

        # And the next payment on that device meets a confirmed fraud.
        again = pay(run, device_id=flagged.device)
        assert "fraud_neighbour" in {reason["code"] for reason in again["reasons"]}


def _closing(run: EmbeddedRun, case_id: str) -> str | None:
    closing = call("GET", f"{run.api_url}/cases/{case_id}").body["closing"]
    return str(closing["reason"]) if closing else None


def test_a_rule_is_drafted_by_one_published_by_another_and_fires(
    office: Office, browser: Browser
) -> None:
    rule: dict[str, Any] = {
        "code": f"watched_{secrets.token_hex(3)}",
        "group": "amount",
        "when": "amount > 777.0",
        "sentence": "More than 777 in one payment",
        "weight": 3.0,
        "outcome": "review",
    }
    with _at_desk(office, browser, "erin", f"/rules/?draft={quote(json.dumps(rule))}") as page:
        save = page.get_by_role("button", name="Check and save draft")
        expect(save).to_be_enabled(timeout=SLOW_MS)
        expect(page.get_by_label("Code")).to_be_focused()
        tab_to(page, save)
        page.keyboard.press("Enter")
        expect(_toast(page, "The draft was checked")).to_be_visible(timeout=SLOW_MS)
        expect(page.get_by_text("You cannot publish your own draft")).to_be_visible()
        expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()

    with _at_desk(office, browser, "bob", "/rules/") as page:
        expect(page.get_by_text("by erin").first).to_be_visible(timeout=SLOW_MS)
        publish = page.get_by_role("button", name="Publish", exact=True)
        expect(publish).to_be_enabled(timeout=SLOW_MS)
        tab_to(page, publish)
        page.keyboard.press("Enter")
        expect(_toast(page, "The next transaction is decided by")).to_be_visible(timeout=SLOW_MS)
        go(page, "Live")
        expect(page.get_by_test_id("feed").or_(page.get_by_test_id("empty"))).to_be_visible(
            timeout=SLOW_MS
        )

        fired = pay(office.run, amount=778)

        assert rule["code"] in {reason["code"] for reason in fired["reasons"]}
        row = page.locator(f'[data-transaction-id="{fired["transaction_id"]}"]')
        expect(row).to_be_visible(timeout=SLOW_MS)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/alert/\?id="), timeout=SLOW_MS)
        expect(page.get_by_text(rule["sentence"]).first).to_be_visible(timeout=SLOW_MS)
