"""`ports.Watchers` on Redis: a hash of connections."""

from __future__ import annotations

from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.flow.feed_ports import Watcher

# A connection that was dropped, or subscribed anew, while its frame was on the way keeps its state.
_IF_UNCHANGED = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""


class RedisWatchers:
    """Connections live in one hash: id to the last sequence number served."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._if_unchanged = client.register_script(_IF_UNCHANGED)

    def add(self, connection_id: str) -> None:
        with state_errors():
            self._client.hset(self._keys.watchers, connection_id, "")

    def remove(self, connection_id: str) -> None:
        with state_errors():
            self._client.hdel(self._keys.watchers, connection_id)

    def subscribe(self, connection_id: str, after_seq: int | None) -> None:
        """Serve from `after_seq`, or from now; wakes the relay. A seq not yet given is clamped."""
        with state_errors():
            last_seq = int(self._client.get(self._keys.alert_seq) or 0)
            start = last_seq if after_seq is None else min(after_seq, last_seq)
            pipeline = self._client.pipeline(transaction=True)
            pipeline.hset(self._keys.watchers, connection_id, start)
            pipeline.publish(self._keys.relay_wake, connection_id)
            pipeline.execute()

    def served(self, connection_id: str, before_seq: int, after_seq: int) -> None:
        with state_errors():
            self._if_unchanged(
                keys=[self._keys.watchers], args=[connection_id, before_seq, after_seq]
            )

    def all(self) -> list[Watcher]:
        with state_errors():
            found = self._client.hgetall(self._keys.watchers)
        return [Watcher(name.decode(), int(seq) if seq else None) for name, seq in found.items()]

    def count(self) -> int:
        with state_errors():
            return int(self._client.hlen(self._keys.watchers))
