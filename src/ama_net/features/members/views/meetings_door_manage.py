"""The door of a meeting, in the office: who comes and goes, whether there are enough, opening and closing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.forms_meetings_held import RemoteForm
from ama_net.features.members.models import Attendance, MeetingState, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings import (
    NoQuorum,
    attend,
    close_meeting,
    declare_deserted,
    leave,
    open_meeting,
    presence_of,
)
from ama_net.features.members.operations.meetings_holding import needed_for, next_call
from ama_net.features.members.queries_meetings import moves_of, proxies_of, roll_of
from ama_net.features.members.quorum import Presence, presence_needed
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.features.members.views.meetings_manage import DONE, REFUSED, attempt, found, meeting_page
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import search_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("meetings_door_manage", __name__)

SHOWN = 30


@dataclass(frozen=True)
class Quorum:
    """What the door shows of the numbers: for this call, and for the items that ask for more."""

    presence: Presence
    call: int
    needed: int
    items: list[tuple[str, int]]
    opens_at: datetime | None = None
    """When this call begins, until it has."""

    @property
    def is_reached(self) -> bool:
        """Whether it may open."""
        return self.presence.total >= self.needed


@bp.get("/riunioni/<uuid:meeting_id>/presenze")
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> str:
    """Who is there and who is looked for; the numbers ask for themselves every few seconds."""
    meeting = found(meeting_id)
    words = request.args.get("q", "").replace("\x00", "").strip()[:100]
    return meeting_page(
        "meeting_door",
        meeting,
        words=words,
        lines=_looked_for(meeting, words),
        here=_here(meeting),
        held=_held(meeting),
        moves=moves_of(meeting.id),
        shown=SHOWN,
        remote=read_settings(MeetingsSettings).remote_allowed,
        quorum=quorum_of(meeting),
    )


@bp.get("/riunioni/<uuid:meeting_id>/presenze/numero-legale")
@requires(Permission.MEETINGS_READ)
def numbers(meeting_id: UUID) -> str:
    """The numbers alone."""
    meeting = found(meeting_id)
    return meeting_page("meeting_numbers", meeting, quorum=quorum_of(meeting))


@bp.post("/riunioni/<uuid:meeting_id>/presenze/<uuid:entry_id>/presenza")
@requires(Permission.MEETINGS_EDIT)
def come(meeting_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Somebody has come in person: one tap."""
    _come(_entry(meeting_id, entry_id), Attendance.IN_PERSON)
    return _back(meeting_id)


