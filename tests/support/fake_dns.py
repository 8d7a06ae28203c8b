"""A DNS server for the tests: it says what a dictionary says, and keeps what it was asked."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

LONGEST_PIECE = 255


@dataclass
class FakeDns:
    """``records``: (name, kind) to values. ``silent`` names are never answered, ``broken`` ones with SERVFAIL."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    server: str = ""

    def say(self, name: str, kind: str, *values: str) -> None:
        """What a name has, instead of what it had."""
        self.records[name, kind] = list(values)

    def answer(self, wire: bytes) -> bytes | None:
        """What is sent back."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif values := self.records.get((name, kind)):
            written = [_in_pieces(value) if kind == "TXT" else value for value in values]
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *written))
        elif not any(known == name for known, _kind in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


def _in_pieces(value: str) -> str:
    pieces = [value[start : start + LONGEST_PIECE] for start in range(0, len(value), LONGEST_PIECE)]
    return " ".join(f'"{piece}"' for piece in pieces)


@contextmanager
def fake_dns() -> Iterator[FakeDns]:
    """A server on a port of its own, for the length of the block."""
    fake = FakeDns()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, connection = self.request
            if (answer := fake.answer(data)) is not None:
                connection.sendto(answer, self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        fake.server = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join(5)
