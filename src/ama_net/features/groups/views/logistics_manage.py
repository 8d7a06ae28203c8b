"""The office's pages on rooms and material, and on the bodies behind a group."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from wtforms import SelectChoice

from ama_net.features.groups.forms_logistics import (
    KIND_WORDS,
    ROLE_WORDS,
    STATE_KINDS,
    STATE_WORDS,
    AnswerForm,
    NeedForm,
    PromoterForm,
)
from ama_net.features.groups.models import Group, LogisticRequest, Status
from ama_net.features.groups.operations.logistics import UNDO_KIND, answer_logistics, ask_logistics
from ama_net.features.groups.operations.promoters import (
    NotInRegister,
    add_promoter,
    organisation_called,
    promoters_of,
    remove_promoter,
)
from ama_net.features.groups.queries import group_by_id
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people.models import Organisation
from ama_net.kernel.places import Venue
from ama_net.kernel.places.queries import all_venues

bp = Blueprint("logistics_manage", __name__)

DONE, REFUSED = 303, 422
WORDS = {"KIND_WORDS": KIND_WORDS, "STATE_WORDS": STATE_WORDS, "STATE_KINDS": STATE_KINDS}


def _when(asked: LogisticRequest) -> str:
    days = [date_words(day) for day in (asked.needed_from, asked.needed_to) if day]
    return " – ".join(days)


REQUESTS = Listing(
    Column("what", _l("Che cosa serve")),
    Column("group", _l("Gruppo"), value=lambda asked: asked.group.name if asked.group else ""),
    Column("when", _l("Quando"), value=_when, sort=LogisticRequest.needed_from),
    Column("state", _l("Stato"), value=lambda asked: STATE_WORDS[asked.state], sort=LogisticRequest.state),
    Column("created_at", _l("Chiesto il"), sort=LogisticRequest.created_at, shown=False),
    filters=(
        Filter("state", _l("Stato"), LogisticRequest.state, STATE_WORDS, many=True),
        Filter("kind", _l("Che cosa"), LogisticRequest.kind, KIND_WORDS),
    ),
    order="-created_at",
)


@bp.get("/gruppi/logistica")
@requires(Permission.GROUPS_READ)
def index() -> str:
    """What groups have asked for."""
    page = REQUESTS.page(_all(), request.args)
    return render_template("groups/manage/logistics.html", page=page, when=_when, **WORDS)


@bp.route("/gruppi/logistica/nuova", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def new() -> ResponseReturnValue:
    """Write down what is needed."""
    form = NeedForm(data={"group_id": request.args.get("gruppo")} if request.method == "GET" else None)
    groups = db.session.execute(
        select(Group.id, Group.name).where(Group.status != Status.CLOSED).order_by(Group.sort_name)
    )
    form.group_id.choices = [
        SelectChoice("", _("Nessuno: un gruppo che sta nascendo")),
        *(SelectChoice(str(row.id), row.name) for row in groups),
    ]
    if form.validate_on_submit():
        group = db.session.get(Group, form.group_id.data) if form.group_id.data else None
        ask_logistics(form.need(), group=group, by=signed_in_actor())
        flash(_("Richiesta scritta."), "success")
        return redirect(url_for(".index"), DONE)
    return render_template("groups/manage/logistics_new.html", form=form), REFUSED if form.errors else 200


@bp.route("/gruppi/logistica/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Say how it stands."""
    asked = db.session.get(LogisticRequest, request_id) or abort(404)
    form = AnswerForm(data={"state": asked.state, "venue_id": asked.venue_id, "answer": asked.answer})
    venues = db.session.scalars(all_venues().order_by(Venue.sort_name))
    form.venue_id.choices = [
        SelectChoice("", _("Nessuno, o non ancora")),
        *(SelectChoice(str(venue.id), ", ".join(filter(None, (venue.name, venue.in_one_line)))) for venue in venues),
    ]
    if form.validate_on_submit():
        payload = answer_logistics(asked, by=signed_in_actor(), **form.values())
        offer_undo(UNDO_KIND, payload, _("Risposta scritta."), by=signed_in_actor())
        return redirect(url_for(".index"), DONE)
    page = render_template("groups/manage/logistics_answer.html", form=form, asked=asked, when=_when(asked), **WORDS)
    return page, REFUSED if form.errors else 200


@bp.route("/gruppi/<uuid:group_id>/promotori", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def promoters(group_id: UUID) -> ResponseReturnValue:
    """The bodies behind a group."""
    group, form = _group(group_id), PromoterForm()
    if not signed_in_actor().can(Permission.PEOPLE_EDIT):
        form.organisation.description = _("Il nome com'è scritto nel registro delle organizzazioni.")
    if form.validate_on_submit() and _promoted(group, form):
        flash(_("Fatto: si legge nella pagina del gruppo."), "success")
        return redirect(url_for(".promoters", group_id=group_id), DONE)
    page = render_template(
        "groups/manage/promoters.html",
        form=form,
        group=group,
        promoters=promoters_of(group),
        names=_names_of_register(),
        ROLE_WORDS=ROLE_WORDS,
    )
    return page, REFUSED if form.errors else 200


def _promoted(group: Group, form: PromoterForm) -> bool:
    """Add it; else say beside its field why not."""
    try:
        body = organisation_called(form.organisation.data, may_add=signed_in_actor().can(Permission.PEOPLE_EDIT))
    except NotInRegister:
        form.organisation.errors = [
            _("Nel registro questo nome non c'è: ricontrollare come si scrive, o chiedere alla segreteria.")
        ]
        return False
    add_promoter(group, body, form.role.data, by=signed_in_actor())
    return True


def _names_of_register() -> list[str]:
    """To choose among, for who may read the register."""
    if not signed_in_actor().can(Permission.PEOPLE_READ):
        return []
    return list(db.session.scalars(select(Organisation.name).order_by(Organisation.sort_name).limit(500)))


@bp.post("/gruppi/<uuid:group_id>/promotori/<uuid:organisation_id>/<role>/fine")
@requires(Permission.GROUPS_EDIT)
def end_promoter(group_id: UUID, organisation_id: UUID, role: str) -> ResponseReturnValue:
    """Take a body away from a group."""
    remove_promoter(_group(group_id), organisation_id, role, by=signed_in_actor())
    flash(_("Tolta da questo gruppo."), "success")
    return redirect(url_for(".promoters", group_id=group_id), DONE)


def _all() -> Select[LogisticRequest]:
    return select(LogisticRequest).options(joinedload(LogisticRequest.group), joinedload(LogisticRequest.venue))


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)
