"""`dashboard_static/lib/rules/names.json`: what a rule may read, for the editor's completion."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ringfence.domain.features import FEATURES, Feature
from ringfence.domain.rules import TRANSACTION_WORDS

NAMES_PATH = Path(__file__).parent.parent / "dashboard_static" / "lib" / "rules" / "names.json"


def write() -> None:
    """Write the file."""
    NAMES_PATH.parent.mkdir(parents=True, exist_ok=True)
    NAMES_PATH.write_text(_render(), encoding="utf-8")


def check() -> bool:
    """Whether the file is up to date; says so when it is not."""
    is_fresh = NAMES_PATH.exists() and NAMES_PATH.read_text(encoding="utf-8") == _render()
    if not is_fresh:
        print(f"{NAMES_PATH.name} is stale: run `make generate`", file=sys.stderr)
    return is_fresh


def _render() -> str:
    words = [
        {"name": word, "kind": "text", "says": "the transaction's own; empty where absent"}
        for word in TRANSACTION_WORDS
    ]
    rows = [*map(_row, FEATURES), *words]
    return "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n]\n"


def _row(feature: Feature) -> dict[str, str]:
    return {"name": feature.name, "kind": "number", "says": feature.sentence.format(value="…")}
