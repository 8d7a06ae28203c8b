"""The days of a course: one more, another hour, one less."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.forms_trainings import DayForm, values_of_day
from ama_net.features.volunteers.operations.course_mails import change_days
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
    course, form, actor = course_or_404(course_id), DayForm(), signed_in_actor()
    if form.validate_on_submit():
        try:
            told = change_days(course, lambda: courses.add_day(course, form.fact(), by=actor), by=actor)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_with_told(_("Giorno aggiunto."), told), "success")
            return redirect(url_for(".show", course_id=course.id), DONE)
    return course_page(course, form), REFUSED


@bp.route(f"{DAYS}/<uuid:day_id>", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def move_day(course_id: UUID, day_id: UUID) -> ResponseReturnValue:
    """Another day, another hour."""
    course, actor = course_or_404(course_id), signed_in_actor()
    day = day_or_404(course, day_id)
    form = DayForm(data=values_of_day(day))
    if form.validate_on_submit():
        try:
            told = change_days(course, lambda: courses.move_day(day, form.fact(), by=actor), by=actor)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_with_told(_("Giorno spostato."), told), "success")
            return redirect(url_for(".show", course_id=course.id), DONE)
    page = render_template("volunteers/manage/course_day.html", course=course, day=day, form=form)
    return page, REFUSED if form.errors else 200


@bp.post(f"{DAYS}/<uuid:day_id>/cancellazione")
@requires(Permission.TRAININGS_EDIT)
def remove_day(course_id: UUID, day_id: UUID) -> ResponseReturnValue:
    """One day less."""
    course, actor = course_or_404(course_id), signed_in_actor()
    day = day_or_404(course, day_id)
    try:
        told = change_days(course, lambda: courses.remove_day(day, by=actor), by=actor)
    except WrongFact as error:
        flash(str(error), "error")
    else:
        flash(_with_told(_("Giorno tolto."), told), "success")
    return redirect(url_for(".show", course_id=course.id), DONE)


def _with_told(words: str, told: int) -> str:
    """What was done, and how many people were written to."""
    said = ngettext("Avvisata %(num)s persona.", "Avvisate %(num)s persone.", told) if told else ""
    return f"{words} {said}".strip()
