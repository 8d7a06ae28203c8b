"""What who listens notes: theirs and of nobody else, sealed, each reading told without a word of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text, update

from ama_net.features.helpdesk.models import MeetingNote, Pathway, PathwayAssignment, Visitor
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.notes import (
    MOST_NOTE,
    change_note,
    delete_note,
    how_many_notes,
    note_to_change,
    notes_of,
    open_to_read,
    write_note,
)
from ama_net.features.helpdesk.rules import NotFollowed
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_service_of, make_visitor
from tests.support.cast import STRANGER, Part, actor
from tests.support.standing import Standing

SECRET = "ha paura di tornare a casa la sera"

EVERYBODY_ELSE: list[Part] = [role for role in Role if role is not Role.LISTENER]


def _met(standing: Standing, visitor: Visitor | None = None, part: Part = Role.LISTENER) -> tuple[Actor, Visitor]:
    """Somebody who listens, and whom they met yesterday."""
    listener, visitor = actor(standing, part), visitor or make_visitor()
    person = db.session.get_one(Person, listener.person_id)
    make_appointment(make_service_of(person), person, now() - timedelta(days=1), visitor)
    return listener, visitor


def _recorded() -> list[dict[str, Any]]:
    pending: list[dict[str, Any]] = db.session.info.get("audit", [])
    return pending


def test_who_follows_reads_what_was_noted(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, f"  {SECRET}\n", by=lina)
    assert [(note.body, note.person_id) for note in notes_of(visitor, by=lina)] == [(SECRET, lina.person_id)]


@pytest.mark.parametrize("part", [*EVERYBODY_ELSE, STRANGER])
def test_nobody_else_of_the_association_reads_it(in_alba: Standing, part: Part) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=actor(in_alba, part))


@pytest.mark.parametrize("part", [*EVERYBODY_ELSE, STRANGER])
def test_nobody_else_opens_who_it_is(in_alba: Standing, part: Part) -> None:
    _lina, visitor = _met(in_alba)
    with pytest.raises(NotFollowed):
        open_to_read(visitor, by=actor(in_alba, part))


def test_another_who_listens_does_not_read_it(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    olga, _other = _met(in_alba, part=Role.HELPDESK_OPERATOR)
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=olga)


def test_who_has_every_office_role_but_does_not_follow_reads_nothing(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    everything = replace(actor(in_alba, Role.PRESIDENT), roles=frozenset(Role))
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=everything)


def test_the_system_itself_reads_nothing(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=Actor(label="sistema"))


def test_after_a_hand_over_only_the_new_one_reads(in_alba: Standing) -> None:
    visitor, lina, olga = _handed_over(in_alba)
    assert [note.body for note in notes_of(visitor, by=olga)] == [SECRET]
    with pytest.raises(NotFollowed):
        notes_of(visitor, by=lina)


def test_after_a_hand_over_one_corrects_not_even_ones_own(in_alba: Standing) -> None:
    _visitor, lina, _olga = _handed_over(in_alba)
    note = db.session.scalars(select(MeetingNote)).one()
    for refused in (
        lambda: change_note(note, "altro", by=lina),
        lambda: delete_note(note, by=lina),
        lambda: note_to_change(note, by=lina),
    ):
        with pytest.raises(NotFollowed):
            refused()


def _handed_over(standing: Standing) -> tuple[Visitor, Actor, Actor]:
    lina, visitor = _met(standing)
    olga = actor(standing, Role.HELPDESK_OPERATOR)
    pathway = make_pathway(make_service(kind="pathway"), db.session.get_one(Person, lina.person_id), visitor)
    write_note(visitor, SECRET, by=lina, pathway=pathway)
    db.session.execute(update(PathwayAssignment).values(ended_at=now()))
    db.session.add(PathwayAssignment(pathway_id=pathway.id, person_id=olga.person_id))
    db.session.execute(update(Pathway).values(person_id=olga.person_id))
    db.session.flush()
    return visitor, lina, olga


def test_one_reads_but_does_not_correct_the_notes_of_the_one_before(in_alba: Standing) -> None:
    _visitor, _lina, olga = _handed_over(in_alba)
    note = db.session.scalars(select(MeetingNote)).one()
    with pytest.raises(NotFollowed):
        change_note(note, "altro", by=olga)
    assert note.body == SECRET


def test_each_reading_is_in_the_audit_without_a_word_of_it(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    for _time in range(2):
        notes_of(visitor, by=lina)
    readings = [facts for facts in _recorded() if facts["verb"] == "helpdesk.notes_read"]
    told = {
        "actor": str(lina.account_id),
        "verb": "helpdesk.notes_read",
        "subject": "helpdesk_visitors",
        "subject_id": str(visitor.id),
        "changes": {},
    }
    assert readings == [told, told]


def test_opening_a_note_to_correct_it_is_a_reading(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    note = write_note(visitor, SECRET, by=lina)
    assert note_to_change(note, by=lina) == SECRET
    assert _recorded()[-1]["verb"] == "helpdesk.notes_read"


def test_opening_who_somebody_is_is_in_the_audit(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    open_to_read(visitor, by=lina)
    assert [(one["verb"], one["subject_id"]) for one in _recorded()] == [("helpdesk.visitor_read", str(visitor.id))]


def test_nothing_of_a_note_is_ever_in_the_audit(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        lina, visitor = _met(alba)
        note = write_note(visitor, SECRET, by=lina)
        change_note(note, f"{SECRET} ancora", by=lina)
        notes_of(visitor, by=lina)
        delete_note(note, by=lina)
    with app.app_context(), tenant_scope(alba.id):
        facts = [entry.facts for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))]
    verbs = ["helpdesk.note_written", "helpdesk.note_changed", "helpdesk.notes_read", "helpdesk.note_deleted"]
    assert [fact["verb"] for fact in facts] == verbs
    assert [fact["changes"] for fact in facts] == [{}, {}, {}, {}]
    assert [word in str(facts) for word in ("paura", "Stella")] == [False, False]


def test_in_the_database_a_note_is_sealed(app: Flask, alba: Standing, environment: dict[str, str]) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        lina, visitor = _met(alba)
        write_note(visitor, SECRET, by=lina)
    with psycopg.connect(environment["DATABASE_OWNER_URL"].replace("+psycopg", "")) as owner:
        owner.execute("SET ROLE ama_owner")
        owner.execute("SELECT set_config('app.tenant_id', %s, true)", (str(alba.id),))
        owner.execute("ALTER TABLE helpdesk_notes NO FORCE ROW LEVEL SECURITY")
        rows = owner.execute("SELECT body_sealed, helpdesk_notes::text FROM helpdesk_notes").fetchall()
        owner.rollback()
    [(sealed, whole)] = rows
    assert (bytes(sealed)[:1], b"paura" in bytes(sealed), "paura" in whole) == (b"\x01", False, False)


def test_a_note_copied_to_another_row_does_not_open(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    first, second = write_note(visitor, SECRET, by=lina), write_note(visitor, "altro", by=lina)
    second.body_sealed = first.body_sealed
    with pytest.raises(SealBroken):
        _ = second.body


def test_the_other_association_has_none_of_it(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        lina, visitor = _met(alba)
        write_note(visitor, SECRET, by=lina)
        visitor_id = visitor.id
    with app.app_context(), tenant_scope(brig.id):
        assert db.session.execute(text("SELECT count(*) FROM helpdesk_notes")).scalar_one() == 0
        for who in (lina, actor(brig, Role.LISTENER)):
            with pytest.raises(NotFollowed):
                notes_of(Visitor(id=visitor_id), by=who)


@pytest.mark.parametrize("body", ["", "  \n ", "a" * (MOST_NOTE + 1)])
def test_a_note_of_nothing_or_too_long_is_refused(in_alba: Standing, body: str) -> None:
    lina, visitor = _met(in_alba)
    with pytest.raises(WrongFact):
        write_note(visitor, body, by=lina)
    assert how_many_notes(visitor) == 0


def test_the_same_words_sent_twice_are_one_note(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    for _time in range(2):
        write_note(visitor, SECRET, by=lina)
    assert how_many_notes(visitor) == 1


def test_of_whom_everything_is_forgotten_nothing_more_is_noted(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    write_note(visitor, SECRET, by=lina)
    empty_visitors([visitor.id])
    with pytest.raises(WrongFact):
        write_note(visitor, "altro", by=lina)
    assert how_many_notes(visitor) == 0


def test_what_is_noted_of_one_visitor_is_not_read_with_another(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    _lina, other = _met(in_alba, make_visitor("Luna"))
    write_note(visitor, SECRET, by=lina)
    assert [note.body for note in notes_of(other, by=lina)] == []


def test_one_corrects_and_deletes_ones_own(in_alba: Standing) -> None:
    lina, visitor = _met(in_alba)
    note, gone = write_note(visitor, SECRET, by=lina), write_note(visitor, "da togliere", by=lina)
    change_note(note, "corretto", by=lina)
    delete_note(gone, by=lina)
    assert [one.body for one in notes_of(visitor, by=lina)] == ["corretto"]
