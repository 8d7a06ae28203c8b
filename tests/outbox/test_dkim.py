"""The signature, verified by a library that none of our code uses; any change that matters breaks it."""

import re
import time

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_curve_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ama_net.foundation.mail.dkim import BadKey, Field, Signer, header_fields, new_key, public_key_of
from ama_net.foundation.mail.envelopes import Envelope

PEM = new_key()
SIGNER = Signer("alba.example", "ama", PEM)
HEADERS: list[Field] = [
    (b"From", b" Alba <posta@alba.example>"),
    (b"To", b" maria@example.org"),
    (b"Subject", b" Un oggetto\r\n che\tva   a\r\n \t capo \t"),
    (b"Date", b" Wed, 25 Nov 2026 10:00:00 +0100"),
    (b"Message-ID", b" <1@alba.example>"),
    (b"List-Id", b"<newsletter.alba.example>"),
    (b"List-Unsubscribe", b"<https://alba.example/newsletter/disiscrizione/abc>"),
    (b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
]
BODY = b"Ciao\r\n\r\n.\r\nFrom me\r\n"


def _signed(headers: list[Field] = HEADERS, body: bytes = BODY) -> bytes:
    head = b"".join(name + b":" + value + b"\r\n" for name, value in headers)
    return SIGNER.sign(headers, body) + head + b"\r\n" + body


def _valid(raw: bytes, key: str = PEM) -> bool:
    asked = []

    def answer(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return f"v=DKIM1; k=rsa; p={public_key_of(key)}".encode()

    valid = dkim.verify(raw, dnsfunc=answer)
    assert asked == [b"ama._domainkey.alba.example."]
    return bool(valid)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n",
        b"a",
        b"a\r\n",
        b"a\r\n\r\n\r\n",
        b"\r\n\r\na \t\r\n",
        b"a\r\n \r\n",
        b"x" * 5000,
        BODY,
    ],
)
def test_signature_is_valid_whatever_the_body(body: bytes) -> None:
    assert _valid(_signed(body=body))


def test_signature_is_valid_for_any_order_and_case_of_headers() -> None:
    assert _valid(_signed([(name.upper(), value) for name, value in reversed(HEADERS)]))


def test_header_that_is_there_twice_is_signed_twice() -> None:
    raw = _signed([*HEADERS, (b"Reply-To", b" a@alba.example"), (b"Reply-To", b" b@alba.example")])
    assert _valid(raw)
    assert not _valid(raw.replace(b"Reply-To: a@alba.example\r\n", b""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\nCiao", b"\r\nAddio"),
        (b"\r\n.\r\n", b"\r\n..\r\n"),
        (b"From me\r\n", b"From me\r\nand you\r\n"),
        (b"From me\r\n", b"From me \r\n"),
        (b"Subject: Un oggetto", b"Subject: Altro"),
        (b"disiscrizione/abc", b"disiscrizione/abd"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=None"),
        (b"\r\nTo: maria", b"\r\nTo: rosa"),
        (b"<1@alba", b"<2@alba"),
        (b"From: Alba", b"From: Brig"),
    ],
)
def test_change_breaks_the_signature(old: bytes, new: bytes) -> None:
    raw = _signed()
    assert old in raw
    assert not _valid(raw.replace(old, new, 1))


@pytest.mark.parametrize(
    "added",
    [
        b"From: evil@x.example",
        b"Subject: altro",
        b"To: z@x.example",
        b"Reply-To: evil@x.example",
        b"Cc: z@x.example",
        b"List-Unsubscribe: <https://evil.example>",
        b"List-Id: <evil.example>",
        b"Content-Type: text/html",
    ],
)
@pytest.mark.parametrize("where", ["above", "below"])
def test_second_header_breaks_the_signature(added: bytes, where: str) -> None:
    raw = _signed()
    head, _, body = raw.partition(b"\r\n\r\n")
    changed = added + b"\r\n" + raw if where == "above" else head + b"\r\n" + added + b"\r\n\r\n" + body
    assert not _valid(changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: Un oggetto\r\n che\tva", b"subject:Un   oggetto che va"),
        (b"To: maria", b"TO:    maria"),
        (b"From me\r\n", b"From me\r\n\r\n\r\n"),
    ],
)
def test_what_relays_do_on_the_way_keeps_it(old: bytes, new: bytes) -> None:
    raw = _signed()
    assert old in raw
    assert _valid(raw.replace(old, new, 1))


def test_relay_may_add_its_trace() -> None:
    assert _valid(b"Received: by mx.example\r\nReturn-Path: <x@alba.example>\r\n" + _signed())


def test_another_key_does_not_verify() -> None:
    assert not _valid(_signed(), new_key())


def test_signature_s_lines_are_short_and_its_time_is_now() -> None:
    signature = SIGNER.sign(HEADERS, BODY)
    assert max(len(line) for line in signature.split(b"\r\n")) <= 88
    stamp = re.search(rb"t=(\d+);", signature)
    assert stamp is not None
    assert abs(int(stamp[1]) - time.time()) < 60


@pytest.mark.parametrize("text", ["", "perché\n", ".\n..\n", "a" * 3000, "riga\n\n\n\n", "spazi   \n\t\n"])
def test_mail_of_the_system_is_signed_whole(text: str) -> None:
    mail = Envelope(
        "1@alba.example", 'Alba, "perché" no', "posta@alba.example", "m@x.example", "à" * 200, text, f"<p>{text}</p>",
        signer=SIGNER,
    )  # fmt: skip
    assert _valid(mail.as_bytes())


@pytest.mark.parametrize("field", ["sender_name", "subject"])
@pytest.mark.parametrize("evil", ["Alba\r\nBcc: z@x.example", "Alba\nBcc: z@x.example", "Alba\rBcc: z@x.example"])
def test_line_break_in_a_name_adds_no_header(field: str, evil: str) -> None:
    parts = {"sender_name": "Alba", "subject": "Ciao", field: evil}
    mail = Envelope(
        "1@a.example", sender="a@a.example", recipient="b@b.example", text="x", html="<p>x</p>", signer=SIGNER, **parts
    )
    names = [name.lower() for name, _ in header_fields(mail.as_bytes().partition(b"\r\n\r\n")[0])]
    assert b"bcc" not in names


def test_fields_are_read_with_their_folds() -> None:
    assert header_fields(b"A: b\r\n c\r\n\td\r\nE:f\r\n") == [(b"A", b" b\r\n c\r\n\td"), (b"E", b"f")]


def test_key_that_is_too_short_or_of_another_kind_never_signs() -> None:
    short = generate_private_key(public_exponent=65537, key_size=1024)
    curve = new_curve_key(SECP256R1())
    for key in (short, curve):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        with pytest.raises(BadKey):
            Signer("alba.example", "ama", pem).sign(HEADERS, BODY)


def test_key_is_never_shown() -> None:
    assert "PRIVATE" not in repr(SIGNER)
