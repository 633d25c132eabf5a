"""Ask a server on this machine how it is."""

from __future__ import annotations

import urllib.error
import urllib.request


def status(url: str, timeout_s: float = 2.0) -> int | None:
    """The status of a GET; None when nothing answers in time."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as response:  # noqa: S310 - our own URL
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None
