"""Whoever works without a pointer: keys alone, and the word of the browser that no pointer was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.e2e.scene import SLOW_MS
from tests.running import until

# A click that a key made has no detail; all else here is a pointer's, or a script's in its place.
LISTEN = """() => {
  const tell = event => {
    if (event.type !== 'click' || event.detail > 0) window.pointed(event.type)
  }
  for (const name of ['pointerdown', 'mousedown', 'touchstart', 'click'])
    document.addEventListener(name, tell, true)
}"""
STOPS_MAX = 80
FOCUSED = "element => element === document.activeElement"


@contextmanager
def without_a_pointer(page: Page) -> Iterator[Page]:
    """Every page opened within must never be pointed at, or the test fails."""
    pointed: list[str] = []
    page.expose_function("pointed", lambda kind: pointed.append(kind))
    page.add_init_script(f"({LISTEN})()")
    yield page
    assert pointed == []


def tab_to(page: Page, target: Locator) -> int:
    """Tab until focus is there; how many stops it took."""
    for stop in range(1, STOPS_MAX):
        page.keyboard.press("Tab")
        if target.evaluate(FOCUSED):
            return stop
    raise AssertionError(f"Tab does not come to {target} within {STOPS_MAX} stops")


def go(page: Page, words: str) -> None:
    """Where the palette leads for some words."""
    page.keyboard.press("Control+k")
    asked = page.get_by_role("dialog").get_by_role("combobox")
    expect(asked).to_be_focused()
    page.keyboard.type(words)
    expect(asked).to_have_value(words)
    # What search finds comes later and stands above: once it is there, from the first entry down.
    found = page.get_by_role("option").filter(has_text=re.compile(re.escape(words), re.IGNORECASE))
    expect(found.first).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("Home")
    until(lambda: _is_chosen(page, words))
    page.keyboard.press("Enter")


def _is_chosen(page: Page, words: str) -> bool | None:
    """Whether the entry that begins with the words is the one Enter takes; else the next one is."""
    chosen = page.get_by_role("option", selected=True)
    text = chosen.first.inner_text().strip() if chosen.count() else ""
    if re.match(rf"(device\s+)?{re.escape(words)}", text, re.IGNORECASE):
        return True
    page.keyboard.press("ArrowDown")
    return None
