"""Every screen and dialog in both themes and at two sizes: no complaint of axe, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.conftest import UNREACHED, opened
from tests.e2e.looks import is_flawless, settled
from tests.e2e.scene import SLOW_MS, case_of, two_groups_in_one_ring
from tests.running import call

# What stands in braces is of one alert, `{alert}`, on the device `{device}` of the ring `{ring}`.
# A new screen is a row.
SCREENS = [
    "/",
    "/alert/?id={alert}",
    "/alert/?id=nobody",
    "/queue/",
    "/queue/?case={case}",
    "/case/",
    "/case/?id={case}",
    "/rings/",
    "/rings/?ring={ring}",
    "/rings/?ring={ring}&part=members",
    "/rings/?ring={ring}&part=evidence",
    "/rings/?ring={ring}&part=history",
    "/entity/",
    "/entity/?q=user",
    "/entity/?type=device&id={device}",
    "/entity/?type=device&id={device}&around=graph",
    "/entity/?type=user&id=nobody",
    "/flow/",
    "/threats/",
    "/rules/",
    "/rules/?tab=lists",
    "/rules/?tab=what-if",
    "/rules/?tab=history",
    "/model/",
    "/health/",
    "/audit/",
    "/people/",
    "/settings/",
]


@dataclass(frozen=True)
class Known:
    """Names that stand in addresses."""

    alert: str
    case: str
    device: str
    ring: str


@pytest.fixture(scope="module")
def known(run: EmbeddedRun) -> Known:
    ring = two_groups_in_one_ring(run).ring
    alerts = call("GET", f"{run.api_url}/alerts?limit=50").body["alerts"]
    newest = next(one for one in alerts if one["kind"] == "transaction")
    case = case_of(run, newest["user_id"])["case_id"]
    return Known(newest["transaction_id"], case, newest["device_id"], ring)


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A page that may be told of something that is not there."""
    with opened(browser, allowed=UNREACHED) as page:
        yield page


@pytest.mark.parametrize("address", SCREENS)
def test_a_screen_has_no_complaint_in_either_theme_and_nothing_is_cut_off(
    run: EmbeddedRun, screen: Page, known: Known, address: str
) -> None:
    screen.goto(run.edge_url + address.format(**vars(known)))
    settled(screen)

    is_flawless(screen)


def test_the_palette_the_keys_and_the_tour_have_no_complaint(
    run: EmbeddedRun, screen: Page
) -> None:
    screen.goto(run.edge_url)
    settled(screen)

    screen.keyboard.press("Control+k")
    expect(screen.get_by_role("dialog")).to_be_visible()
    is_flawless(screen)
    screen.keyboard.type("guided tour")
    screen.keyboard.press("Enter")
    tour = screen.get_by_test_id("tour")
    expect(tour).to_be_visible(timeout=SLOW_MS)
    while tour.get_by_role("button", name="Next").is_visible():
        settled(screen)
        is_flawless(screen)
        tour.get_by_role("button", name="Next").click()
    tour.get_by_role("button", name="Done").click()
    screen.keyboard.press("?")
    expect(screen.get_by_role("dialog")).to_be_visible()
    is_flawless(screen)


DIALOGS = {
    "f": "Label fraud",
    "e": "Escalate",
    "s": "Snooze",
    "b": "Block",
    "a": "Assign",
    "c": "note",
}


def test_no_dialog_of_a_case_has_a_complaint(run: EmbeddedRun, screen: Page, known: Known) -> None:
    screen.goto(f"{run.edge_url}/case/?id={known.case}")
    screen.get_by_test_id("take").click(timeout=SLOW_MS)
    expect(screen.get_by_role("button", name="Put back")).to_be_visible(timeout=SLOW_MS)

    for key, title in DIALOGS.items():
        screen.keyboard.press(key)
        expect(screen.get_by_role("dialog")).to_contain_text(title)
        is_flawless(screen)
        screen.keyboard.press("Escape")
        expect(screen.get_by_role("dialog")).to_have_count(0)
    screen.get_by_role("button", name="Put back").click()
