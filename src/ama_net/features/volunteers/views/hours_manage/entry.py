"""One entry: what it says, approving it, sending it back with a reason, putting it right, taking it away."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_hours import EntryForm, RefuseForm, entry_facts
from ama_net.features.volunteers.hours_letters import tell_refused
from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.operations.hours import approve_hours, refuse_hours
from ama_net.features.volunteers.operations.hours_changes import correct_hours, remove_hours
from ama_net.features.volunteers.queries_hours import all_activities
from ama_net.features.volunteers.queries_hours_doubles import perhaps_twice
from ama_net.features.volunteers.views.hours_manage.door import DONE, REFUSED, bp, entry_or_404
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/ore/<uuid:entry_id>")
@requires(Permission.VOLUNTEERS_READ)
def show(entry_id: UUID) -> str:
    """One entry."""
    return _page(entry_or_404(entry_id))


@bp.post("/ore/<uuid:entry_id>/approvazione")
@requires(Permission.VOLUNTEERS_EDIT)
def approve_one(entry_id: UUID) -> ResponseReturnValue:
    """Let one entry count."""
    try:
        approved = approve_hours([entry_or_404(entry_id)], by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Ore approvate.") if approved else _("Erano già decise: non è cambiato niente."), "success")
    return redirect(url_for(".show", entry_id=entry_id), DONE)


@bp.post("/ore/<uuid:entry_id>/rifiuto")
@requires(Permission.VOLUNTEERS_EDIT)
def refuse(entry_id: UUID) -> ResponseReturnValue:
    """Send an entry back with a reason; the volunteer is told that there is one."""
    entry, form, actor = entry_or_404(entry_id), RefuseForm(), signed_in_actor()
    if form.validate_on_submit():
        try:
            refuse_hours(entry, why=form.why.data or "", by=actor)
        except WrongFact as error:
            blame(form, error)
        else:
            tell_refused(entry, entry.person, by=actor)
            flash(_("Ore rimandate: chi le ha scritte riceve un avviso."), "success")
            return redirect(url_for(".show", entry_id=entry_id), DONE)
    return _page(entry, refuse_form=form), REFUSED


@bp.post("/ore/<uuid:entry_id>/correzione")
@requires(Permission.VOLUNTEERS_EDIT)
def correct(entry_id: UUID) -> ResponseReturnValue:
    """Put an entry right."""
    entry = entry_or_404(entry_id)
    activities = all_activities()
    form = EntryForm().begin(entry, activities)
    if form.validate_on_submit() and form.on.data and form.minutes.data is not None:
        activity = next(one for one in activities if one.id == form.activity_id.data)
        try:
            correct_hours(
                entry,
                activity=activity,
                on=form.on.data,
                minutes=form.minutes.data,
                note=form.note.data or "",
                by=signed_in_actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Ore corrette."), "success")
            return redirect(url_for(".show", entry_id=entry_id), DONE)
    return _page(entry, form=form), REFUSED


@bp.post("/ore/<uuid:entry_id>/cancellazione")
@requires(Permission.VOLUNTEERS_EDIT)
def remove(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry away."""
    try:
        remove_hours(entry_or_404(entry_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(url_for(".show", entry_id=entry_id), DONE)
    flash(_("Ore tolte."), "success")
    return redirect(url_for(".index"), DONE)


def _page(entry: HourEntry, *, form: EntryForm | None = None, refuse_form: RefuseForm | None = None) -> str:
    form = form or EntryForm(formdata=None, data=entry_facts(entry)).begin(entry, all_activities())
    return render_template(
        "volunteers/manage/hours_entry.html",
        entry=entry,
        twice=perhaps_twice([entry]),
        form=form,
        refuse_form=refuse_form or RefuseForm(formdata=None),
        correcting=request.endpoint == f"{bp.name}.correct",
    )
