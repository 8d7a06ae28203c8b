"""The time an errand to another system has, kept from outside: a site that drips never goes silent."""

import socket
import threading
import time
from contextlib import suppress
from typing import Any


class Watch:
    """Cuts the connections of one errand when its time is over, whatever is being said: greetings and headers too."""

    def __init__(self, until: float) -> None:
        self.until, self.is_over = until, False
        self._lock, self._open = threading.Lock(), list[socket.socket]()
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def see(self, opened: socket.socket) -> None:
        """Watch over a connection, through a handle of its own: the other may be wrapped in another at any time."""
        with self._lock:
            self._open.append(opened.dup())
        if self.is_over:
            self._cut()

    def close(self) -> None:
        """Watch no more."""
        self._timer.cancel()
        with self._lock:
            while self._open:
                self._open.pop().close()

    def _cut(self) -> None:
        self.is_over = True
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


def watched(connection: Any, watch: Watch) -> Any:
    """A kind of connection that is watched from the moment it is made."""

    class Watched(connection):
        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()
            watch.see(made)
            return made

    return Watched
