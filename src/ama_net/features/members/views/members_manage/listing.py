"""The list of members with its filters, what is done to those that are chosen, and the file to take away."""

from typing import Literal, cast
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ama_net.features.members.forms_members import FilterForm, TagForm
from ama_net.features.members.list_frame import list_frame, saved_filter
from ama_net.features.members.member_words import FEE_TONES, FEE_WORDS
from ama_net.features.members.models import Membership, MembershipTag, MemberTag
from ama_net.features.members.operations.member_tags import tag_called, tag_members, untag_members
from ama_net.features.members.operations.saved_filters import delete_filter, save_filter
from ama_net.features.members.queries_members import members_list, office_members
from ama_net.features.members.views.members_manage.door import DONE, REFUSED, bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

FileType = Literal["csv", "xlsx"]
AGAIN = 307
"""Ask the same of another address, by POST."""


@bp.get("/soci")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The list of members: those of today unless the address asks for others."""
    return _index(FilterForm(formdata=None))


@bp.get("/soci/elenco.<any(csv, xlsx):file_type>")
@requires(Permission.MEMBERS_EXPORT)
def export(file_type: str) -> Response:
    """The list as a file (CSV or XLSX), written in the audit."""
    return _file(request.args, file_type)


@bp.post("/soci/scelti")
@requires(Permission.MEMBERS_READ)
def chosen() -> ResponseReturnValue:
    """What is done to the members that were ticked; each action asks for its own permission."""
    actor = signed_in_actor()
    if not request.form.getlist("selected"):
        flash(_("Prima scegli almeno un socio."), "warning")
        return redirect(url_for(".index"), DONE)
    action = request.form.get("action", "")
    if action == "tag" and actor.can(Permission.MEMBERS_EDIT):
        return _tagging(TagForm(formdata=None))
    if action == "letter" and actor.can(Permission.LETTERS_EDIT):
        return redirect(url_for("members_letters.many"), AGAIN)
    if action not in {"csv", "xlsx"} or not actor.can(Permission.MEMBERS_EXPORT):
        abort(404)
    return _file(MultiDict({"state": ""}), action, only=True)


@bp.post("/soci/scelti/etichette")
@requires(Permission.MEMBERS_EDIT)
def tag() -> ResponseReturnValue:
    """Give a tag to the members that were ticked, or take it away from them."""
    form, actor, ids = TagForm(), signed_in_actor(), _chosen_ids()
    if not form.validate():
        return _tagging(form)
    try:
        if request.form.get("action") == "remove":
            untag_members(ids, tag_called(form.name.data or ""), by=actor)
            text = ngettext("Etichetta tolta a un socio.", "Etichetta tolta a %(num)s soci.", len(ids))
        else:
            tag_members(ids, form.name.data or "", by=actor)
            text = ngettext("Etichetta data a un socio.", "Etichetta data a %(num)s soci.", len(ids))
    except WrongFact as error:
        blame(form, error)
        return _tagging(form)
    flash(text, "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/soci/<uuid:membership_id>/etichette/<uuid:tag_id>/fine")
@requires(Permission.MEMBERS_EDIT)
def untag(membership_id: UUID, tag_id: UUID) -> ResponseReturnValue:
    """Take one tag away from one member."""
    found = db.session.get(MemberTag, tag_id) or abort(404)
    member = db.session.get(Membership, membership_id) or abort(404)
    untag_members([member.id], found, by=signed_in_actor())
    return redirect(url_for(".show", membership_id=member.id, _anchor="etichette"), DONE)


@bp.post("/soci/filtri")
@requires(Permission.MEMBERS_READ)
def keep_filter() -> ResponseReturnValue:
    """Keep what the list is asked for under a name."""
    form = FilterForm()
    if form.validate():
        try:
            query = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "page"])
            kept = save_filter(form.name.data or "", query, shared=form.shared.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Filtro salvato: «%(name)s».", name=kept.name), "success")
            return redirect(f"{url_for('.index')}?{kept.query}", DONE)
    return _index(form), REFUSED


@bp.post("/soci/filtri/<uuid:filter_id>/fine")
@requires(Permission.MEMBERS_READ)
def drop_filter(filter_id: UUID) -> ResponseReturnValue:
    """Throw one's own filter away; anybody else's looks like none."""
    delete_filter(saved_filter(filter_id, signed_in_actor()) or abort(404))
    flash(_("Filtro tolto."), "success")
    return redirect(url_for(".index"), DONE)


def _index(form: FilterForm) -> str:
    frame = list_frame(signed_in_actor())
    page = members_list(frame).page(office_members(), request.args)
    words = {"fee_words": FEE_WORDS, "fee_tones": FEE_TONES}
    return render_template("members/manage/members.html", page=page, frame=frame, filter_form=form, **words)


def _file(args: MultiDict[str, str], file_type: str, *, only: bool = False) -> Response:
    actor = signed_in_actor()
    listing = members_list(list_frame(actor), for_file=True)
    rows = listing.chosen(office_members(), request.form) if only else office_members()
    return export_list(listing, rows, args, name="soci", by=actor, file_type=cast(FileType, file_type))


def _chosen_ids() -> list[UUID]:
    listing = members_list(list_frame(signed_in_actor()))
    wanted = listing.chosen(select(Membership), request.form).with_only_columns(Membership.id)
    return list(db.session.scalars(wanted))


def _tagging(form: TagForm) -> ResponseReturnValue:
    ids = _chosen_ids()
    names = list(db.session.scalars(select(MemberTag.name).order_by(MemberTag.name)))
    theirs = select(MemberTag.name).join(MembershipTag, MembershipTag.tag_id == MemberTag.id).distinct()
    worn = list(db.session.scalars(theirs.where(MembershipTag.membership_id.in_(ids)).order_by(MemberTag.name)))
    page = render_template("members/manage/tagging.html", form=form, ids=ids, names=names, worn=worn)
    return page, REFUSED if form.errors else 200
