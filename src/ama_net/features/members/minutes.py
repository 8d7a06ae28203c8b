"""What the minutes of a meeting say: drafted from what the system knows, so that the pen adds only what was discussed.

Facts that were recorded (votes, resolutions, who came and went) are never typed again: they are read when the paper is made.
The caller sets the language; minutes are in Italian.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import force_locale, format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.meeting_words import ATTENDANCE_WORDS, IDENTITY_WORDS, ORGAN_WORDS
from ama_net.features.members.models import (
    AgendaItem,
    Attendance,
    AttendanceMove,
    OrganMeeting,
    Proxy,
    Question,
    RollEntry,
)
from ama_net.features.members.operations.meetings import presence_of
from ama_net.features.members.operations.meetings_holding import needed_for
from ama_net.features.members.queries_meetings import notices_of, roll_of
from ama_net.features.members.queries_votes import questions_of
from ama_net.features.members.quorum import Line, Presence, present_votes
from ama_net.features.members.vote_texts import annulled_line, looks_back, result_lines
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import Person


@dataclass(frozen=True)
class ItemMinutes:
    """What the minutes say of one item: its proposal, the discussion, how each vote went, the resolutions."""

    item: AgendaItem
    paragraphs: list[str]
    votes: list[list[str]] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)


@dataclass(frozen=True)
class WhoWasThere:
    """A line of the attendance: the name, how and when, for whom."""

    name: str
    how: str
    notes: str


def draft_opening(meeting: OrganMeeting) -> str:
    """The first part, to begin from: when and where, how it was convened, who was there, whether it could decide."""
    with force_locale("it"):
        return "\n\n".join([_gathered(meeting), *_convened(meeting), *_quorum(meeting)])


def closing_words(meeting: OrganMeeting) -> str:
    """The last sentence."""
    if meeting.closed_at is None:
        return ""
    text: str = _("La riunione è dichiarata chiusa alle ore %(hour)s.", hour=_hour(meeting.closed_at))
    return text


def item_minutes(meeting: OrganMeeting) -> list[ItemMinutes]:
    """Every item, in order."""
    questions = [question for question in questions_of(meeting.id) if looks_back(question)]
    rows = db.session.scalars(select(Resolution).where(Resolution.meeting_id == meeting.id).order_by(Resolution.number))
    adopted = {resolution.id: resolution for resolution in rows}
    return [_of_item(item, [one for one in questions if one.item_id == item.id], adopted) for item in meeting.items]


def attendance_rows(meeting: OrganMeeting) -> list[WhoWasThere]:
    """Who was there or was represented, with their comings and goings."""
    lines = {line.id: line for line in db.session.scalars(roll_of(meeting.id))}
    given = {proxy.giver_id: proxy.holder_id for proxy in _proxies_at(meeting, meeting.closed_at)}
    moves: dict[UUID, list[AttendanceMove]] = {}
    for move in _moves(meeting):
        moves.setdefault(move.entry_id, []).append(move)
    rows = []
    for line in lines.values():
        if line.attendance is not None:
            rows.append(WhoWasThere(line.name, _how(line), _times(line, moves.get(line.id, []))))
        elif line.id in given and given[line.id] in lines:
            rows.append(WhoWasThere(line.name, _("con delega"), _("a %(name)s", name=lines[given[line.id]].name)))
    return rows


def name_of(person_id: UUID | None) -> str:
    """Who chaired or wrote, by name."""
    person = db.session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def presence_at(meeting: OrganMeeting, instant: datetime | None) -> Presence:
    """The votes in the room at an instant, from who had come and gone by then and the proxies then in force."""
    moves = _moves(meeting)
    if instant is None or not moves:
        return presence_of(meeting)
    ways: dict[UUID, str | None] = {}
    for move in moves:
        if move.at <= instant:
            ways[move.entry_id] = None if move.way == "out" else move.way
    lines = db.session.scalars(select(RollEntry).where(RollEntry.meeting_id == meeting.id))
    seen = [Line(line.id, line.votes if line.may_vote else 0, ways.get(line.id)) for line in lines]
    return present_votes(seen, [(proxy.giver_id, proxy.holder_id) for proxy in _proxies_at(meeting, instant)])


def who_may_sign(meeting: OrganMeeting) -> list[tuple[UUID, str]]:
    """Who may have chaired or written: those who were there."""
    rows = db.session.scalars(roll_of(meeting.id).where(RollEntry.attendance.is_not(None)))
    found: dict[UUID, str] = {line.voter_id: line.name for line in rows if line.voter_id}
    for person_id in (meeting.chaired_by, meeting.minuted_by):
        if person_id and person_id not in found:
            found[person_id] = name_of(person_id)
    return list(found.items())


def missing_in(meeting: OrganMeeting) -> list[str]:
    """What the minutes cannot be filed without: their opening, who chaired, who wrote."""
    needed = {_("l'apertura"): meeting.minutes_text.strip(), _("chi presiede"): meeting.chaired_by}
    needed[_("chi verbalizza")] = meeting.minuted_by
    return [str(words) for words, there in needed.items() if not there]


def silent_items(meeting: OrganMeeting) -> list[AgendaItem]:
    """The items of whose discussion nothing is written: it may be right, and deserves a look."""
    return [item for item in meeting.items if not item.discussion.strip()]


def _of_item(item: AgendaItem, questions: list[Question], adopted: dict[UUID, Resolution]) -> ItemMinutes:
    votes = [
        [question.text, *([annulled_line(question)] if question.state == "annulled" else result_lines(question))]
        for question in questions
    ]
    resolutions = [adopted[one.resolution_id] for one in questions if one.resolution_id in adopted]
    return ItemMinutes(item, paragraphs(item.discussion), votes, resolutions)


def paragraphs(text: str) -> list[str]:
    """A text in its paragraphs."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _gathered(meeting: OrganMeeting) -> str:
    moment = meeting.opened_at or meeting.first_call_at
    call = _("in seconda convocazione") if meeting.call == 2 else _("in prima convocazione")
    place = meeting.place or (_("in linea") if meeting.online_url else "")
    organ = str(ORGAN_WORDS[meeting.organ])
    text: str = _(
        "Il giorno %(day)s, alle ore %(hour)s, si tiene %(call)s la riunione «%(title)s» (%(organ)s). Luogo: %(place)s.",
        day=date_words(moment),
        hour=_hour(moment),
        call=call,
        organ=organ,
        title=meeting.title,
        place=place or "–",
    )
    return text


