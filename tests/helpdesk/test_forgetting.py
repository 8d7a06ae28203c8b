"""Forgetting: nothing is left that says who or why, what is not yet due stays, and a run that dies did nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from ama_net.features.helpdesk.models import (
    Appointment,
    CallReason,
    ForgettingRun,
    MeetingNote,
    Mode,
    PathwayState,
    Result,
    Visitor,
    WaitingEntry,
)
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.calls import call_to_make
from ama_net.features.helpdesk.operations.forgetting import Forgetting, empty_visitors, forget, forgetting_plan
from ama_net.features.helpdesk.operations.results import note_result
from ama_net.features.helpdesk.operations.taking_back import take_everything_back
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.visitor_secrets import contact_digest, token_of, visitor_of_token
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ConsentText, ContactKind
from ama_net.kernel.outbox import Message
from tests.factories.helpdesk import make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.everything import everything, sealed_columns
from tests.helpdesk.offering import at, offer

NICKNAME, MAIL, PHONE = "Zefirina", "zefirina.posta@posta.example", "+39051234567"
REASON, NOTE, ROOM = "da quando mia sorella non c'è più", "ne ha parlato piangendo", "stanza-quercia-91"
SECRETS = (NICKNAME, MAIL, PHONE, "234567", "mia sorella", "piangendo", ROOM)

pytestmark = pytest.mark.usefixtures("in_alba")


def _confided(contact: str = MAIL, **values: Any) -> Confided:
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    guardian = ConsentText("genitore", "Sono il genitore")
    facts = {"reason": REASON, "for_other": True, "call_time": "evening", "guardian": guardian, **values}
    return Confided(NICKNAME, contact, kind, form_key=f"modulo di {contact}", **facts)


def _everything_confided(contact: str = MAIL) -> tuple[Visitor, Appointment]:
    """Somebody who booked, was written to or is to be called, met online, was noted about, waited and had a pathway."""
    service, (person, *_rest) = offer()
    visitor = new_visitor(_confided(contact), by=PUBLIC)
    appointment = book(service, at(9), Mode.ONLINE, visitor, by=PUBLIC)
    appointment.online_room, appointment.hold_digest = ROOM, appointment.id.bytes
    call_to_make(appointment, CallReason.REMINDER)
    pathway = make_pathway(service, person, visitor, free_part="evening")
    pathway.state, pathway.closed_at, pathway.outcome = PathwayState.CLOSED, now(), "completed"
    for about in ({"appointment_id": appointment.id}, {"pathway_id": pathway.id}, {}):
        note = MeetingNote(visitor_id=visitor.id, person_id=person.id, **about)
        note.body = NOTE
        db.session.add(note)
    entry = WaitingEntry(service_id=service.id, visitor_id=visitor.id, state="booked", free_part="evening")
    db.session.add(entry)
    db.session.flush()
    for row in (visitor, appointment, pathway, entry):
        _mail_about(row)
    return visitor, appointment


def _mail_about(row: Any, state: str = "sent") -> Message:
    message = Message(template="helpdesk/prova", about_kind=row.__tablename__, about_id=row.id, state=state)
    message.recipient, message.subject = MAIL, "Il tuo appuntamento"
    message.text = message.html = f"Ciao {NICKNAME}, {REASON}"
    db.session.add(message)
    db.session.flush()
    return message


@contextmanager
def _after(days: float) -> Iterator[None]:
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        yield


def _old() -> Visitor:
    return make_visitor(created_at=now() - timedelta(days=800))


def _known(visitor: Visitor) -> bool:
    db.session.refresh(visitor)
    return visitor.nickname is not None


# --- nothing is left -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact", [MAIL, PHONE])
def test_after_its_time_nothing_says_who_or_why(contact: str) -> None:
    _visitor, appointment = _everything_confided(contact)
    db.session.commit()  # what was done is in the audit from here
    digest = contact_digest(contact).hex()
    before = everything()
    assert [word for word in (*SECRETS, digest) if word not in before and word not in (MAIL, PHONE, "234567")] == []
    assert contact in before
    with _after(100):
        note_result(appointment, Result.MET, by=PUBLIC)
        forget()
        db.session.commit()
    after = everything()
    assert [word for word in (*SECRETS, contact, digest) if word in after] == []


def test_who_takes_everything_back_leaves_nothing_behind() -> None:
    visitor, _appointment = _everything_confided()
    digest = contact_digest(MAIL).hex()
    db.session.commit()
    take_everything_back(visitor, by=PUBLIC)
    db.session.commit()
    left = everything()
    assert [word for word in (*SECRETS, digest) if word in left] == []


def test_emptied_visitor_says_nothing_of_themselves() -> None:
    visitor, _appointment = _everything_confided()
    with _after(100):
        forget()
    db.session.refresh(visitor)
    left = (visitor.call_time, visitor.for_other, visitor.language, visitor.guardian_version, visitor.guardian_digest)
    assert left == ("any", False, "it", "", None)
    assert visitor.emptied_at is not None


def test_their_link_still_leads_to_a_page_and_their_code_to_nobody() -> None:
    visitor, _appointment = _everything_confided()
    token = token_of(visitor)
    empty_visitors([visitor.id])
    found = visitor_of_token(token)
    assert found is not None
    assert (found.id, found.nickname, found.code_digest) == (visitor.id, None, None)


def test_every_sealed_column_and_digest_of_the_room_is_seen_to() -> None:
    """A new one fails here until forgetting knows of it."""
    stays = {
        ("helpdesk_visitors", "secret_digest"),  # of the link, which says that all is gone
        ("helpdesk_visitors", "form_digest"),  # of a random key: the same form asks for nothing twice
        ("helpdesk_visitors", "consent_digest"),  # of a text that is the same for all
    }
    emptied = {
        *(("helpdesk_visitors", f"{name}_sealed") for name in ("nickname", "contact", "reason")),
        *(("helpdesk_visitors", f"{name}_digest") for name in ("contact", "code", "guardian")),
        ("helpdesk_appointments", "online_room_sealed"),
        ("helpdesk_appointments", "hold_digest"),
        ("helpdesk_notes", "body_sealed"),
    }
    assert sealed_columns("helpdesk_") == stays | emptied


def test_what_stays_is_the_appointment_and_what_became_of_it() -> None:
    _visitor, appointment = _everything_confided()
    with _after(100):
        note_result(appointment, Result.MET, by=PUBLIC)
        forget()
    db.session.refresh(appointment)
    kept = (appointment.result, appointment.mode, appointment.online_room, appointment.hold_digest)
    assert kept == (Result.MET, Mode.ONLINE, None, None)


def test_mail_that_has_not_left_does_not_leave() -> None:
    visitor, appointment = _everything_confided()
    queued = _mail_about(appointment, state="queued").id
    empty_visitors([visitor.id])
    db.session.expire_all()
    assert db.session.get(Message, queued) is None


# --- the dry run and the runs ----------------------------------------------------------------------------------------


def test_dry_run_says_what_the_run_does_and_does_nothing() -> None:
    visitor, _appointment = _everything_confided()
    _everything_confided(PHONE)
    make_pathway(make_service(), make_person(), _old(), state_at=now() - timedelta(days=366))
    _old()
    make_visitor()
    with _after(100):
        make_visitor()
        planned = forgetting_plan()
        assert _known(visitor)
        assert planned == Forgetting(visitors=5, appointments=2, notes=6, pathways=1)
        assert forget() == planned
        assert forgetting_plan() == Forgetting(0, 0, 0, 0)


def test_run_is_written_down_with_its_numbers() -> None:
    _old()
    done = forget()
    row = db.session.scalars(select(ForgettingRun)).one()
    assert (row.keep_days, row.visitors, row.appointments, row.notes, row.pathways) == (90, *astuple(done))


def test_night_with_nothing_to_forget_is_written_down_too() -> None:
    forget()
    assert db.session.scalars(select(ForgettingRun.visitors)).all() == [0]


def test_runs_are_kept_for_two_years() -> None:
    for days in (800, 700):
        db.session.add(
            ForgettingRun(ran_at=now() - timedelta(days=days), keep_days=90, **asdict(Forgetting(1, 1, 1, 0)))
        )
    forget()
    assert sorted(db.session.scalars(select(ForgettingRun.visitors))) == [0, 1]


def test_emptying_twice_is_harmless() -> None:
    visitor = _old()
    empty_visitors([visitor.id])
    db.session.refresh(visitor)
    first = visitor.emptied_at
    with _after(1):
        empty_visitors([visitor.id])
    db.session.refresh(visitor)
    assert visitor.emptied_at == first
