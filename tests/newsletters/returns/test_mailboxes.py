"""Reading mailboxes of returns: from where they were left, without deleting, of public servers, in little time and space."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource, MailReturn
from ama_net.across.newsletters.operations.feedback import Source, close_source, save_source
from ama_net.across.newsletters.returns import mailboxes
from ama_net.across.newsletters.returns.mailboxes import PORTS, Mailbox, MailboxFault, read_mailbox, try_mailbox
from ama_net.across.newsletters.returns.reading import LARGEST
from ama_net.across.newsletters.returns_tasks import ask_for_returns, read_returns
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.returning import return_mailbox
from ama_net.kernel.tenancy.keys import settings_of_app
from tests.factories.newsletters import make_subscriber
from tests.newsletters.returns.mails import by_hand, failure
from tests.newsletters.returns.servers import PASSWORD, USERNAME, Box, Imap, Pop, served
from tests.newsletters.returns.steps import ANNA, path_of, reason_of, sent_to
from tests.support.hands import desk
from tests.support.standing import Standing

KINDS = {FeedbackKind.IMAP: Imap, FeedbackKind.POP: Pop}
NOTE = by_hand("Ciao!", sender="bruno@posta.example")

Begin = Callable[..., Mailbox]


@pytest.fixture(params=KINDS, ids=str)
def kind(request: pytest.FixtureRequest) -> FeedbackKind:
    return FeedbackKind(request.param)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def begin(app: Flask, box: Box, kind: FeedbackKind, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """``begin()``: the box is served, and this machine may be asked."""
    with ExitStack() as stack:

        def made(*, reachable: bool = True, position: str = "", password: str = PASSWORD) -> Mailbox:
            port = stack.enter_context(served(KINDS[kind], box))
            settings: Settings = app.extensions["settings"]
            allowed = (f"127.0.0.1:{port}",) if reachable else ()
            monkeypatch.setitem(
                app.extensions, "settings", settings.model_copy(update={"reachable_addresses": allowed})
            )
            return Mailbox(kind, "127.0.0.1", port, USERNAME, password, position)

        yield made


def read(app: Flask, mailbox: Mailbox) -> list[tuple[bytes | None, str]]:
    with app.app_context():
        return [(one.raw, one.position) for one in read_mailbox(mailbox, settings_of_app())]


def fault(app: Flask, mailbox: Mailbox) -> str:
    with pytest.raises(MailboxFault) as raised:
        read(app, mailbox)
    return str(raised.value)


def at(kind: FeedbackKind, number: int, validity: int = 7) -> str:
    return f"{validity}:{number}" if kind == FeedbackKind.IMAP else f"id-{number}"


def test_mails_are_read_whole_and_in_order(app: Flask, box: Box, kind: FeedbackKind, begin: Begin) -> None:
    dotted = NOTE.replace(b"Ciao!", b".\r\n..\r\n.punto").replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    box.put(dotted, failure())
    assert read(app, begin()) == [(dotted, at(kind, 1)), (failure(), at(kind, 2))]


def test_only_what_came_since_is_read(app: Flask, box: Box, kind: FeedbackKind, begin: Begin) -> None:
    box.put(NOTE, NOTE, failure())
    assert [where for _, where in read(app, begin(position=at(kind, 2)))] == [at(kind, 3)]


def test_when_nothing_came_nothing_is_read(app: Flask, box: Box, kind: FeedbackKind, begin: Begin) -> None:
    box.put(NOTE)
    assert (read(app, begin(position=at(kind, 1))), box.fetched) == ([], [])


def test_an_empty_mailbox(app: Flask, begin: Begin) -> None:
    assert read(app, begin()) == []


def test_nothing_is_deleted_or_marked(app: Flask, box: Box, begin: Begin) -> None:
    box.put(NOTE)
    read(app, begin())
    assert [one for one in box.commands if one.split()[0] in ("DELE", "STORE", "SELECT", "EXPUNGE")] == []


def test_a_mailbox_that_began_anew_is_read_from_the_last_ones(
    app: Flask, box: Box, kind: FeedbackKind, begin: Begin
) -> None:
    box.put(*[NOTE] * 103)
    found = read(app, begin(position="9:50" if kind == FeedbackKind.IMAP else "id-mai"))
    assert [found[0][1], found[-1][1], len(found)] == [at(kind, 4), at(kind, 103), 100]


def test_a_long_queue_is_read_a_round_at_a_time(app: Flask, box: Box, kind: FeedbackKind, begin: Begin) -> None:
    box.put(*[NOTE] * 130)
    found = read(app, begin(position=at(kind, 1)))
    assert (found[0][1], found[-1][1]) == (at(kind, 2), at(kind, 101))


def test_a_huge_mail_is_passed_by_unread(app: Flask, box: Box, kind: FeedbackKind, begin: Begin) -> None:
    box.put(NOTE, NOTE, NOTE)
    box.sizes[2] = 20 * 1024 * 1024
    assert [raw is None for raw, _ in read(app, begin())] == [False, True, False]
    assert box.fetched == [1, 3]


def test_a_mail_longer_than_was_said_is_not_taken(
    app: Flask, box: Box, kind: FeedbackKind, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MOST_ANSWER", 64 * 1024)
    box.put(b"Subject: x\r\n\r\n" + b"riga\r\n" * 30_000)
    box.sizes[1] = 10
    mailbox = begin()
    if kind == FeedbackKind.IMAP:
        assert fault(app, mailbox).startswith("Il server della casella non fa entrare")
    else:
        assert read(app, mailbox) == [(None, "id-1")]


def test_a_wrong_password(app: Flask, begin: Begin) -> None:
    assert fault(app, begin(password="altra")).startswith("Il server della casella non fa entrare")


def test_a_server_that_is_away(app: Flask, begin: Begin) -> None:
    mailbox = begin()
    nobody = Mailbox(mailbox.kind, "127.0.0.1", 1, "", "")
    settings = app.extensions["settings"].model_copy(update={"reachable_addresses": ("127.0.0.1:1",)})
    with app.app_context(), pytest.raises(MailboxFault, match="non risponde"):
        try_mailbox(nobody, settings)


def test_a_server_that_drips_is_left(app: Flask, box: Box, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "WHOLE_SECONDS", 0.5)
    box.drips = 0.2
    start = time.monotonic()
    assert (fault(app, begin()), time.monotonic() - start < 3) == (
        "Il server della casella non risponde in tempo.",
        True,
    )


def test_a_server_that_is_silent_is_left(app: Flask, box: Box, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "SECONDS", 0.3)
    box.silent = True
    assert fault(app, begin()) == "Il server della casella non risponde in tempo."


def test_an_inner_network_is_not_asked(app: Flask, begin: Begin) -> None:
    assert fault(app, begin(reachable=False)).startswith("Il nome porta a una rete interna")


def test_a_name_that_is_not_there(app: Flask, kind: FeedbackKind) -> None:
    with app.app_context(), pytest.raises(MailboxFault, match="non si trova"):
        try_mailbox(Mailbox(kind, "casella.invalid", PORTS[kind][0], "", ""), settings_of_app())


def test_a_server_that_is_somebody_else_is_left(
    app: Flask, box: Box, kind: FeedbackKind, begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.tls = _self_made(tmp_path)
    mailbox = begin()
    monkeypatch.setitem(PORTS, kind, (mailbox.port, 1))
    assert fault(app, mailbox).startswith("Il server della casella non dimostra di essere chi dice")


def test_a_server_that_does_not_encrypt_gets_no_password(
    app: Flask, box: Box, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = begin(reachable=False)
    monkeypatch.setattr(mailboxes, "is_public", lambda _address: True)
    fault(app, mailbox)
    assert [one for one in box.commands if one in ("LOGIN", "USER", "PASS")] == []


def test_where_encryption_is_asked_for_the_password_goes_after_it(
    app: Flask, box: Box, kind: FeedbackKind, begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.upgrade = _self_made(tmp_path)
    box.put(NOTE)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "server.pem"))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    monkeypatch.setattr(mailboxes, "is_public", lambda _address: True)
    assert (len(read(app, begin(reachable=False))), box.commands[1]) == (1, "STARTTLS" if kind == "imap" else "STLS")


def _self_made(folder: Path) -> ssl.SSLContext:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    today = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = made.add_extension(here, critical=False).not_valid_before(today - timedelta(1))
    signed = made.not_valid_after(today + timedelta(1)).sign(key, hashes.SHA256())
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none)
    file.write_bytes(private + signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


# The job


@pytest.fixture
def source(app: Flask, alba: Standing, kind: FeedbackKind, begin: Begin) -> UUID:
    """Alba's mailbox of returns."""
    mailbox = begin()
    typed = Source(kind, "127.0.0.1", mailbox.port, USERNAME, "ritorni@alba.example", PASSWORD)
    with desk(app, alba):
        return save_source(None, typed, by=SYSTEM).id


