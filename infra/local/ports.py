"""Ports on the loopback interface."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from infra.local.errors import CannotRun

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def require_free(port: int) -> int:
    """Return `port`, or say that it is taken and what to do."""
    if not is_free(port):
        raise CannotRun(f"port {port} is taken: stop what uses it, or choose: make run PORT=8001")
    return port


def remembered_port(state_dir: Path, name: str) -> int:
    """The port `name` had in the last run, if it is free: then nothing need be redeployed."""
    path = state_dir / "ports.json"
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if name not in known or not is_free(known[name]):
        known[name] = free_port()
        state_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(known), encoding="utf-8")
    return known[name]
