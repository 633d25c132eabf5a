"""A real browser on the real system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import FLAGS, chromium_path
from tests.conftest import unavailable
from tests.running import run as run

collect_ignore = ["website.py"]
"""It runs under the emulator's interpreter, which alone has aiohttp."""

UNREACHED = re.compile("Failed to load resource|WebSocket connection")
"""What a browser says of an answer that did not come, or came as a problem."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system's packages (CHROMIUM names another)."""
    path = chromium_path()
    if path is None:
        unavailable("Chromium", "install the package chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=["dark", "light"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, whose console must stay clean of errors."""
    with opened(browser) as page:
        yield page


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[Page]:
    """The same for a test in which something is away: the browser may say that it was."""
    with opened(browser, allowed=UNREACHED) as page:
        yield page


@contextmanager
def opened(
    browser: Browser, allowed: re.Pattern[str] | None = None, **options: Any
) -> Iterator[Page]:
    """A page whose console says nothing that is not `allowed`, or the test fails."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    page = context.new_page()
    complaints = listen(context)
    yield page
    context.close()
    assert [text for text in complaints if not (allowed and allowed.search(text))] == []


def listen(context: BrowserContext) -> list[str]:
    """What its pages and workers complain of from now on."""
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return complaints


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Figures that tests measured and recorded stand at the end, whatever the verbosity."""
    rows = [
        f"{name}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
    ]
    if rows:
        terminalreporter.section("measured in the browser")
        terminalreporter.write_line("\n".join(rows))
