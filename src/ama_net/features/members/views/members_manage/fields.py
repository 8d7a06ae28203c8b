"""The association's own fields, defined by the office."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.members.forms_members import FieldForm
from ama_net.features.members.list_frame import own_fields
from ama_net.features.members.member_words import FIELD_KINDS
from ama_net.features.members.models import OwnField
from ama_net.features.members.operations.own_fields import add_field, change_field, remove_field
from ama_net.features.members.views.members_manage.door import DONE, REFUSED, bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.route("/soci/campi", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def fields() -> ResponseReturnValue:
    """The fields there are, and a new one."""
    form = FieldForm()
    if form.validate_on_submit():
        try:
            added = add_field(form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Campo aggiunto: «%(label)s».", label=added.label), "success")
            return redirect(url_for(".fields"), DONE)
    page = render_template("members/manage/fields.html", form=form, fields=own_fields(), kinds=FIELD_KINDS)
    return page, REFUSED if form.errors else 200


@bp.route("/soci/campi/<uuid:field_id>", methods=["GET", "POST"])
@requires(Permission.MEMBERS_EDIT)
def field(field_id: UUID) -> ResponseReturnValue:
    """Change a field's words and where it is shown."""
    kept = _field_or_404(field_id)
    form = FieldForm(obj=kept, data={"choices": "\n".join(kept.choices)})
    form.kind.choices = [choice for choice in form.kind.choices or () if choice.value == kept.kind]
    if form.validate_on_submit():
        try:
            change_field(kept, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Campo aggiornato."), "success")
            return redirect(url_for(".fields"), DONE)
    page = render_template("members/manage/field_form.html", form=form, kept=kept)
    return page, REFUSED if form.errors else 200


@bp.post("/soci/campi/<uuid:field_id>/fine")
@requires(Permission.MEMBERS_EDIT)
def drop_field(field_id: UUID) -> ResponseReturnValue:
    """Take a field away."""
    remove_field(_field_or_404(field_id), by=signed_in_actor())
    flash(_("Campo tolto."), "success")
    return redirect(url_for(".fields"), DONE)


def _field_or_404(field_id: UUID) -> OwnField:
    kept = db.session.get(OwnField, field_id)
    return kept if kept is not None and kept.removed_at is None else abort(404)
