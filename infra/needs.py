"""`dashboard_static/lib/system/needs.json`: the least role of each route, for the buttons there.

What a viewer may call is left out: whoever may look at a page may call it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from infra.openapi import needed_role
from infra.routes import ROUTES

NEEDS_PATH = Path(__file__).parent.parent / "dashboard_static" / "lib" / "system" / "needs.json"


def write() -> None:
    """Write the file."""
    NEEDS_PATH.write_text(_render(), encoding="utf-8")


def check() -> bool:
    """Whether the file is up to date; says so when it is not."""
    is_fresh = NEEDS_PATH.exists() and NEEDS_PATH.read_text(encoding="utf-8") == _render()
    if not is_fresh:
        print(f"{NEEDS_PATH.name} is stale: run `make generate`", file=sys.stderr)
    return is_fresh


def _render() -> str:
    needed = {f"{route.method} {route.path}": needed_role(route) for route in ROUTES}
    beyond = {name: role for name, role in needed.items() if role not in (None, "viewer")}
    return json.dumps(beyond, indent=2, sort_keys=True) + "\n"
