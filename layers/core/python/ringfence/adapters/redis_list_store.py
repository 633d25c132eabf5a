"""`ports.ListStore` in Redis. A change is tried again where somebody else's came first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from redis import Redis, WatchError

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.adapters.redis_lists import ENTRIES, ListsReading, list_field
from ringfence.domain.errors import ListsFull, StateUnavailable
from ringfence.domain.lists import LISTED_ENTITIES_MAX, ListEntry

TRIES = 5
"""Two people at once are rare; five collisions in a row are not two people."""

Fields = dict[bytes, ListsReading]


class RedisListStore:
    """See `ports.ListStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._key = keys.lists

    def all(self) -> Sequence[ListEntry]:
        with state_errors():
            fields = self._read(self._client)
        return [entry for entries in fields.values() for entry in entries]

    def put(self, entry: ListEntry) -> None:
        def change(fields: Fields) -> Fields:
            name = list_field(entry.entity, entry.entity_id).encode()
            if name not in fields and len(fields) >= LISTED_ENTITIES_MAX:
                raise ListsFull(LISTED_ENTITIES_MAX)
            return {name: (*_without(fields.get(name, ()), entry.entry_id), entry)}

        self._change(change)

    def remove(self, entry_id: str) -> bool:
        def change(fields: Fields) -> Fields:
            return {
                name: _without(entries, entry_id)
                for name, entries in fields.items()
                if any(entry.entry_id == entry_id for entry in entries)
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
    return tuple(entry for entry in entries if entry.entry_id != entry_id)