@bp.route("/riunioni/<uuid:meeting_id>/presenze/<uuid:entry_id>/distanza", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def come_remotely(meeting_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Somebody has come remotely, and how they were recognised."""
    entry, form = _entry(meeting_id, entry_id), RemoteForm()
    if form.validate_on_submit():
        _come(entry, Attendance.REMOTE, form.identity_check.data)
        return _back(meeting_id)
    page = meeting_page("meeting_remote", found(meeting_id), entry=entry, form=form)
    return page, REFUSED if form.errors else 200


def _come(entry: RollEntry, how: Attendance, check: str = "") -> None:
    def write() -> None:
        ended = attend(entry, how, by=signed_in_actor(), identity_check=check)
        flash(_("%(name)s: presente.", name=entry.name), "success")
        if ended is not None:
            flash(_("Aveva dato una delega: essendo presente vota di persona, e la delega è revocata."), "warning")

    attempt(write)


@bp.post("/riunioni/<uuid:meeting_id>/presenze/<uuid:entry_id>/uscita")
@requires(Permission.MEETINGS_EDIT)
def go(meeting_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Somebody has left."""
    entry = _entry(meeting_id, entry_id)
    attempt(lambda: leave(entry, by=signed_in_actor()), _("%(name)s: uscita segnata.", name=entry.name))
    return _back(meeting_id)


@bp.post("/riunioni/<uuid:meeting_id>/apertura")
@requires(Permission.MEETINGS_EDIT)
def open_it(meeting_id: UUID) -> ResponseReturnValue:
    """Open the meeting in the call there is now."""
    meeting = found(meeting_id)
    call = 2 if request.form.get("convocazione") == "2" else 1
    if _too_early(meeting, call):
        flash(_("È presto: la %(call)sª convocazione non è ancora cominciata.", call=call), "error")
        return _back(meeting_id)
    try:
        attempt(lambda: open_meeting(meeting, call=call, by=signed_in_actor()), _("Riunione aperta."))
    except NoQuorum as refused:
        said = _(
            "Mancano i numeri: ci sono %(present)s voti e ne servono %(needed)s. Si può aspettare, o dichiarare che la "
            "convocazione è andata deserta.",
            present=refused.present,
            needed=refused.needed,
        )
        flash(said, "error")
    return _back(meeting_id)


@bp.post("/riunioni/<uuid:meeting_id>/diserzione")
@requires(Permission.MEETINGS_EDIT)
def desert(meeting_id: UUID) -> ResponseReturnValue:
    """Too few came."""
    meeting = found(meeting_id)
    if _too_early(meeting, next_call(meeting)):
        flash(_("È presto: l'ora della convocazione non è ancora arrivata."), "error")
        return _back(meeting_id)
    attempt(lambda: declare_deserted(meeting, by=signed_in_actor()), _("Scritto: convocazione deserta."))
    return _back(meeting_id)


@bp.post("/riunioni/<uuid:meeting_id>/chiusura")
@requires(Permission.MEETINGS_EDIT)
def close(meeting_id: UUID) -> ResponseReturnValue:
    """Close the meeting."""
    meeting = found(meeting_id)
    attempt(lambda: close_meeting(meeting, by=signed_in_actor()), _("Riunione chiusa."))
    return redirect(url_for("meetings_manage.show", meeting_id=meeting_id), DONE)


def quorum_of(meeting: OrganMeeting) -> Quorum:
    """The numbers of a meeting now."""
    presence, call = presence_of(meeting), meeting.call or next_call(meeting)
    rules = read_settings(MeetingsSettings).rules(meeting.organ)
    asked = [
        (item, presence_needed(item.majority, presence.entitled, call=call, rules=rules)) for item in meeting.items
    ]
    needed = needed_for(meeting, call, presence)
    items = [(item.title, votes) for item, votes in asked if item.vote_mode != "none" and votes > needed]
    return Quorum(presence, call, needed, items, _hour_of(meeting, call) if _too_early(meeting, call) else None)


def _too_early(meeting: OrganMeeting, call: int) -> bool:
    at = _hour_of(meeting, call)
    return at is not None and at > now()


def _hour_of(meeting: OrganMeeting, call: int) -> datetime | None:
    return meeting.second_call_at if call == 2 else meeting.first_call_at


def _entry(meeting_id: UUID, entry_id: UUID) -> RollEntry:
    entry = db.session.get(RollEntry, entry_id) or abort(404)
    if entry.meeting_id != found(meeting_id).id:
        abort(404)
    return entry


def _looked_for(meeting: OrganMeeting, words: str) -> list[RollEntry]:
    """Those who match; without words the first who have not come yet."""
    rows = roll_of(meeting.id).where(RollEntry.why_not != "not_member")
    if not words:
        rows = rows.where(RollEntry.attendance.is_(None))
    elif words.isdecimal() and len(words) < 10:
        rows = rows.where(RollEntry.number == int(words))
    else:
        rows = search_words(RollEntry.sort_name)(rows, words)
    return list(db.session.scalars(rows.limit(SHOWN)))


def _here(meeting: OrganMeeting) -> list[RollEntry]:
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        return []
    present = RollEntry.attendance.is_not(None) & RollEntry.left_at.is_(None)
    return list(
        db.session.scalars(
            select(RollEntry)
            .where(RollEntry.meeting_id == meeting.id, present)
            .order_by(RollEntry.arrived_at.desc())
            .limit(200)
        )
    )


def _held(meeting: OrganMeeting) -> dict[UUID, list[Proxy]]:
    """The proxies each line holds, and the one it has given, by line."""
    by_line: dict[UUID, list[Proxy]] = {}
    for proxy in proxies_of(meeting.id):
        by_line.setdefault(proxy.holder_id, []).append(proxy)
        by_line.setdefault(proxy.giver_id, []).append(proxy)
    return by_line


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".index", meeting_id=meeting_id), DONE)
