"""Decisions as Redis stores them, read many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from redis import Redis

from ringfence.adapters.decision_codec import opened, unpack
from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.decisions import Decision
from ringfence.domain.labels import Label

SCANNED = 500
"""Keys asked for at once when all decisions are read."""


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
                pipeline.hmget(self._keys.transaction(name), ("decision", "alert_seq", "amendment"))
            found = pipeline.execute()
        return [
            self.unpack(packed, int(seq or 0), amendment) if packed else None
            for packed, seq, amendment in found
        ]

    def labelled(self) -> Iterator[tuple[Decision, tuple[Label, ...]]]:
        """Every stored decision, in no order, with its labels, oldest first.

        Two round trips for each `SCANNED` keys. What is decided meanwhile may be missing.
        """
        start = self._keys.transaction("")
        names = self._scanned(start)
        while batch := list(islice(names, SCANNED)):
            for decision, labels in zip(self.find_all(batch), self._labels(batch), strict=True):
                if decision is not None:
                    yield decision, labels

    def _scanned(self, start: str) -> Iterator[str]:
        with state_errors():
            for key in self._client.scan_iter(f"{start}*", count=SCANNED):
                yield key.decode()[len(start) :]

    def _labels(self, transaction_ids: Sequence[str]) -> list[tuple[Label, ...]]:
        with state_errors():
            pipeline = self._client.pipeline(transaction=False)
            for name in transaction_ids:
                pipeline.lrange(self._keys.labels(name), 0, -1)
            found = pipeline.execute()
        return [tuple(map(Label.model_validate_json, labels)) for labels in found]

    def last_labels(self, transaction_ids: Sequence[str]) -> list[Label | None]:
        """The label in force on each; None where there is none. One round trip."""
        return [labels[-1] if labels else None for labels in self._labels(transaction_ids)]

    def labels_in_force(self, transaction_ids: Sequence[str]) -> list[str | None]:
        """What it says. One round trip."""
        return [one.label if one else None for one in self.last_labels(transaction_ids)]

    def unpack(self, data: bytes, alert_seq: int, amendment: bytes | None = None) -> Decision:
        """A stored decision, also one that another release stored."""
        return unpack(data, alert_seq, self._feature_names, self._dictionary, amendment)

    def opened(self, data: bytes) -> dict[str, Any]:
        """The same as plain JSON, for who reads thousands and needs a few fields of each."""
        return opened(data, self._feature_names, self._dictionary)

    def _feature_names(self, version: str) -> list[str]:
        """The columns of another release's vectors, as that release left them. One round trip."""
        with state_errors():
            names: list[str] = json.loads(self._client.hget(self._keys.feature_names, version))
        return names

    def _dictionary(self, number: str) -> bytes:
        """What another release packed with, as that release left it. One round trip."""
        with state_errors():
            dictionary: bytes = self._client.hget(self._keys.decision_dictionaries, number)
        return dictionary
