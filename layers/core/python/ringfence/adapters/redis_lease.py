"""`ports.Lease` on one Redis key: at most one function of its kind runs in a namespace."""

from __future__ import annotations

from redis import Redis

from ringfence.adapters.redis_errors import state_errors

# A lease is only changed by who holds it: compare and set, atomically.
_IF_MINE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""


class RedisLease:
    """The key holds the token of who runs."""

    def __init__(self, client: Redis, key: str) -> None:
        self._client = client
        self._key = key
        self._if_mine = client.register_script(_IF_MINE)

    def take(self, token: str, ttl_s: float) -> bool:
        with state_errors():
            return bool(self._client.set(self._key, token, nx=True, px=round(ttl_s * 1_000)))

    def renew(self, token: str, ttl_s: float) -> bool:
        return self.hand_over(token, token, ttl_s)

    def hand_over(self, token: str, successor: str, ttl_s: float) -> bool:
        with state_errors():
            held = self._if_mine(keys=[self._key], args=[token, successor, round(ttl_s * 1_000)])
        return bool(held)

    def drop(self, token: str) -> None:
        with state_errors():
            self._if_mine(keys=[self._key], args=[token, "", 0])
