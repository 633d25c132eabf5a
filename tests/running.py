"""The whole system, deployed from the template into the embedded run, and ways to talk to it."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar

import pytest

from infra.local.errors import CannotRun
from infra.local.ports import LOOPBACK, free_port
from infra.local.run import EmbeddedRun, Options
from tests.conftest import unavailable

WAIT_S = 30.0
FRIENDLY_PORT = free_port()
"""Where a page of another origin stands that the API allows."""
SCHEDULED_EVENT = {
    "version": "0",
    "id": "a-minute",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}
"""What EventBridge sends a function on a schedule."""
Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Message
    body: Any


def call(method: str, url: str, body: object = None, **headers: str) -> Answer:
    """One request; every status is an answer."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **_signed, **headers}
    request = urllib.request.Request(url, data=data, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as reply:
            return _answer(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        return _answer(error.code, error.headers, error.read())


_signed: dict[str, str] = {}


@contextmanager
def signed_in(token: str) -> Iterator[None]:
    """Every `call` within carries the token."""
    _signed["Authorization"] = f"Bearer {token}"
    try:
        yield
    finally:
        _signed.clear()


def _answer(status: int, headers: Message, raw: bytes) -> Answer:
    is_json = "json" in (headers.get("Content-Type") or "")
    return Answer(status, headers, json.loads(raw) if is_json and raw else raw)


def until(look: Callable[[], Found | None], within_s: float = WAIT_S) -> Found:
    """Look until there is something; fail when the time is up."""
    deadline = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"nothing came within {within_s} s"
        time.sleep(0.05)


def decided(run: EmbeddedRun, transaction_id: str, within_s: float = WAIT_S) -> dict[str, Any]:
    """The decision on a transaction, once it is made."""

    def look() -> dict[str, Any] | None:
        answer = call("GET", f"{run.api_url}/transactions/{transaction_id}")
        return answer.body if answer.status == 200 and answer.body["status"] == "decided" else None

    return until(look, within_s)


def invoke(run: EmbeddedRun, name: str) -> dict[str, Any]:
    """Run a scheduled function now, as Lambda starts it; what it answered."""
    functions = run.client("lambda")
    names = [one["FunctionName"] for one in functions.list_functions()["Functions"]]
    [function] = [one for one in names if one.endswith(f"-{name}")]
    reply = functions.invoke(FunctionName=function, Payload=json.dumps(SCHEDULED_EVENT))
    answer: dict[str, Any] = json.loads(reply["Payload"].read())
    assert "FunctionError" not in reply, answer
    return answer


def workers_of(run: EmbeddedRun, name: str) -> list[int]:
    """The processes that run a function of this system now, for who wants to end them."""
    place = f"{run.state_dir}/emulator/tmp/ministack-lambda-ringfence-{name}-"
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # It ended while we looked.
            if place in (directory / "cmdline").read_bytes().decode(errors="replace"):
                found.append(int(directory.name))
    return found


def start_run(state_dir: Path) -> Iterator[EmbeddedRun]:
    """Start everything, or say why it cannot be had here."""
    allowed = {"AllowedOrigins": f"http://{LOOPBACK}:{FRIENDLY_PORT}"}
    run = EmbeddedRun(state_dir, Options(parameters=allowed))
    try:
        run.start()
    except CannotRun as error:
        unavailable("the embedded run", error)
    yield run
    run.stop()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRun]:
    """One deployed system for all tests of a session; each test uses ids of its own."""
    yield from start_run(tmp_path_factory.mktemp("run"))
