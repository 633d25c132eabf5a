"""Chalice, except that a body of any type and a browser's preflight reach `http`, which answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chalice import Chalice
from chalice.app import Response

from chalicelib import http

ANY_TYPE = ["*/*"]
"""Chalice would refuse what is not named here by itself, in an error of another shape."""


class Application(Chalice):  # type: ignore[misc]  # Chalice has no types.
    """See `chalice.Chalice`."""

    def route(self, path: str, **options: Any) -> Callable[..., Any]:
        """Register a route; what its body must be is for its handler to say."""
        register = super().route
        if "OPTIONS" not in self.routes[path]:
            register(path, methods=["OPTIONS"], content_types=ANY_TYPE)(self._preflight)
        registered: Callable[..., Any] = register(path, content_types=ANY_TYPE, **options)
        return registered

    def _preflight(self, **_ids: str) -> Response:
        """Whether a page of another origin may ask."""
        return http.preflight(self)
