"""Restart the embedded Redis when it dies or hangs (a graph query can deadlock the server)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from infra.local.errors import CannotRun
from infra.local.redis_server import EmbeddedRedis

INTERVAL_S = 2.0
PING_DEADLINE_S = 5.0
STRIKES = 3
"""Unanswered PINGs in a row before a process that is alive counts as hung."""


class RedisWatchdog:
    """Looks after one server from a thread of its own, until `stop`."""

    def __init__(self, server: EmbeddedRedis, report: Callable[[str], None]) -> None:
        self._server = server
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
        strikes = 0
        while not self._stopped.wait(INTERVAL_S):
            strikes = 0 if self._server.answers(PING_DEADLINE_S) else strikes + 1
            if strikes >= STRIKES or not self._server.is_alive:
                self._restart()
                strikes = 0

    def _restart(self) -> None:
        self._report("Redis is gone: starting it again from its append-only file")
        self._server.kill()
        try:
            self._server.start()
        except CannotRun as error:
            self._report(f"Redis cannot be started again: {error}")
