"""Ports on the loopback interface."""

from __future__ import annotations

import errno
import json
import socket
from pathlib import Path

from infra.local.errors import CannotRun

LOOPBACK = "127.0.0.1"
PORTS_END = 65_536


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on `port`."""
    return _refusal(port) is None


def _refusal(port: int) -> str | None:
    """Why a server could not listen on `port`; None where it could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                return "is kept for the administrator (those below 1024 are)"
            return "is taken by another program"
    return None


def require_free(port: int) -> int:
    """Return `port`, or say why nothing can listen there and what to do."""
    if (why := _refusal(port)) is not None:
        raise CannotRun(
            f"port {port} {why}; choose another, for example: make run PORT={port_beside(port)}"
        )
    return port


def port_beside(port: int) -> int:
    """A port to propose instead: free at this moment, near `port` where there is one."""
    near = range(max(port, 8000) + 1, max(port, 8000) + 20)
    return next((other for other in near if other < PORTS_END and is_free(other)), 0) or free_port()


def remembered_port(state_dir: Path, name: str) -> int:
    """The port `name` had in the last run, if it is free: then nothing need be redeployed."""
    path = state_dir / "ports.json"
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if name not in known or not is_free(known[name]):
        known[name] = free_port()
        state_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(known), encoding="utf-8")
    return known[name]
