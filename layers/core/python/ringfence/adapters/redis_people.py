"""`ports.PeopleStore` in Redis: a hash from the hash of a token to whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from redis import Redis, WatchError

from ringfence.adapters.redis_errors import state_errors
from ringfence.adapters.redis_keys import Keys
from ringfence.domain.errors import KnownName, StateUnavailable, TooManyPeople
from ringfence.domain.people import PEOPLE_MAX, KnownPerson

TRIES = 5


class RedisPeople:
    """See `ports.PeopleStore`."""

    def __init__(self, client: Redis, keys: Keys) -> None:
        self._client = client
        self._key = keys.people

    def find(self, token_hash: str) -> KnownPerson | None:
        with state_errors():
            stored = self._client.hget(self._key, token_hash)
        return KnownPerson.model_validate_json(stored) if stored else None

    def all(self) -> Sequence[KnownPerson]:
        with state_errors():
            return [*self._read(self._client).values()]

    def put(self, token_hash: str, person: KnownPerson) -> None:
        for _ in range(TRIES):
            with state_errors(), self._client.pipeline(transaction=True) as pipeline:
                pipeline.watch(self._key)
                known = self._read(pipeline)
                if any(one.name == person.name for one in known.values()):
                    raise KnownName(person.name)
                if len(known) >= PEOPLE_MAX:
                    raise TooManyPeople(PEOPLE_MAX)
                pipeline.multi()
                pipeline.hset(self._key, token_hash, person.model_dump_json())
                try:
                    pipeline.execute()
                except WatchError:
                    continue
                return
        raise StateUnavailable("people are let in by many at once; try again")

    def remove(self, name: str) -> bool:
        with state_errors():
            known = self._read(self._client)
            fields = [field for field, person in known.items() if person.name == name]
            return bool(fields) and bool(self._client.hdel(self._key, *fields))

    def _read(self, client: Redis) -> dict[bytes, KnownPerson]:
        return {
            field: KnownPerson.model_validate_json(value)
            for field, value in client.hgetall(self._key).items()
        }
