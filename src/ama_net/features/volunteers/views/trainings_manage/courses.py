"""Courses: the list, a new one, its page, correcting it, calling it off."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.forms_trainings import (
    CallOffForm,
    CourseForm,
    DayForm,
    NewCourseForm,
    values_of_course,
)
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.lists_trainings import all_courses, courses_list
from ama_net.features.volunteers.operations.course_mails import tell_called_off, to_tell
from ama_net.features.volunteers.queries_trainings import enrolments_of, who_was_there
from ama_net.features.volunteers.views.trainings_manage.door import DONE, REFUSED, bp, course_or_404
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit.exports import export_list
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training import Course, CourseAnswer, CourseKind
from ama_net.kernel.training.operations import courses
from ama_net.kernel.training.operations.enrolments import minutes_by_person, whole_minutes
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.kernel.training.words import ANSWERS, COURSE_KINDS

EACH_BY_ITSELF = (CourseKind.INTERVISION, CourseKind.SUPERVISION)
"""Kinds whose days, when they come back, are meetings of their own: who is asked and who comes changes each time."""


@bp.get("/formazione")
@requires(Permission.TRAININGS_READ)
def index() -> str:
    """Courses and meetings of facilitators, the next ones first."""
    page = courses_list().page(all_courses(), request.args)
    return render_template("volunteers/manage/courses.html", page=page, kinds=COURSE_KINDS)


@bp.get("/formazione.csv")
@requires(Permission.TRAININGS_EDIT)
def export() -> Response:
    """The courses of the list, as a file."""
    return export_list(courses_list(), all_courses(), request.args, name="formazione", by=signed_in_actor())


@bp.route("/formazione/nuovo", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def new() -> ResponseReturnValue:
    """A new course, or a year of meetings."""
    form = NewCourseForm()
    if form.validate_on_submit():
        planned = _planned(form)
        if planned:
            said = ngettext("È in programma.", "In programma: %(num)s incontri.", len(planned))
            flash(said, "success")
            first = planned[0]
            return redirect(url_for(".show", course_id=first.id) if len(planned) == 1 else url_for(".index"), DONE)
    page = render_template("volunteers/manage/course_form.html", form=form, course=None)
    return page, REFUSED if form.errors else 200


@bp.get("/formazione/corsi/<uuid:course_id>")
@requires(Permission.TRAININGS_READ)
def show(course_id: UUID) -> str:
    """A course: its days, who is asked and what they said, who was there."""
    return course_page(course_or_404(course_id), DayForm(formdata=None))


@bp.route("/formazione/corsi/<uuid:course_id>/modifica", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def edit(course_id: UUID) -> ResponseReturnValue:
    """Correct what is said of it."""
    course = course_or_404(course_id)
    form = CourseForm(data=values_of_course(course))
    if form.validate_on_submit():
        try:
            courses.change_course(course, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Dati salvati."), "success")
            return redirect(url_for(".show", course_id=course.id), DONE)
    page = render_template("volunteers/manage/course_form.html", form=form, course=course)
    return page, REFUSED if form.errors else 200


@bp.route("/formazione/corsi/<uuid:course_id>/annullamento", methods=["GET", "POST"])
@requires(Permission.TRAININGS_EDIT)
def call_off(course_id: UUID) -> ResponseReturnValue:
    """Call it off, and tell who expects it; asked before, saying how many they are."""
    course, form = course_or_404(course_id), CallOffForm()
    if not form.validate_on_submit():
        people = len(to_tell(course))
        page = render_template("volunteers/manage/course_call_off.html", course=course, form=form, people=people)
        return page, REFUSED if form.errors else 200
    actor = signed_in_actor()
    try:
        if courses.call_off(course, by=actor):
            flash(_called_off_words(tell_called_off(course, why=form.why.data or "", by=actor)), "success")
    except WrongFact as error:
        flash(str(error), "error")
    return redirect(url_for(".show", course_id=course.id), DONE)


def _called_off_words(told: int) -> str:
    if not told:
        return str(_("Annullato. Non c'era nessuno da avvisare."))
    said = ngettext("Avvisata %(num)s persona.", "Avvisate %(num)s persone.", told)
    return str(_("Annullato. %(told)s", told=said))


def course_page(course: Course, form: DayForm) -> str:
    """The page of a course, with a form for one more day."""
    enrolled = enrolments_of(course)
    answers = [one.answer for one in enrolled]
    return render_template(
        "volunteers/manage/course.html",
        course=course,
        form=form,
        enrolled=enrolled,
        there=who_was_there(course),
        minutes=minutes_by_person(course),
        whole=whole_minutes(course),
        counts={answer: answers.count(answer) for answer in CourseAnswer},
        to_write=sum(1 for one in enrolled if one.invited_at is None),
        duration=duration_words,
        words={"kinds": COURSE_KINDS, "answers": ANSWERS},
        percent=read_settings(TrainingsSettings).certificate_percent,
        may_edit=signed_in_actor().can(Permission.TRAININGS_EDIT),
    )


def _planned(form: NewCourseForm) -> list[Course]:
    """What was put in the calendar; nothing when something cannot be, and the form says what."""
    facts, days, actor = form.facts(), form.days(), signed_in_actor()
    parts = [[day] for day in days] if facts.kind in EACH_BY_ITSELF else [days]
    try:
        return [courses.plan_course(facts, part, by=actor) for part in parts]
    except WrongFact as error:
        blame(form, error)
        return []
