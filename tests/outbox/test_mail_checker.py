"""The checker of mail itself: a good message passes, and each fault is found."""

import pytest

from ama_net.foundation.mail.dkim import Signer, header_fields, new_key, public_key_of
from tests.support.mail_checker import check_bulk, check_system

PEM = new_key()
KEY = public_key_of(PEM)
LEAVE = "https://alba.example/newsletter/disiscrizione/abc"
BODY = (
    f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nCiao\r\n{LEAVE}\r\n"
    f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Ciao <a href='{LEAVE}'>via</a></p>\r\n--b--\r\n"
)
HEAD = {
    "From": "Alba <newsletter@alba.example>",
    "To": "maria@example.org",
    "Subject": "Notizie",
    "Date": "Wed, 25 Nov 2026 10:00:00 +0100",
    "Message-ID": "<1@alba.example>",
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/alternative; boundary="b"',
}
BULK = {
    "List-Id": "<newsletter.alba.example>",
    "List-Unsubscribe": f"<{LEAVE}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Feedback-ID": "1:alba:newsletter:ama-net",
}


def _written(headers: dict[str, str], body: str = BODY, *, domain: str = "alba.example", pem: str = PEM) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    fields = header_fields(head.encode())
    return Signer(domain, "ama", pem).sign(fields, body.encode()) + f"{head}\r\n{body}".encode()


def test_good_newsletter_has_no_fault() -> None:
    assert check_bulk(_written(HEAD | BULK), public_key=KEY) == []


def test_local_mailbox_s_copy_is_read_as_it_travelled() -> None:
    kept = b"Return-Path: <x@alba.example>\n" + _written(HEAD | BULK).replace(b"\r\n", b"\n")
    assert check_bulk(kept, public_key=KEY) == []


def test_good_system_mail_has_no_fault() -> None:
    assert check_system(_written(HEAD | {"Auto-Submitted": "auto-generated"}), public_key=KEY) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"List-Unsubscribe": "<mailto:via@alba.example>"}, "List-Unsubscribe has not one https address"),
        ({"List-Unsubscribe": f"<{LEAVE}>, <{LEAVE}2>"}, "List-Unsubscribe has not one https address"),
        ({"List-Unsubscribe": LEAVE}, "List-Unsubscribe has not one https address"),
        ({"List-Unsubscribe": "<http://alba.example/via>"}, "List-Unsubscribe has not one https address"),
        ({"List-Unsubscribe": ""}, "List-Unsubscribe has not one https address"),
        ({"List-Unsubscribe": f"\r\n <{LEAVE}>"}, "List-Unsubscribe is folded"),
        ({"List-Unsubscribe": f"<{LEAVE}-altro>"}, "the way out is not shown in both parts"),
        ({"List-Unsubscribe-Post": "List-Unsubscribe=one-click"}, "List-Unsubscribe-Post is not word for word"),
        ({"List-Unsubscribe-Post": ""}, "List-Unsubscribe-Post is not word for word"),
        ({"List-Id": "Notizie"}, "List-Id is not one identifier"),
        ({"List-Id": ""}, "List-Id is not one identifier"),
        ({"Feedback-ID": "1:2"}, "Feedback-ID has not four parts"),
        ({"Message-ID": "<1@altrove.example>"}, "Message-ID is not of From's domain"),
        ({"Date": "ieri"}, "Date cannot be read"),
        ({"Subject": ""}, "Subject is there 0 times"),
        ({"Subject": "x" * 1000}, "a line is too long"),
        ({"Content-Type": "text/plain"}, "it is not multipart/alternative"),
    ],
)
def test_each_fault_is_found(changes: dict[str, str], fault: str) -> None:
    found = check_bulk(_written(HEAD | BULK | changes), public_key=KEY)
    assert [told for told in found if told.startswith(fault)] != []


def test_missing_part_is_found() -> None:
    body = BODY.partition("--b\r\nContent-Type: text/html")[0] + "--b--\r\n"
    assert "its parts are ['text/plain']" in check_bulk(_written(HEAD | BULK, body), public_key=KEY)


def test_signature_of_another_domain_is_found() -> None:
    found = check_bulk(_written(HEAD | BULK, domain="altrove.example"), public_key=KEY)
    assert found == ["it is not signed for From's domain but for altrove.example"]


def test_signature_of_another_key_is_found() -> None:
    assert check_bulk(_written(HEAD | BULK, pem=new_key()), public_key=KEY) == ["the signature is not valid"]


def test_unsigned_mail_is_found() -> None:
    raw = _written(HEAD | BULK)
    found = check_bulk(raw[raw.index(b"From:") :], public_key=KEY)
    assert "the signature is not valid" in found


def test_changed_mail_is_found() -> None:
    assert check_bulk(_written(HEAD | BULK).replace(b"Ciao", b"Addio"), public_key=KEY) == [
        "the signature is not valid"
    ]


def test_uncovered_header_is_found() -> None:
    late = _written(HEAD | {name: value for name, value in BULK.items() if name != "List-Id"})
    found = check_bulk(late.replace(b"Feedback-ID:", b"List-Id: <a.b>\r\nFeedback-ID:"), public_key=KEY)
    assert found == ["the signature does not cover list-id against a second one"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (BULK, "List-Id is there"),
        ({"Auto-Submitted": ""}, "Auto-Submitted is not auto-generated"),
        ({"Precedence": "bulk"}, "Precedence says bulk"),
    ],
)
def test_system_mail_that_looks_like_a_newsletter_is_found(changes: dict[str, str], fault: str) -> None:
    found = check_system(_written(HEAD | {"Auto-Submitted": "auto-generated"} | changes), public_key=KEY)
    assert fault in found
