"""Notes about a member: sealed, with who wrote them and when; forgotten a year after the member has left."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from ama_net.features.members.models import HouseholdPerson, MemberNote, Membership, MembershipTag
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.age_bands import years_before

LONGEST_NOTE = 2000


def write_note(membership: Membership, text: str, *, by: Actor) -> MemberNote:
    """Write a note; who may is ``MEMBERS_EDIT``, and nobody else in the office reads it.

    Raises:
        WrongFact: nothing was written, or too much.
    """
    text = text.strip()
    if not text:
        raise WrongFact("body", _l("Scrivi la nota."))
    if len(text) > LONGEST_NOTE:
        raise WrongFact("body", _l("Al massimo 2.000 caratteri."))
    note = MemberNote(membership_id=membership.id, written_by=by.account_id)
    note.body = text
    db.session.add(note)
    db.session.flush()
    record(by=by, verb="member.note_written", subject=membership)
    return note


def delete_note(note: MemberNote, *, by: Actor) -> None:
    """Throw a note away; that there was one stays in the audit, never what it said."""
    membership = db.session.get_one(Membership, note.membership_id)
    db.session.delete(note)
    db.session.flush()
    record(by=by, verb="member.note_deleted", subject=membership)


def notes_of(membership: Membership) -> list[MemberNote]:
    """The notes about a member, the newest first."""
    wanted = select(MemberNote).where(MemberNote.membership_id == membership.id)
    return list(db.session.scalars(wanted.order_by(MemberNote.written_at.desc())))


def forget_notes(day: date | None = None) -> int:
    """Empty what the register does not need of who left more than a year ago: notes, tags, own fields, household."""
    limit = years_before(day or today(), 1)
    left = select(Membership.id).where(Membership.ended_on < limit)
    back = select(Membership.person_id).where(Membership.ended_on.is_(None), Membership.person_id.is_not(None))
    gone = select(Membership.person_id).where(Membership.ended_on < limit, Membership.person_id.not_in(back))
    for statement in (
        delete(MemberNote).where(MemberNote.membership_id.in_(left)),
        delete(MembershipTag).where(MembershipTag.membership_id.in_(left)),
        delete(HouseholdPerson).where(HouseholdPerson.person_id.in_(gone)),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    emptied = update(Membership).where(Membership.ended_on < limit, Membership.custom != {}).values(custom={})
    return int(db.session.execute(emptied, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]
