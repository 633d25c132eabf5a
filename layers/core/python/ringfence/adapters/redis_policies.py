"""Policies in Redis: what each release decides by, under its content hash."""

from __future__ import annotations

from redis import Redis

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.errors import PolicyRefused
from ringfence.domain.policy import Policy, read_policy


class RedisPolicies:
    """See `ports.Policies`."""

    def __init__(self, client: Redis, keys: Keys, policy: Policy) -> None:
        self._client = client
        self._keys = keys
        self._policy = policy
        self._is_kept = False

    def load(self) -> Policy:
        if not self._is_kept:
            with state_errors():
                body = self._policy.model_dump_json()
                self._client.hsetnx(self._keys.policies, self._policy.version, body)
            self._is_kept = True
        return self._policy

    def recall(self, version: str) -> Policy:
        """One round trip, none for the one in force."""
        if version == self._policy.version:
            return self._policy
        with state_errors():
            body = self._client.hget(self._keys.policies, version)
        if body is None:
            raise PolicyRefused(version, "it is not stored")
        return read_policy(version, body)
