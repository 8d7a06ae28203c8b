"""Everybody's path at a glance, and one person's."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_trainings import StatusForm
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.lists_trainings import all_paths, path_of, paths_list
from ama_net.features.volunteers.queries import service_of
from ama_net.features.volunteers.queries_trainings import (
    coming_enrolments,
    minutes_there,
    past_enrolments,
    people_for_trainings,
)
from ama_net.features.volunteers.training_words import missing_words
from ama_net.features.volunteers.views.trainings_manage.door import DONE, REFUSED, bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit.exports import export_list
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training import Training, note_training
from ama_net.kernel.training.queries import shadowings_of
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.kernel.training.words import ANSWERS, COURSE_KINDS, TRAININGS


@bp.get("/formazione/percorsi")
@requires(Permission.TRAININGS_READ)
def paths() -> str:
    """Everybody who is on the way, or facilitates."""
    page = paths_list().page(all_paths(), request.args)
    return render_template(
        "volunteers/manage/paths.html",
        page=page,
        words=TRAININGS,
        missing_words=missing_words,
        duration=duration_words,
        settings=read_settings(TrainingsSettings),
    )


@bp.get("/formazione/percorsi.csv")
@requires(Permission.TRAININGS_EDIT)
def export_paths() -> Response:
    """The same as a file."""
    return export_list(paths_list(), all_paths(), request.args, name="percorsi", by=signed_in_actor())


@bp.get("/formazione/persone/<uuid:person_id>")
@requires(Permission.TRAININGS_READ)
def of_person(person_id: UUID) -> str:
    """One person's path: what they did, what is missing, what somebody decided."""
    person = learner(person_id)
    path = path_of(person)
    form = StatusForm(
        formdata=None, data={"status": path.status, "reached_on": path.path.reached_on if path.path else None}
    )
    return person_page(person, form)


@bp.post("/formazione/persone/<uuid:person_id>/stato")
@requires(Permission.TRAININGS_EDIT)
def note(person_id: UUID) -> ResponseReturnValue:
    """Decide that somebody has finished, or note a step by hand."""
    person, form = learner(person_id), StatusForm()
    if form.validate_on_submit():
        try:
            note_training(person, Training(form.status.data), form.reached_on.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Annotato."), "success")
            return redirect(url_for(".of_person", person_id=person.id), DONE)
    return person_page(person, form), REFUSED


def person_page(person: Person, form: StatusForm) -> str:
    """The page of one person."""
    actor, path = signed_in_actor(), path_of(person)
    past = past_enrolments(person.id)
    return render_template(
        "volunteers/manage/training_person.html",
        person=person,
        row=path,
        form=form,
        missing=missing_words(path.missing),
        settings=read_settings(TrainingsSettings),
        shadowings=shadowings_of(person.id),
        coming=coming_enrolments(person.id),
        past=past,
        minutes=minutes_there(person.id, [one.course_id for one in past]),
        duration=duration_words,
        words={"kinds": COURSE_KINDS, "answers": ANSWERS, "trainings": TRAININGS},
        volunteer=service_of(person.id) if actor.can(Permission.VOLUNTEERS_READ) else None,
        may_edit=actor.can(Permission.TRAININGS_EDIT),
    )


def learner(person_id: UUID) -> Person:
    """Somebody trainings are for; any other person is not here, unless one reads the register of people."""
    if signed_in_actor().can(Permission.PEOPLE_READ):
        return db.session.get(Person, person_id) or abort(404)
    wanted = people_for_trainings().where(Person.id == person_id)
    return db.session.scalars(wanted).one_or_none() or abort(404)
