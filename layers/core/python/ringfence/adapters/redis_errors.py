"""Driver errors become ours: nobody above the adapters knows the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis import RedisError

from ringfence.domain.errors import StateUnavailable


@contextmanager
def state_errors() -> Iterator[None]:
    """What Redis raises, as `StateUnavailable`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StateUnavailable(f"Redis: {error}") from error
