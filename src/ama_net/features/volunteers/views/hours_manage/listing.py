"""The list of hours: what waits, approved one by one or many at once, and the file to take away."""

from typing import Literal, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.lists_hours import hours_list, office_hours
from ama_net.features.volunteers.operations.hours import APPROVED_UNDO, approve_hours, is_own
from ama_net.features.volunteers.queries_hours_doubles import perhaps_twice
from ama_net.features.volunteers.views.hours_manage.door import DONE, bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people import WrongFact

FileType = Literal["csv", "xlsx"]


@bp.get("/ore")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The hours: those to approve unless the address asks for others."""
    page = hours_list().page(office_hours(), request.args)
    return render_template("volunteers/manage/hours.html", page=page, twice=perhaps_twice(page.rows))


@bp.get("/ore/elenco.<any(csv, xlsx):file_type>")
@requires(Permission.VOLUNTEERS_EXPORT)
def export(file_type: str) -> Response:
    """The list as a file, written in the audit; notes and reasons stay here."""
    kind = cast(FileType, file_type)
    return export_list(hours_list(), office_hours(), request.args, name="ore", by=signed_in_actor(), file_type=kind)


@bp.post("/ore/approvazione")
@requires(Permission.VOLUNTEERS_EDIT)
def approve() -> ResponseReturnValue:
    """Let the ticked entries count; what somebody else decided meanwhile stays so."""
    back = redirect(url_for(".index", **request.args.to_dict(flat=False)), DONE)  # type: ignore[arg-type]
    actor = signed_in_actor()
    chosen = list(db.session.scalars(hours_list().chosen(office_hours(), request.form)))
    if not chosen:
        flash(_("Nessuna voce scelta: spuntare le caselle delle righe."), "warning")
        return back
    try:
        approved = approve_hours(chosen, by=actor)
    except WrongFact as error:
        flash(str(error), "warning")
        return back
    if not approved:
        flash(_("Erano già decise: non è cambiato niente."), "warning")
        return back
    if any(one.is_waiting and is_own(one, actor) for one in chosen):
        flash(_("Le proprie ore le approva un'altra persona: aspettano ancora."), "warning")
    text = ngettext("Una voce approvata.", "%(num)s voci approvate.", len(approved))
    offer_undo(APPROVED_UNDO, {"entries": [str(one.id) for one in approved]}, text, by=actor)
    return back
