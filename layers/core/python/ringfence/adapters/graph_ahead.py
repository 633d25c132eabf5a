"""The graph on a server of its own, asked ahead: it may fail, and then it is missing, no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis import Redis, RedisError

from ringfence.adapters.redis_ahead import Ahead, Command


class GraphAhead:
    """`Ahead` for atomic requests to a server that may be away; once it failed it is left alone."""

    def __init__(self, client: Redis | None) -> None:
        """None where the graph has no server of its own: nothing is sent."""
        self._ahead = Ahead(client) if client else None
        self._is_lost = False

    @property
    def is_apart(self) -> bool:
        return self._ahead is not None

    def close(self) -> None:
        if self._ahead:
            self._ahead.close()

    def send(self, commands: Sequence[Command]) -> None:
        if self._ahead and not self._is_lost:
            try:
                self._ahead.send(commands)
            except (RedisError, OSError):
                self._is_lost = True

    def receive(self) -> Any:
        """The last reply to the oldest request; None where there is none."""
        if self._ahead is None or self._is_lost:
            return None
        try:
            return self._ahead.receive()[-1]
        except (RedisError, OSError):
            self._is_lost = True
            return None
