"""Starts, ends, moves, corrections: the table and the register say the same, and the account follows."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteer_accounts import close_areas_of_who_stopped
from ama_net.features.volunteers.operations.volunteers import (
    NewVolunteer,
    correct_entry,
    end_service,
    enter_volunteers,
    move_section,
    start_service,
)
from ama_net.features.volunteers.queries import service_of, services_of, volunteers_on
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import AddressFacts, AddressKind, Person, WrongFact, add_postal_address
from ama_net.kernel.registers import check
from tests.factories.people import make_person
from tests.support.standing import Standing

DAY = date(2024, 3, 5)


def _start(name: str = "Olimpia", section: Section = Section.REGULAR, on: date = DAY) -> Volunteer:
    return start_service(make_person(name), section=section, on=on, by=SYSTEM)


def _kinds() -> list[tuple[str, int]]:
    entries = db.session.scalars(REGISTER.entries())
    return [(entry.facts["kind"], entry.facts["line"]) for entry in reversed(list(entries))]


def test_a_start_is_a_row_and_an_entry(in_alba: Standing) -> None:
    volunteer = _start()
    entry = db.session.scalars(REGISTER.entries()).one()
    assert (volunteer.number, entry.facts["kind"], entry.line) == (1, "start", 1)
    assert entry.facts["effective_on"] == "2024-03-05"
    assert entry.facts["says"]["section"] == "regular"
    assert check(REGISTER).is_whole


def test_the_line_says_what_the_decree_asks(in_alba: Standing) -> None:
    person = make_person("Olimpia", tax_code="RSSMRA80A01F205X", birth_date=date(1980, 1, 1), birth_place="Milano")
    for kind, street in ((AddressKind.RESIDENCE, "via Uno 1"), (AddressKind.DOMICILE, "via Due 2")):
        facts = AddressFacts(kind=kind, street=street, municipality="Ferrara")
        add_postal_address(person, facts, by=SYSTEM)
    start_service(person, section=Section.REGULAR, on=DAY, by=SYSTEM)
    says = db.session.scalars(REGISTER.entries()).one().facts["says"]
    assert {key: says[key] for key in ("tax_code", "birth_date", "birth_place", "residence", "domicile")} == {
        "tax_code": "RSSMRA80A01F205X",
        "birth_date": "1980-01-01",
        "birth_place": "Milano",
        "residence": "via Uno 1, Ferrara",
        "domicile": "via Due 2, Ferrara",
    }
    assert says["started_on"] == "2024-03-05"


def test_nobody_is_a_volunteer_twice(in_alba: Standing) -> None:
    volunteer = _start()
    with pytest.raises(WrongFact, match="già nel registro"):
        start_service(volunteer.person, section=Section.OCCASIONAL, on=DAY, by=SYSTEM)


@pytest.mark.parametrize("on", [lambda: today() + timedelta(days=1), lambda: date(1900, 1, 1)])
def test_a_start_that_cannot_be_is_refused(in_alba: Standing, on: Callable[[], date]) -> None:
    with pytest.raises(WrongFact):
        _start(on=on())


def test_who_has_died_does_not_start(in_alba: Standing) -> None:
    with pytest.raises(WrongFact):
        start_service(make_person(deceased_on=DAY), section=Section.REGULAR, on=DAY, by=SYSTEM)


def test_an_end_is_written_and_numbers_are_never_given_again(in_alba: Standing) -> None:
    volunteer = _start()
    end_service(volunteer, on=DAY + timedelta(days=30), reason=ServiceEnd.STOPPED, by=SYSTEM)
    again = start_service(volunteer.person, section=Section.REGULAR, on=DAY + timedelta(days=60), by=SYSTEM)
    entries = list(db.session.scalars(REGISTER.entries()))
    assert (again.number, entries[0].facts["earlier"]) == (2, 1)
    assert _kinds() == [("start", 1), ("end", 1), ("start", 2)]
    assert [one.number for one in services_of(volunteer.person_id)] == [2, 1]


def test_an_end_before_the_start_is_refused(in_alba: Standing) -> None:
    with pytest.raises(WrongFact, match="prima dell'inizio"):
        end_service(_start(), on=DAY - timedelta(days=1), reason=ServiceEnd.STOPPED, by=SYSTEM)


def test_an_end_is_written_once(in_alba: Standing) -> None:
    volunteer = _start()
    end_service(volunteer, on=DAY, reason=ServiceEnd.MISTAKE, by=SYSTEM)
    with pytest.raises(WrongFact, match="già finito"):
        end_service(volunteer, on=DAY, reason=ServiceEnd.STOPPED, by=SYSTEM)


def test_a_death_is_in_the_persons_row(in_alba: Standing) -> None:
    volunteer = _start()
    end_service(volunteer, on=DAY + timedelta(days=5), reason=ServiceEnd.DEATH, by=SYSTEM)
    assert volunteer.person.deceased_on == DAY + timedelta(days=5)
    correct_entry(volunteer, why="Notizia sbagliata", by=SYSTEM, ended_on=None, end_reason=None)
    assert (volunteer.person.deceased_on, volunteer.is_active) == (None, True)


def test_moving_ends_a_line_and_begins_another(in_alba: Standing) -> None:
    volunteer = _start(section=Section.OCCASIONAL)
    moved = move_section(volunteer, Section.REGULAR, on=date(2025, 1, 1), by=SYSTEM)
    assert _kinds() == [("start", 1), ("section", 1), ("section", 2)]
    assert (volunteer.ended_on, volunteer.end_reason) == (date(2025, 1, 1), ServiceEnd.MOVED)
    assert (moved.section, moved.started_on, moved.number) == (Section.REGULAR, date(2025, 1, 1), 2)
    assert check(REGISTER).is_whole
    days = (date(2024, 12, 31), date(2025, 1, 1))
    assert [service.section for day in days if (service := service_of(moved.person_id, day))] == [
        "occasional",
        "regular",
    ]


def test_moving_to_the_same_section_is_refused(in_alba: Standing) -> None:
    with pytest.raises(WrongFact, match="già in questa sezione"):
        move_section(_start(), Section.REGULAR, on=today(), by=SYSTEM)


def test_a_correction_needs_its_reason_and_something_to_correct(in_alba: Standing) -> None:
    volunteer = _start()
    with pytest.raises(WrongFact, match="motivo"):
        correct_entry(volunteer, why=" ", by=SYSTEM, started_on=DAY)
    with pytest.raises(WrongFact, match="niente di diverso"):
        correct_entry(volunteer, why="Uguale", by=SYSTEM, started_on=DAY)


def test_a_correction_is_one_more_entry(in_alba: Standing) -> None:
    volunteer = _start()
    correct_entry(volunteer, why="Data letta male", by=SYSTEM, started_on=date(2024, 2, 1))
    entry = db.session.scalars(REGISTER.entries()).first()
    assert entry is not None
    assert (entry.facts["kind"], entry.facts["why"]) == ("correction", "Data letta male")
    assert entry.facts["changed"] == ["started_on"]
    assert volunteer.started_on == date(2024, 2, 1)


def test_a_correction_never_makes_two_services_overlap(in_alba: Standing) -> None:
    volunteer = _start()
    end_service(volunteer, on=date(2024, 6, 1), reason=ServiceEnd.STOPPED, by=SYSTEM)
    start_service(volunteer.person, section=Section.REGULAR, on=date(2024, 9, 1), by=SYSTEM)
    with pytest.raises(WrongFact, match="già nel registro"):
        correct_entry(volunteer, why="Mai smesso", by=SYSTEM, ended_on=None, end_reason=None)


def test_an_old_register_keeps_its_numbers(in_alba: Standing) -> None:
    rows = [
        NewVolunteer(make_person("Prima").id, DAY, number=7),
        NewVolunteer(make_person("Seconda").id, DAY, Section.OCCASIONAL),
        NewVolunteer(make_person("Terza").id, DAY, number=3, ended_on=date(2024, 9, 1), end_reason=ServiceEnd.STOPPED),
    ]
    assert [one.number for one in enter_volunteers(rows, by=SYSTEM)] == [7, 8, 3]
    assert _kinds() == [("import", 7), ("import", 8), ("import", 3)]
    assert check(REGISTER).is_whole


def test_a_row_of_an_old_register_that_cannot_be_is_named(in_alba: Standing) -> None:
    person = make_person()
    with pytest.raises(WrongFact) as caught:
        enter_volunteers([NewVolunteer(person.id, DAY), NewVolunteer(person.id, DAY)], by=SYSTEM)
    assert caught.value.field == "rows[0].person"


def test_the_volunteers_of_a_day(in_alba: Standing) -> None:
    _start("Prima"), _start("Seconda", Section.OCCASIONAL)
    gone = _start("Terza")
    end_service(gone, on=date(2024, 6, 1), reason=ServiceEnd.STOPPED, by=SYSTEM)

    def numbers(day: date, section: Section | None = None) -> list[int]:
        return sorted(one.number for one in db.session.scalars(volunteers_on(day, section)))

    assert (numbers(DAY), numbers(date(2024, 6, 1)), numbers(date(2024, 1, 1))) == ([1, 2, 3], [1, 2], [])
    assert numbers(DAY, Section.OCCASIONAL) == [2]


def _account(person: Person) -> Account:
    account = Account(email="olimpia@alba.example", person_id=person.id, roles=["member"])
    db.session.add(account)
    db.session.flush()
    return account


def test_the_role_is_given_with_the_start_and_taken_with_the_end(in_alba: Standing) -> None:
    person = make_person("Olimpia")
    account = _account(person)
    volunteer = start_service(person, section=Section.REGULAR, on=DAY, by=SYSTEM)
    assert account.role_set == {Role.MEMBER, Role.VOLUNTEER}
    moved = move_section(volunteer, Section.OCCASIONAL, on=today(), by=SYSTEM)
    assert account.role_set == {Role.MEMBER, Role.VOLUNTEER}
    end_service(moved, on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert account.role_set == {Role.MEMBER}


def test_the_night_takes_the_role_of_who_was_to_stop(in_alba: Standing) -> None:
    person = make_person("Olimpia")
    account = _account(person)
    volunteer = start_service(person, section=Section.REGULAR, on=DAY, by=SYSTEM)
    end_service(volunteer, on=today() + timedelta(days=1), reason=ServiceEnd.STOPPED, by=SYSTEM)
    close_areas_of_who_stopped(by=SYSTEM)
    assert Role.VOLUNTEER in account.role_set
    correct_entry(volunteer, why="Ha smesso prima", by=SYSTEM, ended_on=date(2024, 9, 1))
    account.roles = ["volunteer"]
    db.session.flush()
    close_areas_of_who_stopped(by=SYSTEM)
    assert account.roles == []


def test_the_other_association_sees_nothing(in_alba: Standing, brig: Standing) -> None:
    from ama_net.kernel.tenancy import tenant_scope

    _start()
    db.session.commit()
    with tenant_scope(brig.id):
        assert list(db.session.scalars(select(Volunteer))) == []
        assert REGISTER.count() == 0