def _convened(meeting: OrganMeeting) -> list[str]:
    sent = [notice for notice in notices_of(meeting.id) if notice.kind == "convocation"]
    if not sent:
        return []
    notice = sent[0]
    return [
        _(
            "La riunione è stata convocata con avviso del %(day)s, protocollo n. %(number)s.",
            day=date_words(notice.created_at),
            number=notice.entry.number_words,
        )
    ]


def _quorum(meeting: OrganMeeting) -> list[str]:
    presence = presence_at(meeting, meeting.opened_at)
    needed = needed_for(meeting, meeting.call or 1, presence)
    counts = _(
        "I voti di chi ha diritto sono in tutto %(entitled)s. All'apertura ne sono presenti %(total)s: di persona %(here)s, "
        "a distanza %(remote)s, con delega %(proxy)s.",
        entitled=presence.entitled,
        total=presence.total,
        here=presence.in_person,
        remote=presence.remote,
        proxy=presence.by_proxy,
    )
    if presence.total < needed:
        return [counts]
    valid = ngettext(
        "Chi presiede constata che il numero legale è raggiunto (ne serve almeno %(num)s voto) e dichiara aperta la riunione.",
        "Chi presiede constata che il numero legale è raggiunto (ne servono almeno %(num)s voti) e dichiara aperta la "
        "riunione.",
        needed,
    )
    return [counts, valid]


def _how(line: RollEntry) -> str:
    how = str(ATTENDANCE_WORDS[line.attendance or Attendance.IN_PERSON])
    if line.attendance == Attendance.REMOTE and line.identity_check:
        return f"{how} ({str(IDENTITY_WORDS.get(line.identity_check, line.identity_check)).lower()})"
    return how


def _times(line: RollEntry, moves: Iterable[AttendanceMove]) -> str:
    said = [
        _("uscita alle %(hour)s", hour=_hour(move.at))
        if move.way == "out"
        else _("arrivo alle %(hour)s", hour=_hour(move.at))
        for move in moves
    ]
    if not said and line.arrived_at:
        said = [_("arrivo alle %(hour)s", hour=_hour(line.arrived_at))]
    return "; ".join(said)


def _moves(meeting: OrganMeeting) -> list[AttendanceMove]:
    rows = select(AttendanceMove).where(AttendanceMove.meeting_id == meeting.id)
    return list(db.session.scalars(rows.order_by(AttendanceMove.at, AttendanceMove.id)))


def _proxies_at(meeting: OrganMeeting, instant: datetime | None) -> list[Proxy]:
    rows = select(Proxy).where(Proxy.meeting_id == meeting.id)
    if instant is None:
        rows = rows.where(Proxy.revoked_at.is_(None))
    else:
        rows = rows.where(Proxy.given_at <= instant, Proxy.revoked_at.is_(None) | (Proxy.revoked_at > instant))
    return list(db.session.scalars(rows))


def _hour(moment: datetime) -> str:
    words: Any = format_datetime(moment.astimezone(ROME), "HH:mm", rebase=False)
    return str(words)
