"""Small servers of mailboxes, ours: they speak as much IMAP and POP as reading takes, and misbehave when told."""

import contextlib
import re
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

USERNAME, PASSWORD = "ritorni@alba.example", "una parola lunga"


@dataclass
class Box:
    """A mailbox: mails by number, and how the server behaves."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    sizes: dict[int, int] = field(default_factory=dict)
    """What the server says of a size, when it is not the truth."""
    drips: float = 0.0
    """Seconds between letters of the greeting."""
    silent: bool = False
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    upgrade: ssl.SSLContext | None = None
    """Encryption that is asked for after the greeting."""

    def put(self, *mails: bytes) -> None:
        """More mails, in order."""
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail

    def size(self, number: int) -> int:
        """What the server says of a mail's size."""
        return self.sizes.get(number, len(self.mails[number]))


class _Speaker(socketserver.StreamRequestHandler):
    """A line in, an answer out, until it is said goodbye."""

    box: Box
    greeting = b""

    def handle(self) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            self._speak()

    def _speak(self) -> None:
        if self.box.tls is not None:
            self.encrypt(self.box.tls)
        for letter in (self.greeting[n : n + 1] for n in range(len(self.greeting))):
            time.sleep(self.box.drips)
            self.wfile.write(letter)
        while not self.box.silent and (line := self.rfile.readline()):
            if not self.answer(line.decode("latin-1").rstrip("\r\n")):
                return
        time.sleep(30 if self.box.silent else 0)

    def finish(self) -> None:
        """Close the encrypted connection too: the plain one under it is the server's to close."""
        with contextlib.suppress(OSError):
            super().finish()
        self.request.close()

    def encrypt(self, context: ssl.SSLContext) -> bool:
        """Go on encrypted."""
        self.request = context.wrap_socket(self.request, server_side=True)
        self.setup()
        return True

    def say(self, *lines: str) -> bool:
        """Lines out; the conversation goes on."""
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode("latin-1"))
        return True

    def answer(self, line: str) -> bool:
        """Answer a line; whether the conversation goes on."""
        raise NotImplementedError


class Imap(_Speaker):
    """IMAP4rev1: LOGIN, SELECT, UID SEARCH, UID FETCH."""

    greeting = b"* OK casella\r\n"

    def answer(self, line: str) -> bool:
        """One command."""
        tag, _, rest = line.partition(" ")
        command = rest.partition(" ")[0].upper()
        self.box.commands.append(rest if command != "LOGIN" else command)
        if command == "CAPABILITY":
            return self.say(f"* CAPABILITY IMAP4rev1{' STARTTLS' if self.box.upgrade else ''}", f"{tag} OK done")
        if command == "STARTTLS" and self.box.upgrade is not None:
            return self.say(f"{tag} OK begin") and self.encrypt(self.box.upgrade)
        if command == "LOGIN":
            good = f'"{PASSWORD}"' in rest and USERNAME in rest
            return self.say(f"{tag} OK done" if good else f"{tag} NO wrong")
        if command in ("SELECT", "EXAMINE"):
            return self.say(
                f"* {len(self.box.mails)} EXISTS", f"* OK [UIDVALIDITY {self.box.validity}] ok", f"{tag} OK done"
            )
        if command == "UID":
            return self._uid(tag, rest[4:])
        self.say("* BYE", f"{tag} OK done")
        return False

    def _uid(self, tag: str, rest: str) -> bool:
        if rest.upper().startswith("SEARCH"):
            first = int(re.findall(r"\d+", rest)[0])
            found = [uid for uid in sorted(self.box.mails) if uid >= first]
            # As the standard has it: "n:*" holds the last mail even when its number is smaller.
            found = found or sorted(self.box.mails)[-1:]
            return self.say("* SEARCH " + " ".join(map(str, found)), f"{tag} OK done")
        uids = [int(number) for number in rest.split()[1].split(",")]
        if "BODY" not in rest.upper():
            lines = [
                f"* {uid} FETCH (UID {uid} RFC822.SIZE {self.box.size(uid)})" for uid in uids if uid in self.box.mails
            ]
            return self.say(*lines, f"{tag} OK done")
        (uid,) = uids
        raw = self.box.mails[uid]
        self.box.fetched.append(uid)
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return self.say(f"{tag} OK done")


class Pop(_Speaker):
    """POP3: USER, PASS, UIDL, LIST, RETR."""

    greeting = b"+OK casella\r\n"

    def answer(self, line: str) -> bool:
        """One command."""
        command, _, rest = line.partition(" ")
        self.box.commands.append(command)
        if command == "CAPA":
            return self.say("+OK", "STLS", ".")
        if command == "STLS" and self.box.upgrade is not None:
            return self.say("+OK") and self.encrypt(self.box.upgrade)
        return self._mail(command, rest)

    def _mail(self, command: str, rest: str) -> bool:
        numbered = dict(enumerate(sorted(self.box.mails), start=1))
        if command == "USER":
            return self.say("+OK")
        if command == "PASS":
            return self.say("+OK" if rest == PASSWORD else "-ERR wrong")
        if command == "UIDL":
            return self.say("+OK", *(f"{n} id-{uid}" for n, uid in numbered.items()), ".")
        if command == "LIST":
            return self.say("+OK", *(f"{n} {self.box.size(uid)}" for n, uid in numbered.items()), ".")
        if command == "RETR":
            uid = numbered[int(rest)]
            self.box.fetched.append(uid)
            lines = self.box.mails[uid].decode("latin-1").split("\r\n")
            return self.say("+OK", *(f".{one}" if one.startswith(".") else one for one in lines), ".")
        self.say("+OK")
        return False


@contextlib.contextmanager
def served(speaker: type[_Speaker], box: Box) -> Iterator[int]:
    """A server of a mailbox, at a port of this machine."""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True
        block_on_close = False

    kind = type("Speaker", (speaker,), {"box": box})
    with Server(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
