"""The office's page of a group's leaflet: send one, look at it, take it away."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ama_net.features.groups.leaflets import MAX_BYTES, UnreadableLeaflet
from ama_net.features.groups.models import Group
from ama_net.features.groups.operations.leaflets import leaflet_of, put_back_leaflet, put_leaflet, remove_leaflet
from ama_net.features.groups.queries import group_by_id
from ama_net.features.groups.views.papers import kept_pdf
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("leaflets_manage", __name__)


class LeafletForm(WebForm):
    """A leaflet, and what it says for who cannot see it."""

    file = FileField(
        _l("File del volantino"),
        [FileRequired(_l("Scegli il file."))],
        description=_l("Un PDF, oppure un'immagine JPEG o PNG. Al massimo 5 MB e 12 pagine."),
    )
    title = StringField(
        _l("Titolo"),
        [InputRequired(_l("Scrivi un titolo.")), Length(max=120)],
        filters=[strip],
        description=_l("Si legge sul pulsante: «Volantino di autunno»."),
    )
    words = TextAreaField(
        _l("Che cosa c'è scritto"),
        [InputRequired(_l("Scrivi che cosa dice il volantino: chi non vede legge questo.")), Length(max=2000)],
        filters=[strip],
        description=_l("Le parole del volantino, per chi non lo può vedere."),
    )


@bp.route("/gruppi/<uuid:group_id>/locandina", methods=["GET", "POST"])
@requires(Permission.GROUPS_EDIT)
def index(group_id: UUID) -> ResponseReturnValue:
    """The leaflet of a group, and the form to send another."""
    group = _group(group_id)
    form = LeafletForm()
    if form.validate_on_submit():
        content = form.file.data.read(MAX_BYTES + 1)
        try:
            put_leaflet(group, content, title=form.title.data or "", words=form.words.data or "", by=signed_in_actor())
        except UnreadableLeaflet as error:
            form.file.errors = [str(error)]
        else:
            flash(_("Il volantino è sulla pagina del gruppo."), "success")
            return redirect(url_for(".index", group_id=group_id), 303)
    page = render_template("groups/manage/leaflet.html", form=form, group=group, leaflet=leaflet_of(group_id))
    return page, 422 if form.errors else 200


@bp.get("/gruppi/<uuid:group_id>/locandina.pdf")
@requires(Permission.GROUPS_EDIT)
def leaflet(group_id: UUID) -> ResponseReturnValue:
    """The leaflet as it is on the site, also of a group that is not."""
    group = _group(group_id)
    kept = leaflet_of(group_id, with_body=True) or abort(404)
    return kept_pdf(kept.body, name=f"volantino-{group.slug}", fingerprint=kept.sha256)


@bp.post("/gruppi/<uuid:group_id>/locandina/ritiro")
@requires(Permission.GROUPS_EDIT)
def remove(group_id: UUID) -> ResponseReturnValue:
    """Take the leaflet away for good."""
    if not remove_leaflet(_group(group_id), by=signed_in_actor()):
        abort(404)
    flash(_("Volantino tolto dalla pagina del gruppo."), "success")
    return redirect(url_for(".index", group_id=group_id), 303)


@bp.post("/gruppi/<uuid:group_id>/locandina/conferma")
@requires(Permission.GROUPS_EDIT)
def put_back(group_id: UUID) -> ResponseReturnValue:
    """Show again the leaflet of a protected group, looked at."""
    if not put_back_leaflet(_group(group_id), by=signed_in_actor()):
        abort(404)
    flash(_("Il volantino è di nuovo sulla pagina del gruppo."), "success")
    return redirect(url_for(".index", group_id=group_id), 303)


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)
