"""What leaves about fees: receipts, reminders, lapses; by e-mail or on paper, to who answers for a minor."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.fees_tasks import ask_new_fees, remind_fees
from ama_net.features.members.models import FeeReminder, Guardianship, Membership, MembershipFee
from ama_net.features.members.operations.fee_lapse import Decision, declare_lapse, in_arrears
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee
from ama_net.features.members.operations.fee_reminders import reminders_due, send_reminders
from ama_net.features.members.operations.memberships import admit_member
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Channel, Letter
from ama_net.kernel.documents import Organ, Resolution
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.fees import make_account, make_fee, make_rate
from tests.factories.members import make_membership, ordinary
from tests.factories.people import make_person
from tests.members.fees_desk import year
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


def _long_ago() -> date:
    return date(year() - 2, 3, 31)


def _letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def _late(email: str | None = None, days: int = 12) -> MembershipFee:
    person = make_person("Ugo", "Tardivo", email=email) if email else make_person("Ugo", "Tardivo")
    return make_fee(make_membership(person), year=year(), due_on=today() - timedelta(days=days))


def test_receipt_goes_by_mail_with_its_link_or_on_paper_without(in_alba: Standing) -> None:
    make_rate(year())
    for fee in (_late("ugo@alba.example"), _late()):
        collect_fee(fee, Collected(1000, today(), PaymentWay.CASH), by=SYSTEM)
    mail, paper = _letters()
    assert (mail.channel, paper.channel) == (Channel.EMAIL, Channel.HAND)
    assert ("/my/quote" in (mail.body or ""), "/my/quote" in (paper.body or "")) == (True, False)
    assert "restano 15,00\N{NO-BREAK SPACE}€" in (paper.body or "")
    assert mail.entry_id != paper.entry_id


def test_receipt_stays_when_nobody_wants_it_sent(in_alba: Standing) -> None:
    make_rate(year())
    save_settings(FeesSettings(send_receipts=False), by=None)
    collect_fee(_late("ugo@alba.example"), Collected(1000, today(), PaymentWay.CASH), by=SYSTEM)
    assert _letters() == []


def test_reminder_says_how_to_pay_what_is_left(in_alba: Standing) -> None:
    make_rate(year())
    make_account()
    fee = _late("ugo@alba.example")
    assert send_reminders(by=SYSTEM) == 1
    body = _letters()[0].body or ""
    for said in ("25,00\N{NO-BREAK SPACE}€", fee.reference, "IT60 X054", "Associazione di Prova"):
        assert said in body


def test_reminder_of_a_minor_goes_to_who_answers_for_them(in_alba: Standing) -> None:
    make_rate(year())
    minor = make_person("Lia", "Minore", birth_date=date(year() - 10, 1, 1), email="lia@alba.example")
    mother = make_person("Rosa", "Madre", email="rosa@alba.example")
    db.session.add(Guardianship(person_id=minor.id, guardian_id=mother.id))
    make_fee(make_membership(minor), year=year(), due_on=today() - timedelta(days=12))
    send_reminders(by=SYSTEM)
    letter = _letters()[0]
    assert (letter.person_id, letter.for_person_id, letter.address) == (mother.id, minor.id, "rosa@alba.example")
    assert "Lia Minore" in (letter.body or "")


def test_who_left_paid_or_was_forgiven_is_not_asked_again(in_alba: Standing) -> None:
    make_rate(year())
    left, paid, waived, free = _late(), _late(), _late(), _late()
    left.membership.ended_on, left.membership.end_reason = today() - timedelta(days=1), "withdrawal"
    paid.paid_cents, waived.waived_on, free.amount_cents = 2500, today(), 0
    db.session.flush()
    assert reminders_due() == []


def test_reminders_stop_where_the_association_says(in_alba: Standing) -> None:
    make_rate(year())
    _late()
    save_settings(FeesSettings(remind=False), by=None)
    assert send_reminders(by=SYSTEM) == 0
    save_settings(FeesSettings(days_before=(), days_after=()), by=None)
    assert send_reminders(by=SYSTEM) == 0


def test_robot_writes_in_every_association_and_not_twice(
    app: Flask, alba: Standing, brig: Standing, run_jobs: Callable[[], int]
) -> None:
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            make_rate(year())
            _late(f"ugo@{standing.slug}.example")
    for _time in range(2):
        with app.app_context(), unit_of_work():
            enqueue(remind_fees)
        run_jobs()
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            assert [letter.address for letter in _letters()] == [f"ugo@{standing.slug}.example"]
            assert len(list(db.session.scalars(select(FeeReminder)))) == 1


def test_who_is_admitted_during_the_year_is_asked_next_morning(
    app: Flask, alba: Standing, run_jobs: Callable[[], int]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_rate(year())
        make_fee(year=year())
        admit_member(person=make_person("Nuova", "Arrivata"), category=ordinary(), admitted_on=today(), by=SYSTEM)
    with app.app_context(), unit_of_work():
        enqueue(ask_new_fees)
    run_jobs()
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        due = sorted(db.session.scalars(select(MembershipFee.due_on)))
        assert due == [date(year(), 3, 31), max(date(year(), 3, 31), today() + timedelta(days=30))]


def _in_arrears() -> Membership:
    make_rate(year() - 2, due_on=_long_ago())
    membership = admit_member(
        person=make_person("Ugo", "Moroso", email="ugo@alba.example"),
        category=ordinary(),
        admitted_on=date(year() - 5, 1, 1),
        by=SYSTEM,
    )
    make_fee(membership, year=year() - 2)
    return membership


def test_who_is_in_arrears_is_proposed_and_nobody_else(in_alba: Standing) -> None:
    membership = _in_arrears()
    make_rate(year())
    _late()
    proposed = in_arrears()
    assert [(one.id, one.since, one.fees, one.left_cents) for one in proposed] == [
        (membership.id, _long_ago(), 1, 2500)
    ]


def test_board_declares_a_lapse_and_the_member_is_told(in_alba: Standing) -> None:
    membership = _in_arrears()
    ended = declare_lapse([membership.id], Decision(adopted_on=today(), text="Visto…"), on=today(), by=SYSTEM)
    resolution = db.session.scalars(select(Resolution).where(Resolution.organ == Organ.BOARD)).one()
    assert ended == [membership]
    assert (membership.end_reason, membership.ended_on, membership.end_resolution_id) == (
        "lapse",
        today(),
        resolution.id,
    )
    letter = _letters()[-1]
    assert (letter.template, resolution.number_words in (letter.body or "")) == ("members/fee_lapse", True)
    assert in_arrears() == []


@pytest.mark.parametrize(
    ("decision", "field"),
    [(Decision, "adopted_on"), (lambda: Decision(adopted_on=today() + timedelta(days=1)), "adopted_on")],
)
def test_lapse_without_a_decision_is_refused(in_alba: Standing, decision: Callable[[], Decision], field: str) -> None:
    membership = _in_arrears()
    with pytest.raises(WrongFact) as refused:
        declare_lapse([membership.id], decision(), on=today(), by=SYSTEM)
    assert (refused.value.field, membership.ended_on) == (field, None)


def test_lapse_of_who_has_paid_meanwhile_is_refused(in_alba: Standing) -> None:
    membership = _in_arrears()
    fee = db.session.scalars(select(MembershipFee)).one()
    fee.waived_on = today()
    db.session.flush()
    with pytest.raises(WrongFact) as refused:
        declare_lapse([membership.id], Decision(adopted_on=today()), on=today(), by=SYSTEM)
    assert refused.value.field == "selected"


def test_lapse_is_written_from_its_page_by_who_admits_members_only(
    app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        membership = str(_in_arrears().id)
    typed = {
        "selected": [membership],
        "resolution_id": "",
        "adopted_on": today().isoformat(),
        "on": today().isoformat(),
    }
    treasurer, secretary = (sign_in(client("alba.localhost"), alba, role) for role in (Role.TREASURER, Role.SECRETARY))
    assert treasurer.submit("/manage/quote/decadenze", typed).status_code == 404
    refused = secretary.submit("/manage/quote/decadenze", {**typed, "adopted_on": ""})
    assert (refused.status_code, "Scegliere una delibera" in refused.text) == (422, True)
    answer = secretary.submit("/manage/quote/decadenze", typed, follow_redirects=True)
    assert "Una decadenza scritta nel libro" in answer.text
