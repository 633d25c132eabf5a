"""The services, built on first use and kept for the life of a warm function; never at import."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ringfence.bootstrap import Services


@cache
def services() -> Services:
    """Everything a handler may call."""
    from ringfence.bootstrap import build

    return build()
