"""The page of a member, its notes, own fields and household; the dashboard agrees with the list."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from ama_net.features.members.member_figures import figures, tiles
from ama_net.features.members.models import (
    Household,
    HouseholdPerson,
    MemberNote,
    Membership,
    MembershipFee,
    MembershipTag,
    OwnField,
)
from ama_net.features.members.operations.member_notes import forget_notes, write_note
from ama_net.features.members.operations.member_tags import tag_members
from ama_net.features.members.operations.memberships import admit_member
from ama_net.features.members.operations.own_fields import FieldFacts, add_field
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership, ordinary
from tests.factories.people import make_person
from tests.support.cast import actor, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

SECRET = "Preferisce essere chiamata al mattino"


@pytest.fixture
def member(app: Flask, alba: Standing) -> UUID:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        return make_membership(make_person(given_name="Lia", family_name="Verdi", email="lia@posta.example")).id


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def test_page_says_who_they_are(secretary: Browser, member: UUID) -> None:
    page = _text(secretary.get(f"/manage/soci/{member}"))
    assert ("Socio n. 1" in page, "lia@posta.example" in page) == (True, True)


def test_notes_are_for_who_may_edit_and_sealed(
    client: Callable[[str], Browser], app: Flask, alba: Standing, secretary: Browser, member: UUID
) -> None:
    secretary.submit(f"/manage/soci/{member}/note", {"body": SECRET})
    assert SECRET in _text(secretary.get(f"/manage/soci/{member}"))
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert SECRET not in _text(board.get(f"/manage/soci/{member}"))
    assert board.submit(f"/manage/soci/{member}/note", {"body": "x"}).status_code == 404
    with app.app_context(), tenant_scope(alba.id):
        kept = db.session.execute(text("SELECT body_sealed FROM member_notes")).scalar_one()
        assert SECRET.encode() not in bytes(kept)


def test_a_note_is_thrown_away(app: Flask, alba: Standing, secretary: Browser, member: UUID) -> None:
    secretary.submit(f"/manage/soci/{member}/note", {"body": SECRET})
    with app.app_context(), tenant_scope(alba.id):
        note = db.session.scalars(select(MemberNote.id)).one()
    assert secretary.submit(f"/manage/soci/{member}/note/{note}/fine", {}).status_code == 303
    assert SECRET not in _text(secretary.get(f"/manage/soci/{member}"))


def test_an_empty_note_is_refused(secretary: Browser, member: UUID) -> None:
    assert secretary.submit(f"/manage/soci/{member}/note", {"body": "  "}).status_code == 422


def test_own_fields_are_defined_filled_and_shown(app: Flask, alba: Standing, secretary: Browser, member: UUID) -> None:
    asked = {"label": "Nata il", "kind": "date", "in_list": "y"}
    assert secretary.submit("/manage/soci/campi", asked).status_code == 303
    assert secretary.submit("/manage/soci/campi", {"label": "Quota oraria", "kind": "number"}).status_code == 303
    typed = {"own-nata_il": "03/05/1980", "own-quota_oraria": "12,50"}
    assert secretary.submit(f"/manage/soci/{member}/campi", typed).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Membership, member).custom == {"nata_il": "1980-05-03", "quota_oraria": "12.5"}
    assert "3 maggio 1980" in _text(secretary.get("/manage/soci"))
    assert "12,5" in _text(secretary.get(f"/manage/soci/{member}"))


def test_a_choice_needs_two_entries(secretary: Browser) -> None:
    asked = {"label": "Lingua", "kind": "choice", "choices": "italiano"}
    assert secretary.submit("/manage/soci/campi", asked).status_code == 422


def test_a_field_taken_away_is_shown_no_more(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        field = add_field(FieldFacts("Dialetto"), by=actor(alba, Role.SECRETARY)).id
    secretary.submit(f"/manage/soci/campi/{field}/fine", {})
    assert "Dialetto" not in _text(secretary.get("/manage/soci/campi"))
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(OwnField, field).removed_at is not None


def test_two_members_live_together_and_part(app: Flask, alba: Standing, secretary: Browser, member: UUID) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_membership(make_person(given_name="Ugo", family_name="Verdi"))
    assert secretary.submit(f"/manage/soci/{member}/famiglia", {"number": "2"}).status_code == 303
    assert secretary.submit(f"/manage/soci/{member}/famiglia", {"number": "2"}).status_code == 422
    with app.app_context(), tenant_scope(alba.id):
        home = db.session.scalars(select(Household.id)).one()
        people = list(db.session.scalars(select(HouseholdPerson.person_id)))
    assert len(people) == 2
    for person in people:
        secretary.submit(f"/manage/soci/famiglie/{home}/persone/{person}/fine", {})
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalar(select(func.count()).select_from(Household)) == 0


def test_variation_is_written_once(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person = make_person(given_name="Ida", family_name="Neri")
        by = actor(alba, Role.SECRETARY)
        membership = admit_member(person=person, category=ordinary(), admitted_on=date(2020, 1, 1), by=by).id
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        db.session.get_one(Membership, membership).person.family_name = "Bianchi"  # type: ignore[union-attr]
    for said in ("Variazione annotata", "non c'era niente da annotare"):
        secretary.submit(f"/manage/soci/{membership}/variazione", {})
        assert said in _text(secretary.get(f"/manage/soci/{membership}"))


def test_the_page_takes_the_same_queries_for_few_and_for_many(
    app: Flask, alba: Standing, secretary: Browser, member: UUID
) -> None:
    counted = []
    for many in (1, 4):
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            by, membership = actor(alba, Role.SECRETARY), db.session.get_one(Membership, member)
            for number in range(many):
                write_note(membership, f"nota {number}", by=by)
                tag_members([member], f"etichetta {many} {number}", by=by)
        secretary.get(f"/manage/soci/{member}")
        with count_queries() as queries:
            secretary.get(f"/manage/soci/{member}")
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_what_need_not_be_kept_is_forgotten_a_year_after(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            for days in (800, 100):
                left = today() - timedelta(days=days)
                one = make_membership(ended_on=left, end_reason="withdrawal", custom={"lingue": "greco"})
                write_note(one, SECRET, by=actor(standing, Role.SECRETARY))
                tag_members([one.id], "coro", by=actor(standing, Role.SECRETARY))
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        assert forget_notes() == 1
    for standing, left_over in ((alba, 1), (brig, 2)):
        with app.app_context(), tenant_scope(standing.id):
            counts = [db.session.scalar(select(func.count()).select_from(one)) for one in (MemberNote, MembershipTag)]
            assert counts == [left_over, left_over]


def _some_members(app: Flask, alba: Standing) -> None:
    year = today().year
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for number in range(12):
            born = date(1950 + 5 * number, 1, 1) if number else None
            one = make_membership(make_person(given_name=f"N{number}", birth_date=born), admitted_on=date(year, 1, 1))
            fee = {"amount_cents": 2000, "paid_cents": 2000 * (number % 2), "due_on": date(year, 1, 31)}
            db.session.add(MembershipFee(membership_id=one.id, year=year, reference=f"r{number}", **fee))
        make_membership(admitted_on=date(2020, 2, 1), ended_on=date(year, 1, 1), end_reason="withdrawal")
        db.session.flush()


def test_every_figure_agrees_with_the_list_behind_it(app: Flask, alba: Standing, secretary: Browser) -> None:
    _some_members(app, alba)
    with app.test_request_context(base_url=f"https://{alba.host}"), tenant_scope(alba.id):
        lines = [*tiles(), *(line for figure in figures(today().year) for line in figure.lines)]
    checked = 0
    for line in lines:
        if line.url:
            page = _text(secretary.get(line.url))
            found = re.search(r"Da 1 a \d+ di (\d+)", page)
            assert (line.url, int(found[1]) if found else 0) == (line.url, line.count)
            checked += line.count > 0
    assert checked >= 8


def test_few_of_an_age_are_counted_for_who_reads_the_list(app: Flask, alba: Standing) -> None:
    _some_members(app, alba)
    with app.test_request_context(base_url=f"https://{alba.host}"), tenant_scope(alba.id):
        ages = next(one for one in figures(today().year) if one.key == "ages")
    assert [line.label for line in ages.lines if 0 < line.count < 5 and line.url] != []
    assert len(ages.rows) == len(ages.lines)


def test_dashboard_takes_the_same_queries_for_none_and_for_many(app: Flask, alba: Standing, secretary: Browser) -> None:
    secretary.get("/manage/soci/quadro")
    with count_queries() as few:
        secretary.get("/manage/soci/quadro")
    _some_members(app, alba)
    with count_queries() as many:
        assert secretary.get("/manage/soci/quadro").status_code == 200
    assert len(few) == len(many)


def test_a_year_long_ago_is_no_page(secretary: Browser) -> None:
    assert secretary.get("/manage/soci/quadro?anno=1800").status_code == 404


def test_a_tag_of_no_name_is_refused(app: Flask, alba: Standing, member: UUID) -> None:
    with app.app_context(), tenant_scope(alba.id), pytest.raises(WrongFact):
        tag_members([member], "  ", by=actor(alba, Role.SECRETARY))


@pytest.mark.parametrize(("shown", "seen"), [(True, True), (False, False)])
def test_a_member_sees_of_themselves_only_the_fields_marked_so(
    client: Callable[[str], Browser], app: Flask, alba: Standing, shown: bool, seen: bool
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        field = add_field(FieldFacts("Dialetto", shown_to_member=shown), by=actor(alba, Role.SECRETARY))
        make_membership(
            db.session.get_one(Person, player(alba, Role.MEMBER).person_id), custom={field.key: "ferrarese"}
        )
    page = _text(sign_in(client(alba.host), alba, Role.MEMBER).get("/my/socio"))
    assert ("ferrarese" in page) is seen


def test_fees_of_the_dashboard_are_those_of_the_list(app: Flask, alba: Standing, secretary: Browser) -> None:
    _some_members(app, alba)
    page = _text(secretary.get("/manage/soci/quadro"))
    behind = _text(secretary.get(f"/manage/quote?year={today().year}&who=active"))
    for amount in ("240,00\N{NO-BREAK SPACE}€", "120,00\N{NO-BREAK SPACE}€"):
        assert (amount in page, amount in behind) == (True, True)
