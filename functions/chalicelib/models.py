"""Models over HTTP: what is asked for, and the book after a change."""

from __future__ import annotations

from urllib.parse import unquote

from chalice.app import Response

from chalicelib import http, log, parameters
from chalicelib.request import Request
from ringfence.domain.drift import DRIFT_HOURS_DEFAULT, DRIFT_HOURS_MAX
from ringfence.domain.errors import UnknownModel
from ringfence.domain.model_book import ModelBook, is_version
from ringfence.domain.people import Person
from ringfence.domain.vitals import TRAFFIC_S_MAX

TRAFFIC_S_DEFAULT = 180


def version(path: str) -> str:
    """A version from the path; one that cannot be a version is unknown."""
    text = unquote(path)
    if not is_version(text):
        raise UnknownModel("that")
    return text


def hours(request: Request) -> int:
    """How far back drift is asked for."""
    query = request.query("hours")
    return parameters.whole(query, "hours", 1, DRIFT_HOURS_MAX) or DRIFT_HOURS_DEFAULT


def traffic_seconds(request: Request) -> int:
    """How many seconds of traffic are asked for."""
    query = request.query("seconds")
    return parameters.whole(query, "seconds", 1, TRAFFIC_S_MAX) or TRAFFIC_S_DEFAULT


def changed(book: ModelBook, person: Person) -> Response:
    """The book after a change, which is logged with who made it."""
    log.line("models_changed", author=person.name, active=book.active, shadow=book.shadow)
    return http.ok(book)
