"""Chalice, except that a body of any type reaches `http`, which says what to send instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice import Chalice

ANY_TYPE = ["*/*"]
"""Chalice would refuse what is not named here by itself, in an error of another shape."""


class Application(Chalice):  # type: ignore[misc]  # Chalice has no types.
    """See `chalice.Chalice`."""

    def route(self, path: str, **options: Any) -> Callable[..., Any]:
        """Register a route; what its body must be is for its handler to say."""
        registered: Callable[..., Any] = super().route(path, content_types=ANY_TYPE, **options)
        return registered
