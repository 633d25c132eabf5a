"""What the live feed needs from the world: alerts in order, and who watches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ringfence.domain.alerts import AlertPage


class Feed(Protocol):
    """Alerts by sequence number, and what happens second by second."""

    def page(self, before_seq: int | None, after_seq: int | None, limit: int) -> AlertPage: ...

    def after(self, seq: int, limit: int) -> tuple[Sequence[bytes], int, int]:
        """Alerts with a greater seq as JSON, oldest first; with the first seq kept and the last."""

    def listen(self) -> Listener: ...


class Listener(Protocol):
    """A subscription to `fraud_alerts`. It carries wake-ups; the stream carries the alerts."""

    def wait(self, timeout_s: float) -> bool:
        """True when something was published (or a watcher asked) before the time was up."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Watcher:
    """A connection. `after_seq` is how far it has been served; None until it subscribes."""

    connection_id: str
    after_seq: int | None


class Watchers(Protocol):
    """Who watches."""

    def add(self, connection_id: str) -> None: ...
    def remove(self, connection_id: str) -> None: ...
    def subscribe(self, connection_id: str, after_seq: int | None) -> None: ...
    def served(self, connection_id: str, before_seq: int, after_seq: int) -> None:
        """It has everything up to `after_seq`, unless it is no longer at `before_seq`."""

    def all(self) -> Sequence[Watcher]: ...
    def count(self) -> int: ...


class Push(Protocol):
    """The WebSocket API's way to a connection."""

    def post(self, connection_id: str, frame: bytes) -> bool:
        """False when the connection is gone.

        Raises
        ------
        PushUnavailable
            The API did not answer; the frame may be sent again.
        """


class Lease(Protocol):
    """Who may run, of functions of which one runs at a time; it frees itself when not renewed."""

    def take(self, token: str, ttl_s: float) -> bool:
        """False when somebody holds it."""

    def renew(self, token: str, ttl_s: float) -> bool:
        """False when it is not held under `token`."""

    def hand_over(self, token: str, successor: str, ttl_s: float) -> bool:
        """False when it is not held under `token`."""

    def drop(self, token: str) -> None: ...


class Starter(Protocol):
    def start(self, token: str) -> None:
        """Invoke the function, asynchronously, that holds its lease under `token`.

        Raises
        ------
        PushUnavailable
        """
