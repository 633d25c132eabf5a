"""Tenure: one function at a time holds a lease, renews it, and before its time limit hands it over.

The relay and the projector run this way: started when there is something to do and nobody does it,
gone when there is nothing left, never two at once, and no second uncovered in between.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from ringfence.domain.errors import DependencyError, PushUnavailable
from ringfence.flow.feed_ports import Lease, Starter

LEASE_S = 8.0
RENEW_EVERY_S = 2.0
HANDOVER_S = 15.0
"""Time left of the function's limit at which a successor is started."""


def ensure_started(lease: Lease, starter: Starter) -> bool:
    """Start a function if its lease is free; True when this call started one.

    Raises
    ------
    PushUnavailable
        It could not be started; the lease is free again.
    """
    token = secrets.token_hex(8)
    if not lease.take(token, LEASE_S):
        return False
    try:
        starter.start(token)
    except PushUnavailable:
        lease.drop(token)
        raise
    return True


LOOK_EVERY_S = 1.0
RETRY_AFTER_S = 30.0


class Upkeep:
    """Sees that a function runs, beside work that does not lean on it: a look at its lease once a
    second at most, and none for a while after what failed; the watchdog comes before that."""

    def __init__(
        self, lease: Lease, starter: Starter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lease = lease
        self._starter = starter
        self._clock = clock
        self._due_at = float("-inf")

    def ensure(self) -> None:
        """One round trip when due; a start more where the lease is free. Raises nothing."""
        if self._clock() < self._due_at:
            return
        try:
            ensure_started(self._lease, self._starter)
            self._due_at = self._clock() + LOOK_EVERY_S
        except DependencyError:
            self._due_at = self._clock() + RETRY_AFTER_S


@dataclass(slots=True)
class Tenure:
    """One holder's time under `token`, in monotonic seconds."""

    token: str
    lease: Lease
    starter: Starter
    time_left_s: Callable[[], float]
    renewed_at: float

    @classmethod
    def begin(
        cls, token: str, lease: Lease, starter: Starter, time_left_s: Callable[[], float]
    ) -> Tenure | None:
        """Take up the lease that was taken under `token`; None where somebody else has it."""
        if not lease.renew(token, LEASE_S):
            return None
        return cls(token, lease, starter, time_left_s, time.monotonic())

    def ended(self) -> str | None:
        """Renew when due; "handed over" or "lease lost" when it is time to go."""
        if self.time_left_s() < HANDOVER_S:
            successor = secrets.token_hex(8)
            if self.lease.hand_over(self.token, successor, LEASE_S):
                self.starter.start(successor)
            return "handed over"
        if time.monotonic() - self.renewed_at >= RENEW_EVERY_S:
            if not self.lease.renew(self.token, LEASE_S):
                return "lease lost"
            self.renewed_at = time.monotonic()
        return None

    def leave(self, is_needed: Callable[[], bool]) -> bool:
        """Drop the lease, then look once more: who came in between found it taken. True: gone."""
        self.lease.drop(self.token)
        return not (is_needed() and self.lease.take(self.token, LEASE_S))
