"""Mail through a service's API, against a server of the tests: never twice, and what became of it is clear."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ama_net.foundation.mail import provider
from ama_net.foundation.mail.outcomes import MailInDoubt, MailLater, MailRefused
from ama_net.foundation.mail.provider import MailgunService
from ama_net.foundation.mail.transports import new_transport

RAW = b"From: Alba <posta@alba.example>\r\nSubject: =?utf-8?q?perch=C3=A9?=\r\n\r\nCiao\r\n.\r\n"


@dataclass
class Service:
    """Answers with ``status``; None: goes away without a word."""

    status: int | None = 200
    words: bytes = b"{}"
    url: str = ""
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            found.asked.append((self.path, str(self.headers["Authorization"]), head + body))
            if found.status is None:
                self.close_connection = True
                return
            self.send_response(found.status)
            self.send_header("Content-Length", str(len(found.words)))
            self.end_headers()
            self.wfile.write(found.words)

        def log_message(self, *values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"mailgun://api:ch%40iave@alba.example?api=http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(5)


@pytest.fixture
def mailer(service: Service) -> Iterator[MailgunService]:
    found = MailgunService(service.url)
    yield found
    found.close()


def _send(mailer: MailgunService, recipient: str = "maria@example.org") -> None:
    mailer.deliver(RAW, envelope_from="posta@alba.example", recipient=recipient)


def _fields(body: bytes) -> dict[str, str]:
    """What a form says, but the message."""
    parts = BytesParser(policy=HTTP).parsebytes(body).iter_parts()
    named = {str(part.get_param("name", header="content-disposition")): part for part in parts}
    return {name: part.get_content() for name, part in named.items() if name != "message"}


def test_whole_message_is_given_as_it_is(service: Service, mailer: MailgunService) -> None:
    _send(mailer)
    ((path, signed_in, body),) = service.asked
    assert (path, signed_in) == ("/v3/alba.example/messages.mime", "Basic YXBpOmNoQGlhdmU=")
    assert b"\r\n\r\n" + RAW + b"\r\n--" in body
    assert _fields(body)["to"] == "maria@example.org"


def test_service_is_asked_to_follow_nobody(service: Service, mailer: MailgunService) -> None:
    _send(mailer)
    said = _fields(service.asked[0][2])
    assert {name: value for name, value in said.items() if name.startswith("o:")} == {
        "o:tracking": "no",
        "o:tracking-clicks": "no",
        "o:tracking-opens": "no",
    }


@pytest.mark.parametrize(
    ("status", "outcome", "away"),
    [
        (400, MailLater, False),
        (405, MailLater, False),
        (422, MailLater, False),
        (413, MailRefused, None),
        (401, MailLater, True),
        (403, MailLater, True),
        (404, MailLater, True),
        (429, MailLater, False),
        (503, MailLater, False),
        (500, MailInDoubt, None),
        (504, MailInDoubt, None),
        (302, MailInDoubt, None),
        (None, MailInDoubt, None),
    ],
)
def test_each_answer_is_understood_and_nothing_is_sent_again_by_itself(
    service: Service, mailer: MailgunService, status: int | None, outcome: type[Exception], away: bool | None
) -> None:
    service.status = status
    with pytest.raises(outcome) as raised:
        _send(mailer)
    assert (getattr(raised.value, "away", None), len(service.asked)) == (away, 1)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (b"'to' parameter is not a valid address. please check documentation", MailRefused),
        (b"to parameter is not a valid address", MailRefused),
        (b"from parameter is missing", MailLater),
        (b"'from' parameter is not a valid address. please check documentation", MailLater),
        (b"parameters: o:tag is not allowed", MailLater),
        (b"", MailLater),
        (b"\xff\x00", MailLater),
    ],
)
def test_only_what_is_about_the_address_is_for_good(
    service: Service, mailer: MailgunService, words: bytes, outcome: type[Exception]
) -> None:
    service.status, service.words = 400, b'{"message": "' + words + b'"}'
    with pytest.raises(outcome) as raised:
        _send(mailer)
    assert str(raised.value) == "400"


def test_service_that_does_not_answer_leaves_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "TIMES", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailer = MailgunService(f"mailgun://api:k@x.example?api=http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(MailInDoubt):
            _send(mailer)
        mailer.close()


def test_service_that_cannot_be_reached_has_taken_nothing() -> None:
    mailer = MailgunService("mailgun://api:k@x.example?api=http://127.0.0.1:1")
    with pytest.raises(MailLater) as later:
        _send(mailer)
    assert later.value.away
    mailer.close()


@pytest.mark.parametrize("address", ["a@x.example\r\nb", "a@x.example, b@x.example", "", "a"])
def test_unwritable_address_is_never_asked(service: Service, mailer: MailgunService, address: str) -> None:
    with pytest.raises(MailRefused):
        _send(mailer, address)
    assert service.asked == []


@pytest.mark.parametrize(
    ("query", "host"), [("", "api.eu."), ("?region=eu", "api.eu."), ("?region=us", "https://api.mailgun.net")]
)
def test_region_says_where_the_data_go(query: str, host: str) -> None:
    found = new_transport(f"mailgun://api:k@x.example{query}", Path())
    assert isinstance(found, MailgunService)
    assert host in found._host
