"""The client: a process of its own that asks for pages over kept connections and notes how long each took.

One loop over plain sockets, because a client that is slower than the server would measure itself; `capability` tells how
many pages a second it can take from a server that does nothing.
"""

import json
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice

from benchmarks.bed import ROOT, free_port
from benchmarks.report import Times

CONNECTIONS = 16
LONGEST_SECONDS = 90


@dataclass
class _Visitor:
    """One connection with one request on its way."""

    connection: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def measure(
    port: int, host: str, paths: list[str], *, count: int, connections: int = CONNECTIONS, cookie: str = ""
) -> Times:
    """Ask for ``count`` pages of 127.0.0.1 under a Host name, signed in with a cookie; every answer must be a 200."""
    asked = {"port": port, "host": host, "paths": paths, "count": count, "connections": connections, "cookie": cookie}
    told = json.dumps(asked)
    command = [sys.executable, "-m", "benchmarks.load", told]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{host}{paths[0]}: {done.stderr.strip().splitlines()[-1]}")
    return Times(**json.loads(done.stdout))


def run(port: int, host: str, paths: list[str], count: int, connections: int, cookie: str = "") -> Times:
    """The loop. Neither side compresses: no Accept-Encoding is sent (what goes over the wire is another measure)."""
    head = f"Host: {host}:{port}\r\nAccept: text/html\r\nConnection: keep-alive\r\n"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    requests = [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in paths]
    waiting = islice(cycle(requests), count)
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            visitor = _Visitor(socket.create_connection(("127.0.0.1", port), timeout=10))
            visitor.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(visitor.connection, selectors.EVENT_READ, visitor)
            _ask(visitor, next(waiting))
        began, asked = time.perf_counter(), connections
        while len(times) < asked:
            if time.perf_counter() - began > LONGEST_SECONDS:
                sys.exit("troppo lento: misura interrotta")
            for key, _events in selector.select(timeout=5):
                if _receive(key.data):
                    times.append(time.perf_counter() - key.data.asked_at)
                    request = next(waiting, None)
                    if request is not None:
                        asked += 1
                        _ask(key.data, request)
        elapsed = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.connection.close()
    times.sort()
    return Times(_at(times, 0.5), _at(times, 0.95), len(times) / elapsed)


def _ask(visitor: _Visitor, request: bytes) -> None:
    visitor.received.clear()
    visitor.asked_at = time.perf_counter()
    visitor.connection.sendall(request)


def _receive(visitor: _Visitor) -> bool:
    """Take what has come; True once the whole page is there."""
    part = visitor.connection.recv(262_144)
    if not part:
        sys.exit("il server ha chiuso la connessione")
    visitor.received += part
    head_end = visitor.received.find(b"\r\n\r\n")
    if head_end < 0:
        return False
    head = bytes(visitor.received[:head_end]).lower()
    if not head.startswith(b"http/1.1 200"):
        sys.exit(f"risposta inattesa: {head.partition(chr(13).encode())[0].decode()}")
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    return len(visitor.received) >= head_end + 4 + length


def _at(times: list[float], share: float) -> float:
    return 1000 * times[min(len(times) - 1, int(len(times) * share))]


@contextmanager
def _idle_server(size: int) -> Iterator[int]:
    """A server that answers at once with a page of ``size`` bytes, in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.load", "serve", str(port), str(size)], cwd=ROOT)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def capability(size: int = 20_000) -> float:
    """Pages a second this client can take."""
    with _idle_server(size) as port:
        return max(measure(port, "localhost", ["/"], count=5000).rate for _ in range(3))


def serve(port: int, size: int) -> None:
    """Answer every request with the same page."""
    page = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size
    with closing(socket.create_server(("127.0.0.1", port), backlog=64)) as server:
        while True:
            connection, _address = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_answer, args=(connection, page), daemon=True).start()


def _answer(connection: socket.socket, page: bytes) -> None:
    while connection.recv(65_536):
        connection.sendall(page)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(vars(run(**json.loads(sys.argv[1])))))
