"""Restart the embedded Redis when it dies or hangs (a graph query can deadlock the server)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from infra.local.errors import CannotRun
from infra.local.redis_server import EmbeddedRedis


class Patience(NamedTuple):
    """How often a server is asked, and when one that is alive counts as hung."""

    interval_s: float = 2.0
    ping_deadline_s: float = 5.0
    strikes: int = 3
    """Unanswered PINGs in a row."""


PATIENCE = Patience()


class RedisWatchdog:
    """Looks after one server from a thread of its own, until `stop`."""

    def __init__(
        self,
        server: EmbeddedRedis,
        report: Callable[[str], None],
        patience: Patience = PATIENCE,
    ) -> None:
        self._server = server
        self._patience = patience
        self._report = report
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="redis-watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch a server that answers."""
        self._thread.start()

    def stop(self) -> None:
        """End the watch before the server is stopped on purpose."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        patience, strikes = self._patience, 0
        while not self._stopped.wait(patience.interval_s):
            strikes = 0 if self._server.answers(patience.ping_deadline_s) else strikes + 1
            if strikes >= patience.strikes or not self._server.is_alive:
                self._restart()
                strikes = 0

    def _restart(self) -> None:
        self._report("Redis is gone: starting it again from its append-only file")
        self._server.kill()
        try:
            self._server.start()
        except CannotRun as error:
            self._report(f"Redis cannot be started again: {error}")
