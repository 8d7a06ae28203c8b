"""A gift: asked for, its money, who gives, the receipt, the thanks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_secrets import gift_of_secret, receipt_link, secret_of
from ama_net.features.donations.models import Gift, GiftState
from ama_net.features.donations.operations.gifts import FormUsed, Giving, ask_gift, cancel_gift, to_pay
from ama_net.features.donations.operations.receiving import Arrived, note_gift, note_in_kind, receive_gift
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.payments import (
    News,
    PaymentWay,
    ProviderNews,
    Receipt,
    cancel_payment,
    cancel_receipt,
    find_references,
    refund_payment,
)
from ama_net.kernel.payments.purposes import purpose_named
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import DONOR, give, make_campaign, make_gift, make_series
from tests.factories.people import make_person
from tests.support.hands import at_once
from tests.support.standing import Standing


def test_gift_waits_with_a_reference_of_its_own(in_alba: Standing) -> None:
    one, other = make_gift(), make_gift()
    assert (one.state, one.reference != other.reference) == (GiftState.PENDING, True)
    assert find_references(f"Erogazione liberale {one.reference}") == [one.reference]
    assert to_pay(one).words == "Erogazione liberale"


def test_form_sent_twice_is_one_gift_and_changed_is_refused(in_alba: Standing) -> None:
    giving = Giving(2500, PaymentWay.TRANSFER, DONOR, form_key="k" * 43)
    assert ask_gift(giving, by=SYSTEM) is ask_gift(giving, by=SYSTEM)
    with pytest.raises(FormUsed):
        ask_gift(Giving(9900, PaymentWay.TRANSFER, DONOR, form_key="k" * 43), by=SYSTEM)


@pytest.mark.parametrize("cents", [0, -1, 100_000_000])
def test_amount_of_nothing_or_too_large_is_refused(in_alba: Standing, cents: int) -> None:
    with pytest.raises(WrongFact):
        ask_gift(Giving(cents, PaymentWay.TRANSFER, DONOR), by=SYSTEM)


def test_secret_leads_to_the_gift_and_nothing_else_does(in_alba: Standing) -> None:
    gift, series = make_gift(), make_series()
    assert gift_of_secret(secret_of(gift)) is gift
    assert gift_of_secret(secret_of(series)) is series
    assert gift_of_secret("x" * 43) is None


def test_secret_of_another_association_leads_nowhere(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        secret = secret_of(make_gift())
    with app.app_context(), tenant_scope(brig.id):
        assert gift_of_secret(secret) is None


def test_what_who_gives_typed_is_not_readable_in_the_database(in_alba: Standing) -> None:
    gift = make_gift()
    raw = bytes(db.session.scalar(select(Gift.asked_sealed).where(Gift.id == gift.id)) or b"")
    assert raw
    assert b"Alcina" not in raw


def test_money_that_comes_is_taken_whatever_was_said(in_alba: Standing) -> None:
    gift = make_gift(5000)
    give(gift, 3000, on=date(2026, 3, 4))
    assert (gift.state, gift.paid_cents, gift.given_on, gift.left_cents) == (
        GiftState.RECEIVED,
        3000,
        date(2026, 3, 4),
        2000,
    )


def test_gift_for_a_campaign_stands_on_its_line_and_in_its_fund(in_alba: Standing) -> None:
    campaign = make_campaign(item="C.E2")
    payment = give(make_gift(campaign=campaign))
    assert (payment.item, payment.fund_id) == ("C.E2", campaign.fund_id)


def test_gift_without_campaign_is_among_liberal_gifts(in_alba: Standing) -> None:
    assert give().item == "A.E4"


def test_money_given_back_whole_makes_the_gift_refunded(in_alba: Standing) -> None:
    gift = make_gift()
    payment = give(gift, on=today() - timedelta(days=2))
    refund_payment(payment, on=today(), way=PaymentWay.TRANSFER, by=SYSTEM)
    assert (gift.state, gift.paid_cents) == (GiftState.REFUNDED, 0)


def test_movement_that_was_a_slip_makes_the_gift_wait_again(in_alba: Standing) -> None:
    gift = make_gift()
    cancel_payment(give(gift), why="un altro", by=SYSTEM)
    assert (gift.state, gift.given_on) == (GiftState.PENDING, None)


def test_gift_dropped_is_not_asked_for_any_more(in_alba: Standing) -> None:
    gift = make_gift()
    cancel_gift(gift, by=SYSTEM)
    assert gift.state == GiftState.CANCELLED


def test_gift_whose_money_is_here_cannot_be_dropped(in_alba: Standing) -> None:
    gift = make_gift()
    give(gift)
    with pytest.raises(WrongFact):
        cancel_gift(gift, by=SYSTEM)


def _given(app: Flask, alba: Standing, run_jobs, donor: DonorFacts = DONOR, **values):
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gift = make_gift(donor=donor, **values)
        give(gift, gift.amount_cents, values.get("way", PaymentWay.TRANSFER))
        gift_id = gift.id
    run_jobs()
    return gift_id


def test_after_the_money_who_gives_is_a_person_with_a_receipt_and_thanks(app, alba, run_jobs) -> None:
    donor = DonorFacts("Alcina", "Dellisola", email="alcina@donatori.example", tax_code="RSSMRA72L09H501S")
    gift_id = _given(app, alba, run_jobs, donor)
    with app.app_context(), tenant_scope(alba.id):
        gift = db.session.get_one(Gift, gift_id)
        receipt = db.session.scalars(select(Receipt)).one()
        message = db.session.scalars(select(Message).where(Message.template == "donations/thanks")).one()
        assert (gift.person and gift.person.name, gift.asked) == ("Alcina Dellisola", None)
        assert (receipt.series, receipt.number, receipt.payer_facts["tax_code"]) == ("donations", 1, "RSSMRA72L09H501S")
        assert message.recipient == "alcina@donatori.example"


def test_done_again_nobody_is_thanked_or_receipted_twice(app, alba, run_jobs) -> None:
    from ama_net.features.donations.operations.finishing import finish

    gift_id = _given(app, alba, run_jobs)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        finish(gift_id)
    with app.app_context(), tenant_scope(alba.id):
        assert len(db.session.scalars(select(Receipt)).all()) == 1
        assert len(db.session.scalars(select(Message).where(Message.template == "donations/thanks")).all()) == 1


def test_known_person_of_that_name_and_address_is_the_one_who_gives(app, alba, run_jobs) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        known = make_person("Alcina", "Dellisola", email="alcina@donatori.example").id
    gift_id = _given(app, alba, run_jobs)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Gift, gift_id).person_id == known


def test_tax_code_of_somebody_else_is_left_to_a_human(app, alba, run_jobs) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_person("Bradamante", "Claramonte", tax_code="RSSMRA72L09H501S")
    donor = DonorFacts("Alcina", "Dellisola", email="alcina@donatori.example", tax_code="RSSMRA72L09H501S")
    gift_id = _given(app, alba, run_jobs, donor)
    with app.app_context(), tenant_scope(alba.id):
        gift = db.session.get_one(Gift, gift_id)
        assert (gift.donor, gift.paid_cents, gift.asked_facts["given_name"]) == (None, 5000, "Alcina")
        assert db.session.scalars(select(Receipt)).all() == []


def test_body_that_gives_is_an_organisation(app, alba, run_jobs) -> None:
    donor = DonorFacts(organisation="Cartiera dell'Orlo srl", email="cartiera@donatori.example", tax_code="00743110157")
    gift_id = _given(app, alba, run_jobs, donor)
    with app.app_context(), tenant_scope(alba.id):
        gift = db.session.get_one(Gift, gift_id)
        assert gift.organisation is not None
        assert gift.organisation.name == "Cartiera dell'Orlo srl"


def test_who_wants_no_receipt_gets_thanks_alone(app, alba, run_jobs) -> None:
    _given(app, alba, run_jobs, wants_receipt=False)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(Receipt)).all() == []
        assert len(db.session.scalars(select(Message).where(Message.template == "donations/thanks")).all()) == 1


def test_two_gifts_of_one_donor_at_once_make_one_person(app, alba, run_jobs) -> None:
    from ama_net.features.donations.operations.finishing import finish

    ids = []
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for _each in range(4):
            gift = make_gift()
            give(gift)
            ids.append(gift.id)
    at_once(app, alba, lambda number: finish(ids[number]), hands=4)
    with app.app_context(), tenant_scope(alba.id):
        assert len(db.session.scalars(select(Person).where(Person.family_name == "Dellisola")).all()) == 1
        assert sorted(row.number for row in db.session.scalars(select(Receipt))) == [1, 2, 3, 4]


def test_noted_by_the_office_is_received_at_once(in_alba: Standing) -> None:
    person, key = make_person("Melissa", "Fatata"), uuid4()
    arrived = Arrived(2000, today(), PaymentWay.CASH, form_key=key)
    gift = note_gift(Giving(2000, PaymentWay.CASH, DonorFacts()), arrived, payer=person, by=SYSTEM)
    again = note_gift(Giving(2000, PaymentWay.CASH, DonorFacts()), arrived, payer=person, by=SYSTEM)
    assert (gift.state, gift.donor, again) == (GiftState.RECEIVED, person, gift)


def test_things_given_have_a_value_and_no_movement(in_alba: Standing) -> None:
    gift = note_in_kind(Giving(30000, PaymentWay.OTHER, DONOR), "Due computer", on=today(), by=SYSTEM)
    assert (gift.state, gift.in_kind, gift.paid_cents) == (GiftState.RECEIVED, "Due computer", 0)
    with pytest.raises(WrongFact):
        receive_gift(gift, Arrived(100, today(), PaymentWay.CASH), by=SYSTEM)


def test_receipt_opens_by_the_mailed_link_and_no_other(app, alba, run_jobs, client) -> None:
    gift_id = _given(app, alba, run_jobs)
    with app.app_context(), tenant_scope(alba.id):
        secret = secret_of(db.session.get_one(Gift, gift_id))
        receipt = db.session.scalars(select(Receipt)).one()
        mailed = receipt_link(receipt, "it").partition(alba.host)[2].partition("/")[2]
        message = db.session.scalars(select(Message).where(Message.template == "donations/thanks")).one()
        assert mailed in (message.text or "")
        receipt_id = receipt.id
    browser = client(alba.host)
    assert str(receipt_id) not in browser.get(f"/sostieni/dono/{secret}").text
    answer = browser.get(f"/{mailed}")
    assert (answer.status_code, answer.data[:4], answer.headers["Cache-Control"]) == (200, b"%PDF", "no-store")
    assert browser.get(f"/sostieni/ricevute/{receipt_id}/{secret}.pdf").status_code == 404


def test_who_is_known_changes_nothing_in_the_register_by_a_form(app, alba, run_jobs) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        known = make_person("Alcina", "Dellisola", email="alcina@donatori.example").id
    donor = DonorFacts(
        "Alcina", "Dellisola", email="alcina@donatori.example", tax_code="RSSMRA72L09H501S", street="via 1"
    )
    gift_id = _given(app, alba, run_jobs, donor)
    with app.app_context(), tenant_scope(alba.id):
        gift, person = db.session.get_one(Gift, gift_id), db.session.get_one(Person, known)
        assert (gift.person_id, person.tax_code, person.addresses) == (known, None, [])
        assert gift.asked_facts["tax_code"] == "RSSMRA72L09H501S"


def test_receipt_that_the_office_cancelled_does_not_come_back(app, alba, run_jobs) -> None:
    from ama_net.features.donations.operations.finishing import finish

    gift_id = _given(app, alba, run_jobs)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        cancel_receipt(db.session.scalars(select(Receipt)).one(), why="sbagliata", by=SYSTEM)
        finish(gift_id)
        assert len(db.session.scalars(select(Receipt)).all()) == 1


def test_gift_given_back_and_given_again_counts_when_it_was_kept(in_alba: Standing) -> None:
    gift = make_gift()
    refund_payment(give(gift, on=date(2025, 3, 1)), on=date(2025, 4, 1), way=PaymentWay.TRANSFER, by=SYSTEM)
    give(gift, on=date(2026, 2, 1), way=PaymentWay.CARD)
    assert (gift.given_on, gift.way) == (date(2026, 2, 1), "card")


def test_stranger_who_knows_a_tax_code_learns_and_changes_nothing(app, alba, run_jobs, client) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        known = make_person("Alcina", "Dellisola", tax_code="RSSMRA72L09H501S", email="vera@casa.example").id
    donor = DonorFacts("Alcina", "Dellisola", email="altra@donatori.example", tax_code="RSSMRA72L09H501S")
    gift_id = _given(app, alba, run_jobs, donor)
    with app.app_context(), tenant_scope(alba.id):
        gift, person = db.session.get_one(Gift, gift_id), db.session.get_one(Person, known)
        assert (gift.donor, [contact.value for contact in person.contacts]) == (None, ["vera@casa.example"])


def test_job_that_was_lost_is_made_up_for(app, alba) -> None:
    from ama_net.features.donations.operations.finishing import left_unfinished

    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        gift = make_gift()
        payment = give(gift)
        make_gift()
        assert left_unfinished() == []
        payment.created_at -= timedelta(hours=1)
        db.session.flush()
        assert left_unfinished() == [gift.id]


def test_body_is_told_of_the_deduction_alone(in_alba, monkeypatch) -> None:
    from ama_net.features.donations import tax

    monkeypatch.setattr(tax, "benefit_percent", lambda: 35)
    assert "35%" in tax.benefit_words("transfer")
    assert "detraibile" not in tax.benefit_words("transfer", to_body=True)
    assert "contanti" in tax.benefit_words("cash")


def test_debit_that_fails_is_told_once(in_alba: Standing) -> None:
    gift = make_gift(way=PaymentWay.DIRECT_DEBIT)
    told = purpose_named("gifts").told
    assert told is not None
    for news in (News.PROCESSING, News.FAILED, News.FAILED):
        told(gift.id, ProviderNews(news, {"code": "insufficient_funds"}))
    db.session.flush()
    mails = db.session.scalars(select(Message).where(Message.template == "donations/failed")).all()
    assert (gift.state, [mail.recipient for mail in mails]) == (GiftState.FAILED, ["alcina@donatori.example"])
