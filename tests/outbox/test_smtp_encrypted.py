"""Nobody but this machine gets a mail without encryption, and never under a certificate of somebody else."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ama_net.foundation.mail import smtp
from ama_net.foundation.mail.outcomes import MailLater
from ama_net.foundation.mail.smtp import SmtpServer
from tests.support.scripted_smtp import scripted_server

RAW = b"Subject: prova\r\n\r\nCiao\r\n"
LONG_AGO, FAR = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=20_000)


class Sink:
    """Keeps whether each mail came encrypted."""

    def __init__(self) -> None:
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the library's name
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1, with its key."""
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prova")])
    whose = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, LONG_AGO, LONG_AGO + FAR).add_extension(
        whose, critical=False
    )
    pem = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    file = tmp_path / "prova.pem"
    file.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server were another machine."""
    monkeypatch.setattr(smtp, "LOCAL", frozenset())


@pytest.fixture
def server(certificate: Path) -> Iterator[tuple[Sink, str]]:
    """A server that takes mail only after STARTTLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink()
    with scripted_server() as free:
        port = free.port
    controller = Controller(sink, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    controller.start()
    yield sink, f"smtp://127.0.0.1:{port}"
    controller.stop()


def _send(url: str) -> None:
    mailer = SmtpServer(url)
    try:
        mailer.deliver(RAW, envelope_from="a@x.example", recipient="b@x.example")
    finally:
        mailer.close()


def test_mail_leaves_encrypted_also_without_a_password(
    server: tuple[Sink, str], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_context", lambda: ssl.create_default_context(cafile=str(certificate)))
    _send(server[1])
    assert server[0].encrypted == [True]


def test_unknown_certificate_gets_no_mail(server: tuple[Sink, str]) -> None:
    with pytest.raises(MailLater) as later:
        _send(server[1])
    assert (later.value.code, later.value.away, server[0].encrypted) == ("SSLCertVerificationError", True, [])


def test_server_without_encryption_gets_no_mail_and_no_password() -> None:
    with scripted_server(extensions=("PIPELINING", "AUTH PLAIN")) as plain:
        with pytest.raises(MailLater) as later:
            _send(plain.url.replace("//", "//alba:segreto@"))
        assert (later.value.code, later.value.away) == ("SMTPNotSupportedError", True)
        assert [command for command in plain.commands if not command.startswith(("ehlo", "quit"))] == []
