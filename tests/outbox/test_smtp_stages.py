"""What became of a mail is always clear, at whatever stage the server refuses, falls silent or goes away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ama_net.foundation.mail import smtp
from ama_net.foundation.mail.outcomes import MailInDoubt, MailLater, MailRefused
from ama_net.foundation.mail.smtp import SmtpServer
from tests.support.scripted_smtp import GOODBYE, RESET, SILENCE, ScriptedServer, scripted_server

RAW = b"Subject: prova\r\n\r\nCiao\r\n"
PIPELINED, ONE_BY_ONE = ("PIPELINING", "SIZE 1000000", "8BITMIME"), ()


@pytest.fixture(params=[PIPELINED, ONE_BY_ONE], ids=["pipelined", "one by one"])
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    with scripted_server(extensions=request.param) as found:
        yield found


@pytest.fixture
def mailer(server: ScriptedServer) -> Iterator[SmtpServer]:
    found = SmtpServer(server.url)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
    monkeypatch.setattr(smtp, "FINAL_TIMEOUT", 0.3)


def _send(mailer: SmtpServer, recipient: str = "maria@example.org", raw: bytes = RAW) -> None:
    mailer.deliver(raw, envelope_from="posta@alba.example", recipient=recipient)


def _outcome(act: Callable[[], None]) -> tuple[str, str]:
    try:
        act()
    except (MailRefused, MailLater, MailInDoubt) as error:
        return type(error).__name__, error.code
    return "taken", ""


def test_mail_is_handed_over_whole(server: ScriptedServer, mailer: SmtpServer) -> None:
    _send(mailer, raw=RAW + b".\r\n..due\r\n.")
    assert server.mails == [RAW + b"..\r\n...due\r\n..\r\n"]


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        ("mail", "550 no", ("MailLater", "550")),  # about us: every mail would have it
        ("mail", "552 too big", ("MailRefused", "552")),
        ("mail", "451 later", ("MailLater", "451")),
        ("mail", "421 bye", ("MailLater", "421")),
        ("rcpt", "550 unknown", ("MailRefused", "550")),
        ("rcpt", "550 5.1.1 unknown", ("MailRefused", "550")),
        ("rcpt", "554 5.7.1 relay access denied", ("MailLater", "554")),
        ("rcpt", "550 5.7.1 blocked by policy", ("MailLater", "550")),
        ("rcpt", "550-5.7.26 not signed\r\n550 5.7.26 by its domain", ("MailLater", "550")),
        ("rcpt", "550 5.7.606 banned", ("MailLater", "550")),
        ("rcpt", "530 sign in first", ("MailLater", "530")),
        ("rcpt", "550 5.7.2 a list of others", ("MailRefused", "550")),
        ("rcpt", "550 5.7.13 account disabled", ("MailRefused", "550")),
        ("rcpt", "550 no such user, see 5.7.1", ("MailRefused", "550")),
        ("data", "554 5.7.1 not this", ("MailRefused", "554")),
        ("body", "554 5.7.1 spam", ("MailRefused", "554")),
        ("rcpt", "450 greylisted", ("MailLater", "450")),
        ("rcpt", "421 bye", ("MailLater", "421")),
        ("data", "554 no", ("MailRefused", "554")),
        ("data", "451 later", ("MailLater", "451")),
        ("data", "250 what", ("MailLater", "answer")),
        ("body", "250 taken", ("taken", "")),
        ("body", "554 spam", ("MailRefused", "554")),
        ("body", "452 full", ("MailLater", "452")),
        ("body", "421 bye", ("MailLater", "421")),
        ("body", "babble", ("MailInDoubt", "answer")),
        ("body", "354 more", ("MailInDoubt", "answer")),
    ],
)
def test_each_answer_is_understood(
    server: ScriptedServer, mailer: SmtpServer, stage: str, answer: str, expected: tuple[str, str]
) -> None:
    server.script[stage] = answer
    assert _outcome(lambda: _send(mailer)) == expected


def test_after_a_refusal_about_us_the_connection_serves(server: ScriptedServer, mailer: SmtpServer) -> None:
    server.script["rcpt"] = "554 5.7.1 relay access denied"
    with pytest.raises(MailLater) as later:
        _send(mailer)
    _send(mailer)
    assert (later.value.away, server.connections, server.mails[-1]) == (False, 1, RAW)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("answer", ["babble", "250-on\r\n" * 250 + "250 and on", "250 " + "on" * 5000])
def test_what_is_no_reply_ends_the_connection(
    server: ScriptedServer, mailer: SmtpServer, stage: str, answer: str
) -> None:
    server.script[stage] = answer
    assert _outcome(lambda: _send(mailer)) == ("MailLater", "closed")
    _send(mailer)
    assert (server.connections, server.mails[-1]) == (2, RAW)


@pytest.mark.parametrize("way", [GOODBYE, RESET, SILENCE])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_server_that_goes_away(server: ScriptedServer, mailer: SmtpServer, stage: str, way: str) -> None:
    server.script[stage] = way
    expected = ("MailInDoubt", "closed") if stage == "body" else ("MailLater", "closed")
    assert _outcome(lambda: _send(mailer)) == expected


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
@pytest.mark.parametrize("answer", [GOODBYE, RESET, "421 bye", "550 no", "450 later"])
def test_next_mail_leaves_after_any_refusal(
    server: ScriptedServer, mailer: SmtpServer, stage: str, answer: str
) -> None:
    server.script[stage] = answer
    _outcome(lambda: _send(mailer))
    assert _outcome(lambda: _send(mailer, raw=b"Subject: due\r\n\r\n")) == ("taken", "")
    assert server.mails[-1] == b"Subject: due\r\n\r\n"


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_refused_mail_leaves_the_connection_open(server: ScriptedServer, mailer: SmtpServer, stage: str) -> None:
    server.script[stage] = "550 no"
    _outcome(lambda: _send(mailer))
    _send(mailer)
    assert (server.connections, "RSET" in server.commands) == (1, True)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("answer", [GOODBYE, "421 enough mails"])
def test_mail_on_a_connection_that_had_ended_goes_over_a_new_one(
    server: ScriptedServer, mailer: SmtpServer, stage: str, answer: str
) -> None:
    _send(mailer)
    server.script[stage] = answer
    _send(mailer)
    assert (len(server.mails), server.connections) == (2, 2)


def test_mail_in_doubt_is_never_given_twice(server: ScriptedServer, mailer: SmtpServer) -> None:
    _send(mailer)
    server.script["body"] = GOODBYE
    assert _outcome(lambda: _send(mailer)) == ("MailInDoubt", "closed")
    assert (server.connections, len(server.mails)) == (1, 2)


@pytest.mark.parametrize("stage", ["connect", "ehlo"])
@pytest.mark.parametrize("answer", ["554 not you", "421 busy", GOODBYE, RESET])
def test_server_that_cannot_be_used_is_away(
    server: ScriptedServer, mailer: SmtpServer, stage: str, answer: str
) -> None:
    server.script |= {stage: answer, "helo": "502 no"}
    with pytest.raises(MailLater) as later:
        mailer.ready()
    assert later.value.away


def test_nobody_there_is_away(tmp_path: Path) -> None:
    with pytest.raises(MailLater) as later:
        SmtpServer("smtp://127.0.0.1:1").ready()
    assert (later.value.code, later.value.away) == ("ConnectionRefusedError", True)


def test_connection_is_asked_whether_it_is_there_after_a_rest(
    server: ScriptedServer, mailer: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "IDLE", 0.0)
    _send(mailer)
    server.script["noop"] = GOODBYE
    _send(mailer)
    assert (len(server.mails), server.connections) == (2, 2)


def test_connection_is_changed_after_many_mails(
    server: ScriptedServer, mailer: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MOST_MAILS", 2)
    for _ in range(5):
        _send(mailer)
    assert (len(server.mails), server.connections, server.commands.count("quit")) == (5, 3, 2)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "a@b@c.example",
        "a@x.example\r\nRCPT TO:<z@w.example>",
        "a@x.example\nb",
        "a@x.example\0",
        "a@x.example> SIZE=1",
        "<a@x.example",
        "a b@x.example",
        '"a b"@x.example',
        "a,b@x.example",
        "a@-x.example",
        "a@x.example.",
        f"a@{'x' * 250}.example",
        "perché@x.example",
        "a@\u202ex.example",
    ],
)
@pytest.mark.parametrize("whose", ["recipient", "envelope_from"])
def test_unwritable_address_is_refused_and_never_said(
    server: ScriptedServer, mailer: SmtpServer, address: str, whose: str
) -> None:
    addresses = {"recipient": "maria@example.org", "envelope_from": "posta@alba.example", whose: address}
    assert _outcome(lambda: mailer.deliver(RAW, **addresses)) == ("MailRefused", "address")
    assert [command for command in server.commands if not command.startswith("ehlo")] == []


def test_domain_in_other_letters_is_written_in_its_ascii_form(server: ScriptedServer, mailer: SmtpServer) -> None:
    _send(mailer, "maria@perché.example")
    assert "RCPT TO:<maria@xn--perch-fsa.example>" in server.commands


def test_name_in_other_letters_leaves_where_the_server_takes_it() -> None:
    with scripted_server(extensions=("SMTPUTF8",)) as server:
        mailer = SmtpServer(server.url)
        _send(mailer, "perché@x.example")
        mailer.close()
        assert "MAIL FROM:<posta@alba.example> SMTPUTF8" in server.commands


@pytest.mark.parametrize(
    "raw", [b"A: b\n\nc\r\n", b"A: b\r\n\r\nc\rd\r\n", b"A: b\r\n\r\nc\n.\n", b"A: b\r\n\r\n\0\r\n"]
)
def test_line_ends_that_another_server_could_read_otherwise_are_refused(
    server: ScriptedServer, mailer: SmtpServer, raw: bytes
) -> None:
    with pytest.raises(ValueError, match="line ends"):
        _send(mailer, raw=raw)
    assert server.mails == []


def test_eight_bits_leave_only_where_the_server_takes_them(server: ScriptedServer, mailer: SmtpServer) -> None:
    raw = "Subject: x\r\n\r\nperché\r\n".encode()
    if "8BITMIME" in server.extensions:
        _send(mailer, raw=raw)
        assert server.mails == [raw]
    else:
        with pytest.raises(ValueError, match="8bit"):
            _send(mailer, raw=raw)


def test_commands_travel_together_only_where_the_server_takes_that(server: ScriptedServer, mailer: SmtpServer) -> None:
    server.script["rcpt"] = "550 unknown"
    _outcome(lambda: _send(mailer))
    assert ("DATA" in server.commands) is ("PIPELINING" in server.extensions)
    assert server.mails in ([], [b""])  # the empty mail that ends what nobody was to get
