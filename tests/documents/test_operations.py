"""Keeping documents, filing them, writing down what organs decided."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import (
    Document,
    DocumentVersion,
    File,
    FiledForEver,
    NumberTaken,
    OfficeKind,
    OfficeTerm,
    Organ,
    Visibility,
    add_version,
    adopt_resolution,
    body_of,
    documents_about,
    file_in_book,
    keep_document,
    office_holders,
    resolutions_of,
)
from ama_net.kernel.documents.operations import describe_document, put_back_document, withdraw_document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.standing import Standing

PDF = b"%PDF-1.7 inventato"


def _kept(title: str = "Statuto", person: Person | None = None) -> Document:
    return keep_document(
        File("statuto.pdf", PDF), title=title, kind="statute", by=SYSTEM, person_id=person.id if person else None
    )


def test_what_is_kept_is_read_back(in_alba: Standing) -> None:
    assert body_of(_kept().versions[0]) == PDF


def test_versions_are_numbered_and_the_earlier_ones_stay(in_alba: Standing) -> None:
    document = _kept()
    add_version(document, File("statuto-2.pdf", PDF + b" 2"), by=SYSTEM)
    assert [version.number for version in document.versions] == [2, 1]


def test_bytes_moved_to_another_version_do_not_open(in_alba: Standing) -> None:
    one, other = _kept().versions[0], _kept("Altro").versions[0]
    moved = DocumentVersion(id=other.id, body_sealed=one.body_sealed)
    with pytest.raises(SealBroken):
        body_of(moved)


def test_book_numbers_have_no_gaps_and_are_given_once(in_alba: Standing) -> None:
    first, second = _kept("Verbale 1"), _kept("Verbale 2")
    numbers = [file_in_book(one, Organ.ASSEMBLY, by=SYSTEM) for one in (first, second, first)]
    assert numbers == [1, 2, 1]


def test_what_is_in_a_book_is_never_withdrawn(in_alba: Standing) -> None:
    document = _kept()
    file_in_book(document, Organ.BOARD, by=SYSTEM)
    with pytest.raises(FiledForEver):
        withdraw_document(document, by=SYSTEM)


def test_what_is_in_a_book_takes_no_other_version(in_alba: Standing) -> None:
    document = _kept()
    file_in_book(document, Organ.ASSEMBLY, by=SYSTEM)
    with pytest.raises(FiledForEver):
        add_version(document, File("altro.pdf", PDF + b" altro"), by=SYSTEM)


def test_what_is_said_of_a_document_in_a_book_stays(in_alba: Standing) -> None:
    document = _kept()
    file_in_book(document, Organ.ASSEMBLY, by=SYSTEM)
    said: dict[str, Any] = {
        "title": "Altro",
        "kind": "other",
        "visibility": Visibility.OFFICE,
        "dated_on": date(2020, 1, 1),
    }
    with pytest.raises(FiledForEver):
        describe_document(document, **said, by=SYSTEM)


def test_the_fingerprint_of_each_version_is_in_the_audit(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        with unit_of_work():
            document = _kept()
            add_version(document, File("statuto-2.pdf", PDF + b" 2"), by=SYSTEM)
            file_in_book(document, Organ.ASSEMBLY, by=SYSTEM)
        entries = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number)).all()
    said = {entry["verb"]: entry["changes"]["sha256"] for entry in entries if entry["verb"].startswith("document.")}
    first, second = sha256(PDF).hexdigest(), sha256(PDF + b" 2").hexdigest()
    assert said == {"document.kept": first, "document.version_added": second, "document.filed": second}


def test_a_withdrawn_document_is_put_back(in_alba: Standing) -> None:
    person = make_person()
    document = _kept(person=person)
    withdraw_document(document, by=SYSTEM)
    assert documents_about(person) == []
    put_back_document(document, by=SYSTEM)
    assert documents_about(person) == [document]


def test_a_document_about_one_person_is_never_shown_to_all(in_alba: Standing) -> None:
    document = _kept(person=make_person())
    describe_document(
        document,
        title="Domanda",
        kind="application",
        visibility=Visibility.PUBLIC,
        dated_on=document.dated_on,
        by=SYSTEM,
    )
    assert document.visibility == Visibility.OFFICE


def test_resolutions_follow_each_other_by_organ_and_year(in_alba: Standing) -> None:
    days = [date(2026, 3, 1), date(2026, 4, 1), date(2025, 12, 1)]
    made = [adopt_resolution(Organ.BOARD, subject="Prova", by=SYSTEM, adopted_on=day) for day in days]
    other = adopt_resolution(Organ.ASSEMBLY, subject="Prova", by=SYSTEM, adopted_on=days[0])
    assert [one.number_words for one in [*made, other]] == ["1/2026", "2/2026", "1/2025", "1/2026"]


def test_the_series_goes_on_after_a_number_taken_from_paper(in_alba: Standing) -> None:
    day = date(2026, 5, 2)
    adopt_resolution(Organ.BOARD, subject="Di carta", by=SYSTEM, adopted_on=day, number=7)
    adopt_resolution(Organ.BOARD, subject="Di carta, prima", by=SYSTEM, adopted_on=day, number=3)
    following = adopt_resolution(Organ.BOARD, subject="Nuova", by=SYSTEM, adopted_on=day)
    assert following.number == 8
    assert [one.number for one in resolutions_of(Organ.BOARD, 2026)] == [3, 7, 8]


def test_a_number_that_is_taken_is_refused(in_alba: Standing) -> None:
    adopt_resolution(Organ.BOARD, subject="Prova", by=SYSTEM, adopted_on=date(2026, 5, 2))
    with pytest.raises(NumberTaken):
        adopt_resolution(Organ.BOARD, subject="Ancora", by=SYSTEM, adopted_on=date(2026, 6, 2), number=1)


def test_who_holds_an_office_on_a_day(in_alba: Standing) -> None:
    gone, stays = make_person("Ada", "Uscita"), make_person("Ida", "Resta")
    for person, ended in ((gone, date(2025, 5, 1)), (stays, None)):
        term = OfficeTerm(person_id=person.id, organ=Organ.BOARD, kind=OfficeKind.DIRECTOR, ended_on=ended)
        term.started_on, term.expires_on = date(2022, 5, 1), date(2025, 5, 1)
        db.session.add(term)
    db.session.flush()
    assert [term.person.name for term in office_holders(Organ.BOARD, date(2026, 1, 1))] == ["Ida Resta"]
    assert len(office_holders(Organ.BOARD, date(2023, 1, 1))) == 2
    assert office_holders(Organ.CONTROL_BODY) == []
