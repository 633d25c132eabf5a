"""The Live screen in Chromium while 1,000 alerts a second arrive: frames, main thread, memory.

The stream comes from the dashboard's own stand-in server, so that the browser is what is measured
and not the scoring beside it. Needs the exported dashboard (`make dashboard`), Node and Chromium.
"""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.chromium import FLAGS, chromium_path

SERVER = Path(__file__).parents[2] / "dashboard_static" / "scripts" / "mock-server.mjs"
ALERTS_PER_S = 1_000
WARM_MS = 3_000
MEASURED_S = 10

FRAMES = """
seconds => new Promise(resolve => {
  const frames = []
  let last = performance.now()
  const until = last + seconds * 1000
  const step = now => {
    frames.push(now - last)
    last = now
    now < until ? requestAnimationFrame(step) : resolve(frames)
  }
  requestAnimationFrame(step)
})
"""
NEWEST = "() => Math.max(...[...document.querySelectorAll('[data-seq]')].map(r => +r.dataset.seq))"


def feed_in_a_browser() -> dict[str, float]:
    """What ten seconds of the feed cost a browser that has been open for three."""
    path = chromium_path()
    if path is None:
        raise SystemExit("Chromium is needed: install the package chromium, or set CHROMIUM")
    with served(ALERTS_PER_S) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.locator("[data-seq]").first.wait_for(timeout=30_000)
        page.wait_for_timeout(WARM_MS)
        figures = _measure(page)
        browser.close()
    return figures


def _measure(page: Page) -> dict[str, float]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before, first = _metrics(session), page.evaluate(NEWEST)
    frames: list[float] = page.evaluate(FRAMES, MEASURED_S)
    after, last = _metrics(session), page.evaluate(NEWEST)
    took_s = after["Timestamp"] - before["Timestamp"]
    missed = page.get_by_test_id("missed").first.inner_text()
    return {
        "feed_alerts_per_s": (last - first) / took_s,
        "feed_frame_ms_p50": statistics.median(frames),
        "feed_frame_ms_p99": statistics.quantiles(frames, n=100)[98],
        "feed_main_thread_share": (after["TaskDuration"] - before["TaskDuration"]) / took_s,
        "feed_heap_mb": after["JSHeapUsedSize"] / 1_000_000,
        "feed_missed": float(re.sub(r"\D", "", missed)),
    }


def _metrics(session: CDPSession) -> dict[str, float]:
    answer: dict[str, Any] = session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in answer["metrics"]}


@contextmanager
def served(alerts_per_s: int) -> Iterator[str]:
    """The stand-in server's address; it says it when it listens."""
    command = ["node", str(SERVER), "--port", "0", "--rate", str(alerts_per_s), "--steady"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()
