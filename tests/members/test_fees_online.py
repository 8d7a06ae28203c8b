"""A fee paid online: the button, the page of who takes payments, the receipt when it is told."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fees import note_payment
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import Payment, PaymentWay
from tests.members.fees_desk import write_fee
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.online import Till, came
from tests.support.provider import Provider
from tests.support.standing import Standing


@pytest.fixture
def fee(app: Flask, alba: Standing) -> str:
    return write_fee(app, alba)


@pytest.fixture
def till(app: Flask, alba: Standing, fee: str, provider: Provider, client: Callable[[str], Browser]) -> Till:
    return Till(app, alba, provider, sign_in(client(alba.host), alba, Role.MEMBER))


def pay(till: Till, fee: str) -> str:
    answer = till.browser.submit(f"/my/quote/{fee}/pagamento")
    assert answer.status_code == 303
    return str(answer.location)


def test_the_button_leads_to_the_page_of_who_takes_payments(till: Till, fee: str) -> None:
    assert f'action="/my/quote/{fee}/pagamento"' in till.browser.get("/my/quote").text
    assert pay(till, fee).startswith(till.provider.url)


def test_a_fee_paid_by_card_is_paid_with_its_receipt(till: Till, fee: str, run_jobs: Callable[[], int]) -> None:
    till.provider.choose(pay(till, fee))
    assert "Hai appena pagato online?" in till.browser.get("/my/quote").text
    till.tell(times=2)
    run_jobs()
    with desk(till.app, till.standing):
        payment = came()
        assert (payment.kind, payment.item, payment.person_id) == (
            "fee",
            "A.E1",
            player(till.standing, Role.MEMBER).person_id,
        )
        assert [receipt.series for receipt in payment.receipts] == ["fees"]
        paid = db.session.get_one(MembershipFee, payment.about_id)
        assert (str(paid.id), paid.is_paid) == (fee, True)


def test_a_fee_paid_by_debit_says_that_the_bank_is_to_answer(till: Till, fee: str) -> None:
    till.provider.choose(pay(till, fee), "debit")
    till.tell()
    assert "la banca risponde entro qualche giorno" in till.browser.get("/my/quote").text
    assert "è già partito" in till.browser.submit(f"/my/quote/{fee}/pagamento", follow_redirects=True).text
    shown = till.browser.get("/my/quote").text
    assert ("Pagamento in corso" in shown, "way-to-pay" in shown, "Copia la causale" in shown) == (True, False, False)


def test_what_is_paid_twice_is_not_more_fee(till: Till, fee: str) -> None:
    page = pay(till, fee)
    with desk(till.app, till.standing):
        row = db.session.get_one(MembershipFee, fee)
        note_payment(row, 2500, on=today(), way=PaymentWay.CASH, by=SYSTEM)
    till.provider.choose(page)
    till.tell()
    with desk(till.app, till.standing):
        row = db.session.get_one(MembershipFee, fee)
        online = db.session.scalars(select(Payment).where(Payment.external_id.like("stripe:ch%"))).one()
        assert (row.paid_cents, online.about_id, online.kind, online.memo) == (2500, None, "other", "Pagamento in più")


def test_nobody_pays_the_fee_of_another_from_here(till: Till, fee: str) -> None:
    with desk(till.app, till.standing):
        other = db.session.scalars(select(MembershipFee.id).where(MembershipFee.id != fee)).one()
    assert till.browser.submit(f"/my/quote/{other}/pagamento").status_code == 404


def test_who_takes_payments_does_not_answer(till: Till, fee: str) -> None:
    settings = till.app.extensions["settings"]
    till.app.extensions["settings"] = settings.model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    try:
        page = till.browser.submit(f"/my/quote/{fee}/pagamento", follow_redirects=True)
    finally:
        till.app.extensions["settings"] = settings
    assert "Il pagamento online non risponde" in page.text


def test_without_payments_online_there_is_no_button(at: Callable[[Role], Browser], app: Flask, alba: Standing) -> None:
    fee = write_fee(app, alba)
    browser = at(Role.MEMBER)
    assert "Paga online" not in browser.get("/my/quote").text
    assert "Qui non si può pagare online" in browser.submit(f"/my/quote/{fee}/pagamento", follow_redirects=True).text
