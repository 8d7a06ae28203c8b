"""What is forgotten of gifts, and what stays because money is about it; two people made one keep their gifts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.donations.forgetting_tasks import forget_donations
from ama_net.features.donations.models import DonorChoices, Gift, GiftState, RecurringGift
from ama_net.features.donations.operations.donor_choices import oppose
from ama_net.features.donations.operations.finishing import finish
from ama_net.features.donations.operations.forgetting import NEVER_CAME, forget
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.operations import send_mail
from ama_net.kernel.payments import PaymentWay, cancel_payment, refund_payment
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.people.operations.merging import merge_people, part_people
from tests.factories.donations import give, make_gift, make_series
from tests.factories.people import make_person
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def aged(gift: Gift | RecurringGift) -> Gift | RecurringGift:
    """As if it had been asked for more than a year ago."""
    gift.created_at = now() - NEVER_CAME - timedelta(days=1)
    db.session.flush()
    return gift


@pytest.mark.parametrize("state", [GiftState.PENDING, GiftState.FAILED, GiftState.CANCELLED, GiftState.ABANDONED])
def test_a_gift_that_never_came_goes_after_a_year(in_alba: Standing, state: GiftState) -> None:
    aged(make_gift()).state = state
    make_gift()
    assert (forget().gifts, db.session.scalar(select(func.count()).select_from(Gift))) == (1, 1)


def test_a_gift_whose_money_is_here_or_coming_stays(in_alba: Standing) -> None:
    give(gift := make_gift())
    aged(gift)
    aged(make_gift()).state = GiftState.PROCESSING
    assert (forget().gifts, db.session.scalar(select(func.count()).select_from(Gift))) == (0, 2)


def test_a_gift_with_a_cancelled_movement_stays_without_who_it_was_of(in_alba: Standing) -> None:
    gift = make_gift()
    cancel_payment(give(gift), why="Era un altro", by=SYSTEM)
    aged(gift)
    assert forget().gifts == 1
    left = db.session.scalars(select(Gift)).one()
    assert (left.asked, left.email_digest) == (None, None)
    assert forget().gifts == 0


def test_a_gift_given_back_stays(in_alba: Standing) -> None:
    gift = make_gift()
    refund_payment(give(gift), on=today(), way=PaymentWay.TRANSFER, by=SYSTEM)
    aged(gift)
    assert forget().gifts == 0


def test_a_series_that_never_began_goes_after_a_year(in_alba: Standing) -> None:
    aged(make_series())
    begun = aged(make_series())
    assert isinstance(begun, RecurringGift)
    begun.state, begun.started_on = "active", today()
    assert (forget().series, db.session.scalar(select(func.count()).select_from(RecurringGift))) == (1, 1)


def test_mails_about_what_goes_are_emptied(in_alba: Standing) -> None:
    gift = make_gift()
    mail = send_mail("donations/donor_link", to="alcina@donatori.example", context={"link": "x"}, about=gift)
    mail.state = "sent"
    aged(gift)
    forget()
    db.session.refresh(mail)
    assert mail.recipient is None


def test_choices_of_who_gives_no_more_go(in_alba: Standing) -> None:
    oppose(make_person(), on=today(), through="mail", by=SYSTEM)
    assert (forget().choices, db.session.scalar(select(func.count()).select_from(DonorChoices))) == (1, 0)


def test_the_night_passes_through_every_association(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        with desk(app, standing):
            aged(make_gift())
    with app.app_context():
        forget_donations()
    for standing in (alba, brig):
        with desk(app, standing):
            assert db.session.scalar(select(func.count()).select_from(Gift)) == 0


def _two() -> tuple[Any, Any]:
    """Two rows of one human, each with a gift."""
    people = make_person("Anna", "Verdi"), make_person("Anna", "Verde")
    for person in people:
        gift = make_gift()
        gift.person_id = person.id
        give(gift)
    db.session.flush()
    return people[0].id, people[1].id


def test_two_people_made_one_keep_their_gifts_and_part_with_them(in_alba: Standing) -> None:
    kept, lost = _two()
    payload = merge_people(kept, lost, from_lost=set(), by=SYSTEM)
    assert set(db.session.scalars(select(Gift.person_id))) == {kept}
    part_people(payload, by=SYSTEM)
    assert set(db.session.scalars(select(Gift.person_id))) == {kept, lost}


@pytest.mark.parametrize(
    ("kept_on", "lost_on", "stays"),
    [
        (None, date(2026, 1, 2), date(2026, 1, 2)),
        (date(2026, 1, 2), None, date(2026, 1, 2)),
        (date(2026, 3, 1), date(2026, 1, 2), date(2026, 1, 2)),
        (date(2026, 1, 2), date(2026, 3, 1), date(2026, 1, 2)),
        (None, None, None),
    ],
)
def test_of_two_choices_the_opposition_stays_and_parting_gives_both_back(
    in_alba: Standing, kept_on: date | None, lost_on: date | None, stays: date | None
) -> None:
    kept, lost = _two()
    for person_id, day in ((kept, kept_on), (lost, lost_on)):
        db.session.add(DonorChoices(person_id=person_id, opposed_on=day))
    db.session.flush()
    payload = merge_people(kept, lost, from_lost=set(), by=SYSTEM)
    rows = [(one.person_id, one.opposed_on) for one in db.session.scalars(select(DonorChoices))]
    assert rows == [(kept, stays)]
    part_people(payload, by=SYSTEM)
    back = {one.person_id: one.opposed_on for one in db.session.scalars(select(DonorChoices))}
    assert back == {kept: kept_on, lost: lost_on}


def test_a_refund_and_a_merge_at_once_wait_for_one_another(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        kept, lost = _two()
        payments = list(db.session.scalars(select(Payment.id).order_by(Payment.id)))
        for gift_id in db.session.scalars(select(Gift.id)).all():
            finish(gift_id)

    def hand(number: int) -> str:
        if number == 0:
            merge_people(kept, lost, from_lost=set(), by=SYSTEM)
            return "merged"
        payment = db.session.get_one(Payment, payments[number % 2])
        refund_payment(payment, on=today(), way=PaymentWay.CASH, by=SYSTEM, amount_cents=100)
        return "back"

    work: Callable[[int], str] = hand
    assert sorted(set(at_once(app, alba, work))) == ["back", "merged"]
    with desk(app, alba):
        assert set(db.session.scalars(select(Payment.person_id))) == {kept}
