"""`ports.Feed` and `ports.Stats` on Redis: the alert stream, its Pub/Sub channel, the counters."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter
from redis import Redis, RedisError
from redis.client import PubSub

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import ALERTS_CHANNEL, Keys
from ringfence.domain.alerts import AlertPage, AnyAlert
from ringfence.domain.errors import StateUnavailable
from ringfence.domain.vitals import TrafficSecond

ALERT: TypeAdapter[AnyAlert] = TypeAdapter(AnyAlert)


class RedisListener:
    """`ports.Listener`: wakes on an alert or on a new subscription."""

    def __init__(self, pubsub: PubSub, channels: tuple[str, ...]) -> None:
        self._pubsub = pubsub
        with state_errors():
            self._pubsub.subscribe(*channels)

    def wait(self, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        with state_errors():
            while (left := deadline - time.monotonic()) > 0:
                message = self._pubsub.get_message(ignore_subscribe_messages=True, timeout=left)
                if message is not None:
                    return True
        return False

    def close(self) -> None:
        try:
            self._pubsub.close()
        except (RedisError, OSError) as error:
            raise StateUnavailable(f"Redis: {error}") from error


class RedisFeed:
    """Alerts by sequence number: stream ids are `<seq>-0`, so a gap is a range."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def page(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage:
        """Alerts in (after_seq, before_seq), newest first. One round trip."""
        newest = f"({before_seq}-0" if before_seq else "+"
        oldest = f"({after_seq}-0" if after_seq else "-"
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.xrevrange(self._keys.alerts, newest, oldest, count=limit + 1)
            pipeline.get(self._keys.alert_seq)
            entries, last_seq = pipeline.execute()
        alerts = tuple(ALERT.validate_json(entry[b"alert"]) for _, entry in entries[:limit])
        is_more = len(entries) > limit
        return AlertPage(
            alerts=alerts,
            last_seq=int(last_seq or 0),
            next_before_seq=alerts[-1].seq if is_more else None,
        )

    def after(self, seq: int, limit: int) -> tuple[list[bytes], int, int]:
        """Alerts above `seq` as JSON, the first seq kept, the last given. One round trip."""
        with state_errors():
            pipeline = self._client.pipeline(transaction=True)
            pipeline.xrange(self._keys.alerts, f"({seq}-0", "+", count=limit)
            pipeline.xrange(self._keys.alerts, "-", "+", count=1)
            pipeline.get(self._keys.alert_seq)
            entries, first, last_seq = pipeline.execute()
        last = int(last_seq or 0)
        first_seq = int(first[0][0].split(b"-")[0]) if first else last + 1
        return [entry[b"alert"] for _, entry in entries], first_seq, last

    def listen(self) -> RedisListener:
        return RedisListener(self._client.pubsub(), (ALERTS_CHANNEL, self._keys.relay_wake))


class RedisStats:
    """What the commit function counted."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def seconds(self, seconds: Sequence[int]) -> list[TrafficSecond]:
        with state_errors():
            read = self._client.pipeline(transaction=False)
            for second in seconds:
                read.hgetall(self._keys.second(second))
            found = read.execute()
        return [_counted(second, fields) for second, fields in zip(seconds, found, strict=True)]

    def totals(self) -> dict[str, int]:
        with state_errors():
            totals = self._client.hgetall(self._keys.totals)
        return {name.decode(): int(value) for name, value in totals.items()}


def _counted(second: int, fields: Mapping[bytes, bytes]) -> TrafficSecond:
    count = {name.decode(): int(value) for name, value in fields.items()}
    return TrafficSecond(
        second=second,
        decisions=sum(count.get(outcome, 0) for outcome in ("approve", "review", "decline")),
        alerts=count.get("alerts", 0),
        declines=count.get("decline", 0),
        decision_ms_max=count.get("us_max", 0) / 1_000,
    )
