"""`redeliver.Redelivery` in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.domain.errors import QueueUnavailable
from ringfence.flow.redeliver import Wait


class MemoryRedelivery:
    """What was given back, in order; `is_down` makes it refuse."""

    def __init__(self) -> None:
        self.waits: list[Wait] = []
        self.is_down = False

    def delay(self, waits: Sequence[Wait]) -> None:
        if self.is_down:
            raise QueueUnavailable("the queue is down")
        self.waits.extend(waits)
