"""What can keep the embedded run from starting; each message names the cure."""

from __future__ import annotations

from pathlib import Path

LAST_LINES = 15


class CannotRun(Exception):
    """The embedded run cannot start or continue."""


def failed(what: str, log: Path) -> CannotRun:
    """An error that shows the last lines of the log of the process at fault."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    tail = "\n".join(f"  | {line}" for line in text.splitlines()[-LAST_LINES:])
    return CannotRun(f"{what}; the end of {log}:\n{tail or '  | (empty)'}")