def run(alba: Standing, source: UUID) -> None:
    read_returns.apply(args=(str(source),), headers={"tenant_id": str(alba.id)}, throw=True)


def test_the_job_records_what_came_back(app: Flask, alba: Standing, box: Box, source: UUID) -> None:
    with desk(app, alba):
        box.put(NOTE, failure(to=path_of(sent_to(make_subscriber(ANNA)))))
    run(alba, source)
    with desk(app, alba):
        row = db.session.get_one(FeedbackSource, source)
        assert (reason_of(), row.read_count, row.last_fault, row.last_read_at is not None) == (
            "hard_bounce",
            2,
            "",
            True,
        )


def test_run_again_it_reads_nothing_twice(app: Flask, alba: Standing, box: Box, source: UUID) -> None:
    box.put(NOTE, NOTE)
    run(alba, source)
    run(alba, source)
    assert box.fetched == [1, 2]


def test_a_mailbox_read_from_the_beginning_counts_nothing_twice(
    app: Flask, alba: Standing, box: Box, source: UUID
) -> None:
    with desk(app, alba):
        box.put(failure(to=path_of(sent_to(make_subscriber(ANNA)))))
    run(alba, source)
    with desk(app, alba):
        db.session.get_one(FeedbackSource, source).position = ""
    run(alba, source)
    with desk(app, alba):
        assert len(db.session.scalars(select(MailReturn)).all()) == 1


