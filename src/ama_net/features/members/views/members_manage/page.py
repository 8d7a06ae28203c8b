"""The page of a member: who they are, since when, their fees, whom they live with, what the office noted."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.fee_states import fee_state_of
from ama_net.features.members.forms_members import NoteForm, TagForm, values_form
from ama_net.features.members.list_frame import own_fields
from ama_net.features.members.member_words import END_WORDS, FEE_TONES, FEE_WORDS
from ama_net.features.members.models import MemberNote
from ama_net.features.members.office_words import KINDS as OFFICE_KINDS
from ama_net.features.members.operations.member_notes import delete_note, notes_of, write_note
from ama_net.features.members.operations.member_tags import tag_members
from ama_net.features.members.operations.memberships import note_facts_changed
from ama_net.features.members.operations.own_fields import fill_fields
from ama_net.features.members.own_values import typed_value
from ama_net.features.members.queries_member import about_member
from ama_net.features.members.views.members_manage.door import DONE, REFUSED, bp, member_or_404, membership_or_404
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.words import ADDRESS_KINDS, CONTACT_KINDS


@bp.get("/soci/<uuid:membership_id>")
@requires(Permission.MEMBERS_READ)
def show(membership_id: UUID) -> str:
    """Everything about a member on one page; the notes only for who may edit members."""
    return member_page(membership_id)


@bp.post("/soci/<uuid:membership_id>/note")
@requires(Permission.MEMBERS_EDIT)
def note(membership_id: UUID) -> ResponseReturnValue:
    """Write a note about a member."""
    membership, form = membership_or_404(membership_id), NoteForm()
    if form.validate():
        try:
            write_note(membership, form.body.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Nota scritta."), "success")
            return _back(membership_id, "note")
    return member_page(membership_id, note_form=form), REFUSED


@bp.post("/soci/<uuid:membership_id>/note/<uuid:note_id>/fine")
@requires(Permission.MEMBERS_EDIT)
def drop_note(membership_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Throw a note away."""
    mine = select(MemberNote).where(MemberNote.id == note_id, MemberNote.membership_id == membership_id)
    delete_note(db.session.scalars(mine).one_or_none() or abort(404), by=signed_in_actor())
    flash(_("Nota cancellata."), "success")
    return _back(membership_id, "note")


@bp.post("/soci/<uuid:membership_id>/etichette")
@requires(Permission.MEMBERS_EDIT)
def tag_one(membership_id: UUID) -> ResponseReturnValue:
    """Give a tag to one member."""
    membership, form = membership_or_404(membership_id), TagForm(prefix="tag")
    if form.validate():
        try:
            tag_members([membership.id], form.name.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            return _back(membership_id, "etichette")
    return member_page(membership_id, tag_form=form), REFUSED


@bp.post("/soci/<uuid:membership_id>/variazione")
@requires(Permission.MEMBERS_EDIT)
def variation(membership_id: UUID) -> ResponseReturnValue:
    """Write in the register that the member's facts are others than those of their last line."""
    if note_facts_changed(membership_or_404(membership_id), by=signed_in_actor()):
        flash(_("Variazione annotata nel libro soci."), "success")
    else:
        flash(_("Il libro soci dice già così: non c'era niente da annotare."), "info")
    return _back(membership_id)


@bp.route("/soci/<uuid:membership_id>/campi", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def fill(membership_id: UUID) -> ResponseReturnValue:
    """Fill in the association's own fields."""
    membership, fields = member_or_404(membership_id), own_fields()
    form = values_form(fields, membership.custom, filled=request.method == "POST")
    if form.validate_on_submit():
        fill_fields(membership, {one.key: form[one.key].data for one in fields}, by=signed_in_actor())
        flash(_("Dati aggiornati."), "success")
        return _back(membership_id, "campi")
    page = render_template("members/manage/member_fields.html", membership=membership, form=form, fields=fields)
    return page, REFUSED if form.errors else 200


def member_page(membership_id: UUID, **forms: Any) -> str:
    """The page of a member, with the form that was refused when there is one."""
    membership, actor = member_or_404(membership_id), signed_in_actor()
    may_edit = actor.can(Permission.MEMBERS_EDIT)
    about = about_member(membership)
    return render_template(
        "members/manage/member.html",
        membership=membership,
        about=about,
        notes=notes_of(membership) if may_edit else [],
        writers=about.names_of_writers if may_edit else {},
        own=[(one.label, typed_value(one.kind, membership.custom.get(one.key))) for one in own_fields()],
        note_form=forms.get("note_form") or NoteForm(formdata=None),
        tag_form=forms.get("tag_form") or TagForm(formdata=None, prefix="tag"),
        fee_words=FEE_WORDS,
        fee_tones=FEE_TONES,
        fee_state_of=fee_state_of,
        end_words=END_WORDS,
        office_words=OFFICE_KINDS,
        contact_kinds=CONTACT_KINDS,
        address_kinds=ADDRESS_KINDS,
        show_phone=show_phone,
    )


def _back(membership_id: UUID, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", membership_id=membership_id, _anchor=anchor), DONE)
