"""Asking for a gift back: the treasurer gives it back or says why not, once, and who asked is written to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.donations.models import Gift, GiftState, RefundRequest, RefundState
from ama_net.features.donations.office import ROOM
from ama_net.features.donations.operations.finishing import finish
from ama_net.features.donations.operations.refund_requests import accept_refund, ask_refund, refuse_refund
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentWay, Receipt, refund_payment
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import give, given_back, make_gift
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

PAGE = "/manage/donazioni/rimborsi"


def asked(reason: str = "Ho sbagliato importo") -> RefundRequest:
    """A gift whose money is here, and somebody who wants it back."""
    gift = make_gift()
    give(gift)
    finish(gift.id)
    return ask_refund(gift, reason=reason, by=SYSTEM)


@pytest.fixture
def request_id(app: Flask, alba: Standing) -> UUID:
    """A request that waits."""
    with desk(app, alba):
        return asked().id


def test_money_goes_back_and_the_receipt_is_cancelled(in_alba: Standing) -> None:
    request = asked()
    accept_refund(request, given_back(), answer="", by=SYSTEM)
    gift = db.session.get_one(Gift, request.gift_id)
    out = db.session.scalars(select(Payment).where(Payment.direction == MoneyDirection.OUT)).one()
    assert (request.state, gift.state, out.amount_cents) == (RefundState.DONE, GiftState.REFUNDED, 5000)
    assert [one.is_cancelled for one in db.session.scalars(select(Receipt))] == [True]


def test_who_asked_is_written_to(in_alba: Standing) -> None:
    accept_refund(asked(), given_back(), answer="Scusaci", by=SYSTEM)
    mail = db.session.scalars(select(Message).where(Message.template == "donations/refund_answer")).one()
    assert (mail.recipient, "Scusaci" in (mail.text or "")) == ("alcina@donatori.example", True)


def test_a_refusal_moves_no_money_and_says_why(in_alba: Standing) -> None:
    request = asked()
    refuse_refund(request, answer="È già stata spesa", by=SYSTEM)
    mail = db.session.scalars(select(Message).where(Message.template == "donations/refund_answer")).one()
    assert (request.state, db.session.get_one(Gift, request.gift_id).state) == ("refused", GiftState.RECEIVED)
    assert "È già stata spesa" in (mail.text or "")


def test_after_a_refusal_one_may_ask_again(in_alba: Standing) -> None:
    request = asked()
    refuse_refund(request, answer="No", by=SYSTEM)
    again = ask_refund(db.session.get_one(Gift, request.gift_id), reason="", by=SYSTEM)
    assert again.id != request.id


def test_what_was_decided_is_not_decided_again(in_alba: Standing) -> None:
    request = asked()
    accept_refund(request, given_back(), answer="", by=SYSTEM)
    with pytest.raises(WrongFact):
        refuse_refund(request, answer="No", by=SYSTEM)
    with pytest.raises(WrongFact):
        accept_refund(request, given_back(), answer="", by=SYSTEM)


def test_what_went_back_in_the_meantime_is_not_given_twice(in_alba: Standing) -> None:
    request = asked()
    paid = db.session.scalars(select(Payment)).one()
    refund_payment(paid, on=today(), way=PaymentWay.TRANSFER, by=SYSTEM)
    accept_refund(request, given_back(), answer="", by=SYSTEM)
    out = select(func.count()).where(Payment.direction == MoneyDirection.OUT)
    assert (request.state, db.session.scalar(out)) == (RefundState.DONE, 1)


def test_two_treasurers_at_once_give_it_back_once(app: Flask, alba: Standing, request_id: UUID) -> None:
    def accept(_hand: int) -> str:
        accept_refund(db.session.get_one(RefundRequest, request_id), given_back(), answer="", by=SYSTEM)
        return "done"

    said = at_once(app, alba, accept)
    with desk(app, alba):
        out = select(func.count()).where(Payment.direction == MoneyDirection.OUT)
        assert (said.count("done"), db.session.scalar(out)) == (1, 1)


def test_a_gift_of_things_or_that_never_came_is_not_asked_back(in_alba: Standing) -> None:
    with pytest.raises(WrongFact):
        ask_refund(make_gift(), reason="", by=SYSTEM)


def test_the_reason_is_sealed_and_not_in_the_audit(in_alba: Standing) -> None:
    asked("una cosa che nessuno deve leggere")
    db.session.commit()
    kept = db.session.execute(select(RefundRequest.__table__.c.reason_sealed)).scalar_one()
    assert b"nessuno" not in kept
    assert "nessuno deve leggere" not in str(db.session.scalars(select(LedgerEntry.facts)).all())


def test_the_treasurer_decides_on_the_page(
    app: Flask, alba: Standing, at: Callable[[Any], Browser], request_id: UUID
) -> None:
    browser = at(Role.TREASURER)
    assert browser.get(PAGE).status_code == 200
    assert "Ho sbagliato importo" in browser.get(f"{PAGE}/{request_id}").text
    back = {"on": today().isoformat(), "way": "transfer", "account": "", "answer": ""}
    assert browser.submit(f"{PAGE}/{request_id}/restituzione", back).status_code == 303
    with desk(app, alba):
        assert db.session.get_one(RefundRequest, request_id).state == RefundState.DONE
    assert browser.get(f"{PAGE}/{request_id}").status_code == 200


@pytest.mark.parametrize(
    "form", [{"on": "2999-01-01"}, {"on": "2001-01-01"}, {"way": "magia"}, {"account": str(uuid4())}]
)
def test_what_cannot_be_is_refused(
    app: Flask, alba: Standing, at: Callable[[Any], Browser], request_id: UUID, form: dict[str, str]
) -> None:
    back = {"on": today().isoformat(), "way": "transfer", "account": "", "answer": "", **form}
    assert at(Role.TREASURER).submit(f"{PAGE}/{request_id}/restituzione", back).status_code == 422
    with desk(app, alba):
        assert db.session.get_one(RefundRequest, request_id).state == RefundState.ASKED


def test_a_refusal_without_words_is_refused(at: Callable[[Any], Browser], request_id: UUID) -> None:
    assert at(Role.TREASURER).submit(f"{PAGE}/{request_id}/rifiuto", {"answer": " "}).status_code == 422


def test_a_refusal_on_the_page(app: Flask, alba: Standing, at: Callable[[Any], Browser], request_id: UUID) -> None:
    assert at(Role.TREASURER).submit(f"{PAGE}/{request_id}/rifiuto", {"answer": "Già spesa"}).status_code == 303
    with desk(app, alba):
        assert db.session.get_one(RefundRequest, request_id).answer == "Già spesa"


@pytest.mark.parametrize(("part", "reads", "decides"), [(Role.BOARD, 200, 404), (Role.EDITOR, 404, 404)])
def test_the_others_read_or_find_nothing(
    at: Callable[[Any], Browser], request_id: UUID, part: Role, reads: int, decides: int
) -> None:
    browser = at(part)
    assert browser.get(PAGE).status_code == reads
    assert browser.submit(f"{PAGE}/{request_id}/restituzione", {}).status_code == decides
    assert browser.submit(f"{PAGE}/{request_id}/rifiuto", {}).status_code == decides


def test_a_request_of_another_association_is_not_there(
    app: Flask, brig: Standing, at: Callable[[Any], Browser]
) -> None:
    with desk(app, brig):
        theirs = asked().id
    assert at(Role.TREASURER).get(f"{PAGE}/{theirs}").status_code == 404


def test_the_office_sees_that_somebody_waits(app: Flask, alba: Standing, request_id: UUID) -> None:
    with app.test_request_context(base_url=f"https://{alba.host}"), tenant_scope(alba.id):
        figures = {figure.label: figure.value for figure in ROOM.figures()}
        assert figures["Donazioni chieste indietro"] == 1
