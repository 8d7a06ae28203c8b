"""The meetings one is called to, in the personal area: convocation, documents, proxy, checking in remotely."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from ama_net.features.members import meeting_words
from ama_net.features.members.forms_meetings_held import MyProxyForm
from ama_net.features.members.meeting_ical import meeting_ical
from ama_net.features.members.meeting_papers import proxy_form
from ama_net.features.members.models import Attendance, MeetingState, OrganMeeting, RollEntry
from ama_net.features.members.my_meetings import MyLine, my_lines, remote_is_open
from ama_net.features.members.operations.meetings import NotNow, ProxyRefused, attend, give_proxy, leave, revoke_proxy
from ama_net.features.members.operations.meetings_proxies import limit_of
from ama_net.features.members.queries_meetings import meetings_for, notices_of, readable_documents
from ama_net.features.members.views.meetings_roll_manage import the_line
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.documents import Organ, body_of

bp = Blueprint("meetings_my", __name__)

DONE, REFUSED = 303, 422


@bp.get("/riunioni")
def index() -> str:
    """All of them, the latest first."""
    rows = meetings_for(signed_in_actor().person_id).order_by(OrganMeeting.first_call_at.desc()).limit(100)
    return render_template("members/my/meetings.html", meetings=list(db.session.scalars(rows)), said=meeting_words)


@bp.get("/riunioni/<uuid:meeting_id>")
def show(meeting_id: UUID) -> str:
    """One of them."""
    return _page(_mine(meeting_id), MyProxyForm(formdata=None))


@bp.get("/riunioni/<uuid:meeting_id>/calendario.ics")
def calendar(meeting_id: UUID) -> Response:
    """The same, for a calendar."""
    answer = Response(meeting_ical(_mine(meeting_id)), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="riunione.ics"'
    return answer


@bp.get("/riunioni/<uuid:meeting_id>/delega.pdf")
def blank_proxy(meeting_id: UUID) -> Response:
    """The form of a proxy, to fill and sign."""
    meeting = _mine(meeting_id)
    return pdf_answer(proxy_form(meeting), "delega") if meeting.organ == Organ.ASSEMBLY else abort(404)


@bp.get("/riunioni/<uuid:meeting_id>/documenti/<uuid:document_id>")
def document(meeting_id: UUID, document_id: UUID) -> Response:
    """A document of the agenda that who is called may read."""
    found = readable_documents(_mine(meeting_id), signed_in_actor()).get(document_id) or abort(404)
    version = found.versions[0]
    answer = Response(body_of(version), mimetype=version.media_type)
    way = "inline" if version.media_type == "application/pdf" else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{version.file_name.encode("ascii", "replace").decode()}"'
    return answer


@bp.post("/riunioni/<uuid:meeting_id>/righe/<uuid:entry_id>/delega")
def give(meeting_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Let somebody vote in one's place."""
    meeting, mine = _line(meeting_id, entry_id)
    form = MyProxyForm()
    holder = the_line(meeting, form.holder) if form.validate_on_submit() else None
    if holder is not None:
        try:
            give_proxy(mine.entry, holder, by=signed_in_actor(), way="online")
        except ProxyRefused as refused:
            form.holder.errors = [meeting_words.refusal_words(refused.reason)]
    if form.errors or form.holder.errors:
        return _page(meeting, form, at=entry_id), REFUSED
    flash(_("Delega data. Puoi revocarla da qui finché la riunione non si chiude."), "success")
    return redirect(url_for(".show", meeting_id=meeting_id), DONE)


@bp.post("/riunioni/<uuid:meeting_id>/righe/<uuid:entry_id>/delega/revoca")
def revoke(meeting_id: UUID, entry_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    _meeting, mine = _line(meeting_id, entry_id)
    if mine.given is None:
        abort(404)
    try:
        revoke_proxy(mine.given, by=signed_in_actor())
        flash(_("Delega revocata."), "success")
    except ProxyRefused as refused:
        flash(meeting_words.refusal_words(refused.reason), "error")
    return redirect(url_for(".show", meeting_id=meeting_id), DONE)


@bp.post("/riunioni/<uuid:meeting_id>/righe/<uuid:entry_id>/<any(presenza, uscita):what>")
def come_or_go(meeting_id: UUID, entry_id: UUID, what: str) -> ResponseReturnValue:
    """Check in remotely, or out: the account one signed in with says who one is (D.Lgs. 117/2017 art. 24 c. 4)."""
    meeting, mine = _line(meeting_id, entry_id)
    try:
        if what == "presenza":
            _come(meeting, mine.entry)
        else:
            leave(mine.entry, by=signed_in_actor())
            flash(_("Uscita segnata."), "success")
    except NotNow as refused:
        flash(meeting_words.refusal_words(refused.reason), "error")
    return redirect(url_for(".show", meeting_id=meeting_id), DONE)


def _come(meeting: OrganMeeting, entry: RollEntry) -> None:
    if not remote_is_open(meeting):
        raise NotNow("too_early" if meeting.state == MeetingState.CONVENED else "state")
    ended = attend(entry, Attendance.REMOTE, by=signed_in_actor(), identity_check="account")
    flash(_("Presenza segnata."), "success")
    if ended is not None:
        flash(_("Avevi dato una delega: essendo presente voti tu, e la delega è revocata."), "warning")


def _mine(meeting_id: UUID) -> OrganMeeting:
    rows = meetings_for(signed_in_actor().person_id).where(OrganMeeting.id == meeting_id)
    return db.session.scalars(rows.options(selectinload(OrganMeeting.items))).one_or_none() or abort(404)


def _line(meeting_id: UUID, entry_id: UUID) -> tuple[OrganMeeting, MyLine]:
    """A line one acts for: one's own, or a minor's; never that of a minor who acts for themselves."""
    meeting = _mine(meeting_id)
    lines = my_lines(meeting, signed_in_actor().person_id)
    return meeting, next((one for one in lines if one.entry.id == entry_id and one.acts), None) or abort(404)


def _page(meeting: OrganMeeting, form: MyProxyForm, at: UUID | None = None) -> str:
    actor = signed_in_actor()
    notices = notices_of(meeting.id)
    return render_template(
        "members/my/meeting.html",
        meeting=meeting,
        said=meeting_words,
        lines=my_lines(meeting, actor.person_id),
        notice=notices[0] if notices else None,
        documents=readable_documents(meeting, actor),
        form=form,
        at=at,
        limit=limit_of(meeting) if meeting.organ == Organ.ASSEMBLY else 0,
        remote=remote_is_open(meeting),
    )
