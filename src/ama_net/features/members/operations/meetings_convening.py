"""Calling people to a meeting, telling them of a change, calling it off; and the letters that do it, a few at a time."""

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members.meeting_words import NOTICE_TITLES
from ama_net.features.members.models import (
    MeetingNotice,
    MeetingRecipient,
    MeetingState,
    Membership,
    NoticeKind,
    OrganMeeting,
    RollEntry,
)
from ama_net.features.members.notice_text import fill_notice, letter_context
from ama_net.features.members.operations.meetings_planning import NotNow, hold_meeting, must_be
from ama_net.features.members.operations.meetings_roll import freeze_roll
from ama_net.features.members.queries_meetings import NO_LONGER, notices_of
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Channel, Direction, open_entry, send_letter
from ama_net.kernel.office import start_progress
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import current_tenant_id

TEMPLATE = "members/meeting_notice"


def convene(meeting: OrganMeeting, *, by: Actor) -> MeetingNotice:
    """Call everybody who is on the roll: their letters leave one after the other, followed on a page. Flushed.

    The notice is personal and holds the agenda (c.c., disp. att. art. 8). Who is called is frozen now; the roll is too,
    as of the day of the meeting or the one the office chose, whatever a draft's roll said, and may be frozen again until it
    opens. A minor's notice goes to whoever answers for them.

    Raises:
        NotNow: convened already, or there is no agenda, no notice, nobody to call, or the day has passed.
    """
    hold_meeting(meeting)
    if meeting.state != MeetingState.DRAFT:
        raise NotNow("convened")
    if not meeting.items:
        raise NotNow("no_agenda")
    if not meeting.notice.strip():
        raise NotNow("no_notice")
    if meeting.first_call_at <= now():
        raise NotNow("past")
    freeze_roll(meeting, on=meeting.roll_on or day_of(meeting.first_call_at), by=by)
    meeting.state, meeting.convened_at = MeetingState.CONVENED, now()
    return _send(meeting, NoticeKind.CONVOCATION, fill_notice(meeting), by)


def tell_changes(meeting: OrganMeeting, *, by: Actor) -> MeetingNotice:
    """Write again to everybody on the roll, with the notice as it is now; calendars follow the meeting's new sequence.

    Raises:
        NotNow: it is not convened, or nothing has changed.
    """
    hold_meeting(meeting)
    must_be(meeting, MeetingState.CONVENED)
    if meeting.changed_at is None:
        raise NotNow("unchanged")
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, None
    return _send(meeting, NoticeKind.CHANGE, fill_notice(meeting), by)


def cancel_meeting(meeting: OrganMeeting, *, why: str, by: Actor) -> MeetingNotice:
    """Call a convened meeting off and tell everybody who was called, with the reason as written.

    Raises:
        NotNow: it is not convened.
    """
    hold_meeting(meeting)
    must_be(meeting, MeetingState.CONVENED)
    meeting.state, meeting.sequence, meeting.changed_at = MeetingState.CANCELLED, meeting.sequence + 1, None
    return _send(meeting, NoticeKind.CANCELLATION, why, by)


def write_some(notice_id: UUID, *, at_most: int) -> int:
    """Write the letters of so many recipients who have none; returns how many were written.

    Each is taken with its row and written in the same transaction: run twice, or killed half-way, nobody is written to
    twice.
    """
    notice = db.session.get_one(MeetingNotice, notice_id)
    meeting = db.session.get_one(OrganMeeting, notice.meeting_id)
    context = letter_context(meeting, notice)
    written = 0
    for recipient in _next_recipients(notice_id, at_most):
        _write_to(recipient, notice, meeting, context)
        written += 1
    return written


def write_again(recipient: MeetingRecipient, *, channel: Channel | None, by: Actor) -> None:
    """Write a notice again to one recipient, in another way when ``channel`` is given; the earlier letter stays on record."""
    db.session.refresh(recipient, with_for_update={"of": MeetingRecipient})
    notice = db.session.get_one(MeetingNotice, recipient.notice_id)
    meeting = db.session.get_one(OrganMeeting, notice.meeting_id)
    _write_to(recipient, notice, meeting, letter_context(meeting, notice), channel)
    record(by=by, verb="meeting.notice_repeated", subject=notice)


def left_to_write(notice_id: UUID) -> int:
    """How many recipients have no letter yet."""
    waiting = select(func.count()).where(MeetingRecipient.notice_id == notice_id, MeetingRecipient.letter_id.is_(None))
    return db.session.scalar(waiting) or 0


