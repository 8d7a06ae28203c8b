"""An SMTP server that answers, is silent or goes away exactly where a test says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

GOODBYE, SILENCE, RESET = "goodbye", "silence", "reset"
"""What it may do at a stage instead of answering: close, say nothing, break the connection."""

ANSWERS = {"connect": "220 hello", "helo": "250 hello", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on"}


@dataclass
class ScriptedServer:
    """``script`` says, by stage (connect, ehlo, mail, rcpt, data, body, rset, noop), what it does; once, unless ``always``."""

    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME")
    script: dict[str, str] = field(default_factory=dict)
    always: bool = False
    port: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """How ``AMA_MAIL_URL`` names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def answer(self, stage: str, usual: str) -> str:
        """What it says at a stage."""
        if stage not in self.script:
            return usual
        return self.script[stage] if self.always else self.script.pop(stage)


@contextmanager
def scripted_server(**values: object) -> Iterator[ScriptedServer]:
    """A server on a port of its own, for the length of the block."""
    server = ScriptedServer(**values)  # type: ignore[arg-type]
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(server, listening, ended), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1):
            pass
        thread.join(5)
        listening.close()


def _serve(server: ScriptedServer, listening: socket.socket, ended: threading.Event) -> None:
    talks = []
    while True:
        connection, _peer = listening.accept()
        if ended.is_set():
            connection.close()
            break
        server.connections += 1
        talks.append(threading.Thread(target=_talk, args=(server, connection, ended), daemon=True))
        talks[-1].start()
    for talk in talks:
        talk.join(2)


def _talk(server: ScriptedServer, connection: socket.socket, ended: threading.Event) -> None:
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        if not _say(server, connection, ended, "connect", ANSWERS["connect"]):
            return
        while line := lines.readline():
            stage, usual = _understood(server, line.decode().strip())
            said = _say(server, connection, ended, stage, usual)
            if not said or stage == "quit":
                return
            if stage == "data" and said.startswith("3"):
                body = b"".join(iter(lambda: _until_dot(lines.readline()), b""))
                # There before the answer is: whoever has the answer may look at once.
                server.mails.append(body)
                said = _say(server, connection, ended, "body", "250 taken")
                if not said:
                    return
                if not said.startswith("2"):
                    server.mails.remove(body)


def _until_dot(line: bytes) -> bytes:
    return b"" if line == b".\r\n" else line


def _understood(server: ScriptedServer, line: str) -> tuple[str, str]:
    server.commands.append(line)
    stage = line.split(" ", 1)[0].lower()
    if stage == "ehlo":
        return stage, "\r\n".join([f"250-{extension}" for extension in ("here", *server.extensions)] + ["250 HELP"])
    if stage == "quit":
        return stage, "221 bye"
    return stage, ANSWERS.get(stage, "250 ok")


def _say(server: ScriptedServer, connection: socket.socket, ended: threading.Event, stage: str, usual: str) -> str:
    """Answer; what was said, nothing when the talk is over."""
    said = server.answer(stage, usual)
    if said == SILENCE:
        ended.wait(10)
        return ""
    if said == RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    if said in (GOODBYE, RESET):
        return ""
    connection.sendall(f"{said}\r\n".encode())
    return "" if said.startswith("421") else said
