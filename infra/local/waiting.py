"""Wait for a condition, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL_S = 0.05


def wait_until(is_met: Callable[[], bool], timeout_s: float) -> bool:
    """Ask until `is_met` or the time is over; return which."""
    deadline = time.monotonic() + timeout_s
    while not is_met():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
