"""The days of a course: one more, another hour, one less."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_trainings import DayForm, values_of_day
from ama_net.features.volunteers.views.trainings_manage.courses import course_page
from ama_net.features.volunteers.views.trainings_manage.door import DONE, REFUSED, bp, course_or_404, day_or_404
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.training.operations import courses

DAYS = "/formazione/corsi/<uuid:course_id>/giorni"


@bp.post(DAYS)
@requires(Permission.TRAININGS_EDIT)
def add_day(course_id: UUID) -> ResponseReturnValue:
    """One more day."""
    course, form = course_or_404(course_id), DayForm()
    if form.validate_on_submit():
        try:
            courses.add_day(course, form.fact(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Giorno aggiunto."), "success")
            return redirect(url_for(".show", course_id=course.id), DONE)
    return course_page(course, form), REFUSED


@bp.route(f"{DAYS}/<uuid:day_id>", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def move_day(course_id: UUID, day_id: UUID) -> ResponseReturnValue:
    """Another day, another hour."""
    course = course_or_404(course_id)
    day = day_or_404(course, day_id)
    form = DayForm(data=values_of_day(day))
    if form.validate_on_submit():
        try:
            courses.move_day(day, form.fact(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Giorno spostato. Chi è iscritto lo legge nella sua area."), "success")
            return redirect(url_for(".show", course_id=course.id), DONE)
    page = render_template("volunteers/manage/course_day.html", course=course, day=day, form=form)
    return page, REFUSED if form.errors else 200


@bp.post(f"{DAYS}/<uuid:day_id>/cancellazione")
@requires(Permission.TRAININGS_EDIT)
def remove_day(course_id: UUID, day_id: UUID) -> ResponseReturnValue:
    """One day less."""
    course = course_or_404(course_id)
    try:
        courses.remove_day(day_or_404(course, day_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "error")
    else:
        flash(_("Giorno tolto."), "success")
    return redirect(url_for(".show", course_id=course.id), DONE)
