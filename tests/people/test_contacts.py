"""Contacts and addresses: several for each owner, one preferred of a kind, never of two owners."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import (
    AddressFacts,
    Contact,
    ContactKind,
    Person,
    PostalAddress,
    WrongFact,
    add_contact,
    add_postal_address,
    prefer_contact,
    remove_contact,
    remove_postal_address,
)
from tests.factories.people import make_organisation, make_person
from tests.support.standing import Standing

EMAIL, PHONE, PEC = ContactKind.EMAIL, ContactKind.PHONE, ContactKind.PEC


def _preferred(person: Person) -> list[str]:
    return [contact.value for contact in person.contacts if contact.preferred]


def test_first_of_a_kind_is_preferred_and_the_second_is_not(in_alba: Standing) -> None:
    person = make_person()
    for kind, value in ((EMAIL, "uno@prova.example"), (EMAIL, "due@prova.example"), (PHONE, "051 658 4267")):
        add_contact(person, kind, value, by=SYSTEM)
    assert _preferred(person) == ["uno@prova.example", "+390516584267"]
    assert (person.email, person.phone) == ("uno@prova.example", "+390516584267")


def test_preferring_one_takes_the_place_of_the_other(in_alba: Standing) -> None:
    person = make_person(email="uno@prova.example")
    second = add_contact(person, EMAIL, "due@prova.example", by=SYSTEM)
    prefer_contact(person, second, by=SYSTEM)
    assert _preferred(person) == ["due@prova.example"]
    assert person.email == "due@prova.example"


def test_added_as_preferred_takes_the_place(in_alba: Standing) -> None:
    person = make_person(email="uno@prova.example")
    add_contact(person, EMAIL, "due@prova.example", preferred=True, by=SYSTEM)
    assert _preferred(person) == ["due@prova.example"]


def test_same_contact_twice_is_one_row(in_alba: Standing) -> None:
    person = make_person(email="uno@prova.example")
    again = add_contact(person, EMAIL, " UNO@prova.example", by=SYSTEM)
    assert [contact.id for contact in person.contacts] == [again.id]


def test_pec_is_not_an_address_for_ordinary_mail(in_alba: Standing) -> None:
    person = make_person()
    add_contact(person, PEC, "prova@pec.example", by=SYSTEM)
    assert person.email is None


def test_removed_contact_is_gone_and_the_rest_is_used(in_alba: Standing) -> None:
    person = make_person(email="uno@prova.example")
    add_contact(person, EMAIL, "due@prova.example", by=SYSTEM)
    remove_contact(person, person.contacts[0], by=SYSTEM)
    assert person.email == "due@prova.example"


@pytest.mark.parametrize(
    ("kind", "value", "label", "field"),
    [
        (EMAIL, "senza chiocciola", "", "value"),
        (EMAIL, "a@" + "x" * 300 + ".it", "", "value"),
        (PHONE, "12", "", "value"),
        (PHONE, "=1+1", "", "value"),
        (EMAIL, "a@prova.example", "x" * 61, "label"),
    ],
)
def test_contact_that_cannot_be_is_refused(
    in_alba: Standing, kind: ContactKind, value: str, label: str, field: str
) -> None:
    with pytest.raises(WrongFact) as refused:
        add_contact(make_person(), kind, value, label=label, by=SYSTEM)
    assert refused.value.field == field


def test_audit_tells_the_kind_and_not_the_value(in_alba: Standing) -> None:
    person = make_person()
    contact = add_contact(person, EMAIL, "segreto@prova.example", by=SYSTEM)
    db.session.commit()
    facts = db.session.scalars(select(LedgerEntry.facts)).one()
    assert (facts["verb"], facts["subject_id"]) == ("contact.added", str(person.id))
    assert facts["changes"] == {"contact": str(contact.id), "kind": "email"}


@pytest.mark.parametrize("owners", [(True, True), (False, False)])
def test_contact_has_exactly_one_owner(in_alba: Standing, owners: tuple[bool, bool]) -> None:
    person, organisation = make_person(), make_organisation()
    values: dict[str, Any] = {
        "person_id": person.id if owners[0] else None,
        "organisation_id": organisation.id if owners[1] else None,
    }
    db.session.add(Contact(kind="email", value="uno@prova.example", **values))
    with pytest.raises(IntegrityError, match="one_owner"):
        db.session.flush()
    db.session.rollback()


def test_organisation_has_contacts_of_its_own(in_alba: Standing) -> None:
    organisation = make_organisation()
    add_contact(organisation, EMAIL, "ente@prova.example", by=SYSTEM)
    assert [(one.value, one.preferred) for one in organisation.contacts] == [("ente@prova.example", True)]


def test_address_is_kept_tidy_and_read_in_one_line(in_alba: Standing) -> None:
    person = make_person()
    facts = AddressFacts(street=" viale  Pepoli 5", postcode="40123", municipality="Bologna", province="bo")
    address = add_postal_address(person, facts, by=SYSTEM)
    assert address.in_one_line == "viale Pepoli 5, 40123 Bologna (BO)"
    assert person.addresses == [address]


def test_address_abroad_says_where(in_alba: Standing) -> None:
    facts = AddressFacts(street="1 rue X", postcode="75001", municipality="Paris", country="fr")
    assert add_postal_address(make_person(), facts, by=SYSTEM).in_one_line == "1 rue X, 75001 Paris, FR"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (AddressFacts(), "street"),
        (AddressFacts(street="x" * 201), "street"),
        (AddressFacts(street="via Uno", postcode="4012"), "postcode"),
        (AddressFacts(street="via Uno", province="BOL"), "province"),
        (AddressFacts(street="via Uno", country="ITA"), "country"),
    ],
)
def test_address_that_cannot_be_is_refused(in_alba: Standing, facts: AddressFacts, field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        add_postal_address(make_person(), facts, by=SYSTEM)
    assert refused.value.field == field


def test_removed_address_is_gone(in_alba: Standing) -> None:
    person = make_person()
    address = add_postal_address(person, AddressFacts(municipality="Bologna"), by=SYSTEM)
    remove_postal_address(person, address, by=SYSTEM)
    assert db.session.scalars(select(PostalAddress)).all() == []
