"""What who listens notes for themselves: written, read, corrected and deleted only by who follows the person now.

Notes are sealed with the association's key. The secretariat, the board, the other operators and the one who followed
before have no way to them; each reading is in the audit (who, when, whose), never what was read.
"""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import Appointment, MeetingNote, Pathway, Visitor
from ama_net.features.helpdesk.rules import NotFollowed, check_may_read
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact

MOST_NOTE = 8000


def open_to_read(visitor: Visitor, *, by: Actor) -> None:
    """Say in the audit that somebody opened who a visitor is and what they wrote: each opening, each time.

    Raises:
        NotFollowed: they do not follow them.
    """
    check_may_read(visitor, by)
    record(by=by, verb="helpdesk.visitor_read", subject=visitor)


def notes_of(visitor: Visitor, *, by: Actor) -> list[MeetingNote]:
    """The notes about a visitor, the newest first, whoever wrote them. Reading them is written in the audit, each time.

    Raises:
        NotFollowed: ``by`` does not follow them now.
    """
    check_may_read(visitor, by)
    wanted = select(MeetingNote).where(MeetingNote.visitor_id == visitor.id).options(joinedload(MeetingNote.person))
    found = list(db.session.scalars(wanted.order_by(MeetingNote.created_at.desc(), MeetingNote.id.desc())))
    if found:
        record(by=by, verb="helpdesk.notes_read", subject=visitor)
    return found


def note_to_change(note: MeetingNote, *, by: Actor) -> str:
    """The text of a note of one's own, to correct it: a reading like the others.

    Raises:
        NotFollowed: it is not theirs, or they do not follow the person now.
    """
    visitor = _check_own(note, by)
    record(by=by, verb="helpdesk.notes_read", subject=visitor)
    return note.body or ""


def how_many_notes(visitor: Visitor) -> int:
    """How many notes there are about a visitor: nothing is read."""
    wanted = select(func.count()).select_from(MeetingNote).where(MeetingNote.visitor_id == visitor.id)
    return db.session.scalar(wanted) or 0


def write_note(
    visitor: Visitor,
    body: str,
    *,
    by: Actor,
    appointment: Appointment | None = None,
    pathway: Pathway | None = None,
) -> MeetingNote:
    """Note something about a visitor, of a meeting or of their pathway if it is of one. Flushed.

    The same words sent twice in a row (a double click) are one note.

    Raises:
        NotFollowed: ``by`` does not follow them now.
        WrongFact: it says nothing, is too long, or everything about the person is forgotten already.
    """
    person_id = check_may_read(visitor, by)
    text = _checked(body)
    _lock_to_write(visitor)
    meeting_id = appointment.id if appointment else None
    already = _said_last(visitor, person_id, meeting_id)
    if already is not None and already.body == text:
        return already
    note = MeetingNote(
        visitor_id=visitor.id,
        appointment_id=meeting_id,
        pathway_id=pathway.id if pathway and not appointment else None,
        person_id=person_id,
    )
    note.body = text
    db.session.add(note)
    db.session.flush()
    record(by=by, verb="helpdesk.note_written", subject=note)
    return note


def change_note(note: MeetingNote, body: str, *, by: Actor) -> None:
    """Correct a note of one's own. What it said before is not kept.

    Raises:
        NotFollowed: it is not theirs, or they do not follow the person now.
        WrongFact: as for ``write_note``.
    """
    visitor = _check_own(note, by)
    text = _checked(body)
    _lock_to_write(visitor)
    note.body, note.updated_at = text, now()
    db.session.flush()
    record(by=by, verb="helpdesk.note_changed", subject=note)


def delete_note(note: MeetingNote, *, by: Actor) -> None:
    """Delete a note of one's own, for good.

    Raises:
        NotFollowed: it is not theirs, or they do not follow the person now.
    """
    _check_own(note, by)
    record(by=by, verb="helpdesk.note_deleted", subject=note)
    db.session.delete(note)
    db.session.flush()


def _check_own(note: MeetingNote, by: Actor) -> Visitor:
    visitor = db.session.get_one(Visitor, note.visitor_id)
    if check_may_read(visitor, by) != note.person_id:
        raise NotFollowed
    return visitor


def _checked(body: str) -> str:
    text = body.strip()
    if not text:
        raise WrongFact("note", _l("Scrivi l'appunto, oppure lascia stare."))
    if len(text) > MOST_NOTE:
        raise WrongFact("note", _l("È troppo lungo: al massimo %(most)s lettere.", most=MOST_NOTE))
    return text


def _said_last(visitor: Visitor, person_id: UUID, appointment_id: UUID | None) -> MeetingNote | None:
    mine = select(MeetingNote).where(MeetingNote.visitor_id == visitor.id, MeetingNote.person_id == person_id)
    last = mine.order_by(MeetingNote.created_at.desc(), MeetingNote.id.desc()).limit(1)
    found = db.session.scalars(last).first()
    return found if found is not None and found.appointment_id == appointment_id else None


def _lock_to_write(visitor: Visitor) -> None:
    """A note must not be written while the nightly job forgets the person: it would stay."""
    db.session.refresh(visitor, with_for_update=True)
    if visitor.emptied_at is not None:
        raise WrongFact("note", _l("Di questa persona è già stato cancellato tutto: non si scrive altro."))
