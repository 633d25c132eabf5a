"""One run for each state directory: a second one would share its append-only file."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from infra.local.errors import CannotRun


def locked(state_dir: Path) -> IO[str]:
    """Hold the state directory until the returned file is closed."""
    state_dir.mkdir(parents=True, exist_ok=True)
    handle = (state_dir / "lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise CannotRun(f"another run uses {state_dir}: stop it first (Ctrl-C there)") from error
    return handle
