"""Servers of the user's own, asked before anything leans on them."""

from __future__ import annotations

import contextlib
from urllib.parse import urlsplit

import redis

from infra.local.errors import CannotRun

ANSWER_WITHIN_S = 3.0
OLDEST = 7
"""The first with functions; what is tested is 8."""
WITHOUT = "or leave {name} out to use the embedded one"


def require_servers(redis_url: str, graph_url: str | None) -> None:
    """Refuse servers that could not serve, each by the setting that names it.

    Raises
    ------
    CannotRun
    """
    server = _answer("REDIS_URL", redis_url)
    _require_version("REDIS_URL", redis_url, server)
    if graph_url is None:
        _require_graph("REDIS_URL", redis_url, server)
    else:
        require_graph_server(graph_url)


def require_graph_server(graph_url: str) -> None:
    """Refuse a server without FalkorDB; raises `CannotRun`."""
    _require_graph("GRAPH_URL", graph_url, _answer("GRAPH_URL", graph_url))


def _answer(name: str, url: str) -> dict[str, str]:
    """What the server says of itself and of its modules."""
    if not url.startswith(("redis://", "rediss://")):
        raise CannotRun(
            f"{name}={shown(url)} is no address of a Redis: write it as redis://HOST:PORT, "
            f"rediss:// for TLS, {WITHOUT.format(name=name)}"
        )
    try:
        client = redis.Redis.from_url(
            url,
            socket_timeout=ANSWER_WITHIN_S,
            socket_connect_timeout=ANSWER_WITHIN_S,
            decode_responses=True,
            protocol=2,  # Of any age: one that is too old is told so.
            retry=None,
        )
        with contextlib.closing(client):
            version = str(client.info("server").get("redis_version", "0"))
            modules = str(client.execute_command("MODULE", "LIST")).lower()
            return {"version": version, "modules": modules}
    except ValueError as error:
        raise CannotRun(f"{name}={shown(url)} cannot be read: {error}") from None
    except redis.AuthenticationError as error:
        raise CannotRun(
            f"{name}={shown(url)} wants a name or a password ({error}): "
            f"write it as redis://USER:PASSWORD@HOST:PORT"
        ) from None
    except (redis.RedisError, OSError) as error:
        raise CannotRun(
            f"{name}={shown(url)} does not answer ({error}): start it, or mend the address, "
            f"{WITHOUT.format(name=name)}"
        ) from None


def _require_version(name: str, url: str, server: dict[str, str]) -> None:
    major = server["version"].partition(".")[0]
    if not major.isdigit() or int(major) < OLDEST:
        raise CannotRun(
            f"{name}={shown(url)} is Redis {server['version']}: Redis 8 is needed, "
            f"{WITHOUT.format(name=name)}"
        )


def _require_graph(name: str, url: str, server: dict[str, str]) -> None:
    if "graph" not in server["modules"]:
        raise CannotRun(
            f"{name}={shown(url)} has no FalkorDB module: load it there "
            "(docs/deploy.md, FalkorDB), or name a server that has it: GRAPH_URL=redis://HOST:PORT"
        )


def shown(url: str) -> str:
    """An address without its name and password, for a terminal."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return parts._replace(netloc=f"…@{parts.netloc.rpartition('@')[2]}").geturl()
