"""Registering and changing people and organisations: what is kept, what is refused, what the audit says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import (
    Contact,
    ContactKind,
    Organisation,
    OrganisationFacts,
    Person,
    PersonFacts,
    WrongFact,
    add_contact,
    change_organisation,
    change_person,
    register_organisation,
    register_person,
)
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.days import dated
from tests.support.standing import Standing

ROSSI = "RSSMRA72L09H501S"
BODY = "97950860151"


def _audit() -> list[dict[str, Any]]:
    db.session.commit()
    facts = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number))
    return [{name: fact[name] for name in ("verb", "changes")} for fact in facts]


def test_person_is_kept_tidy(in_alba: Standing) -> None:
    facts = PersonFacts(" Maria  Pia ", "D'Àngelo\x00", tax_code=" rssmra72l09 h501s ", birth_date=date(1972, 7, 9))
    person = register_person(facts, by=SYSTEM)
    assert (person.given_name, person.family_name, person.tax_code) == ("Maria Pia", "D'Àngelo", ROSSI)
    assert (person.sort_name, person.name, person.list_name) == (
        "d'angelo maria pia",
        "Maria Pia D'Àngelo",
        "D'Àngelo Maria Pia",
    )


def test_single_name_is_enough(in_alba: Standing) -> None:
    person = register_person(PersonFacts("Suharto", ""), by=SYSTEM)
    assert (person.sort_name, person.name) == ("suharto", "Suharto")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"given_name": "", "family_name": "  "}, "family_name"),
        ({"given_name": "x" * 101}, "given_name"),
        ({"family_name": "x" * 300}, "family_name"),
        ({"tax_code": "RSSMRA72L09H501X"}, "tax_code"),
        ({"tax_code": "x" * 300}, "tax_code"),
        ({"birth_date": timedelta(days=1)}, "birth_date"),
        ({"birth_date": date(1072, 7, 9)}, "birth_date"),
        ({"birth_date": date(1972, 7, 9), "deceased_on": date(1971, 1, 1)}, "deceased_on"),
        ({"deceased_on": timedelta(days=1)}, "deceased_on"),
        ({"birth_place": "x" * 101}, "birth_place"),
        ({"preferred_language": "xx"}, "preferred_language"),
    ],
)
def test_what_cannot_be_is_refused(in_alba: Standing, facts: dict[str, Any], field: str) -> None:
    said = {"given_name": "Mario", "family_name": "Rossi", **dated(facts)}
    with pytest.raises(WrongFact) as refused:
        register_person(PersonFacts(**said), by=SYSTEM)
    assert refused.value.field == field
    assert db.session.scalars(select(Person.id).where(Person.family_name == "Rossi")).all() == []


@pytest.mark.parametrize(("email", "phone", "field"), [("chi@", "", "email"), ("", "051", "phone")])
def test_wrong_first_contact_is_told_by_its_field(in_alba: Standing, email: str, phone: str, field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        register_person(PersonFacts("Mario", "Rossi"), email=email, phone=phone, by=SYSTEM)
    assert refused.value.field == field


def test_first_contacts_are_normalised_and_preferred(in_alba: Standing) -> None:
    person = register_person(
        PersonFacts("Mario", "Rossi"), email="Mario@Prova.Example", phone="051 658 4267", by=SYSTEM
    )
    assert [(one.kind, one.value, one.preferred) for one in person.contacts] == [
        (ContactKind.EMAIL, "mario@prova.example", True),
        (ContactKind.PHONE, "+390516584267", True),
    ]


def test_tax_code_belongs_to_one_person(in_alba: Standing) -> None:
    register_person(PersonFacts("Mario", "Rossi", tax_code=ROSSI), by=SYSTEM)
    with pytest.raises(WrongFact, match="già nell'anagrafe") as refused:
        register_person(PersonFacts("Maria", "Russo", tax_code=ROSSI), by=SYSTEM)
    assert refused.value.field == "tax_code"


def test_database_itself_refuses_a_second_tax_code(in_alba: Standing) -> None:
    make_person(tax_code=ROSSI)
    with pytest.raises(IntegrityError, match="tax_code"):
        make_person("Altra", tax_code=ROSSI)
    db.session.rollback()


def test_same_tax_code_may_be_in_two_associations(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        for standing in (alba, brig):
            with tenant_scope(standing.id), unit_of_work():
                register_person(PersonFacts("Mario", "Rossi", tax_code=ROSSI), by=SYSTEM)
        with tenant_scope(brig.id):
            held = db.session.scalars(select(Person).where(Person.tax_code == ROSSI)).all()
            assert len(held) == 1


def test_change_is_recorded_by_the_names_of_the_fields_only(in_alba: Standing) -> None:
    person = register_person(PersonFacts("Mario", "Rossi"), by=SYSTEM)
    changed = change_person(person, PersonFacts("Mario", "Russo", tax_code=ROSSI), by=SYSTEM)
    assert changed == ["family_name", "tax_code"]
    assert person.sort_name == "russo mario"
    assert _audit()[-2:] == [
        {"verb": "person.registered", "changes": {}},
        {"verb": "person.changed", "changes": {"fields": ["family_name", "tax_code"]}},
    ]


def test_change_to_the_same_is_not_recorded(in_alba: Standing) -> None:
    person = register_person(PersonFacts("Mario", "Rossi", tax_code=ROSSI), by=SYSTEM)
    before = len(_audit())
    assert change_person(person, PersonFacts(" Mario", "Rossi", tax_code=ROSSI.lower()), by=SYSTEM) == []
    assert len(_audit()) == before


def test_change_cannot_take_anothers_tax_code(in_alba: Standing) -> None:
    register_person(PersonFacts("Mario", "Rossi", tax_code=ROSSI), by=SYSTEM)
    other = register_person(PersonFacts("Maria", "Russo"), by=SYSTEM)
    with pytest.raises(WrongFact):
        change_person(other, PersonFacts("Maria", "Russo", tax_code=ROSSI), by=SYSTEM)


def test_organisation_is_kept_with_its_contacts(in_alba: Standing) -> None:
    facts = OrganisationFacts(" Coop  Prova ", "cooperative", tax_code=" 97950860151", vat_code="00743110157")
    contacts = {ContactKind.PEC: "Coop@Pec.Example", ContactKind.PHONE: ""}
    organisation = register_organisation(facts, contacts=contacts, by=SYSTEM)
    assert (organisation.name, organisation.kind, organisation.tax_code) == ("Coop Prova", "cooperative", BODY)
    assert [(one.kind, one.value) for one in organisation.contacts] == [("pec", "coop@pec.example")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (OrganisationFacts(""), "name"),
        (OrganisationFacts("x" * 201), "name"),
        (OrganisationFacts("Ente", tax_code="97950860152"), "tax_code"),
        (OrganisationFacts("Ente", vat_code="00743110158"), "vat_code"),
    ],
)
def test_organisation_that_cannot_be_is_refused(in_alba: Standing, facts: OrganisationFacts, field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        register_organisation(facts, by=SYSTEM)
    assert refused.value.field == field


def test_organisation_change_is_recorded(in_alba: Standing) -> None:
    organisation = register_organisation(OrganisationFacts("Ente"), by=SYSTEM)
    assert change_organisation(organisation, OrganisationFacts("Ente Nuovo"), by=SYSTEM) == ["name"]
    assert _audit()[-1] == {"verb": "organisation.changed", "changes": {"fields": ["name"]}}


def test_organisation_tax_code_belongs_to_one(in_alba: Standing) -> None:
    register_organisation(OrganisationFacts("Uno", tax_code=BODY), by=SYSTEM)
    with pytest.raises(WrongFact):
        register_organisation(OrganisationFacts("Due", tax_code=BODY), by=SYSTEM)


def test_nothing_is_seen_by_the_other_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(alba.id), unit_of_work():
            register_person(PersonFacts("Mario", "Rossi"), email="mario@prova.example", by=SYSTEM)
            register_organisation(OrganisationFacts("Ente"), by=SYSTEM)
        with tenant_scope(brig.id):
            assert db.session.scalars(select(Person).where(Person.family_name == "Rossi")).all() == []
            assert db.session.scalars(select(Contact).where(Contact.value == "mario@prova.example")).all() == []
            assert db.session.scalars(select(Organisation)).all() == []


def test_two_hands_typing_one_tax_code_at_once_meet_a_clear_refusal(app: Flask, alba: Standing) -> None:
    start = Barrier(4)

    def register(number: int) -> str:
        start.wait()
        with app.app_context(), tenant_scope(alba.id):
            try:
                with unit_of_work():
                    register_person(PersonFacts("Mario", f"Rossi {number}", tax_code=ROSSI), by=SYSTEM)
            except WrongFact as refused:
                return refused.field
        return "kept"

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(register, range(4))) == ["kept", "tax_code", "tax_code", "tax_code"]


def test_two_hands_adding_one_contact_at_once_make_one_row(app: Flask, alba: Standing) -> None:
    start = Barrier(4)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person_id = make_person().id

    def add(_number: int) -> str:
        start.wait()
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            person = db.session.get_one(Person, person_id)
            return add_contact(person, ContactKind.EMAIL, "uno@prova.example", by=SYSTEM).value

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(add, range(4))) == {"uno@prova.example"}
    with app.app_context(), tenant_scope(alba.id):
        assert len(db.session.scalars(select(Contact).where(Contact.person_id == person_id)).all()) == 1
