"""Deciding: every step, the steps that may not follow, the register, the letters, who comes second."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.application_rules import NEXT, last_day_to_appeal
from ama_net.features.members.models import (
    Application,
    ApplicationState,
    EndReason,
    Guardianship,
    Membership,
)
from ama_net.features.members.operations.applications import (
    FormAlreadyUsed,
    NotNow,
    Sending,
    TooLate,
    appeal,
    enter_paper,
    withdraw,
)
from ama_net.features.members.operations.applications_deciding import (
    Admission,
    Refused,
    Ruling,
    admit,
    note_told,
    start_review,
)
from ama_net.features.members.operations.memberships import end_membership
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import AUDIT
from ama_net.kernel.correspondence import Channel, Letter, LetterState
from ama_net.kernel.correspondence.operations_delivery import put_on_paper
from ama_net.kernel.documents import Document, Organ, Resolution, adopt_resolution
from ama_net.kernel.documents.operations import NumberTaken
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership, ordinary
from tests.factories.people import make_person
from tests.members.application_steps import FACTS, MINOR, admitted, applied, on_paper, refused
from tests.support.cast import player
from tests.support.standing import Standing

S = ApplicationState


def _steps(row: Application) -> list[str]:
    return [event.step for event in row.history]


# --- the happy ways --------------------------------------------------------------------------------------------------


def test_an_application_is_reviewed_then_admitted(in_alba: Standing) -> None:
    row = applied()
    start_review(row, by=SYSTEM)
    admitted(row, by=SYSTEM)
    assert (row.state, _steps(row)) == (S.ADMITTED, ["drafted", "submitted", "reviewed", "admitted", "told"])
    assert row.membership is not None
    assert row.membership.name == "Zefirina Inventata"


def test_the_board_may_decide_at_once(in_alba: Standing) -> None:
    row = on_paper(3)
    admitted(row, by=SYSTEM)
    member = db.session.scalars(select(Membership)).one()
    assert (member.applied_on, member.admitted_on) == (today() - timedelta(days=3), today())
    assert member.resolution is not None
    assert member.resolution.organ == Organ.BOARD


def test_several_are_admitted_by_one_resolution(in_alba: Standing) -> None:
    rows = [on_paper(facts=replace(FACTS, given_name=name, email="")) for name in ("Prima", "Seconda", "Terza")]
    admit([Admission(row, ordinary()) for row in rows], Ruling(), by=SYSTEM)
    assert {row.resolution_id for row in rows} == {db.session.scalars(select(Resolution.id)).one()}
    assert sorted(db.session.scalars(select(Membership.number))) == [1, 2, 3]


def test_a_written_resolution_may_be_chosen(in_alba: Standing) -> None:
    resolution = adopt_resolution(Organ.BOARD, subject="Ammissioni", adopted_on=today(), by=SYSTEM)
    row = on_paper(1)
    admit([Admission(row, ordinary())], Ruling(resolution), by=SYSTEM)
    assert (row.resolution_id, db.session.scalar(select(func.count()).select_from(Resolution))) == (resolution.id, 1)


def test_the_papers_are_kept_about_it_and_about_the_person(in_alba: Standing) -> None:
    row = applied()
    admitted(row, by=SYSTEM)
    papers = db.session.scalars(select(Document).where(Document.about_id == row.id)).all()
    assert sorted(paper.kind for paper in papers) == ["application", "resolution"]
    assert {paper.person_id for paper in papers} == {row.person_id}


def test_a_refusal_has_its_reason_and_waits_for_an_appeal(in_alba: Standing) -> None:
    row = applied()
    refused(row, by=SYSTEM)
    assert (row.state, row.reason, row.told_on) == (S.REFUSED, "Abita fuori dalla provincia.", today())
    appeal(row, on=today(), by=SYSTEM)
    refused(row, by=SYSTEM, reason="Confermato.")
    assert (row.state, row.reason) == (S.APPEAL_REJECTED, "Confermato.")


def test_an_accepted_appeal_enters_the_register_by_the_assembly(in_alba: Standing) -> None:
    row = applied()
    refused(row, by=SYSTEM)
    appeal(row, on=today(), by=SYSTEM)
    admitted(row, by=SYSTEM)
    assert (row.state, row.appeal_told_on) == (S.APPEAL_ACCEPTED, today())
    assert row.appeal_resolution is not None
    assert row.appeal_resolution.organ == Organ.ASSEMBLY
    assert row.membership is not None


def test_a_member_gets_the_personal_area_when_there_is_an_account(in_alba: Standing) -> None:
    facilitator = player(in_alba, Role.FACILITATOR)
    person = db.session.get_one(Person, facilitator.person_id)
    admitted(applied(), by=SYSTEM, person=person)
    assert Role.MEMBER in db.session.get_one(Account, facilitator.account_id).role_set


# --- what may not follow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.DRAFT, S.ADMITTED, S.REFUSED, S.APPEAL_ACCEPTED, S.APPEAL_REJECTED, S.WITHDRAWN])
def test_nobody_is_admitted_from_there(in_alba: Standing, state: ApplicationState) -> None:
    row = on_paper()
    row.state = state
    db.session.flush()
    with pytest.raises(NotNow):
        admitted(row, by=SYSTEM)
    with pytest.raises(NotNow):
        refused(row, by=SYSTEM)


@pytest.mark.parametrize("state", [state for state in S if S.WITHDRAWN not in NEXT[state] and state != S.WITHDRAWN])
def test_what_was_decided_is_not_withdrawn(in_alba: Standing, state: ApplicationState) -> None:
    row = on_paper()
    row.state = state
    db.session.flush()
    with pytest.raises(NotNow):
        withdraw(row, by=SYSTEM)


@pytest.mark.parametrize("state", [state for state in S if state != S.REFUSED])
def test_only_a_refusal_is_appealed(in_alba: Standing, state: ApplicationState) -> None:
    row = on_paper()
    row.state = state
    db.session.flush()
    with pytest.raises(NotNow):
        appeal(row, on=today(), by=SYSTEM)


@pytest.mark.parametrize("state", [state for state in S if state != S.SUBMITTED])
def test_only_what_has_arrived_is_taken_in_hand(in_alba: Standing, state: ApplicationState) -> None:
    row = on_paper()
    row.state = state
    db.session.flush()
    with pytest.raises(NotNow):
        start_review(row, by=SYSTEM)


def test_a_refusal_without_reason_is_refused(in_alba: Standing) -> None:
    with pytest.raises(WrongFact, match="motivo"):
        refused(applied(), by=SYSTEM, reason="  ")


@pytest.mark.parametrize("day", [lambda: date(2026, 1, 1), lambda: today() + timedelta(days=1)])
def test_nobody_decides_before_the_application_or_tomorrow(in_alba: Standing, day: Callable[[], date]) -> None:
    row = applied()
    with pytest.raises(WrongFact):
        admit([Admission(row, ordinary())], Ruling(None, day()), by=SYSTEM)


def test_a_number_on_paper_must_be_free(in_alba: Standing) -> None:
    adopt_resolution(Organ.BOARD, subject="Altro", adopted_on=today(), number=7, by=SYSTEM)
    row = applied()
    with pytest.raises(NumberTaken):
        admit([Admission(row, ordinary())], Ruling(None, today(), 7), by=SYSTEM)


def test_an_appeal_and_a_first_application_need_two_resolutions(in_alba: Standing) -> None:
    first, second = applied(), on_paper(facts=replace(FACTS, given_name="Altra"))
    refused(first, by=SYSTEM)
    appeal(first, on=today(), by=SYSTEM)
    with pytest.raises(WrongFact, match="due delibere"):
        admit([Admission(first, ordinary()), Admission(second, ordinary())], Ruling(), by=SYSTEM)


def test_who_is_a_member_already_is_not_admitted_twice(in_alba: Standing) -> None:
    person = make_person()
    make_membership(person)
    with pytest.raises(Refused):
        admitted(applied(), by=SYSTEM, person=person)


def test_who_left_may_come_back(in_alba: Standing) -> None:
    person = make_person()
    earlier = make_membership(person)
    end_membership(earlier, on=today(), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    row = applied()
    admitted(row, by=SYSTEM, person=person)
    assert row.membership is not None
    assert row.membership.number == earlier.number + 1


# --- who it is in the register of people -----------------------------------------------------------------------------


def test_a_known_person_keeps_what_is_known_and_gets_what_was_missing(in_alba: Standing) -> None:
    person = make_person("Zefirina", "Inventata", birth_date=date(1979, 1, 1))
    admitted(applied(), by=SYSTEM, person=person)
    assert (person.birth_date, person.birth_place, person.email) == (
        date(1979, 1, 1),
        "Ferrara",
        "zefirina@example.org",
    )
    assert [address.in_one_line for address in person.addresses] == ["via delle Prove 3, 44121 Ferrara (FE)"]


def test_two_people_with_one_tax_code_is_said_and_nothing_is_done(in_alba: Standing) -> None:
    make_person("Mario", "Rossi", tax_code="RSSMRA72L09H501S")
    row = applied(replace(FACTS, tax_code="RSSMRA72L09H501S"))
    with pytest.raises(Refused) as refusal:
        admitted(row, by=SYSTEM)
    assert ("codice fiscale" in str(refusal.value), refusal.value.application.id) == (True, row.id)


def test_a_wrong_tax_code_stays_in_the_application_only(in_alba: Standing) -> None:
    row = applied(replace(FACTS, tax_code="SBAGLIATO"))
    admitted(row, by=SYSTEM)
    assert row.person is not None
    assert row.person.tax_code is None
    assert "SBAGLIATO" in (row.facts or "")


def test_a_minor_comes_with_the_guardians_and_the_first_votes(in_alba: Standing) -> None:
    row = applied(MINOR)
    admitted(row, by=SYSTEM)
    guardians = db.session.scalars(select(Guardianship).order_by(Guardianship.created_at)).all()
    assert [(one.guardian.name, one.votes) for one in guardians] == [
        ("Gina Inventata", True),
        ("Gino Inventato", False),
    ]
    letters = db.session.scalars(select(Letter).order_by(Letter.created_at)).all()
    assert {letter.for_person_id for letter in letters} == {row.person_id}


def test_a_guardian_who_is_known_is_not_written_twice(in_alba: Standing) -> None:
    known = make_person("Gina", "Inventata", email="gina@example.org")
    admitted(applied(MINOR), by=SYSTEM)
    ids = db.session.scalars(select(Person.id).where(Person.given_name == "Gina")).all()
    assert ids == [known.id]


# --- letters, and the day it was told --------------------------------------------------------------------------------


def test_who_has_no_email_gets_paper_and_is_told_when_it_is_delivered(in_alba: Standing) -> None:
    row = on_paper(10, replace(FACTS, email=""))
    refused(row, by=SYSTEM)
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.channel, row.told_on, last_day_to_appeal(row)) == (Channel.POST, None, None)
    assert letter.address == "Zefirina Inventata\nvia delle Prove 3\n44121 Ferrara FE"
    note_told(row, on=today(), by=SYSTEM)
    assert row.told_on == today()


def test_the_secret_link_is_in_the_mail_alone(in_alba: Standing) -> None:
    row, secret = applied(), "/diventa-socio/domanda/"
    refused(row, by=SYSTEM)
    letter = db.session.scalars(select(Letter)).one()
    assert letter.message is not None
    letter.state = LetterState.RETURNED
    paper = put_on_paper(letter, by=SYSTEM)
    mailed, kept = letter.message.text or "", letter.body or ""
    assert [secret in text for text in (mailed, kept, paper.body or "")] == [True, False, False]
    assert ["Abita fuori dalla provincia." in text for text in (mailed, kept)] == [True, True]
    assert "Basta una lettera.\n" in kept


def test_a_refusal_on_paper_has_no_link(in_alba: Standing) -> None:
    refused(on_paper(10, replace(FACTS, email="")), by=SYSTEM)
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.body or "").count("http") == 0


def test_nothing_is_told_twice_nor_before_the_decision(in_alba: Standing) -> None:
    row = on_paper(10, replace(FACTS, email=""))
    with pytest.raises(NotNow):
        note_told(row, on=today(), by=SYSTEM)
    refused(row, by=SYSTEM)
    with pytest.raises(WrongFact):
        note_told(row, on=today() - timedelta(days=1), by=SYSTEM)
    note_told(row, on=today(), by=SYSTEM)
    with pytest.raises(NotNow):
        note_told(row, on=today(), by=SYSTEM)


def test_an_appeal_before_the_refusal_or_tomorrow_cannot_be(in_alba: Standing) -> None:
    row = applied()
    refused(row, by=SYSTEM)
    for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(WrongFact):
            appeal(row, on=day, by=SYSTEM)


@pytest.mark.parametrize(("extra", "late"), [(0, False), (1, True)])
def test_the_last_day_to_appeal_is_still_good(in_alba: Standing, extra: int, late: bool) -> None:
    row = on_paper(300)
    row.state, row.decided_on, row.told_on = S.REFUSED, today() - timedelta(days=200), today() - timedelta(days=190)
    db.session.flush()
    last = last_day_to_appeal(row)
    assert last is not None
    if late:
        with pytest.raises(TooLate):
            appeal(row, on=last + timedelta(days=extra), by=SYSTEM)
    else:
        appeal(row, on=last, by=SYSTEM)
        assert row.appealed_on == last


# --- paper -----------------------------------------------------------------------------------------------------------


def test_paper_counts_from_the_day_it_came(in_alba: Standing) -> None:
    assert on_paper(20).received_on == today() - timedelta(days=20)


def test_paper_does_not_come_tomorrow(in_alba: Standing) -> None:
    with pytest.raises(WrongFact):
        on_paper(-1)


def test_the_same_paper_form_twice_is_one(in_alba: Standing) -> None:
    sending = Sending(FACTS, ordinary().id, new_token())
    first = enter_paper(sending, received_on=today(), by=SYSTEM)
    assert enter_paper(sending, received_on=today(), by=SYSTEM).id == first.id
    with pytest.raises(FormAlreadyUsed):
        enter_paper(replace(sending, facts=MINOR), received_on=today(), by=SYSTEM)


# --- who comes second, and what the audit says -----------------------------------------------------------------------


def test_two_hands_on_one_application_make_one_member(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        row_id, category_id = applied().id, ordinary().id
    start, outcomes = Barrier(2), []

    def decide() -> None:
        with app.app_context(), tenant_scope(alba.id):
            row = db.session.get_one(Application, row_id)
            category = db.session.get_one(type(ordinary()), category_id)
            start.wait()
            try:
                with unit_of_work():
                    admit([Admission(row, category)], Ruling(), by=SYSTEM)
                outcomes.append("admitted")
            except NotNow:
                outcomes.append("overtaken")

    hands = [Thread(target=decide) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with app.app_context(), tenant_scope(alba.id):
        members = db.session.scalar(select(func.count()).select_from(Membership))
    assert (sorted(outcomes), members) == (["admitted", "overtaken"], 1)


def test_one_admits_while_the_other_refuses(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        row_id = applied().id
        ordinary()
    start, outcomes = Barrier(2), []

    def decide(act: str) -> None:
        with app.app_context(), tenant_scope(alba.id):
            row = db.session.get_one(Application, row_id)
            start.wait()
            try:
                with unit_of_work():
                    (admitted if act == "admit" else refused)(row, by=SYSTEM)
                outcomes.append(act)
            except NotNow:
                outcomes.append("overtaken")

    hands = [Thread(target=decide, args=(act,)) for act in ("admit", "refuse")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert (len(outcomes), outcomes.count("overtaken")) == (2, 1)


def test_the_audit_names_nobody_and_no_reason(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        refused(applied(), by=SYSTEM)
    with app.app_context(), tenant_scope(alba.id):
        entries = [str(entry.facts) for entry in db.session.scalars(AUDIT.entries())]
    assert any("application.refused" in entry for entry in entries)
    assert not any("Zefirina" in entry or "provincia" in entry for entry in entries)
