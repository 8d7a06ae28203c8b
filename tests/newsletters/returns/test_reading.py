"""What mails that come back say: what they are, why, and about which mail of ours."""

from collections.abc import Callable
from uuid import UUID

import pytest

from ama_net.across.newsletters.models import ReturnKind
from ama_net.across.newsletters.returns.reading import LARGEST, Report, read_report
from ama_net.across.newsletters.returns.statuses import kind_of, status_in
from tests.newsletters.returns.mails import by_hand, complaint, failure, report, status_part, words_part

ROW = UUID("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
DAEMON = "MAILER-DAEMON@mx.posta.example"
HARD, SOFT = ReturnKind.HARD, ReturnKind.SOFT


def _read(raw: bytes) -> Report:
    found = read_report(raw)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", HARD),
        ("5.1.2", HARD),
        ("5.1.10", HARD),
        ("5.2.1", HARD),
        ("5.4.4", HARD),
        ("5.0.0", HARD),
        ("5.2.2", SOFT),
        ("5.3.4", SOFT),
        ("5.4.7", SOFT),
        ("5.7.1", SOFT),
        ("5.7.26", SOFT),
        ("4.2.2", SOFT),
        ("4.4.7", SOFT),
    ],
)
def test_what_a_status_means(status: str, kind: ReturnKind) -> None:
    assert kind_of(status) == kind


@pytest.mark.parametrize(
    ("text", "status"),
    [("smtp; 550 5.1.1 unknown", "5.1.1"), ("host 10.5.1.1 said no", ""), ("", ""), ("#5.2.2", "5.2.2")],
)
def test_a_status_in_words(text: str, status: str) -> None:
    assert status_in(text) == status


def test_a_report_of_non_delivery() -> None:
    found = _read(failure(row_id=ROW))
    assert (found.kind, found.address, found.code, found.rows) == (HARD, "anna@posta.example", "5.1.1", (ROW,))


def test_a_report_with_the_headers_only() -> None:
    assert _read(failure(row_id=ROW, headers_only=True)).rows == (ROW,)


def test_a_report_says_where_it_was_handed_in() -> None:
    assert "<ritorni+n-abc@alba.example>" in _read(failure(to="ritorni+n-abc@alba.example")).paths


def test_a_full_mailbox_is_there() -> None:
    assert _read(failure(status="5.2.2")).kind == SOFT


def test_a_vague_status_is_made_plain_by_the_diagnostic() -> None:
    found = _read(failure(status="5.0.0", diagnostic="smtp; 552 5.2.2 mailbox full"))
    assert (found.kind, found.code) == (SOFT, "5.2.2")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_has_not_failed_is_no_return(action: str) -> None:
    assert read_report(failure(status="4.4.1", action=action)) is None


def test_a_person_whose_address_is_not_ascii() -> None:
    raw = failure("niccolò@posta.example")
    assert _read(raw).code == "5.1.1"


@pytest.mark.parametrize("feedback", ["abuse", "fraud", "other"])
def test_a_complaint(feedback: str) -> None:
    found = _read(complaint(path="ritorni+n-abc@alba.example", row_id=ROW, feedback=feedback))
    assert (found.kind, found.rows) == (ReturnKind.COMPLAINT, (ROW,))
    assert found.paths[0] == "<ritorni+n-abc@alba.example>"


@pytest.mark.parametrize("feedback", ["not-spam", "virus", "auth-failure", ""])
def test_other_reports_of_a_feedback_loop_complain_of_nothing(feedback: str) -> None:
    assert read_report(complaint(feedback=feedback)) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation)", "In_Reply_To": f"<{ROW}@alba.example>"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "fuori ufficio"},
        {},
    ],
)
@pytest.mark.parametrize("sender", ["anna@posta.example", "segreteria@comune.example"])
def test_whoever_is_on_holiday_is_not_gone(headers: dict[str, str], sender: str) -> None:
    text = "Sono in ferie: il messaggio non è stato consegnato a nessuno. 550 5.1.1 user unknown"
    assert read_report(by_hand(text, sender=sender, **headers)) is None


def test_an_automatic_answer_of_a_postmaster_is_no_return() -> None:
    text = "Your message to <anna@posta.example> could not be delivered: 550 5.1.1"
    assert read_report(by_hand(text, sender="postmaster@posta.example", Auto_Submitted="auto-replied")) is None


def test_a_server_that_writes_in_its_own_way() -> None:
    text = (
        "Hi. This is the qmail-send program at mx.posta.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<anna@posta.example>:\n192.0.2.7 does not like recipient.\n"
        "Remote host said: 550 5.1.1 user unknown\nGiving up on 192.0.2.7.\n\n"
        f"--- Below this line is a copy of the message.\n\nMessage-ID: <{ROW}@alba.example>\n\nCiao.\n"
    )
    found = _read(by_hand(text, sender=DAEMON))
    assert (found.kind, found.address, found.rows) == (HARD, "anna@posta.example", (ROW,))


def test_exim_says_whom_it_could_not_reach() -> None:
    text = (
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        "  anna@posta.example\n    Unrouteable address\n"
    )
    headers = {"Auto_Submitted": "auto-replied", "X_Failed_Recipients": "anna@posta.example"}
    assert _read(by_hand(text, sender=DAEMON, **headers)).address == "anna@posta.example"


def test_a_report_inside_a_forwarded_mail_is_read() -> None:
    inner = failure(row_id=ROW).decode()
    raw = report("Content-Type: message/rfc822\r\n\r\n" + inner, kind="altro")
    assert _read(raw).code == "5.1.1"


def _deep(kind: str, depth: int) -> bytes:
    lines = [f'Content-Type: {kind}; boundary="b{n}"\r\n\r\n--b{n}' for n in range(depth)]
    return "\r\n".join([f"From: {DAEMON}", "MIME-Version: 1.0", *lines, "", "fine"]).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nniente",
        b"Content-Type: message/delivery-status\r\n\r\nfrom nobody\r\n",
        report(),
        report("Content-Type: message/delivery-status\r\n\r\n"),
        report("Content-Type: message/feedback-report\r\n\r\n", kind="feedback-report"),
        report("Content-Type: message/feedback-report\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!"),
        report(words_part(), "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n8J+Y"),
        report(words_part("x" * 2000)),
        _deep("multipart/mixed", 60),
        _deep("multipart/report; report-type=delivery-status", 2000),
        _deep("multipart/mixed", 20_000),
        report(*[words_part()] * 80),
    ],
)
def test_rubbish_is_no_return(raw: bytes) -> None:
    assert read_report(raw) is None


def test_a_huge_mail_is_not_looked_at() -> None:
    assert read_report(failure() + b"x" * LARGEST) is None


@pytest.mark.parametrize("address", ["", "nessuno", "a" * 300 + "@posta.example", "anna\x07@posta.example"])
def test_an_address_that_cannot_be_is_left_out(address: str) -> None:
    assert _read(failure(address)).address == ""


def test_a_status_that_is_none_is_a_failure_all_the_same() -> None:
    found = _read(report(words_part(), status_part("anna@posta.example", "boh", diagnostic="x")))
    assert (found.kind, found.code) == (HARD, "failed")


@pytest.mark.parametrize("make", [failure, complaint])
def test_another_servers_message_id_is_not_ours(make: Callable[..., bytes]) -> None:
    raw = make(row_id=ROW).replace(f"{ROW}@".encode(), b"abc.123@")
    assert _read(raw).rows == ()
