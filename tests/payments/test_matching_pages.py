"""The screen where a bank's lines are given to what they pay."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.models import Gift, GiftState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import (
    LineState,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    StatementLine,
    record_payment,
)
from ama_net.kernel.payments.queries_statements import paid_before
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import give, make_account, make_gift
from tests.factories.fees import make_fee, make_rate
from tests.payments.test_recording_lines import make_statement
from tests.support.cast import sign_in
from tests.support.hands import desk
from tests.support.standing import Standing

Made = tuple[UUID, list[UUID], list[UUID]]


def _made(app: Flask, alba: Standing, *, certain: int = 1) -> Made:
    """A statement with so many certain lines and one to look at; its gifts and its lines."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gifts = [make_gift(1000 + number) for number in range(certain)]
        other = make_gift(7700)
        lines = [(gift.reference, gift.amount_cents) for gift in gifts]
        statement = make_statement(*lines, ("bonifico di Alcina Dellisola", 7700))
        ids = list(db.session.scalars(select(StatementLine.id).order_by(StatementLine.position)))
        return statement.id, [*(gift.id for gift in gifts), other.id], ids


def _state(app: Flask, alba: Standing, gift_id: UUID) -> str:
    with app.app_context(), tenant_scope(alba.id):
        return db.session.get_one(Gift, gift_id).state


def test_certain_lines_are_recorded_by_one_press(app: Flask, alba: Standing, client: Any) -> None:
    statement, gifts, _lines = _made(app, alba, certain=2)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    page = browser.get(f"/manage/incassi/estratti/{statement}/abbinamenti")
    assert "2 righe sicure" in page.text
    assert "1 riga da guardare" in page.text
    answer = browser.submit(f"/manage/incassi/estratti/{statement}/abbinamenti")
    assert answer.status_code == 303
    assert [_state(app, alba, gift_id) for gift_id in gifts] == ["received", "received", "pending"]


def test_many_certain_lines_go_on_by_themselves(
    app: Flask, alba: Standing, client: Any, run_jobs: Callable[[], Any]
) -> None:
    statement, gifts, _lines = _made(app, alba, certain=45)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    answer = browser.submit(f"/manage/incassi/estratti/{statement}/abbinamenti")
    assert "/manage/lavori/" in answer.headers["Location"]
    run_jobs()
    states = [_state(app, alba, gift_id) for gift_id in gifts]
    assert states.count("received") == 45


def test_proposal_is_recorded_when_somebody_says_so(app: Flask, alba: Standing, client: Any) -> None:
    _statement, gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    assert "Stesso importo e stesso nome" in browser.get(f"/manage/incassi/righe/{lines[-1]}").text
    answer = browser.submit(f"/manage/incassi/righe/{lines[-1]}", data={"payable": str(gifts[-1])})
    assert (answer.status_code, _state(app, alba, gifts[-1])) == (303, GiftState.RECEIVED)


def test_press_says_how_much_is_recorded_when_it_is_not_what_was_said(app: Flask, alba: Standing, at: Any) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        statement = make_statement((f"{make_gift(5000).reference} quota Verdi", 12_000))
        line = db.session.scalars(select(StatementLine)).one()
        line.is_gathered = True
        address = f"/manage/incassi/estratti/{statement.id}/abbinamenti"
    page = at(Role.TREASURER).get(address).text.replace("\xa0", " ")
    assert ("si registrano 120,00 €" in page, "più versamenti in questa riga" in page) == (True, True)


def test_line_is_found_by_name_and_taken_back(app: Flask, alba: Standing, client: Any) -> None:
    _statement, gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    assert str(gifts[-1]) in browser.get(f"/manage/incassi/righe/{lines[-1]}?cerca=dellisola").text
    assert "Nessuna donazione" in browser.get(f"/manage/incassi/righe/{lines[-1]}?cerca=nessuno").text
    browser.submit(f"/manage/incassi/righe/{lines[-1]}", data={"payable": str(gifts[-1])})
    assert "Libera la riga" in browser.get(f"/manage/incassi/righe/{lines[-1]}").text
    browser.submit(f"/manage/incassi/righe/{lines[-1]}/liberazione")
    assert _state(app, alba, gifts[-1]) == GiftState.PENDING


def test_movement_written_before_is_chosen(app: Flask, alba: Standing, client: Any) -> None:
    _statement, gifts, lines = _made(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        payment_id = give(db.session.get_one(Gift, gifts[-1]), 7700).id
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    answer = browser.submit(f"/manage/incassi/righe/{lines[-1]}", data={"written": str(payment_id)})
    assert answer.status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Payment, payment_id).line_id == lines[-1]


