"""Pages of other origins (CORS): those that the deployment names may read what the API answers.

A token travels in a header that a page sets itself, never in a cookie, so no credentials are
allowed, and an origin that is not named learns nothing that it could not ask for without a browser.
"""

from __future__ import annotations

from collections.abc import Collection

METHODS = "GET, POST, PUT, DELETE"
HEADERS = "Authorization, Content-Type, X-Ringfence-Person"
EXPOSED = "Retry-After, Ringfence-Next-After-Seq, WWW-Authenticate"
PREFLIGHT_S = "600"
"""How long a browser may keep the answer to a preflight."""


def headers(origin: str, allowed: Collection[str], is_preflight: bool = False) -> dict[str, str]:
    """What an answer to a page of `origin` carries; nothing where no origin is allowed."""
    if not allowed:
        return {}
    # Also for whoever is not allowed: a cache must not answer one origin with another's headers.
    varies = {"Vary": "Origin"}
    if origin not in allowed:
        return varies
    varies["Access-Control-Allow-Origin"] = origin
    if not is_preflight:
        return varies | {"Access-Control-Expose-Headers": EXPOSED}
    return varies | {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": HEADERS,
        "Access-Control-Max-Age": PREFLIGHT_S,
    }
