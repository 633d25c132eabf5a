"""Every key of the map where it is meant to work: shown on its control, off when it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.local.run import EmbeddedRun
from tests.e2e.conftest import UNREACHED, opened
from tests.e2e.hands import STOPS_MAX, tab_to, without_a_pointer
from tests.e2e.looks import painted, settled
from tests.e2e.scene import SLOW_MS, case_of, share_a_device, two_groups_in_one_ring
from tests.running import until

# What a key asks of a case that one holds, by the title of its dialog.
ON_A_CASE = {
    "f": "Label fraud",
    "l": "Label genuine",
    "u": "Label unsure",
    "e": "Escalate",
    "a": "Assign",
    "s": "Snooze",
    "b": "Block",
    "c": "note",
}
# Where j and Enter lead from a list, and Esc back from there.
LISTS = {
    "/": r"/alert/\?id=",
    "/queue/": r"/queue/\?case=",
    "/case/": r"/case/\?id=",
    "/rings/": r"/rings/\?ring=",
    "/entity/?type=device&id={device}": r"/alert/\?id=",
}


@dataclass(frozen=True)
class Known:
    case: str
    device: str


@pytest.fixture(scope="module")
def known(run: EmbeddedRun) -> Known:
    two_groups_in_one_ring(run)
    alert = share_a_device(run)["transaction"]
    return Known(case_of(run, alert["user_id"])["case_id"], alert["device_id"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """One that only keys are sent to."""
    with opened(browser, allowed=UNREACHED) as page, without_a_pointer(page):
        yield page


def _dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def _open_case(run: EmbeddedRun, page: Page, known: Known) -> None:
    """The case, held by whoever sits here."""
    page.goto(f"{run.edge_url}/case/?id={known.case}")
    fraud = page.get_by_role("button", name="Fraud", exact=False)
    take = page.get_by_test_id("take")
    expect(take.or_(fraud).first).to_be_visible(timeout=SLOW_MS)
    if take.count():
        tab_to(page, take)
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put back")).to_be_visible(timeout=SLOW_MS)


def test_each_key_of_a_case_is_on_its_control_and_does_what_that_does(
    run: EmbeddedRun, page: Page, known: Known
) -> None:
    _open_case(run, page, known)

    for key, title in ON_A_CASE.items():
        control = page.locator(f'[data-testid=case] button[aria-keyshortcuts="{key.upper()}"]')
        expect(control.locator("kbd")).to_have_text(key.upper())
        page.keyboard.press(key)
        expect(_dialog(page)).to_contain_text(title)
        page.keyboard.press("Escape")
        expect(_dialog(page)).to_have_count(0)

    page.keyboard.press("g")
    expect(page).to_have_url(re.compile(r"/(rings|entity)/\?"), timeout=SLOW_MS)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/case/\?id={known.case}"), timeout=SLOW_MS)


def test_no_key_means_anything_while_a_field_has_focus(
    run: EmbeddedRun, page: Page, known: Known
) -> None:
    _open_case(run, page, known)
    note = page.get_by_role("textbox", name="Note")
    tab_to(page, note)
    words = "".join(ON_A_CASE) + "gjknxz/? "

    page.keyboard.type(words)

    expect(note).to_have_value(words)
    expect(_dialog(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"/case/\?id={known.case}"))


def test_keys_that_are_switched_off_do_nothing_and_are_shown_nowhere(
    run: EmbeddedRun, page: Page, known: Known
) -> None:
    page.goto(f"{run.edge_url}/settings/")
    switch = page.get_by_role("switch", name="Use keyboard shortcuts")
    expect(switch).to_be_visible(timeout=SLOW_MS)
    tab_to(page, switch)
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()

    _open_case(run, page, known)

    for key in (*ON_A_CASE, "g", "/", "?", "Escape", "Control+k"):
        page.keyboard.press(key)
    expect(_dialog(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"/case/\?id={known.case}"))
    expect(page.locator("kbd")).to_have_count(0)
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)


@pytest.mark.parametrize(("address", "leads"), LISTS.items())
def test_j_and_enter_open_what_is_listed_and_esc_comes_back(
    run: EmbeddedRun, page: Page, known: Known, address: str, leads: str
) -> None:
    address = address.format(**vars(known))
    page.goto(run.edge_url + address)
    settled(page)
    row = page.locator(
        "[data-seq], [data-testid=row], [data-testid=queue-row], [data-testid=ring-row]"
    )
    expect(row.first).to_be_visible(timeout=SLOW_MS)

    until(lambda: _moved(page))
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(leads), timeout=SLOW_MS)
    painted(page)  # The address changes first; what it names answers to keys once it is there.
    page.keyboard.press("Escape")

    expect(page).to_have_url(run.edge_url + address, timeout=SLOW_MS)


def _moved(page: Page) -> bool | None:
    """Whether j has chosen a row; else it is pressed once more: a list may still be coming."""
    page.keyboard.press("j")
    chosen = page.locator("[data-active], [aria-selected=true], [data-selected]")
    return chosen.count() > 0 or None


def test_slash_and_question_mark_are_answered_everywhere(run: EmbeddedRun, page: Page) -> None:
    page.goto(f"{run.edge_url}/health/")
    settled(page)
    page.keyboard.press("/")
    expect(_dialog(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(_dialog(page)).to_contain_text("Use keyboard shortcuts")
    expect(_dialog(page)).to_contain_text("weakest link")
    page.keyboard.press("Escape")
    expect(_dialog(page)).to_have_count(0)

    page.goto(run.edge_url)
    settled(page)
    filtering = page.get_by_label("Filter by user, card")
    expect(filtering).to_be_visible(timeout=SLOW_MS)
    expect(filtering.locator("..").locator("kbd")).to_have_text("/")
    page.keyboard.press("/")
    expect(filtering).to_be_focused()
    page.keyboard.type("nobody at all")
    page.keyboard.press("Escape")
    expect(filtering).not_to_be_focused()


def test_a_new_screen_takes_focus_and_tab_goes_on_within_it(run: EmbeddedRun, page: Page) -> None:
    page.goto(run.edge_url)
    settled(page)
    tab_to(page, page.get_by_role("link", name="Settings"))

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Settings")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


SCREENS = ["/", "/queue/", "/case/", "/rings/", "/flow/", "/threats/", "/rules/", "/model/"]
SCREENS += ["/health/", "/audit/", "/people/", "/settings/", "/case/?id={case}"]

# A row's link or button covers the row: its outline is drawn by the cover.
UNSEEN = """() => {
  const at = document.activeElement
  if (at === document.body) return null
  const isOutlined = part => {
    const style = getComputedStyle(at, part)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  }
  const { left, right, top, bottom, width, height } = at.getBoundingClientRect()
  const isInSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  if ((isOutlined(null) || isOutlined('::after')) && isInSight && width * height > 0) return null
  return at.outerHTML.slice(0, 160)
}"""


@pytest.mark.parametrize("address", SCREENS)
def test_whatever_has_focus_is_in_sight_and_outlined(
    run: EmbeddedRun, page: Page, known: Known, address: str
) -> None:
    page.goto(run.edge_url + address.format(**vars(known)))
    settled(page)

    unseen = set()
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        unseen.add(page.evaluate(UNSEEN))

    assert unseen - {None} == set()
