"""What can be told of a signed or stamped file: whether the closing is in it, whatever was sent and in a moment."""

import hashlib
from time import perf_counter

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Match
from ama_net.features.volunteers.signed_files import NotTheClosing, read_signed_file
from tests.volunteers.signatures import as_text, p7m, p7m_in_parts, pades, tsd, tsr

PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 20


@pytest.mark.parametrize(
    ("name", "body", "match"),
    [
        ("x.p7m", p7m(PAPER), Match.INSIDE),
        ("x.P7M", as_text(p7m(PAPER)), Match.INSIDE),
        ("x.p7m", p7m_in_parts(PAPER), Match.INSIDE),
        ("x.pdf.p7m", p7m(p7m(PAPER)), Match.INSIDE),
        ("x.p7m", p7m(b"detached"), Match.UNKNOWN),
        ("x.pdf", pades(PAPER), Match.INSIDE),
        ("x.pdf", pades(b"%PDF-1.7 rewritten"), Match.UNKNOWN),
        ("x.tsd", tsd(PAPER), Match.INSIDE),
        ("x.tsd", tsd(b"another"), Match.UNKNOWN),
        ("x.tsr", tsr(hashlib.sha256(PAPER).digest()), Match.IMPRINT),
        ("x.tsr", tsr(hashlib.sha512(PAPER).digest()), Match.IMPRINT),
        ("x.tsr", tsr(b"another"), Match.UNKNOWN),
    ],
)
def test_what_can_be_told_of_a_signed_file(app: Flask, name: str, body: bytes, match: Match) -> None:
    with app.test_request_context():
        assert read_signed_file(name, body, closing=PAPER).match is match


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.p7m", p7m(b"%PDF-1.7 another")),
        ("x.p7m", p7m_in_parts(b"%PDF-1.7 another" * 200)),
        ("x.pdf", PAPER),
        ("x.p7m", b"\x00\x01\x02"),
        ("x.zip", b"PK\x03\x04"),
        ("x.p7m", b""),
    ],
)
def test_what_is_plainly_no_signed_closing_is_refused(app: Flask, name: str, body: bytes) -> None:
    with app.test_request_context(), pytest.raises(NotTheClosing):
        read_signed_file(name, body, closing=PAPER)


@pytest.mark.parametrize(
    "body",
    [
        b"\x30\x80" * 30 + b"\x02\x00" * 5_500_000 + b"\x00\x00" * 30,
        b"\x30\x80\x24\x80" + b"\x04\x00" * 6_000_000,
        b"\x30\x80" * 6_000_000,
        b"\x30\x83\xb7\x1a\xfc" + b"\x30\x00" * 5_999_998,
    ],
    ids=["nested", "parts", "deep", "flat"],
)
def test_a_file_made_to_be_slow_is_read_in_a_moment(app: Flask, body: bytes) -> None:
    begun = perf_counter()
    with app.test_request_context():
        assert read_signed_file("x.p7m", body, closing=PAPER).match is Match.UNKNOWN
    assert perf_counter() - begun < 10


def test_what_follows_the_content_does_not_hide_it(app: Flask) -> None:
    long = p7m_in_parts(PAPER)[:-2] + b"\x30\x00" * 600_000 + b"\x00\x00"
    with app.test_request_context():
        assert read_signed_file("x.p7m", long, closing=PAPER).match is Match.INSIDE


@pytest.mark.parametrize("cut", [1, 3, 17, 200, 4000])
def test_a_file_cut_short_is_never_a_fault(app: Flask, cut: int) -> None:
    with app.test_request_context():
        for whole in (p7m(PAPER), p7m_in_parts(PAPER), tsr(b"x" * 32)):
            body = whole[: max(1, len(whole) - cut)]
            assert read_signed_file("x.tsr", body, closing=PAPER).match is Match.UNKNOWN