def _write_to(
    recipient: MeetingRecipient,
    notice: MeetingNotice,
    meeting: OrganMeeting,
    context: dict[str, object],
    channel: Channel | None = None,
) -> None:
    to = recipient.person or recipient.organisation
    if to is None:  # the table's check forbids it
        return
    letter = send_letter(
        TEMPLATE,
        to=to,
        context={**context, "name": to.name, "minor": recipient.for_person.name if recipient.for_person else ""},
        entry=notice.entry,
        about=meeting,
        for_person=recipient.for_person,
        channel=channel,
        locale=to.preferred_language if isinstance(to, Person) else None,
    )
    db.session.flush()
    recipient.letter_id = letter.id


def _next_recipients(notice_id: UUID, at_most: int) -> list[MeetingRecipient]:
    rows = (
        select(MeetingRecipient)
        .where(MeetingRecipient.notice_id == notice_id, MeetingRecipient.letter_id.is_(None))
        .options(
            joinedload(MeetingRecipient.person).options(selectinload(Person.contacts), selectinload(Person.addresses)),
            joinedload(MeetingRecipient.organisation).options(
                selectinload(Organisation.contacts), selectinload(Organisation.addresses)
            ),
            joinedload(MeetingRecipient.for_person),
        )
        .order_by(MeetingRecipient.id)
        .limit(at_most)
        .with_for_update(of=MeetingRecipient, skip_locked=True)
    )
    return list(db.session.scalars(rows))


def _send(meeting: OrganMeeting, kind: NoticeKind, text: str, by: Actor) -> MeetingNotice:
    """Freeze who it goes to and start the letters. The protocol's number is taken last but the audit."""
    from ama_net.features.members.meetings_tasks import send_notice  # the task needs these operations

    notice = MeetingNotice(meeting_id=meeting.id, sequence=meeting.sequence, kind=kind, text=text)
    notice.created_by = by.account_id
    people = _called(meeting)
    if not people:
        raise NotNow("nobody")
    subject = f"{NOTICE_TITLES[kind]}: {meeting.title}"
    notice.entry_id = open_entry(Direction.OUT, subject=subject, by=by, kind="convocation", about=meeting).id
    progress = start_progress(_("Lettere di convocazione"), len(people), kind="members.notice", by=by)
    db.session.add(notice)
    db.session.flush()
    notice.job_id = progress.id
    rows = [{"notice_id": notice.id, "tenant_id": current_tenant_id(), **who} for who in people]
    db.session.execute(insert(MeetingRecipient), rows)
    enqueue(send_notice, str(notice.id))
    record(by=by, verb=f"meeting.{_VERBS[kind]}", subject=meeting, changes={"letters": len(people)})
    return notice


_VERBS = {
    NoticeKind.CONVOCATION: "convened",
    NoticeKind.CHANGE: "changes_told",
    NoticeKind.CANCELLATION: "cancelled",
}


def _called(meeting: OrganMeeting) -> list[dict[str, UUID | None]]:
    """Who is written to, each once: the person of each line, or whoever votes for them; the body that is a member."""
    rows = (
        select(RollEntry.person_id, RollEntry.voter_id, Membership.organisation_id)
        .outerjoin(Membership, Membership.id == RollEntry.membership_id)
        .where(RollEntry.meeting_id == meeting.id, RollEntry.why_not != NO_LONGER)
        .order_by(RollEntry.sort_name, RollEntry.number)
    )
    keys: dict[tuple[UUID | None, UUID | None, UUID | None], None] = {}
    for row in db.session.execute(rows):
        guarded = row.person_id is not None and row.voter_id not in (None, row.person_id)
        to = row.voter_id if guarded else row.person_id
        keys[(to, row.organisation_id, row.person_id if guarded else None)] = None
    return [{"person_id": person, "organisation_id": body, "for_person_id": minor} for person, body, minor in keys]


def resume_notices() -> list[UUID]:
    """The notices whose letters have not all been written, to start again whose job has died."""
    unfinished = select(MeetingNotice.id).where(MeetingNotice.finished_at.is_(None))
    return list(db.session.scalars(unfinished.order_by(MeetingNotice.created_at).limit(20)))


def last_notice(meeting: OrganMeeting) -> MeetingNotice | None:
    """The latest sending."""
    return next(iter(notices_of(meeting.id)), None)
