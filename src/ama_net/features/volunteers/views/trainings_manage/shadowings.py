"""Going beside a facilitator, as the office writes it down."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_trainings import ShadowingForm
from ama_net.features.volunteers.queries_trainings import facilitators_to_follow
from ama_net.features.volunteers.views.trainings_manage.door import DONE, REFUSED, bp
from ama_net.features.volunteers.views.trainings_manage.paths import learner
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.training import Shadowing
from ama_net.kernel.training.operations.shadowings import (
    ShadowingFacts,
    begin_shadowing,
    change_shadowing,
    remove_shadowing,
)

SHADOWINGS = "/formazione/persone/<uuid:person_id>/affiancamenti"


@bp.route(f"{SHADOWINGS}/nuovo", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def begin(person_id: UUID) -> ResponseReturnValue:
    """Write down that somebody goes beside a facilitator."""
    return _shadowing_page(learner(person_id), None)


@bp.route(f"{SHADOWINGS}/<uuid:shadowing_id>", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def change(person_id: UUID, shadowing_id: UUID) -> ResponseReturnValue:
    """Correct it, count its meetings, end it."""
    return _shadowing_page(learner(person_id), _row(person_id, shadowing_id))


@bp.post(f"{SHADOWINGS}/<uuid:shadowing_id>/cancellazione")
@requires(Permission.TRAININGS_EDIT)
def remove(person_id: UUID, shadowing_id: UUID) -> ResponseReturnValue:
    """It was written by mistake."""
    remove_shadowing(_row(person_id, shadowing_id), by=signed_in_actor())
    flash(_("Affiancamento tolto."), "success")
    return redirect(url_for(".of_person", person_id=person_id), DONE)


def _shadowing_page(person: Person, row: Shadowing | None) -> ResponseReturnValue:
    names = ("with_person_id", "started_on", "ended_on", "meetings", "note")
    form = ShadowingForm(data={name: getattr(row, name) for name in names} if row else None)
    form.offer(facilitators_to_follow(besides=person.id), row)
    if form.validate_on_submit() and _written(person, row, form):
        flash(_("Affiancamento annotato."), "success")
        return redirect(url_for(".of_person", person_id=person.id), DONE)
    page = render_template("volunteers/manage/shadowing_form.html", person=person, row=row, form=form)
    return page, REFUSED if form.errors else 200


def _written(person: Person, row: Shadowing | None, form: ShadowingForm) -> bool:
    facts = ShadowingFacts(
        with_person=db.session.get_one(Person, form.with_person_id.data),
        started_on=form.started_on.data or today(),
        ended_on=form.ended_on.data,
        meetings=form.meetings.data or 0,
        note=form.note.data or "",
    )
    try:
        if row is None:
            begin_shadowing(person, facts, by=signed_in_actor())
        else:
            change_shadowing(row, facts, by=signed_in_actor())
    except WrongFact as error:
        blame(form, error)
        return False
    return True


def _row(person_id: UUID, shadowing_id: UUID) -> Shadowing:
    row = db.session.get(Shadowing, shadowing_id)
    return row if row is not None and row.person_id == person_id else abort(404)