def test_choosing_nothing_or_what_is_not_open_is_refused_in_words(app: Flask, alba: Standing, client: Any) -> None:
    _statement, gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    for data in ({}, {"payable": "x"}, {"payable": str(lines[0])}):
        answer = browser.submit(f"/manage/incassi/righe/{lines[-1]}", data=data)
        assert (answer.status_code, "Scegliere che cosa paga" in answer.text) == (422, True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(StatementLine, lines[-1]).state == LineState.TO_DO
    assert _state(app, alba, gifts[-1]) == GiftState.PENDING


def test_statement_of_another_association_is_not_there(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    statement, _gifts, lines = _made(app, alba)
    browser = sign_in(client(brig.host), brig, Role.TREASURER)
    assert browser.get(f"/manage/incassi/estratti/{statement}/abbinamenti").status_code == 404
    assert browser.get(f"/manage/incassi/righe/{lines[0]}").status_code == 404


def test_who_may_only_read_the_accounts_records_nothing(app: Flask, alba: Standing, client: Any) -> None:
    statement, _gifts, _lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.BOARD)
    assert browser.submit(f"/manage/incassi/estratti/{statement}/abbinamenti").status_code == 404


def test_line_nobody_announced_is_written_as_a_gift_and_goes_with_it(app: Flask, alba: Standing, client: Any) -> None:
    _statement, _gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    address = f"/manage/donazioni/nuova?riga={lines[-1]}"
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        db.session.get_one(StatementLine, lines[-1]).counterparty = "FIORDISPINA ALPESTRE"
    page = browser.get(address).text
    assert [word in page for word in ("bonifico di Alcina Dellisola", 'value="Fiordispina"', 'value="Alpestre"')] == [
        True
    ] * 3
    facts = {
        "amount": "77,00",
        "on": today().isoformat(),
        "way": "transfer",
        "given_name": "Fiordispina",
        "family_name": "Alpestre",
    }
    answer = browser.submit(address, {**facts, "wants_receipt": "y"})
    assert (answer.status_code, answer.headers["Location"].endswith("/abbinamenti")) == (303, True)
    with app.app_context(), tenant_scope(alba.id):
        line = db.session.get_one(StatementLine, lines[-1])
        assert (line.state, [payment.about_kind for payment in line.payments]) == (LineState.RECORDED, ["gifts"])
    browser.submit(f"/manage/incassi/righe/{lines[-1]}/liberazione")
    with app.app_context(), tenant_scope(alba.id):
        assert [payment.state for payment in db.session.scalars(select(Payment))] == ["cancelled"]


def test_gift_of_another_amount_than_its_line_is_refused(app: Flask, alba: Standing, client: Any) -> None:
    _statement, _gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    facts = {
        "amount": "70,00",
        "on": today().isoformat(),
        "way": "transfer",
        "given_name": "Fiordispina",
        "family_name": "Alpestre",
    }
    answer = browser.submit(f"/manage/donazioni/nuova?riga={lines[-1]}", facts)
    assert (answer.status_code, "non è di questo importo" in answer.text) == (422, True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(Payment)).all() == []


def test_line_is_written_in_the_first_note_on_its_line_of_the_statement(
    app: Flask, alba: Standing, client: Any
) -> None:
    _statement, _gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    address = f"/manage/conti/nuovo/entrata?riga={lines[-1]}"
    page = browser.get(address).text
    assert ("77,00" in page, "bonifico di Alcina Dellisola" in page) == (True, True)
    with app.app_context(), tenant_scope(alba.id):
        account = db.session.get_one(StatementLine, lines[-1]).account_id
    facts = {
        "amount": "77,00",
        "on": today().isoformat(),
        "way": "transfer",
        "account_id": str(account),
        "memo": "Interessi",
        "item": "D.E1",
    }
    answer = browser.submit(address, facts)
    assert (answer.status_code, answer.headers["Location"].endswith("/abbinamenti")) == (303, True)
    assert "Riga registrata. Ne resta 1." in browser.get(answer.headers["Location"]).text
    with app.app_context(), tenant_scope(alba.id):
        line = db.session.get_one(StatementLine, lines[-1])
        assert (line.state, [payment.item for payment in line.payments]) == (LineState.RECORDED, ["D.E1"])


def test_line_from_another_account_of_ours_is_one_half_of_a_giroconto(app: Flask, alba: Standing, client: Any) -> None:
    _statement, _gifts, lines = _made(app, alba)
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        cash = make_account(kind="cash", iban=None, used_for="none", label="Cassa").id
        account = db.session.get_one(StatementLine, lines[-1]).account_id
    address = f"/manage/conti/nuovo/giroconto?riga={lines[-1]}"
    assert "bonifico di Alcina Dellisola" in browser.get(address).text
    facts = {"amount": "77,00", "on": today().isoformat(), "from_id": str(cash), "to_id": str(account), "memo": ""}
    assert browser.submit(address, facts).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        line = db.session.get_one(StatementLine, lines[-1])
        assert (line.state, [payment.kind for payment in line.payments]) == (LineState.RECORDED, ["internal"])


def test_line_that_quotes_what_came_already_says_so(app: Flask, alba: Standing, client: Any) -> None:
    with desk(app, alba):
        gift, waiting = make_gift(5000), make_gift(6000)
        give(gift, 5000)
        make_statement((f"ancora grazie {gift.reference}", 5000), (waiting.reference, 6000))
        again, fresh = db.session.scalars(select(StatementLine.id).order_by(StatementLine.position))
    browser = sign_in(client(alba.host), alba, Role.TREASURER)
    page = browser.get(f"/manage/incassi/righe/{again}").text
    assert "La causale ha un codice già pagato" in page
    assert "già arrivati il" in page
    assert "già pagato" not in browser.get(f"/manage/incassi/righe/{fresh}").text


def test_fee_that_came_already_is_found_by_its_reference(in_alba: Standing) -> None:
    make_rate()
    fee = make_fee()
    new = NewPayment(fee.amount_cents, PaymentWay.TRANSFER, today(), PaymentKind.FEE, about=fee)
    payment = record_payment(new, by=SYSTEM)
    make_statement((f"quota {fee.reference}", 2500), ("altro", 2500), (fee.reference, -2500))
    lines = db.session.scalars(select(StatementLine).order_by(StatementLine.position))
    assert [paid_before(line) for line in lines] == [[payment], [], []]
