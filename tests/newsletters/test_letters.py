"""A newsletter as bytes: what each reader gets, whatever their name is."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.operations.starting import begin
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.letters import Letter, letter_of
from ama_net.foundation.database import db
from ama_net.foundation.mail import MailRefused
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.identities import identity
from tests.factories.newsletters import make_newsletter
from tests.support.standing import Standing

TEXT = "Ciao {nome|a tutti}, perché così è: parliamo dell'incontro di mercoledì 25 novembre, alle ore 18:00, in sede. "


def _letter(subject: str = "Le notizie", text: str = TEXT) -> Letter:
    newsletter: Newsletter = make_newsletter(subject, blocks=[{"kind": "text", "markdown": text}])
    begin(newsletter, by=SYSTEM)
    db.session.flush()
    return letter_of(newsletter, identity("newsletter"))


def _mail(letter: Letter, name: str = "Bianca", address: str = "bianca@posta.example") -> EmailMessage:
    raw = letter.to(Recipient(uuid4(), address, name), uuid4())
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("name", ["Bianca", "Zoë", "王芳", "O'Hara", "Anna Maria de' Medici"])
def test_reader_is_greeted_by_name(in_alba: Standing, name: str) -> None:
    mail = _mail(_letter(), name)
    assert f"Ciao {name}, perché così è" in _part(mail, "plain").replace("\r\n", " ").replace("\n", " ")


def test_reader_without_a_name_is_greeted_all_the_same(in_alba: Standing) -> None:
    assert "Ciao a tutti, perché" in _part(_mail(_letter(), ""), "plain").replace("\n", " ")


def test_name_is_never_html(in_alba: Standing) -> None:
    html = _part(_mail(_letter(), "<b>Anna</b>"), "html")
    assert "<b>Anna" not in html


def test_subject_with_a_line_break_adds_no_header(in_alba: Standing) -> None:
    mail = _mail(_letter("Le notizie\r\nBcc: tutti@posta.example"))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Le notizie Bcc: tutti@posta.example"


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@y.example", "a b@c.example", "<a@b.example>", "è@b.example", "nessuno", "a\x00@b.example"],
)
def test_address_that_headers_cannot_carry_is_refused(in_alba: Standing, address: str) -> None:
    with pytest.raises(MailRefused):
        _letter().to(Recipient(uuid4(), address, ""), uuid4())


EVIL = "=?utf-8?q?ciao_=0D=0AX-Evil=3A_yes=0D=0ABcc=3A_z@z.example=0D=0A=0D=0Acorpo?="


def test_subject_that_hides_line_breaks_adds_no_header(in_alba: Standing) -> None:
    mail = _mail(_letter(EVIL))
    assert (mail["X-Evil"], mail["Bcc"]) == (None, None)
    assert "corpo" not in _part(mail, "plain")


def test_address_of_other_letters_is_written(in_alba: Standing) -> None:
    assert str(_mail(_letter(), address="anna@città.example")["To"]) == "anna@xn--citt-3na.example"


def test_subject_keeps_its_accents(in_alba: Standing) -> None:
    mail = _mail(_letter("Perché non vieni? È già novembre"))
    assert mail["Subject"] == "Perché non vieni? È già novembre"


def test_lines_are_short_and_ascii(in_alba: Standing) -> None:
    long = TEXT * 30 + "x" * 300 + "\n\n. un punto da solo in testa alla riga\n\n.\n"
    raw = _letter(text=long).to(Recipient(uuid4(), "bianca@posta.example", "è" * 50), uuid4())
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    heads = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert [line for line in heads if len(line) > 998] == []


def test_content_comes_out_as_it_went_in(in_alba: Standing) -> None:
    letter = _letter(text="Riga uno = due; trattino — e spazio finale \n\nUltima")
    mail = _mail(letter)
    assert "Riga uno = due; trattino — e spazio finale" in _part(mail, "plain")
    assert "Riga uno = due; trattino — e spazio finale" in _part(mail, "html")
    assert "@@ama:" not in _part(mail, "plain") + _part(mail, "html")


def test_reader_leaves_in_one_click(in_alba: Standing, app: Flask) -> None:
    mail = _mail(_letter())
    address = str(mail["List-Unsubscribe"])
    assert re.fullmatch(r"<https?://alba\.localhost(:\d+)?/newsletter/disiscrizione/[\w-]{60,70}>", address)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.strip("<>") in _part(mail, "plain").replace("=\n", "")


def test_two_readers_have_different_links(in_alba: Standing) -> None:
    letter = _letter()
    assert _mail(letter)["List-Unsubscribe"] != _mail(letter)["List-Unsubscribe"]


def test_nothing_watches_who_opens_it(in_alba: Standing) -> None:
    html = _part(_mail(_letter()), "html")
    assert re.findall(r"<img[^>]*>", html) == []


def test_headers_of_a_list(in_alba: Standing) -> None:
    mail = _mail(_letter())
    assert mail["List-Id"] == "<newsletter.alba.localhost>"
    assert mail["From"].addresses[0].addr_spec == "newsletter@alba.example"
    assert mail["Precedence"] == "bulk"
    assert mail["Auto-Submitted"] is None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
