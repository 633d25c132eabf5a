"""HTTP to the API: keep-alive, and patience with 429 and 503."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 15.0
PATIENCE_S = 60.0
"""How long one request waits for a server that is busy or away: a restart only slows a stream."""

BACKOFF_MAX_S = 10.0


class NothingListens(Exception):
    """Nobody answers at the URL."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"nothing listens at {url} ({why}); start it with `make run`")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 when no attempt was answered."""

    status: int
    body: dict[str, Any]
    latency_s: float


class Client:
    """One connection, for one thread."""

    def __init__(
        self, url: str, token: str = "", sleep: Callable[[float], object] = time.sleep
    ) -> None:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self.url = url
        self._prefix = parts.path.rstrip("/")
        self._connection = kind(parts.hostname or "localhost", parts.port, timeout=TIMEOUT_S)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._sleep = sleep
        self._jitter = Random(0)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def get(self, path: str) -> Answer:
        """One GET.

        Raises
        ------
        NothingListens
        """
        try:
            return self._once("GET", path, None)[0]
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise NothingListens(self.url, str(error) or type(error).__name__) from error

    def post(self, path: str, body: object) -> Answer:
        """One POST, tried again (ids make that safe) on 429, 503 and a lost connection."""
        data, waited_s = json.dumps(body).encode(), 0.0
        for attempt in count():
            try:
                answer, retry_after_s = self._once("POST", path, data)
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                answer, retry_after_s = Answer(0, {"title": f"no answer: {error}"}, 0.0), 0.0
            pause_s = self._pause_s(attempt, retry_after_s)
            waited_s += pause_s
            if answer.status not in (0, 429, 503) or waited_s > PATIENCE_S:
                return answer
            self._sleep(pause_s)
        raise AssertionError("a count does not end")

    def _once(self, method: str, path: str, data: bytes | None) -> tuple[Answer, float]:
        begun = time.perf_counter()
        self._connection.request(method, self._prefix + path, data, self._headers)
        response = self._connection.getresponse()
        raw = response.read()
        latency_s = time.perf_counter() - begun
        retry_after = response.headers.get("Retry-After", "")
        return (
            Answer(response.status, _read_json(raw), latency_s),
            float(retry_after) if retry_after.isdigit() else 0.0,
        )

    def _pause_s(self, attempt: int, retry_after_s: float) -> float:
        """What the server asked for, or exponential with full jitter; never over the maximum."""
        backoff_s = self._jitter.uniform(0.05, 0.2 * 2 ** min(attempt, 6))
        return min(BACKOFF_MAX_S, max(retry_after_s, backoff_s))


def _read_json(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        return {"title": raw[:200].decode(errors="replace")}
    return body if isinstance(body, dict) else {"title": str(body)[:200]}
