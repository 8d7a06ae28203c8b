"""The office's pages on sources: addresses whose lists of groups are read every twelve hours."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.groups.forms_import import SourceForm
from ama_net.features.groups.importing.missing import missing_groups
from ama_net.features.groups.models import GroupSource
from ama_net.features.groups.operations.sources import (
    AddressTaken,
    add_source,
    change_source,
    close_missing,
    restart_source,
    stop_source,
)
from ama_net.features.groups.operations.states import UNDO_KIND
from ama_net.features.groups.queries_imports import (
    MISSING_WORDS,
    READING_KINDS,
    READING_WORDS,
    all_sources,
    readings_of,
    waiting_import,
)
from ama_net.features.groups.source_tasks import read_source
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web_client import FetchError
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.tenancy.keys import settings_of_app

bp = Blueprint("groups_sources", __name__)

MOST_CLOSED = 200
"""How many groups one form may close."""


@bp.get("/gruppi/fonti")
@requires(Permission.GROUPS_IMPORT)
def index() -> str:
    """The sources."""
    return render_template("groups/manage/sources.html", sources=all_sources())


@bp.route("/gruppi/fonti/nuova", methods=["GET", "POST"])
@requires(Permission.GROUPS_IMPORT)
def new() -> ResponseReturnValue:
    """Write down a source, and have it read."""
    form = SourceForm()
    if form.validate_on_submit():
        try:
            source = add_source(form.facts(), settings=settings_of_app(), by=signed_in_actor())
        except FetchError as error:
            form.url.errors = [str(error)]
        except AddressTaken:
            form.url.errors = [_("Questo indirizzo è già fra le fonti.")]
        else:
            return _read(source)
    page = render_template("groups/manage/sources_form.html", form=form, source=None)
    return page, 422 if form.errors else 200


@bp.get("/gruppi/fonti/<uuid:source_id>")
@requires(Permission.GROUPS_IMPORT)
def show(source_id: UUID) -> str:
    """A source: how its readings went, what waits for a yes, which groups it names no more."""
    source = _source(source_id)
    return render_template(
        "groups/manage/sources_show.html",
        source=source,
        readings=readings_of(source.id),
        waiting=waiting_import(source.id),
        missing=list(db.session.scalars(missing_groups(source.id))),
        READING_WORDS=READING_WORDS,
        READING_KINDS=READING_KINDS,
        **MISSING_WORDS,
    )


@bp.route("/gruppi/fonti/<uuid:source_id>/modifica", methods=["GET", "POST"])
@requires(Permission.GROUPS_IMPORT)
def edit(source_id: UUID) -> ResponseReturnValue:
    """Correct a source."""
    source = _source(source_id)
    form = SourceForm(obj=source)
    if form.validate_on_submit():
        try:
            changed = change_source(source, form.facts(), settings=settings_of_app(), by=signed_in_actor())
        except FetchError as error:
            form.url.errors = [str(error)]
        except AddressTaken:
            form.url.errors = [_("Questo indirizzo è già fra le fonti.")]
        else:
            flash(_("Fonte salvata.") if changed else _("Non è cambiato niente."), "success" if changed else "info")
            return redirect(url_for(".show", source_id=source.id))
    page = render_template("groups/manage/sources_form.html", form=form, source=source)
    return page, 422 if form.errors else 200


@bp.post("/gruppi/fonti/<uuid:source_id>/lettura")
@requires(Permission.GROUPS_IMPORT)
def read(source_id: UUID) -> ResponseReturnValue:
    """Read a source now."""
    source = _source(source_id)
    if source.is_stopped:
        flash(_("La fonte è ferma: prima falla ripartire."), "info")
        return redirect(url_for(".show", source_id=source.id))
    return _read(source)


@bp.post("/gruppi/fonti/<uuid:source_id>/fermata")
@requires(Permission.GROUPS_IMPORT)
def stop(source_id: UUID) -> ResponseReturnValue:
    """Read a source no more; its groups stay."""
    source = _source(source_id)
    stop_source(source, by=signed_in_actor())
    flash(_("Fonte fermata. I suoi gruppi restano come sono."), "success")
    return redirect(url_for(".show", source_id=source.id))


@bp.post("/gruppi/fonti/<uuid:source_id>/ripresa")
@requires(Permission.GROUPS_IMPORT)
def restart(source_id: UUID) -> ResponseReturnValue:
    """Read a stopped source again."""
    source = _source(source_id)
    restart_source(source, by=signed_in_actor())
    return _read(source)


@bp.post("/gruppi/fonti/<uuid:source_id>/chiusure")
@requires(Permission.GROUPS_EDIT)
def close(source_id: UUID) -> ResponseReturnValue:
    """Close the groups that were ticked among those a source names no more; can be taken back."""
    source = _source(source_id)
    payload = close_missing(source, _ticked(), by=signed_in_actor())
    done = len(payload["groups"])
    if done:
        words = ngettext("%(num)s gruppo chiuso.", "%(num)s gruppi chiusi.", done)
        offer_undo(UNDO_KIND, payload, words, by=signed_in_actor())
    else:
        flash(_("Nessun gruppo scelto."), "info")
    return redirect(url_for(".show", source_id=source.id))


def _ticked() -> list[UUID]:
    found = []
    for text in request.form.getlist("selected")[:MOST_CLOSED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _read(source: GroupSource) -> ResponseReturnValue:
    db.session.flush()
    enqueue(read_source, str(source.id), True)
    flash(_("La lettura è cominciata: fra poco si vede qui com'è andata."), "success")
    return redirect(url_for(".show", source_id=source.id))


def _source(source_id: UUID) -> GroupSource:
    return db.session.get(GroupSource, source_id) or abort(404)
