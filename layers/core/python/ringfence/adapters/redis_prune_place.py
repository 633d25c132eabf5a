"""`prune_ports.PrunePlace` on one Redis key."""

from __future__ import annotations

from redis import Redis

from ringfence.adapters.redis_errors import state_errors


class RedisPrunePlace:
    """The key is missing where a pass begins."""

    def __init__(self, client: Redis, key: str) -> None:
        self._client = client
        self._key = key

    def read(self) -> int:
        with state_errors():
            return int(self._client.get(self._key) or 0)

    def write(self, place: int) -> None:
        with state_errors():
            self._client.set(self._key, place)
