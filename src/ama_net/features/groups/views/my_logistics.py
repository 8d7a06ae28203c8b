"""Asking the network for a room or for material, for one's own group."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.groups.forms_logistics import STATE_KINDS, STATE_WORDS, NeedForm
from ama_net.features.groups.models import LogisticRequest
from ama_net.features.groups.operations.logistics import ask_logistics
from ama_net.features.groups.views.my import DONE, REFUSED, own_group
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor

bp = Blueprint("groups_my_logistics", __name__)

SHOWN = 10


@bp.route("/gruppi/<slug>/logistica", methods=["GET", "POST"])
def index(slug: str) -> ResponseReturnValue:
    """What the group has asked for, and a form to ask for more."""
    group, form = own_group(slug), NeedForm()
    del form.group_id
    if form.validate_on_submit():
        ask_logistics(form.need(), group=group, by=signed_in_actor())
        flash(_("Richiesta mandata: la segreteria ti fa sapere."), "success")
        return redirect(url_for(".index", slug=slug), DONE)
    asked = select(LogisticRequest).where(LogisticRequest.group_id == group.id)
    page = render_template(
        "groups/my/logistics.html",
        group=group,
        form=form,
        asked=list(db.session.scalars(asked.order_by(LogisticRequest.created_at.desc()).limit(SHOWN))),
        STATE_WORDS=STATE_WORDS,
        STATE_KINDS=STATE_KINDS,
    )
    return page, REFUSED if form.errors else 200
