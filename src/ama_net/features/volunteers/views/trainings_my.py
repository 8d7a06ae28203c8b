"""My training (``/my/formazione``): what I am asked to, how far I have come, what I was at."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.course_paper import course_certificate_name, course_certificate_pdf
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.lists_trainings import path_of
from ama_net.features.volunteers.queries_trainings import (
    coming_enrolments,
    minutes_there,
    own_enrolment,
    past_enrolments,
)
from ama_net.features.volunteers.training_words import missing_words
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling.words import span_words
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training import CourseAnswer, Enrolment
from ama_net.kernel.training.operations.enrolments import answer
from ama_net.kernel.training.queries import shadowings_of
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.kernel.training.words import COURSE_KINDS, TRAININGS

bp = Blueprint("trainings_my", __name__)

ANSWERS = {"vengo": CourseAnswer.COMING, "non-vengo": CourseAnswer.NOT_COMING}


@bp.get("/formazione")
def index() -> str:
    """What is next, the path, what was; who is in no register of people has nothing."""
    person_id = signed_in_actor().person_id
    person = db.session.get(Person, person_id) if person_id else None
    if person is None:
        return render_template("volunteers/my/trainings.html", person=None, coming=[], past=[])
    past, row = past_enrolments(person.id), path_of(person)
    return render_template(
        "volunteers/my/trainings.html",
        person=person,
        coming=coming_enrolments(person.id),
        past=past,
        minutes=minutes_there(person.id, [one.course_id for one in past]),
        row=row,
        missing=missing_words(row.missing),
        shadowings=shadowings_of(person.id),
        settings=read_settings(TrainingsSettings),
        words={"kinds": COURSE_KINDS, "trainings": TRAININGS},
        duration=duration_words,
        span_words=span_words,
    )


@bp.post("/formazione/<uuid:enrolment_id>/risposta")
def say(enrolment_id: UUID) -> ResponseReturnValue:
    """Whether I come; I may change my mind."""
    said = ANSWERS.get(request.form.get("risposta", ""))
    if said is None:
        abort(422)
    try:
        answer(_mine(enrolment_id), said, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        flash(_("Ti aspettiamo.") if said == CourseAnswer.COMING else _("Grazie di avercelo detto."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/formazione/<uuid:enrolment_id>/attestato.pdf")
def certificate(enrolment_id: UUID) -> Response:
    """My certificate."""
    enrolment = _mine(enrolment_id)
    if enrolment.certified_on is None:
        abort(404)
    pdf = course_certificate_pdf(enrolment, enrolment.course, enrolment.person)
    return pdf_answer(pdf, course_certificate_name(enrolment))


def _mine(enrolment_id: UUID) -> Enrolment:
    return own_enrolment(enrolment_id, signed_in_actor().person_id) or abort(404)
