"""Decisions as Redis stores them, read many at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence

from redis import Redis

from ringfence.adapters.decision_codec import unpack
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.messages import Decision


class RedisDecisions:
    """Reads the records that the commit function writes."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def find_all(self, transaction_ids: Sequence[str]) -> list[Decision | None]:
        """The decision on each; None where it is pending, unknown or past its retention.

        One round trip.
        """
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for name in transaction_ids:
                pipeline.hmget(self._keys.transaction(name), ("decision", "alert_seq"))
            found = pipeline.execute()
        return [self.unpack(packed, int(seq or 0)) if packed else None for packed, seq in found]

    def unpack(self, data: bytes, alert_seq: int) -> Decision:
        """A stored decision, also one that another release stored."""
        return unpack(data, alert_seq, self.feature_names)

    def feature_names(self, version: str) -> list[str]:
        """The columns of another release's vectors, as that release left them. One round trip."""
        with state_errors():
            names: list[str] = json.loads(self._client.hget(self._keys.feature_names, version))
        return names
