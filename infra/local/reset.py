"""`make reset`: forget what the embedded run stored; the fetched tools stay."""

from __future__ import annotations

import shutil
import sys

from infra.layers import ROOT
from infra.local.errors import CannotRun
from infra.local.lock import locked

STATE_DIR = ROOT / ".ringfence"
KEPT = {"tools", "lock"}


def main() -> int:
    """Remove the state; refuse while a run uses it."""
    if not STATE_DIR.exists():
        return 0
    try:
        with locked(STATE_DIR):
            for path in STATE_DIR.iterdir():
                if path.name in KEPT:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
    except CannotRun as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("the embedded run starts from nothing the next time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
