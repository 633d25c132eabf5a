"""WebSocket events to connections and subscriptions, and the relay's two triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Response, WebsocketEvent
from pydantic import TypeAdapter, ValidationError

from chalicelib import fixes, log
from chalicelib.problems import field_errors
from ringfence.domain.errors import DependencyError, Unauthorised
from ringfence.domain.frames import ClientMessage, ErrorFrame, PingMessage
from ringfence.domain.problems import Problem

if TYPE_CHECKING:
    from ringfence.bootstrap import Services

_CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


def connect(event: WebsocketEvent, services: Services) -> Response:
    """Accept a watcher with a token (`?token=`) of somebody we know, refuse any other."""
    query = event.to_dict().get("queryStringParameters") or {}
    try:
        if not services.people.is_open:
            services.people.identify(str(query.get("token", "")))
        services.connect(event.connection_id)
    except Unauthorised:
        log.line("socket_refused", connection_id=event.connection_id)
        return Response("", status_code=401)
    except DependencyError as error:
        log.line("socket_failed", error=type(error).__name__, detail=str(error))
        return Response("", status_code=503)
    log.line("socket_connected", connection_id=event.connection_id)
    return Response("", status_code=200)


def receive(event: WebsocketEvent, services: Services) -> None:
    """`subscribe` and `ping` wake the relay, anything else is told what is wrong."""
    try:
        action = _obey(event, services)
    except DependencyError as error:
        # The page sees no answer and connects again, with its own last sequence number.
        log.line("socket_failed", error=type(error).__name__, detail=str(error))
        return
    log.line("socket_message", connection_id=event.connection_id, action=action)


def _obey(event: WebsocketEvent, services: Services) -> str:
    try:
        message = _CLIENT_MESSAGE.validate_json(event.body or "")
    except ValidationError as error:
        services.send(event.connection_id, ErrorFrame(problem=_unreadable(error)))
        return "unreadable"
    if isinstance(message, PingMessage):
        services.pong(event.connection_id, message.sent_at_ms)
    else:
        services.subscribe(event.connection_id, message.after_seq)
    return message.action


def disconnect(event: WebsocketEvent, services: Services) -> None:
    """Forget a watcher; if Redis is away the relay will find it gone."""
    try:
        services.disconnect(event.connection_id)
    except DependencyError as error:
        log.line("socket_failed", error=type(error).__name__, detail=str(error))
        return
    log.line("socket_disconnected", connection_id=event.connection_id)


def _unreadable(error: ValidationError) -> Problem:
    problems = fixes.problems_of(error, _CLIENT_MESSAGE.json_schema())
    told = (f"`{field}` {says}" if field else f"the message {says}" for field, says, _ in problems)
    return Problem(
        type="about:blank",
        title="Unreadable message",
        status=400,
        detail="; ".join(told),
        errors=field_errors(problems),
    )
