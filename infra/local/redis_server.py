"""An embedded Redis 8 with FalkorDB that survives being killed.

with EmbeddedRedis(state_dir) as redis_url: ...
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from types import TracebackType

import redis

from infra.local.engine import Engine, fetch_engine
from infra.local.errors import failed
from infra.local.ports import LOOPBACK, free_port
from infra.local.processes import Process
from infra.local.waiting import wait_until

START_TIMEOUT_S = 60.0
"""Replaying a long append-only file takes a while."""

GRAPH_OPTIONS = (
    *("CMD_INFO", "no"),  # It logs the parameters of queries, so personal data.
    *("DELTA_MAX_PENDING_CHANGES", "2000"),  # Bounds the stall when pending writes are merged.
    # On its own threads that merge waits for a core which a worker has; see docs/performance.md.
    *("OMP_THREAD_COUNT", "1"),
)
"""What to give a FalkorDB of one's own, too."""


class EmbeddedRedis:
    """A server on the loopback interface whose data lies in `state_dir`/redis."""

    def __init__(self, state_dir: Path, port: int = 0) -> None:
        self._data = state_dir / "redis"
        self._log = state_dir / "logs" / "redis.log"
        self._port = port or free_port()
        self._process: Process | None = None
        self._engine: Engine | None = None

    @property
    def url(self) -> str:
        """Where it listens; the same after a restart."""
        return f"redis://{LOOPBACK}:{self._port}/0"

    def start(self) -> str:
        """Start it, wait until it answers, return its address."""
        self._engine = self._engine or fetch_engine()
        self._data.mkdir(parents=True, exist_ok=True)
        command = _command(self._engine, self._data, self._port)
        self._process = Process("redis", command, self._log, os.environ)
        if not wait_until(lambda: self.answers(1.0) or not self.is_alive, START_TIMEOUT_S):
            raise failed("Redis does not answer", self._log)
        if not self.is_alive:
            raise failed("Redis did not start", self._log)
        return self.url

    @property
    def is_alive(self) -> bool:
        """Whether the process exists."""
        return self._process is not None and self._process.is_alive

    def answers(self, timeout_s: float) -> bool:
        """Whether a PING is answered within `timeout_s`."""
        client = redis.Redis.from_url(
            self.url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=None
        )
        with contextlib.closing(client), contextlib.suppress(redis.RedisError, OSError):
            return bool(client.ping())
        return False

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Thaw it."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        killed = self._process
        self._signal(signal.SIGKILL)
        wait_until(lambda: killed is None or not killed.is_alive, 5.0)

    def stop(self) -> None:
        """End it in good order; what was acknowledged is on disk."""
        if self._process is not None:
            self._signal(signal.SIGCONT)
            self._process.stop()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.signal(number)


def _command(engine: Engine, data: Path, port: int) -> list[str]:
    return [
        str(engine.server),
        *("--bind", LOOPBACK, "--port", str(port), "--dir", str(data)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--loadmodule", str(engine.graph_module), *GRAPH_OPTIONS),
    ]
