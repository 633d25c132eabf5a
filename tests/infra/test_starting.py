"""What a start on this machine says when it cannot: what is wrong, and what to do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from infra.local.errors import CannotRun
from infra.local.lock import locked, name_address
from infra.local.own_servers import require_graph_server, require_servers, shown
from infra.local.ports import LOOPBACK, free_port, port_beside, require_free


class ScriptedRedis:
    """A server that knows `INFO` and `MODULE LIST`, by what it was given."""

    def __init__(self, info: bytes, modules: bytes) -> None:
        self._socket = socket.create_server((LOOPBACK, 0))
        self._info, self._modules = info, modules
        self.url = f"redis://{LOOPBACK}:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            while asked := connection.recv(4_096):
                connection.sendall(b"+OK\r\n" * asked.count(b"SETINFO"))
                if b"MODULE" in asked:
                    connection.sendall(self._modules)
                elif b"$4\r\nINFO" in asked:
                    connection.sendall(self._info)

    def close(self) -> None:
        self._socket.close()


def _info(version: str) -> bytes:
    text = f"# Server\r\nredis_version:{version}\r\n".encode()
    return b"$%d\r\n%s\r\n" % (len(text), text)


OLD, NEW, NO_MODULE = _info("6.2.1"), _info("8.2.3"), b"*0\r\n"
LOCKED = b"-NOAUTH Authentication required.\r\n"
HAS_GRAPH = b"*1\r\n*2\r\n$4\r\nname\r\n$5\r\ngraph\r\n"


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.create_server((LOOPBACK, 0))) as server:
        yield server.getsockname()[1]


def test_a_port_that_is_taken_is_told_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(CannotRun, match=rf"port {taken} is taken .*make run PORT=\d+"):
        require_free(taken)

    assert require_free(port_beside(taken)) != taken


def test_a_second_run_is_told_where_the_first_is(tmp_path: Path) -> None:
    with locked(tmp_path) as lock:
        name_address(lock, "http://127.0.0.1:8000")

        with pytest.raises(CannotRun, match=r"already at http://127.0.0.1:8000.*Ctrl-C"):
            locked(tmp_path)

    with locked(tmp_path), pytest.raises(CannotRun, match="from this folder already: use"):
        locked(tmp_path)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("localhost:6379", "is no address of a Redis: write it as redis://HOST:PORT"),
        ("http://localhost:6379", "is no address of a Redis"),
        ("redis://localhost:port", "cannot be read"),
        (f"redis://{LOOPBACK}:{free_port()}", "does not answer .* start it, or mend the address"),
    ],
)
def test_an_address_where_no_redis_is_names_its_setting_and_the_cure(url: str, says: str) -> None:
    with pytest.raises(CannotRun, match=f"REDIS_URL=.* {says}"):
        require_servers(url, None)


@pytest.mark.parametrize(
    ("info", "says"),
    [
        (OLD, "is Redis 6.2.1: Redis 8 is needed"),
        (NEW, "has no FalkorDB module: load it there"),
        (LOCKED, "wants a name or a password"),
    ],
)
def test_a_redis_that_cannot_serve_is_told_why(info: bytes, says: str) -> None:
    with (
        closing(ScriptedRedis(info, NO_MODULE)) as server,
        pytest.raises(CannotRun, match=f"REDIS_URL={server.url} {says}"),
    ):
        require_servers(server.url, None)


def test_the_graph_may_be_on_a_server_of_its_own() -> None:
    with (
        closing(ScriptedRedis(NEW, NO_MODULE)) as state,
        closing(ScriptedRedis(NEW, HAS_GRAPH)) as graph,
    ):
        require_servers(state.url, graph.url)

    with (
        closing(ScriptedRedis(NEW, NO_MODULE)) as neither,
        pytest.raises(CannotRun, match=r"GRAPH_URL=.* has no FalkorDB"),
    ):
        require_graph_server(neither.url)


def test_a_password_is_not_shown() -> None:
    assert shown("rediss://ann:secret@host:6379/0") == "rediss://…@host:6379/0"
