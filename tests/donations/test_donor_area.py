"""What the area shows and lets one do: only of its own mailbox, and papers only where the register writes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.models import DonorChoices, Gift, RecurringGift, RefundRequest
from ama_net.features.donations.operations.finishing import finish
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import PaymentWay, Receipt
from ama_net.kernel.payments.online.client import checkout_origin
from ama_net.kernel.people import (
    AddressFacts,
    ConsentProof,
    ConsentSource,
    Contact,
    ContactKind,
    Person,
    add_postal_address,
    give_consent,
)
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.tenancy import tenant_scope
from tests.donations.area_steps import EMAIL, area_of
from tests.factories.donations import DONOR, give, make_gift, make_series
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

AREA = "/sostieni/area"
CODE = "RSSMRA72L09H501S"


def received(cents: int = 5000, **values: Any) -> Gift:
    """A gift whose money is here, with its donor and its receipt."""
    gift = make_gift(cents, **values)
    give(gift, cents, (gift.way and PaymentWay(gift.way)) or PaymentWay.TRANSFER)
    finish(gift.id)
    return gift


@pytest.fixture
def inside(app: Flask, client: Callable[[str], Browser], alba: Standing) -> Callable[..., Browser]:
    """A browser in the area of a mailbox."""

    def enter(email: str = EMAIL) -> Browser:
        return area_of(app, client(alba.host), alba, email)

    return enter


def test_the_area_shows_the_gifts_of_its_mailbox_alone(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        received(5000)
        received(7700, donor=replace(DONOR, given_name="Altra", family_name="Persona", email="altra@donatori.example"))
    page = inside().get(AREA).text
    assert "50,00" in page
    assert "77,00" not in page


def test_a_receipt_is_given_to_the_mailbox_the_register_writes_to(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        received()
        receipt_id = db.session.scalars(select(Receipt.id)).one()
    browser = inside()
    answer = browser.get(f"{AREA}/ricevute/{receipt_id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert f"{receipt_id}.pdf" in browser.get(AREA).text


def test_a_receipt_of_another_mailbox_is_not_there(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        received()
        other = received(donor=replace(DONOR, given_name="Altra", email="altra@donatori.example"))
        theirs = db.session.scalars(select(Receipt.id).where(Receipt.person_id == other.person_id)).one()
    assert inside().get(f"{AREA}/ricevute/{theirs}.pdf").status_code == 404


def test_whoever_writes_somebodys_name_and_code_reads_nothing_of_theirs(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        victim = received(donor=replace(DONOR, tax_code=CODE, street="via Segreta 1", municipality="Bologna"))
        received(200, donor=replace(DONOR, tax_code=CODE, email="altri@cattivi.example"))
        person_id = victim.person_id
        receipts = list(db.session.scalars(select(Receipt.id)))
    browser = inside("altri@cattivi.example")
    page = browser.get(AREA).text
    assert ("2,00" in page, "50,00" in page, "via Segreta" in page, CODE in page) == (True, False, False, False)
    assert {browser.get(f"{AREA}/ricevute/{one}.pdf").status_code for one in receipts} == {404}
    assert browser.get(f"{AREA}/dati/{person_id}").status_code == 404
    assert browser.get(f"{AREA}/riepiloghi/{person_id}/{today().year}.pdf").status_code == 404
    assert browser.submit(f"{AREA}/opposizione/{person_id}").status_code == 404


def test_the_statement_of_a_year_without_gifts_is_not_there(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        person_id = received().person_id
    browser = inside()
    assert browser.get(f"{AREA}/riepiloghi/{person_id}/{today().year}.pdf").mimetype == "application/pdf"
    assert browser.get(f"{AREA}/riepiloghi/{person_id}/{today().year - 1}.pdf").status_code == 404


def test_a_gift_is_asked_back_once(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        gift_id = received().id
    browser = inside()
    path = f"{AREA}/donazioni/{gift_id}/rimborso"
    assert browser.get(path).status_code == 200
    assert browser.submit(path, {"reason": "Ho sbagliato importo"}).status_code == 303
    browser.submit(path, {"reason": "Ancora"})
    with desk(app, alba):
        request = db.session.scalars(select(RefundRequest)).one()
        assert (request.gift_id, request.reason) == (gift_id, "Ho sbagliato importo")
    assert browser.get(path).status_code == 303


def test_asked_back_by_many_hands_at_once_it_is_one_request(app: Flask, alba: Standing) -> None:
    from ama_net.features.donations.operations.refund_requests import ask_refund

    with desk(app, alba):
        gift_id = received().id
    asked = at_once(app, alba, lambda _hand: ask_refund(db.session.get_one(Gift, gift_id), reason="", by=SYSTEM).id)
    assert len(set(asked)) == 1


def test_what_has_not_arrived_is_not_asked_back(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        gift_id = make_gift().id
    answer = inside().submit(f"{AREA}/donazioni/{gift_id}/rimborso", {"reason": ""})
    assert answer.status_code == 422
    with desk(app, alba):
        assert db.session.scalars(select(RefundRequest)).all() == []


def test_a_gift_of_another_mailbox_is_not_asked_back(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        received()
        theirs = received(donor=replace(DONOR, given_name="Altra", email="altra@donatori.example")).id
    browser = inside()
    assert browser.get(f"{AREA}/donazioni/{theirs}/rimborso").status_code == 404
    assert browser.submit(f"{AREA}/donazioni/{theirs}/rimborso", {"reason": ""}).status_code == 404


def test_an_opposition_is_written_with_its_day_and_taken_back(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        person_id = received().person_id
    browser = inside()
    assert browser.submit(f"{AREA}/opposizione/{person_id}").status_code == 303
    assert _choices(app, alba) == (person_id, today(), "area")
    assert browser.submit(f"{AREA}/opposizione/{person_id}/ritiro").status_code == 303
    assert _choices(app, alba) == (person_id, None, "")


def test_what_a_receipt_lacks_is_added(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        person_id = received().person_id
    facts = {"tax_code": CODE.lower(), "street": "via di Prova 3", "postcode": "40100", "municipality": "Bologna"}
    browser = inside()
    assert browser.submit(f"{AREA}/dati/{person_id}", {**facts, "province": "BO"}).status_code == 303
    with desk(app, alba):
        person = db.session.get_one(Person, person_id)
        assert (person.tax_code, person.addresses[0].in_one_line) == (CODE, "via di Prova 3, 40100 Bologna (BO)")


def test_what_is_written_already_is_not_changed_from_the_area(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        gift = received(donor=replace(DONOR, tax_code=CODE))
        person = db.session.get_one(Person, gift.person_id)
        add_postal_address(person, AddressFacts(street="via Vera 1", municipality="Ferrara"), by=SYSTEM)
        person_id = person.id
    browser = inside()
    browser.submit(f"{AREA}/dati/{person_id}", {"tax_code": "VRDLGU80A01F205Y", "street": "via Falsa 2"})
    with desk(app, alba):
        person = db.session.get_one(Person, person_id)
        assert (person.tax_code, [one.street for one in person.addresses]) == (CODE, ["via Vera 1"])


@pytest.mark.parametrize(
    ("field", "typed"), [("tax_code", "RSSMRA72L09H501X"), ("postcode", "4010"), ("province", "B1")]
)
def test_what_cannot_be_is_said_beside_its_field(
    app: Flask, alba: Standing, inside: Callable[..., Browser], field: str, typed: str
) -> None:
    with desk(app, alba):
        person_id = received().person_id
    page = inside().submit(f"{AREA}/dati/{person_id}", {"street": "via di Prova 3", field: typed})
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text


def test_a_tax_code_that_somebody_has_is_refused_without_saying_whose(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        db.session.add(Person(given_name="Già", family_name="Scritta", tax_code=CODE))
        person_id = received().person_id
    page = inside().submit(f"{AREA}/dati/{person_id}", {"tax_code": CODE})
    assert page.status_code == 422
    assert "anagrafe" not in page.text


def test_a_series_is_changed_paused_resumed_and_stopped(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        series = make_series(way=PaymentWay.TRANSFER)
        series.state = "active"
        series_id = series.id
    browser, path = inside(), f"{AREA}/ricorrenti/{series_id}"
    assert browser.get(path).status_code == 200
    assert browser.submit(f"{path}/importo", {"amount": "25,50"}).status_code == 303
    assert _series(app, alba, series_id) == (2550, "active")
    browser.submit(f"{path}/pausa")
    assert _series(app, alba, series_id) == (2550, "paused")
    browser.submit(f"{path}/ripresa")
    assert _series(app, alba, series_id) == (2550, "active")
    browser.submit(f"{path}/fine")
    assert _series(app, alba, series_id) == (2550, "ended")


@pytest.mark.parametrize("amount", ["0", "-5", "abc", "", "9999999999"])
def test_an_amount_that_cannot_be_is_refused(
    app: Flask, alba: Standing, inside: Callable[..., Browser], amount: str
) -> None:
    with desk(app, alba):
        series_id = make_series(way=PaymentWay.TRANSFER).id
    assert inside().submit(f"{AREA}/ricorrenti/{series_id}/importo", {"amount": amount}).status_code == 422
    assert _series(app, alba, series_id) == (1000, "pending")


def test_an_amount_of_nothing_is_refused_in_words(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        series_id = make_series(way=PaymentWay.TRANSFER).id
    assert "Il minimo è" in inside().submit(f"{AREA}/ricorrenti/{series_id}/importo", {"amount": "0"}).text


def test_the_series_of_another_mailbox_is_not_touched(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        make_gift()
        series_id = make_series(way=PaymentWay.TRANSFER, donor=replace(DONOR, email="altra@donatori.example")).id
    browser, path = inside(), f"{AREA}/ricorrenti/{series_id}"
    tried = [
        browser.get(path),
        *(browser.submit(f"{path}/{one}") for one in ("importo", "pausa", "ripresa", "fine", "metodo")),
    ]
    assert {answer.status_code for answer in tried} == {404}
    assert _series(app, alba, series_id) == (1000, "pending")


def test_a_body_reads_its_gifts_and_has_nothing_to_oppose(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        body = replace(DONOR, given_name="", family_name="", organisation="Bottega Inventata")
        organisation_id = received(donor=body).organisation_id
    browser = inside()
    assert "Bottega Inventata" in browser.get(AREA).text
    assert browser.submit(f"{AREA}/opposizione/{organisation_id}").status_code == 404
    assert browser.get(f"{AREA}/riepiloghi/{organisation_id}/{today().year}.pdf").status_code == 200


def test_a_name_in_public_is_taken_off(app: Flask, alba: Standing, inside: Callable[..., Browser]) -> None:
    with desk(app, alba):
        received(public_name="Alcina e i suoi")
        theirs = received(donor=replace(DONOR, email="altra@donatori.example"), public_name="Altri").id
    browser = inside()
    assert "Alcina e i suoi" in browser.get(AREA).text
    assert browser.submit(f"{AREA}/nome").status_code == 303
    with desk(app, alba):
        named = {one.id: one.public_name for one in db.session.scalars(select(Gift))}
        assert (named.pop(theirs), set(named.values())) == ("Altri", {""})


def test_the_consent_to_the_newsletter_is_taken_back(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        person = db.session.get_one(Person, received().person_id)
        proof = ConsentProof(source=ConsentSource.PAPER)
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)
        person_id = person.id
    browser = inside()
    assert f"{AREA}/newsletter/{person_id}" in browser.get(AREA).text
    assert browser.submit(f"{AREA}/newsletter/{person_id}").status_code == 303
    with desk(app, alba):
        assert [one.in_force for one in db.session.get_one(Person, person_id).consents] == [False]


def test_the_area_asks_the_same_questions_for_one_gift_and_for_many(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        received()
    browser = inside()
    with count_queries() as few:
        browser.get(AREA)
    with desk(app, alba):
        for _time in range(3):
            received()
    with count_queries() as many:
        browser.get(AREA)
    assert len(many) == len(few)


def test_the_area_does_not_open_with_the_rooms_of_who_is_signed_in(
    at: Callable[[Any], Browser], alba: Standing
) -> None:
    from ama_net.kernel.access import Role

    assert at(Role.PRESIDENT).get(AREA).status_code == 303


def test_the_newer_address_of_the_register_takes_the_papers(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        gift = received()
        for contact in db.session.scalars(select(Contact).where(Contact.person_id == gift.person_id)):
            contact.preferred = False
        db.session.flush()
        db.session.add(
            Contact(person_id=gift.person_id, kind=ContactKind.EMAIL, value="nuova@donatori.example", preferred=True)
        )
        receipt_id = db.session.scalars(select(Receipt.id)).one()
    assert inside().get(f"{AREA}/ricevute/{receipt_id}.pdf").status_code == 404


def _choices(app: Flask, alba: Standing) -> tuple[UUID, Any, str]:
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.scalars(select(DonorChoices)).one()
        return row.person_id, row.opposed_on, row.opposed_through


def _series(app: Flask, alba: Standing, series_id: UUID) -> tuple[int, str]:
    with app.app_context(), tenant_scope(alba.id):
        row = db.session.get_one(RecurringGift, series_id)
        return row.amount_cents, row.state


def test_the_page_of_a_series_by_card_may_lead_to_where_the_card_is_put(
    app: Flask, alba: Standing, inside: Callable[..., Browser]
) -> None:
    with desk(app, alba):
        by_card, by_bank = make_series(), make_series(way=PaymentWay.TRANSFER)
        by_card.subscription_id = "sub_1"
        paths = [f"{AREA}/ricorrenti/{one.id}" for one in (by_card, by_bank)]
    browser = inside()
    with app.app_context():
        origin = checkout_origin()
    assert [origin in browser.get(path).headers["Content-Security-Policy"] for path in paths] == [True, False]


@pytest.mark.parametrize(
    ("deed", "form", "status"), [("importo", {"amount": "30"}, 422), ("pausa", {}, 303), ("fine", {}, 303)]
)
def test_without_who_takes_the_payments_nothing_changes_and_it_is_said(
    app: Flask, alba: Standing, inside: Callable[..., Browser], deed: str, form: dict[str, str], status: int
) -> None:
    with desk(app, alba):
        series = make_series()
        series.state, series.subscription_id = "active", "sub_1"
        series_id = series.id
    browser, path = inside(), f"{AREA}/ricorrenti/{series_id}"
    answer = browser.submit(f"{path}/{deed}", form)
    said = answer if status == 422 else browser.get(path)
    assert (answer.status_code, "non risponde" in said.text) == (status, True)
    assert _series(app, alba, series_id) == (1000, "active")
