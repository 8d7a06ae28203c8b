"""Who is asked to a course: choosing many at once, writing to them, certificates."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.course_paper import course_certificate_name, course_certificate_pdf
from ama_net.features.volunteers.lists_trainings import choice_list
from ama_net.features.volunteers.operations.course_mails import invite_to_course
from ama_net.features.volunteers.queries_trainings import enrolments_of, people_for_trainings
from ama_net.features.volunteers.views.trainings_manage.door import DONE, bp, course_or_404, enrolment_or_404
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.training import trainings_of
from ama_net.kernel.training.operations import enrolments
from ama_net.kernel.training.words import TRAININGS

COURSE = "/formazione/corsi/<uuid:course_id>"


@bp.get(f"{COURSE}/iscrizioni")
@requires(Permission.TRAININGS_EDIT)
def choose(course_id: UUID) -> str:
    """Whom to ask: names to tick."""
    course = course_or_404(course_id)
    page = choice_list().page(people_for_trainings(), request.args)
    return render_template(
        "volunteers/manage/course_people.html",
        course=course,
        page=page,
        trainings=trainings_of([person.id for person in page.rows]),
        asked={one.person_id for one in enrolments_of(course)},
        words=TRAININGS,
    )


@bp.post(f"{COURSE}/iscrizioni")
@requires(Permission.TRAININGS_EDIT)
def enrol(course_id: UUID) -> ResponseReturnValue:
    """Ask who was ticked; for ``action`` everybody, all those the list shows in all its pages."""
    course, listing = course_or_404(course_id), choice_list()
    everybody = request.form.get("action") == "everybody"
    wanted = people_for_trainings()
    wanted = listing.select(wanted, request.args) if everybody else listing.chosen(wanted, request.form)
    try:
        count = enrolments.enrol(course, db.session.scalars(wanted), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        said = ngettext("Iscritta %(num)s persona.", "Iscritte %(num)s persone.", count)
        flash(
            said if count else _("Nessuna persona nuova: chi era scelto è già iscritto."),
            "success" if count else "info",
        )
    return redirect(url_for(".show", course_id=course.id), DONE)


@bp.post(f"{COURSE}/iscrizioni/<uuid:enrolment_id>/cancellazione")
@requires(Permission.TRAININGS_EDIT)
def take_off(course_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Ask somebody no longer."""
    course = course_or_404(course_id)
    try:
        enrolments.take_off(enrolment_or_404(course, enrolment_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        flash(_("Iscrizione tolta."), "success")
    return redirect(url_for(".show", course_id=course.id), DONE)


@bp.post(f"{COURSE}/inviti")
@requires(Permission.TRAININGS_EDIT)
def invite(course_id: UUID) -> ResponseReturnValue:
    """Write to who is enrolled and was not written to."""
    count = invite_to_course(course_or_404(course_id), by=signed_in_actor())
    said = ngettext("Scritto a %(num)s persona.", "Scritto a %(num)s persone.", count)
    flash(said if count else _("Nessuno a cui scrivere."), "success" if count else "info")
    return redirect(url_for(".show", course_id=course_id), DONE)


@bp.post(f"{COURSE}/attestati")
@requires(Permission.TRAININGS_EDIT)
def certify(course_id: UUID) -> ResponseReturnValue:
    """Give the certificate to who was there long enough."""
    course = course_or_404(course_id)
    try:
        count = enrolments.certify(course, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        said = ngettext("Preparato %(num)s attestato.", "Preparati %(num)s attestati.", count)
        flash(said if count else _("Nessun attestato nuovo da preparare."), "success" if count else "info")
    return redirect(url_for(".show", course_id=course.id), DONE)


@bp.get(f"{COURSE}/iscrizioni/<uuid:enrolment_id>/attestato.pdf")
@requires(Permission.TRAININGS_READ)
def certificate(course_id: UUID, enrolment_id: UUID) -> Response:
    """A certificate that was given."""
    course = course_or_404(course_id)
    enrolment = enrolment_or_404(course, enrolment_id)
    if enrolment.certified_on is None:
        abort(404)
    return pdf_answer(course_certificate_pdf(enrolment, course, enrolment.person), course_certificate_name(enrolment))
