"""The connections a process keeps: lent, given back, never shared, never left to a fork."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ama_net.foundation.mail import kept
from ama_net.foundation.mail.kept import close_kept, kept_transport
from ama_net.foundation.mail.transports import Transport
from tests.support.scripted_smtp import ScriptedServer, scripted_server

HERE = Path("/nowhere")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as found:
        yield found
        close_kept()


def _send(transport: Transport) -> None:
    transport.deliver(b"Subject: x\r\n\r\n", envelope_from="a@x.example", recipient="b@x.example")


def test_next_block_has_the_same_connection(server: ScriptedServer) -> None:
    for _ in range(3):
        with kept_transport(server.url, HERE) as transport:
            _send(transport)
    assert (len(server.mails), server.connections) == (3, 1)


def test_block_within_a_block_has_its_own(server: ScriptedServer) -> None:
    with kept_transport(server.url, HERE) as one, kept_transport(server.url, HERE) as other:
        _send(one)
        _send(other)
    assert server.connections == 2


def test_threads_never_share_one(server: ScriptedServer) -> None:
    together = threading.Barrier(4)

    def send() -> None:
        for _ in range(20):
            with kept_transport(server.url, HERE) as transport:
                _send(transport)

    def begin() -> None:
        together.wait()
        send()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.mails), server.connections <= 4) == (80, True)


def test_error_leaves_nothing_behind(server: ScriptedServer) -> None:
    def fail() -> None:
        with kept_transport(server.url, HERE) as transport:
            _send(transport)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with kept_transport(server.url, HERE) as transport:
        _send(transport)
    assert server.connections == 2


def test_closed_ones_say_goodbye(server: ScriptedServer) -> None:
    with kept_transport(server.url, HERE) as transport:
        _send(transport)
    close_kept()
    assert server.commands[-1] == "quit"


def test_fork_has_none_of_its_parent_s_and_says_nothing_on_them(server: ScriptedServer) -> None:
    with kept_transport(server.url, HERE) as transport:
        _send(transport)
    child = os.fork()
    if child == 0:
        os._exit(1 if any(kept._resting.values()) else 0)
    assert os.waitpid(child, 0)[1] == 0
    with kept_transport(server.url, HERE) as transport:
        _send(transport)
    assert (len(server.mails), server.connections, "quit" in server.commands) == (2, 1, False)
