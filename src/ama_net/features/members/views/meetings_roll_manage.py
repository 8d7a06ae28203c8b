"""Who may vote at a meeting and for whom, in the office: the roll, its paper, the proxies."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import StringField

from ama_net.features.members import meeting_words
from ama_net.features.members.forms_meetings import uploaded
from ama_net.features.members.forms_meetings_held import PaperProxyForm, RollForm
from ama_net.features.members.meeting_papers import attendance_sheet, proxy_form, votes_instead
from ama_net.features.members.models import OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings import (
    ProxyRefused,
    freeze_roll,
    give_proxy,
    presence_of,
    revoke_proxy,
)
from ama_net.features.members.operations.meetings_planning import EDITABLE
from ama_net.features.members.operations.meetings_proxies import is_officer, limit_of
from ama_net.features.members.queries_meetings import lines_called, proxies_of, roll_of
from ama_net.features.members.settings_meetings import MeetingsSettings, OfficerProxies
from ama_net.features.members.views.meetings_manage import DONE, REFUSED, attempt, found, meeting_page
from ama_net.foundation.clock import day_of
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Organ, Visibility, keep_document
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("meetings_roll_manage", __name__)

ROLL = Listing(
    Column("name", _l("Nome"), sort=RollEntry.sort_name),
    Column("number", _l("N. nel libro"), sort=RollEntry.number, numeric=True),
    Column("since", _l("Dal"), sort=RollEntry.since),
    Column("fee", _l("Quota"), value=lambda row: meeting_words.FEE_WORDS[row.fee_state]),
    Column("votes", _l("Voti"), value=lambda row: row.votes if row.may_vote else 0, numeric=True),
    Column("why", _l("Note"), value=lambda row: meeting_words.WHY_NOT.get(row.why_not, "") or votes_instead(row)),
    filters=(
        Filter(
            "vota",
            _l("Diritto di voto"),
            options={"si": _l("Chi può votare"), "no": _l("Chi non può")},
            where=lambda value: (RollEntry.why_not == "") if value == "si" else (RollEntry.why_not != ""),
        ),
        Filter("perche", _l("Perché non vota"), RollEntry.why_not, meeting_words.WHY_NOT),
    ),
    search=search_words(RollEntry.sort_name, RollEntry.name),
    order="name",
)


@bp.route("/riunioni/<uuid:meeting_id>/elenco", methods=["GET", "POST"])
@requires(Permission.MEETINGS_READ)
def index(meeting_id: UUID) -> ResponseReturnValue:
    """The roll; who may, freezes it as of a day."""
    meeting, actor = found(meeting_id), signed_in_actor()
    may = actor.can(Permission.MEETINGS_EDIT) and meeting.state in EDITABLE
    form = RollForm(data={"on": meeting.roll_on or day_of(meeting.first_call_at)})
    if form.is_submitted() and not may:
        abort(404)
    if form.validate_on_submit():
        attempt(lambda: freeze_roll(meeting, on=form.on.data, by=actor), _("Elenco fissato."))
        return redirect(url_for(".index", meeting_id=meeting_id), DONE)
    page = ROLL.page(roll_of(meeting.id).options(joinedload(RollEntry.voter)).order_by(None), request.args)
    shown = {
        "form": form if may else None,
        "page": page,
        "presence": presence_of(meeting),
        "votes_instead": votes_instead,
    }
    return meeting_page("meeting_roll", meeting, **shown), REFUSED if form.errors else 200


@bp.get("/riunioni/<uuid:meeting_id>/elenco.pdf")
@requires(Permission.MEETINGS_READ)
def sheet(meeting_id: UUID) -> ResponseReturnValue:
    """The roll on paper, to sign at the door."""
    meeting = found(meeting_id)
    return pdf_answer(attendance_sheet(meeting), "foglio-presenze")


@bp.get("/riunioni/<uuid:meeting_id>/delega.pdf")
@requires(Permission.MEETINGS_READ)
def blank_proxy(meeting_id: UUID) -> ResponseReturnValue:
    """The form of a proxy, to fill and sign."""
    return pdf_answer(proxy_form(found(meeting_id)), "delega")


@bp.route("/riunioni/<uuid:meeting_id>/deleghe", methods=["GET", "POST"])
@requires(Permission.MEETINGS_READ)
def proxies(meeting_id: UUID) -> ResponseReturnValue:
    """The proxies; who may, writes down one that came on paper."""
    meeting, form = found(meeting_id), PaperProxyForm()
    if meeting.organ != Organ.ASSEMBLY:
        abort(404)
    may = signed_in_actor().can(Permission.MEETINGS_EDIT) and meeting.state in ("convened", "open")
    if form.is_submitted() and not may:
        abort(404)
    if form.validate_on_submit() and _written(meeting, form):
        return redirect(url_for(".proxies", meeting_id=meeting_id), DONE)
    shown = {"form": form if may else None, "proxies": proxies_of(meeting.id), "limit": limit_of(meeting)}
    return meeting_page("meeting_proxies", meeting, may=may, **shown), REFUSED if form.errors else 200


@bp.post("/riunioni/<uuid:meeting_id>/deleghe/<uuid:proxy_id>/revoca")
@requires(Permission.MEETINGS_EDIT)
def revoke(meeting_id: UUID, proxy_id: UUID) -> ResponseReturnValue:
    """Take a proxy back."""
    proxy = db.session.get(Proxy, proxy_id) or abort(404)
    if proxy.meeting_id != found(meeting_id).id:
        abort(404)
    attempt(lambda: revoke_proxy(proxy, by=signed_in_actor()), _("Delega revocata."))
    return redirect(url_for(".proxies", meeting_id=meeting_id), DONE)


def _written(meeting: OrganMeeting, form: PaperProxyForm) -> bool:
    """Write it down; else say beside the field why not."""
    giver, holder = the_line(meeting, form.giver), the_line(meeting, form.holder)
    if giver is None or holder is None:
        return False
    try:
        proxy = give_proxy(giver, holder, by=signed_in_actor(), way="paper")
    except ProxyRefused as refused:
        form.holder.errors = [meeting_words.refusal_words(refused.reason)]
        return False
    proxy.document_id = _scan(meeting, giver, form)
    attempt(lambda: None, _written_words(holder))
    return True


def the_line(meeting: OrganMeeting, field: StringField) -> RollEntry | None:
    """The one line of the roll that was written, by number or name; else the field says what is wrong."""
    lines = lines_called(meeting.id, field.data or "")
    if len(lines) == 1:
        return lines[0]
    wrong = _("Nell'elenco non c'è: ricontrollare come è scritto.")
    field.errors = [_("Più di una persona si chiama così: scrivere il numero nel libro.") if lines else wrong]
    return None


def _written_words(holder: RollEntry) -> str:
    warned = read_settings(MeetingsSettings).proxies_to_officers == OfficerProxies.WARNED
    if warned and is_officer(holder):
        return str(_("Delega scritta. Attenzione: chi la riceve fa parte del consiglio o dell'organo di controllo."))
    return str(_("Delega scritta."))


def _scan(meeting: OrganMeeting, giver: RollEntry, form: PaperProxyForm) -> UUID | None:
    file = uploaded(form.scan)
    if file is None:
        return None
    kept = keep_document(
        file,
        title=_("Delega per «%(title)s»", title=meeting.title),
        kind="proxy",
        by=signed_in_actor(),
        visibility=Visibility.OFFICE,
        person_id=giver.person_id,
        about=meeting,
    )
    return kept.id