def test_a_mail_that_cannot_be_read_keeps_no_other_waiting(app: Flask, alba: Standing, box: Box, source: UUID) -> None:
    with desk(app, alba):
        box.put(b"\x00\xff" * 50, NOTE, failure(to=path_of(sent_to(make_subscriber(ANNA)))))
    box.sizes[2] = LARGEST + 1
    run(alba, source)
    with desk(app, alba):
        row = db.session.get_one(FeedbackSource, source)
        assert (reason_of(), row.read_count, row.skipped_count) == ("hard_bounce", 3, 1)


def test_a_fault_is_told_in_the_office(app: Flask, alba: Standing, box: Box, source: UUID) -> None:
    with desk(app, alba):
        db.session.get_one(FeedbackSource, source).secret = "altra"
    run(alba, source)
    with desk(app, alba):
        row = db.session.get_one(FeedbackSource, source)
        assert (row.last_fault.startswith("Il server della casella non fa entrare"), row.last_read_at) == (True, None)


def test_a_closed_mailbox_is_not_read(app: Flask, alba: Standing, box: Box, source: UUID) -> None:
    box.put(NOTE)
    with desk(app, alba):
        close_source(db.session.get_one(FeedbackSource, source), by=SYSTEM)
    run(alba, source)
    assert box.commands == []


def test_each_mailbox_is_asked_for_in_its_own_association(app: Flask, alba: Standing, source: UUID) -> None:
    app.extensions["jobs"].captured.clear()
    ask_for_returns.apply(throw=True)
    asked = [(one.name, one.args, one.headers["tenant_id"]) for one in app.extensions["jobs"].captured]
    assert asked == [("newsletters.read_returns", (str(source),), str(alba.id))]


def test_the_mails_return_to_the_open_mailbox(app: Flask, alba: Standing, brig: Standing, source: UUID) -> None:
    with desk(app, alba):
        assert return_mailbox() == "ritorni@alba.example"
    with desk(app, brig):
        assert return_mailbox() is None
