"""Admissions, exits, categories and corrections: the table and the register say the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.members.models import EndReason, MemberCategory, Membership
from ama_net.features.members.operations.memberships import (
    NewMember,
    admit_member,
    change_category,
    correct_entry,
    end_membership,
    enter_members,
    note_facts_changed,
)
from ama_net.features.members.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import AUDIT, LedgerEntry
from ama_net.kernel.documents import Organ, adopt_resolution
from ama_net.kernel.people import Person, PostalAddress, WrongFact
from tests.factories.members import make_membership, ordinary
from tests.factories.people import make_organisation, make_person
from tests.support.cast import actor, player
from tests.support.standing import Standing

DAY = date(2024, 3, 5)


def _entries() -> list[dict[str, Any]]:
    found = select(LedgerEntry.facts).where(LedgerEntry.ledger == REGISTER.name).order_by(LedgerEntry.number)
    return list(db.session.scalars(found))


def _admit(person: Person | None = None, **values: Any) -> Membership:
    facts = {"category": ordinary(), "admitted_on": DAY, "by": SYSTEM, **values}
    if "organisation" not in facts:
        facts["person"] = person or make_person()
    return admit_member(**facts)


def _category(key: str) -> MemberCategory:
    return db.session.scalars(select(MemberCategory).where(MemberCategory.key == key)).one()


def test_an_admission_writes_the_whole_line(in_alba: Standing) -> None:
    person = make_person("Bice", "Portinari", tax_code="PRTBCE80A41D612K", birth_date=date(1980, 1, 1))
    person.birth_place = "Firenze"
    db.session.add(PostalAddress(person_id=person.id, street="via Prova 1", postcode="50122", municipality="Firenze"))
    decision = adopt_resolution(Organ.BOARD, subject="Ammissione", by=SYSTEM, adopted_on=DAY)
    membership = _admit(person, applied_on=date(2024, 2, 1), resolution=decision)
    assert membership.number == 1
    (entry,) = _entries()
    assert (entry["kind"], entry["line"], entry["effective_on"]) == ("admission", 1, "2024-03-05")
    assert entry["says"] == {
        "owner": str(person.id),
        "surname": "Portinari",
        "name": "Bice",
        "tax_code": "PRTBCE80A41D612K",
        "birth_date": "1980-01-01",
        "birth_place": "Firenze",
        "residence": "via Prova 1, 50122 Firenze",
        "category": "Socio ordinario",
        "category_key": "ordinary",
        "applied_on": "2024-02-01",
        "admitted_on": "2024-03-05",
        "resolution": f"{decision.number}/2024",
        "resolution_on": "2024-03-05",
    }


def test_a_body_may_be_a_member(in_alba: Standing) -> None:
    _admit(organisation=make_organisation("Circolo Inventato", tax_code="97950860151"))
    assert _entries()[0]["says"]["body"] == "Circolo Inventato"


def test_one_membership_at_a_time(in_alba: Standing) -> None:
    person = make_person()
    _admit(person)
    with pytest.raises(WrongFact, match="È già nel libro soci"):
        _admit(person)
    assert len(_entries()) == 1


def test_who_comes_back_gets_another_number(in_alba: Standing) -> None:
    person = make_person()
    first = _admit(person)
    end_membership(first, on=date(2024, 6, 1), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    again = _admit(person, admitted_on=date(2025, 1, 1))
    assert (first.number, again.number) == (1, 2)
    assert [entry["kind"] for entry in _entries()] == ["admission", "exit", "readmission"]
    assert _entries()[-1]["earlier"] == 1


def test_a_number_follows_the_highest_there_is(in_alba: Standing) -> None:
    make_membership(number=41)
    assert _admit().number == 42


def test_a_number_is_never_given_twice(in_alba: Standing) -> None:
    _admit(number=7)
    with pytest.raises(WrongFact, match="Questo numero è già"):
        _admit(number=7)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"admitted_on": date(2099, 1, 1)}, "admitted_on"),
        ({"admitted_on": date(1024, 1, 1)}, "admitted_on"),
        ({"applied_on": date(2024, 3, 6)}, "applied_on"),
    ],
)
def test_a_date_that_cannot_be_is_refused(in_alba: Standing, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        _admit(**facts)
    assert refused.value.field == field


@pytest.mark.parametrize("reason", [EndReason.EXCLUSION, EndReason.LAPSE])
def test_exclusion_and_lapse_need_a_resolution(in_alba: Standing, reason: EndReason) -> None:
    membership = _admit()
    with pytest.raises(WrongFact, match="Serve la delibera"):
        end_membership(membership, on=today(), reason=reason, by=SYSTEM)
    decision = adopt_resolution(Organ.BOARD, subject="Decadenza", by=SYSTEM, adopted_on=today())
    end_membership(membership, on=today(), reason=reason, by=SYSTEM, resolution=decision)
    says = _entries()[-1]["says"]
    assert (says["end_reason"], says["end_resolution"]) == (reason.value, decision.number_words)


def test_a_death_is_written_of_the_person_too(in_alba: Standing) -> None:
    membership = _admit()
    end_membership(membership, on=date(2025, 5, 5), reason=EndReason.DEATH, by=SYSTEM)
    assert membership.person is not None
    assert membership.person.deceased_on == date(2025, 5, 5)


def test_nobody_leaves_twice(in_alba: Standing) -> None:
    membership = _admit()
    end_membership(membership, on=today(), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    with pytest.raises(WrongFact, match="è già uscito"):
        end_membership(membership, on=today(), reason=EndReason.WITHDRAWAL, by=SYSTEM)


def test_a_change_of_category_is_an_entry(in_alba: Standing) -> None:
    membership = _admit()
    change_category(membership, _category("honorary"), on=date(2025, 1, 1), by=SYSTEM)
    entry = _entries()[-1]
    assert (entry["kind"], entry["changed"]) == ("category", ["category", "category_key"])
    with pytest.raises(WrongFact, match="È già in questa categoria"):
        change_category(membership, _category("honorary"), on=date(2025, 1, 2), by=SYSTEM)


def test_a_correction_is_a_new_entry_with_its_reason(in_alba: Standing) -> None:
    membership = _admit()
    correct_entry(membership, why="Letto male il verbale", by=SYSTEM, admitted_on=date(2024, 3, 1))
    first, second = _entries()
    assert first["says"]["admitted_on"] == "2024-03-05"
    assert (second["why"], second["changed"]) == ("Letto male il verbale", ["admitted_on"])
    assert membership.admitted_on == date(2024, 3, 1)


@pytest.mark.parametrize(("why", "facts"), [(" ", {"admitted_on": DAY - timedelta(1)}), ("Perché sì", {})])
def test_a_correction_needs_a_reason_and_something_to_correct(
    in_alba: Standing, why: str, facts: dict[str, Any]
) -> None:
    membership = _admit()
    with pytest.raises(WrongFact):
        correct_entry(membership, why=why, by=SYSTEM, **facts)
    assert len(_entries()) == 1


def test_an_exit_taken_back_takes_the_death_back(in_alba: Standing) -> None:
    membership = _admit()
    end_membership(membership, on=date(2025, 5, 5), reason=EndReason.DEATH, by=SYSTEM)
    correct_entry(membership, why="Era un'altra persona", by=SYSTEM, ended_on=None, end_reason=None)
    assert membership.person is not None
    assert (membership.person.deceased_on, membership.is_active) == (None, True)


def test_a_correction_is_no_way_around_the_resolution(in_alba: Standing) -> None:
    membership = _admit()
    with pytest.raises(WrongFact, match="Serve la delibera"):
        correct_entry(membership, why="x", by=SYSTEM, ended_on=date(2025, 1, 1), end_reason=EndReason.LAPSE)


def test_no_exclusion_holds_from_before_it_was_decided(in_alba: Standing) -> None:
    membership = _admit()
    decision = adopt_resolution(Organ.BOARD, subject="Esclusione", by=SYSTEM, adopted_on=date(2025, 5, 5))
    day_before = date(2025, 5, 4)
    with pytest.raises(WrongFact, match="da prima della delibera"):
        end_membership(membership, on=day_before, reason=EndReason.EXCLUSION, by=SYSTEM, resolution=decision)
    end_membership(membership, on=date(2025, 5, 5), reason=EndReason.EXCLUSION, by=SYSTEM, resolution=decision)
    with pytest.raises(WrongFact, match="da prima della delibera"):
        correct_entry(membership, why="x", by=SYSTEM, ended_on=day_before)


def test_a_correction_never_touches_the_number(in_alba: Standing) -> None:
    membership = _admit()
    with pytest.raises(TypeError):
        correct_entry(membership, why="Numero sbagliato", by=SYSTEM, number=9)


def test_what_changes_of_a_person_becomes_an_entry(in_alba: Standing) -> None:
    membership = _admit()
    assert note_facts_changed(membership, by=SYSTEM) is False
    assert membership.person is not None
    membership.person.family_name = "Cambiata"
    assert note_facts_changed(membership, by=SYSTEM) is True
    assert (_entries()[-1]["kind"], _entries()[-1]["changed"]) == ("variation", ["surname"])


def test_the_members_area_follows_the_membership(in_alba: Standing) -> None:
    who = player(in_alba, Role.TREASURER)
    person = db.session.get_one(Person, who.person_id)
    membership = _admit(person, by=actor(in_alba, Role.SECRETARY))
    account = db.session.get_one(Account, who.account_id)
    assert account.roles == ["member", "treasurer"]
    end_membership(membership, on=today(), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    assert account.roles == ["treasurer"]


def test_an_old_book_enters_with_its_numbers(in_alba: Standing) -> None:
    category = ordinary()
    people = [make_person(f"Prova{n}") for n in range(3)]
    numbers = [5, None, 2]
    rows = [NewMember(category.id, DAY, person_id=p.id, number=n) for p, n in zip(people, numbers, strict=True)]
    assert [one.number for one in enter_members(rows, by=SYSTEM)] == [5, 6, 2]
    assert [(entry["kind"], entry["line"]) for entry in _entries()] == [("import", 5), ("import", 6), ("import", 2)]
    assert _admit().number == 7


def test_an_old_book_with_somebody_twice_is_refused(in_alba: Standing) -> None:
    category, person = ordinary(), make_person()
    rows = [NewMember(category.id, DAY, person_id=person.id)] * 2
    with pytest.raises(WrongFact) as refused:
        enter_members(rows, by=SYSTEM)
    assert refused.value.field == "rows[0].person"


def test_the_audit_names_nobody(in_alba: Standing) -> None:
    _admit(make_person("Beatrice", "Portinari"))
    db.session.commit()
    told = [str(entry.facts) for entry in db.session.scalars(AUDIT.entries())]
    assert any("member.admitted" in one for one in told)
    assert not any("Portinari" in one for one in told)
