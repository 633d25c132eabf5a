"""Services that tests share. With REQUIRE_SERVICES=1 a missing one fails; it never skips."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from infra.local.redis_server import EmbeddedRedis

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
os.environ.setdefault("AWS_ACCESS_KEY_ID", "test")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")


def unavailable(what: str, why: object) -> None:
    """Skip on a laptop without the service; fail where services are required."""
    message = f"{what} is not available: {why}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message)
    pytest.skip(message)


def redis_server(folder: Path) -> Iterator[EmbeddedRedis]:
    """A server of one's own, which a test may pause or kill, or why there can be none here."""
    from infra.local.errors import CannotRun
    from infra.local.redis_server import EmbeddedRedis

    server = EmbeddedRedis(folder)
    try:
        server.start()
    except CannotRun as error:
        unavailable("the embedded Redis", error)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded Redis with FalkorDB, for the whole session."""
    for server in redis_server(tmp_path_factory.mktemp("redis")):
        yield server.url


@pytest.fixture
def namespace() -> str:
    """A namespace of the test's own: tests share a server and never meet."""
    return secrets.token_hex(6)
