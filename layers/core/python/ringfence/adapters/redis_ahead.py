"""Requests sent ahead of their replies, on one connection: the server works while we do.

redis-py's pipeline sends and waits in one call. Here a request goes out when it is given and its
replies are read when they are asked for, so several are on their way at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

from hiredis import pack_command
from redis import Redis, ResponseError

Command = tuple[str | int | bytes, ...]

# redis-py's own looks at each argument once more. The stub's tuples have one place.
_pack = cast(Callable[[Command], bytes], pack_command)


def atomically(commands: Sequence[Command]) -> list[Command]:
    """In one MULTI: the last reply is the list of theirs, or the error that all of it failed with.

    FalkorDB runs a query on Redis's main thread only there (or from a function): in order, at once.
    """
    return [("MULTI",), *commands, ("EXEC",)]


class Ahead:
    """Requests of some commands each, answered in order. Raises what redis-py raises.

    A connection is taken from the client's pool for the first request and given back after the last
    reply; with replies unread it is closed.
    """

    def __init__(self, client: Redis) -> None:
        self._pool = client.connection_pool
        self._connection: Any = None
        self._unread: deque[Sequence[Command]] = deque()
        self._answered: Sequence[Command] = ()

    def send(self, commands: Sequence[Command]) -> None:
        """Send one request; nothing is waited for."""
        self._unread.append(commands)
        self._write(commands)

    def receive(self) -> list[Any]:
        """The replies to the oldest unread request; a command's error stands in its place."""
        commands = self._unread[0]
        replies = [self._reply() for _ in commands]
        self._answered = self._unread.popleft()
        if not self._unread:
            self.close()
        return replies

    def send_again(self) -> None:
        """Send once more what was answered last and what is unread, on a fresh connection."""
        self.close()
        self._unread.appendleft(self._answered)
        for commands in self._unread:
            self._write(commands)

    def close(self) -> None:
        """For `contextlib.closing`; what comes later takes another connection."""
        if self._connection is None:
            return
        if self._unread:
            self._connection.disconnect()
        self._pool.release(self._connection)
        self._connection = None

    def _write(self, commands: Sequence[Command]) -> None:
        is_first = self._connection is None
        if is_first:
            self._connection = self._pool.get_connection()
        packed = b"".join(map(_pack, commands))
        # A health check reads a reply: between requests it would read theirs.
        self._connection.send_packed_command([packed], check_health=is_first)

    def _reply(self) -> Any:
        try:
            return self._connection.read_response()
        except ResponseError as error:
            return error
