"""A TCP line between a browser and a server that can be cut, and mended, while it is in use."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65_536


class Wire:
    """Listens on a port of its own and carries bytes to `port` on this machine.

    A cut ends every connection at once, as a network that goes away does, and takes no new one.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False

    @property
    def url(self) -> str:
        """What to open instead of the server."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """End what is open, refuse what comes."""
        with self._lock:
            self._is_cut = True
            ended, self._open = self._open, set()
        for each in ended:
            _end(each)

    def mend(self) -> None:
        """Carry again."""
        with self._lock:
            self._is_cut = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _end(self._listener)
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._carry(near):
                _end(near)

    def _carry(self, near: socket.socket) -> bool:
        try:
            far = socket.create_connection(("127.0.0.1", self._port))
        except OSError:
            return False
        with self._lock:
            if self._is_cut:
                _end(far)
                return False
            self._open |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(one, other), daemon=True).start()
        return True

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := one.recv(CHUNK):
                other.sendall(chunk)
        with self._lock:
            self._open -= {one, other}
        _end(one)
        _end(other)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
