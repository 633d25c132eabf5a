"""One run for each state directory: a second one would share its append-only file."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from infra.local.errors import CannotRun


def locked(state_dir: Path) -> IO[str]:
    """Hold the state directory until the returned file is closed."""
    state_dir.mkdir(parents=True, exist_ok=True)
    handle = (state_dir / "lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        address = handle.read().strip()
        handle.close()
        at = f" at {address}" if address else ""
        raise CannotRun(
            f"Ringfence runs from this folder already{at}: use that one, or stop it first "
            "(Ctrl-C in its terminal)"
        ) from error
    handle.truncate(0)
    return handle


def name_address(handle: IO[str], address: str) -> None:
    """Say where the run that holds the state directory is found, for whoever comes second."""
    handle.write(f"{address}\n")
    handle.flush()
