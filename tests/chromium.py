"""The browser that tests and measurements drive: Debian's Chromium, or the one CHROMIUM names."""

from __future__ import annotations

import os
import shutil

# Without the background flags Chromium talks to the outside by itself; the tests assert silence.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where it is, None where there is none."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)
