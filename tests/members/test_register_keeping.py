"""What the night does for the register, the lines of minors and bodies, and what a very long book becomes on paper."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members import seeds
from ama_net.features.members.models import EndReason, Guardianship, MemberCategory, Membership
from ama_net.features.members.operations import member_accounts
from ama_net.features.members.operations.memberships import admit_member, end_membership
from ama_net.features.members.queries_meetings import members_on
from ama_net.features.members.register import REGISTER, last_lines
from ama_net.features.members.register_check import check_register
from ama_net.features.members.register_print import PART, parts_of
from ama_net.features.members.register_tasks import keep_register
from ama_net.features.members.runts import figures_at_end_of
from ama_net.features.members.settings_area import AreaSettings, exit_day
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people, part_people
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.cast import actor, player
from tests.support.standing import Standing

DAY = date(2024, 3, 5)


def _last(membership: Membership) -> dict[str, Any]:
    return last_lines([membership.number])[membership.number]


def _roles(standing: Standing) -> list[str]:
    with tenant_scope(standing.id):
        return list(db.session.get_one(Account, player(standing, Role.TREASURER).account_id).roles)


def test_who_leaves_on_a_day_to_come_keeps_the_area_until_then(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today() + timedelta(days=20)
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            person = db.session.get_one(Person, player(alba, Role.TREASURER).person_id)
            membership = admit_member(person=person, category=ordinary(), admitted_on=DAY, by=SYSTEM)
            end_membership(membership, on=day, reason=EndReason.WITHDRAWAL, by=SYSTEM)
        keep_register()
        assert _roles(alba) == ["member", "treasurer"]
        monkeypatch.setattr(member_accounts, "today", lambda: day)
        keep_register()
        assert _roles(alba) == ["treasurer"]


def test_the_night_writes_what_changed_of_people(app: Flask, alba: Standing) -> None:
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            person = make_person("Bice", "Portinari")
            admit_member(person=person, category=ordinary(), admitted_on=DAY, by=SYSTEM)
        with tenant_scope(alba.id), unit_of_work():
            db.session.scalars(select(Person).where(Person.given_name == "Bice")).one().family_name = "Bardi"
        for _night in range(2):
            keep_register()
        with tenant_scope(alba.id):
            kinds = [entry.facts["kind"] for entry in db.session.scalars(REGISTER.entries())]
    assert kinds == ["variation", "admission"]


def test_a_line_passes_to_the_person_two_were_made_into_and_back(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = make_person("Anna", "Verdi"), make_person("Anna", "Verdi")
    membership = admit_member(person=lost, category=ordinary(), admitted_on=DAY, by=by)
    kept_id, lost_id = kept.id, lost.id
    payload = merge_people(kept_id, lost_id, from_lost=set(), by=by)
    assert (_last(membership)["owner"], check_register().is_whole) == (str(kept_id), True)
    part_people(payload, by=by)
    assert (_last(membership)["owner"], check_register().is_whole) == (str(lost_id), True)


@pytest.mark.parametrize(("ends", "refused"), [(date(2025, 1, 1), True), (DAY, False)])
def test_two_members_of_the_same_days_are_not_made_one(in_alba: Standing, ends: date, refused: bool) -> None:
    kept, lost = make_person("Anna", "Verdi"), make_person("Anna", "Verdi")
    for person, end in ((kept, date(2024, 9, 1)), (lost, ends)):
        membership = admit_member(person=person, category=ordinary(), admitted_on=DAY, by=SYSTEM)
        end_membership(membership, on=end, reason=EndReason.MISTAKE, by=SYSTEM)
    with pytest.raises(CannotMerge, match="negli stessi giorni") if refused else nullcontext():
        merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)


def test_who_withdraws_at_the_end_of_the_year_is_a_member_all_of_it(in_alba: Standing) -> None:
    day = exit_day(AreaSettings(), today())
    last = date(day.year - 1, 12, 31)
    membership = admit_member(person=make_person(), category=ordinary(), admitted_on=date(2020, 1, 1), by=SYSTEM)
    end_membership(membership, on=day, reason=EndReason.WITHDRAWAL, by=SYSTEM)
    on_the_roll = list(db.session.scalars(members_on(last)))
    assert (membership.last_day, figures_at_end_of(last.year, seniority_months=3).people) == (last, 1)
    assert (on_the_roll, list(db.session.scalars(members_on(day)))) == ([membership], [])


@pytest.mark.parametrize(("years", "named"), [(17, True), (18, False)])
def test_a_minor_has_guardians_in_the_line(in_alba: Standing, years: int, named: bool) -> None:
    born = today().replace(year=today().year - years, day=1)
    minor, parent = make_person("Piccola", birth_date=born), make_person("Madre", "Inventata")
    db.session.add(Guardianship(person_id=minor.id, guardian_id=parent.id))
    membership = admit_member(person=minor, category=ordinary(), admitted_on=DAY, by=SYSTEM)
    assert _last(membership).get("guardians") == (["Inventata Madre"] if named else None)


def test_the_categories_are_written_once(in_alba: Standing) -> None:
    seed: Callable[..., None] = seeds.seed
    for _twice in range(2):
        seed(None, None)
    keys = db.session.scalars(select(MemberCategory.key).order_by(MemberCategory.position))
    assert list(keys) == ["ordinary", "supporting", "honorary"]


@pytest.mark.parametrize(("lines", "parts"), [(0, 1), (PART, 1), (PART + 1, 2), (5 * PART, 5)])
def test_a_very_long_book_is_printed_in_parts(lines: int, parts: int) -> None:
    assert parts_of(lines) == parts
