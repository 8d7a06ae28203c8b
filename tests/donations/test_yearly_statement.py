"""The yearly statement of who gives: what left a trace and what did not, refunds left out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from pypdf import PdfReader

from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.finishing import finish
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receiving import note_in_kind
from ama_net.features.donations.yearly_statement import YearlyStatement, statement_of, statement_pdf
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import Payment, PaymentWay, refund_payment
from tests.factories.donations import DONOR, give, make_gift
from tests.support.cast import player
from tests.support.clients import Browser
from tests.support.days import last_may, last_year
from tests.support.hands import desk
from tests.support.standing import Standing


def gave(
    cents: int = 5000, way: PaymentWay = PaymentWay.TRANSFER, on: date | None = None, **values: Any
) -> tuple[Gift, Payment]:
    """A gift whose money came on a day."""
    gift = make_gift(cents, **values)
    payment = give(gift, cents, way, on=on or last_may())
    finish(gift.id)
    return gift, payment


def statement(gift: Gift) -> YearlyStatement:
    """The statement of who made a gift."""
    assert gift.donor is not None
    return statement_of(gift.donor, last_year())


def text_of(body: bytes) -> str:
    """What a PDF says, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).split())


def test_traceable_and_cash_are_apart(in_alba: Standing) -> None:
    gift, _payment = gave(5000)
    gave(700, PaymentWay.CASH)
    gave(900, PaymentWay.OTHER)
    found = statement(gift)
    assert ([one.cents for one in found.traceable], [one.cents for one in found.others]) == ([5000], [700, 900])


def test_what_was_given_back_is_left_out_whenever_it_was(in_alba: Standing) -> None:
    gift, whole = gave(5000)
    _other, part = gave(4000)
    refund_payment(whole, on=today(), way=PaymentWay.TRANSFER, by=SYSTEM)
    refund_payment(part, on=today(), way=PaymentWay.TRANSFER, by=SYSTEM, amount_cents=1000)
    assert [one.cents for one in statement(gift).lines] == [3000]


def test_other_years_and_other_donors_are_left_out(in_alba: Standing) -> None:
    gift, _payment = gave(5000)
    gave(600, on=date(last_year() - 1, 12, 31))
    gave(800, donor=replace(DONOR, given_name="Altra", email="altra@donatori.example"))
    assert [one.cents for one in statement(gift).lines] == [5000]


def test_it_quotes_the_receipts_in_force(in_alba: Standing) -> None:
    gift, _payment = gave(5000)
    assert [one.receipts for one in statement(gift).lines] == [f"1/{today().year}"]


def test_things_are_on_it_with_their_value(in_alba: Standing) -> None:
    gift, _payment = gave(5000)
    thing = note_in_kind(Giving(9000, PaymentWay.OTHER, DONOR), "Dieci sedie", on=last_may(), by=SYSTEM)
    finish(thing.id)
    assert [(one.words, one.cents) for one in statement(gift).things] == [("Dieci sedie", 9000)]


def test_the_paper_says_it_all_and_can_be_read_aloud(in_alba: Standing) -> None:
    gift, _payment = gave(5000)
    gave(700, PaymentWay.CASH)
    body = statement_pdf(statement(gift))
    words = text_of(body)
    assert is_accessible(body)
    for said in (
        "Alcina Dellisola",
        "50,00",
        "7,00",
        "Con mezzi tracciabili",
        "In contanti",
        "Associazione Alba di prova",
    ):
        assert said in words
    assert "detraibile" not in words


def test_a_body_has_a_statement_too(in_alba: Standing) -> None:
    gift, _payment = gave(5000, donor=replace(DONOR, given_name="", family_name="", organisation="Bottega Inventata"))
    assert "Bottega Inventata" in text_of(statement_pdf(statement(gift)))


def test_the_office_prints_it(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        person_id = gave()[0].person_id
    path = f"/manage/donazioni/riepiloghi/{person_id}/{last_year()}.pdf"
    assert at(Role.TREASURER).get(path).mimetype == "application/pdf"
    assert at(Role.EDITOR).get(path).status_code == 404


def test_my_gifts_are_in_my_area_with_their_papers(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        gift, payment = gave(4300)
        gift.person_id = payment.person_id = player(alba, Role.MEMBER).person_id
        receipt_id = payment.receipts[0].id
    browser = at(Role.MEMBER)
    assert "43,00" in browser.get("/my/donazioni").text
    assert browser.get(f"/my/donazioni/riepiloghi/{last_year()}.pdf").mimetype == "application/pdf"
    assert browser.get(f"/my/donazioni/ricevute/{receipt_id}.pdf").mimetype == "application/pdf"


def test_nobody_elses_are(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        receipt_id = gave(4300)[1].receipts[0].id
    browser = at(Role.MEMBER)
    assert "43,00" not in browser.get("/my/donazioni").text
    assert browser.get(f"/my/donazioni/riepiloghi/{last_year()}.pdf").status_code == 404
    assert browser.get(f"/my/donazioni/ricevute/{receipt_id}.pdf").status_code == 404
