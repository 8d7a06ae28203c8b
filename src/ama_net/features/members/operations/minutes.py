"""Writing the minutes and putting them in the organ's book, where nothing changes them any more.

Who may: the office with MEETINGS_EDIT. D.Lgs. 117/2017 art. 15: each organ keeps a book of its meetings and resolutions.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.minutes import draft_opening
from ama_net.features.members.minutes_papers import minutes_pdf
from ama_net.features.members.models import AgendaItem, MeetingState, OrganMeeting, Question, QuestionState
from ama_net.features.members.operations.meetings import hold_meeting
from ama_net.foundation.clock import day_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents import Document, File, Organ, Visibility, file_in_book, keep_document


class MinutesRefused(Exception):
    """What was asked cannot be done; ``reason`` is a word of ``minutes_words``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Overtaken(Exception):
    """Somebody else has changed the text meanwhile; nothing was written."""


@dataclass(frozen=True)
class Signers:
    """Who chaired and who wrote."""

    chaired_by: UUID | None
    minuted_by: UUID | None


def fingerprint(text: str) -> str:
    """What a form remembers of the text it shows, to find that somebody else has changed it."""
    return sha256(text.encode()).hexdigest()[:16]


def draft_minutes(meeting: OrganMeeting, *, by: Actor) -> None:
    """Write the first part from what is known, in place of what there is.

    Raises:
        MinutesRefused: the meeting has not been opened, or its minutes are in the book.
    """
    _writable(meeting)
    meeting.minutes_text = draft_opening(meeting)
    db.session.flush()
    record(by=by, verb="minutes.drafted", subject=meeting)


def write_minutes(meeting: OrganMeeting, text: str, signers: Signers, *, seen: str, by: Actor) -> None:
    """Change the first part, and who chaired and wrote. ``seen`` is the fingerprint of the text that was edited.

    Raises:
        MinutesRefused: as above.
        Overtaken: the text is no longer the one that was edited.
    """
    _writable(meeting)
    if fingerprint(meeting.minutes_text) != seen:
        raise Overtaken
    meeting.minutes_text = text
    meeting.chaired_by, meeting.minuted_by = signers.chaired_by, signers.minuted_by
    db.session.flush()
    record(by=by, verb="minutes.written", subject=meeting)


def write_discussion(item: AgendaItem, text: str, *, seen: str, by: Actor) -> None:
    """Change what the minutes say of one item.

    Raises:
        MinutesRefused, Overtaken: as above.
    """
    meeting = _writable(db.session.get_one(OrganMeeting, item.meeting_id))
    db.session.refresh(item, with_for_update=True)
    if fingerprint(item.discussion) != seen:
        raise Overtaken
    item.discussion = text
    db.session.flush()
    record(by=by, verb="minutes.written", subject=meeting, changes={"number": item.position})


def file_minutes(meeting: OrganMeeting, *, by: Actor, paper: File | None = None) -> Document:
    """Put the minutes in the organ's book, for ever: the system's own, or a ``paper`` (a notary's act, a signed scan).

    The PDF carries its number in the book. From here the meeting is filed: a correction is an addendum.

    Raises:
        MinutesRefused: the meeting is not closed, a vote waits to be proclaimed, or the text or the signers are missing.
    """
    hold_meeting(meeting)
    _ready(meeting, paper)
    organ, day = Organ(meeting.organ), day_of(meeting.opened_at or meeting.first_call_at)
    expected = _next_in_book(organ)
    with force_locale("it"):
        title = _("Verbale – %(title)s", title=meeting.title)
    file = paper or File("verbale.pdf", minutes_pdf(meeting, number=expected))
    document = keep_document(
        file, title=title, kind="minutes", by=by, visibility=readers_of(meeting), dated_on=day, about=meeting
    )
    number = file_in_book(document, organ, by=by)
    meeting.minutes_document_id, meeting.state = document.id, MeetingState.FILED
    db.session.flush()
    record(by=by, verb="minutes.filed", subject=meeting, changes={"number": number, "sha256": _sha256(document)})
    return document


def add_addendum(meeting: OrganMeeting, paper: File, *, title: str, by: Actor) -> Document:
    """Put in the book a paper that corrects or completes minutes which are there already; they stay as they are.

    Raises:
        MinutesRefused: the minutes are not in the book yet.
    """
    hold_meeting(meeting)
    if meeting.state != MeetingState.FILED:
        raise MinutesRefused("not_filed")
    document = keep_document(paper, title=title, kind="minutes", by=by, visibility=readers_of(meeting), about=meeting)
    number = file_in_book(document, Organ(meeting.organ), by=by)
    record(by=by, verb="minutes.amended", subject=meeting, changes={"number": number, "sha256": _sha256(document)})
    return document


def readers_of(meeting: OrganMeeting) -> Visibility:
    """Who reads the minutes: members those of the assembly; board and control body those of the other organs."""
    return Visibility.MEMBERS if meeting.organ == Organ.ASSEMBLY else Visibility.BOARD


def _writable(meeting: OrganMeeting) -> OrganMeeting:
    hold_meeting(meeting)
    if meeting.state == MeetingState.FILED:
        raise MinutesRefused("filed")
    if meeting.state not in (MeetingState.OPEN, MeetingState.CLOSED):
        raise MinutesRefused("not_opened")
    return meeting


def _ready(meeting: OrganMeeting, paper: File | None) -> None:
    if meeting.state == MeetingState.FILED:
        raise MinutesRefused("filed")
    if meeting.state != MeetingState.CLOSED:
        raise MinutesRefused("not_closed")
    waiting = select(Question.id).where(
        Question.meeting_id == meeting.id, Question.state.in_((QuestionState.OPEN, QuestionState.CLOSED))
    )
    if db.session.scalars(waiting).first() is not None:
        raise MinutesRefused("votes_waiting")
    if paper is None and not meeting.minutes_text.strip():
        raise MinutesRefused("no_text")
    if paper is None and not (meeting.chaired_by and meeting.minuted_by):
        raise MinutesRefused("no_signers")


def _sha256(document: Document) -> str:
    """The fingerprint of what was filed: in the chain of the audit, it holds the paper as it is."""
    return document.versions[0].sha256


def _next_in_book(organ: Organ) -> int:
    """The number the next paper of a book will have; its series is held, so that nobody else takes it meanwhile."""
    return next_number(f"book.{organ}", how_many=0)
