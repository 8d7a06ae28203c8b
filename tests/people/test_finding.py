"""Finding people: by any word of the name, by code, by contact; and the hints that a human is already there."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import Person, Reason, duplicates_of, possible_duplicates
from ama_net.kernel.people.queries import find_people
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.queries import count_queries
from tests.support.standing import Standing

ROSSI = "RSSMRA72L09H501S"


def _found(typed: str) -> list[str]:
    made = find_people(select(Person), typed).where(Person.birth_place == "Prova").order_by(Person.sort_name)
    return [person.list_name for person in db.session.scalars(made)]


@pytest.fixture
def three(in_alba: Standing) -> None:
    contacts = {"email": "maria.inventata@prova.example", "phone": "+390516584267"}
    make_person("Mària Pia", "D'Àngelo", birth_place="Prova", tax_code=ROSSI, **contacts)
    make_person("Marco", "Inventato", birth_place="Prova", email="angelo@prova.example")
    make_person("100%", "Under_score", birth_place="Prova")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("angelo", ["D'Àngelo Mària Pia", "Inventato Marco"]),
        ("D'ANGELO", ["D'Àngelo Mària Pia"]),
        ("d’angelo maria", ["D'Àngelo Mària Pia"]),
        ("maria angelo", ["D'Àngelo Mària Pia"]),
        ("  mar  ", ["D'Àngelo Mària Pia", "Inventato Marco"]),
        ("rssmra72", ["D'Àngelo Mària Pia"]),
        (ROSSI, ["D'Àngelo Mària Pia"]),
        ("051 658", ["D'Àngelo Mària Pia"]),
        ("+39 051 6584267", ["D'Àngelo Mària Pia"]),
        ("0039 051 6584267", ["D'Àngelo Mària Pia"]),
        ("maria.inventata@", ["D'Àngelo Mària Pia"]),
        ("%", ["Under_score 100%"]),
        ("_", ["Under_score 100%"]),
        ("zzz", []),
        ("", []),
        ("5", []),
        ("\\", []),
        ("angelo " * 50, ["D'Àngelo Mària Pia"]),
    ],
)
def test_person_is_found_as_people_search(three: None, typed: str, found: list[str]) -> None:
    assert _found(typed) == found


def test_search_sees_only_its_own_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        with tenant_scope(brig.id), unit_of_work():
            make_person("Solo", "Brigantina", birth_place="Prova", tax_code=ROSSI, email="solo@brig.example")
        with tenant_scope(alba.id):
            assert [_found(typed) for typed in ("brigantina", ROSSI, "solo@brig")] == [[], [], []]
            assert possible_duplicates("Solo", "Brigantina", ROSSI, ["solo@brig.example"]) == []
        with tenant_scope(brig.id):
            assert _found("brigantina") == ["Brigantina Solo"]


def _hints(**asked: Any) -> list[tuple[str, list[Reason]]]:
    return [(hint.person.list_name, hint.reasons) for hint in possible_duplicates(**asked)]


BORN = date(1950, 3, 3)


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        ({"tax_code": ROSSI}, [Reason.TAX_CODE]),
        ({"emails": ["maria@prova.example"]}, [Reason.EMAIL]),
        ({"phones": ["+390516584267"]}, [Reason.PHONE]),
        ({"given_name": "Mria", "family_name": "Rosi", "birth_date": BORN}, [Reason.BIRTH_DATE]),
        ({"given_name": "Rossi", "family_name": "Mària"}, [Reason.NAME]),
        (
            {"given_name": "Maria", "family_name": "Rossi", "birth_date": BORN, "tax_code": ROSSI},
            [Reason.TAX_CODE, Reason.BIRTH_DATE, Reason.NAME],
        ),
    ],
)
def test_hint_says_why(in_alba: Standing, asked: dict[str, Any], reasons: list[Reason]) -> None:
    make_person("Maria", "Rossi", tax_code=ROSSI, birth_date=BORN, email="maria@prova.example", phone="+390516584267")
    assert _hints(**asked) == [("Rossi Maria", reasons)]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"given_name": "Maria", "family_name": "Rossi", "birth_date": date(1980, 1, 1)},
        {"given_name": "Ugo", "family_name": "Bianchi", "birth_date": BORN},
        {"given_name": "Marta", "family_name": "Russo"},
        {"emails": ["altra@prova.example"], "phones": ["+390510000000"], "tax_code": "BNCLGU50C03A944X"},
    ],
)
def test_somebody_else_gives_no_hint(in_alba: Standing, asked: dict[str, Any]) -> None:
    make_person("Maria", "Rossi", tax_code=ROSSI, birth_date=BORN, email="maria@prova.example", phone="+390516584267")
    assert _hints(**asked) == []


def test_strongest_hint_comes_first(in_alba: Standing) -> None:
    make_person("Maria", "Rossi")
    make_person("Ada", "Verdi", tax_code=ROSSI)
    assert [name for name, _ in _hints(given_name="Maria", family_name="Rossi", tax_code=ROSSI)] == [
        "Verdi Ada",
        "Rossi Maria",
    ]


def test_person_is_no_duplicate_of_itself(in_alba: Standing) -> None:
    person = make_person("Maria", "Rossi", tax_code=ROSSI, email="maria@prova.example")
    assert duplicates_of(person) == []


def test_two_who_share_an_address_are_hinted_to_each_other(in_alba: Standing) -> None:
    first = make_person("Maria", "Rossi", email="casa@prova.example")
    second = make_person("Ugo", "Bianchi", email="casa@prova.example")
    assert [(hint.person, hint.reasons) for hint in duplicates_of(first)] == [(second, [Reason.EMAIL])]


def test_hints_take_two_queries_however_many(in_alba: Standing) -> None:
    make_person("Maria", "Rossi")
    with count_queries() as one:
        _hints(given_name="Maria", family_name="Rossi")
    for _ in range(3):
        make_person("Maria", "Rossi")
    with count_queries() as four:
        _hints(given_name="Maria", family_name="Rossi")
    assert (len(one), len(four)) == (2, 2)
