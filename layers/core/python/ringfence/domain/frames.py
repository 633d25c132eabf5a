"""What crosses the WebSocket: what a page asks, and what it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ringfence.domain.alerts import AnyAlert
from ringfence.domain.problems import Problem
from ringfence.domain.values import Message


class SubscribeMessage(Message):
    """Start (or resume) the feed after `after_seq`; None means only what is new."""

    action: Literal["subscribe"]
    after_seq: Annotated[int, Field(ge=0)] | None = None


class PingMessage(Message):
    """Asks for a `pong`; `sent_at_ms` is echoed, so the page can tell its round trip."""

    action: Literal["ping"]
    sent_at_ms: float | None = None


ClientMessage = Annotated[SubscribeMessage | PingMessage, Field(discriminator="action")]


class AlertsFrame(Message):
    """The alerts in (`after_seq`, `last_seq`], oldest first: at most one frame per 50 ms.

    A page whose own last sequence number is below `after_seq` has a gap and subscribes again.
    """

    type: Literal["alerts"] = "alerts"
    after_seq: int
    last_seq: int
    alerts: tuple[AnyAlert, ...]
    sent_at: datetime


class StatsFrame(Message):
    """Once a second: what the system did in the last whole second, and since it began."""

    type: Literal["stats"] = "stats"
    second: int
    decisions: int
    alerts: int
    declines: int
    decision_ms_max: float
    decisions_total: int
    alerts_total: int
    last_seq: int
    watchers: int
    sent_at: datetime


class GapFrame(Message):
    """Alerts in (`after_seq`, `first_seq`) have left the stream; their decisions are still kept."""

    type: Literal["gap"] = "gap"
    after_seq: int
    first_seq: int


class PongFrame(Message):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"
    sent_at_ms: float | None
    server_at: datetime


class ErrorFrame(Message):
    """A client message that could not be read."""

    type: Literal["error"] = "error"
    problem: Problem


ServerMessage = Annotated[
    AlertsFrame | StatsFrame | GapFrame | PongFrame | ErrorFrame, Field(discriminator="type")
]
