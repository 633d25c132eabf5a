"""`ports.ListStore` in Redis. A change is tried again where somebody else's came first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from redis import Redis, WatchError

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lists import ENTRIES, ListsReading, list_field
from ringfence.domain.errors import ListsFull, StateUnavailable
from ringfence.domain.lists import (
    LISTED_ENTITIES_MAX,
    Standing,
    has_ended,
    standing_id,
)
from ringfence.domain.velocity import EntityType

TRIES = 5
"""Two people at once are rare; five collisions in a row are not two people."""

Fields = dict[bytes, ListsReading]


class RedisListStore:
    """See `ports.ListStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._key = keys.lists

    def of(self, entity: EntityType, name: str) -> Sequence[Standing]:
        with state_errors():
            stored = self._client.hget(self._key, list_field(entity, name))
        return ENTRIES.validate_json(stored) if stored else ()

    def all(self) -> Sequence[Standing]:
        with state_errors():
            fields = self._read(self._client)
        return [entry for entries in fields.values() for entry in entries]

    def put(self, entry: Standing) -> None:
        def change(fields: Fields) -> Fields:
            name = list_field(entry.entity, entry.entity_id).encode()
            ended = _pruned(fields, entry.created_at)
            others = ended.get(name, fields.get(name, ()))
            left = len(fields) - sum(not entries for entries in ended.values())
            if not others and left >= LISTED_ENTITIES_MAX:
                raise ListsFull(LISTED_ENTITIES_MAX)
            return {**ended, name: (*_without(others, standing_id(entry)), entry)}

        self._change(change)

    def remove(self, entry_id: str) -> bool:
        def change(fields: Fields) -> Fields:
            return {
                name: _without(entries, entry_id)
                for name, entries in fields.items()
                if any(standing_id(entry) == entry_id for entry in entries)
            }

        return self._change(change)

    def _read(self, client: Redis) -> Fields:
        stored = client.hgetall(self._key)
        return {name: ENTRIES.validate_json(value) for name, value in stored.items()}

    def _change(self, change: Callable[[Fields], Fields]) -> bool:
        """Write the fields that `change` gives; an entity without entries leaves the hash. False
        where it gives none."""
        for _ in range(TRIES):
            with state_errors(), self._client.pipeline(transaction=True) as pipeline:
                pipeline.watch(self._key)
                changed = change(self._read(pipeline))
                pipeline.multi()
                for name, entries in changed.items():
                    if entries:
                        pipeline.hset(self._key, name, ENTRIES.dump_json(entries))
                    else:
                        pipeline.hdel(self._key, name)
                try:
                    pipeline.execute()
                except WatchError:
                    continue
                return bool(changed)
        raise StateUnavailable("the lists are changed by many at once; try again")


def _without(entries: ListsReading, entry_id: str) -> ListsReading:
    return tuple(entry for entry in entries if standing_id(entry) != entry_id)


def _pruned(fields: Fields, at: datetime) -> Fields:
    """The fields that hold snoozes which have ended, without those."""
    kept = {
        name: tuple(entry for entry in entries if not has_ended(entry, at))
        for name, entries in fields.items()
    }
    return {name: entries for name, entries in kept.items() if entries != fields[name]}
