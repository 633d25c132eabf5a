"""Say what is done and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str], None]


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def keep_quiet(line: str) -> None:
    """Say nothing: for tests."""


@contextmanager
def step(report: Report, what: str) -> Iterator[None]:
    """Announce a step on a terminal while it runs; report its time when it is done."""
    is_watched = report is say and sys.stdout.isatty()
    if is_watched:
        print(f"  … {what}", end="\r", flush=True)
    started = time.monotonic()
    yield
    report(f"  ✓ {what:44} {time.monotonic() - started:6.1f} s")
