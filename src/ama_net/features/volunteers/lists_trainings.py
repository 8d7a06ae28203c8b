"""The lists of the office about training: courses, everybody's path, whom to ask to a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.queries_trainings import has_role, is_on_a_path, serves_now
from ama_net.features.volunteers.training_words import missing_words
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.foundation.web.pages import datetime_short
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.training import (
    Course,
    CourseAnswer,
    Enrolment,
    Missing,
    Progress,
    Training,
    TrainingPath,
    has_training,
    missing,
    progress_of,
    trainings_of,
)
from ama_net.kernel.training.queries import intervisions_since
from ama_net.kernel.training.settings import TrainingsSettings
from ama_net.kernel.training.words import COURSE_KINDS, TRAININGS

WHEN: dict[str, LazyString] = {"coming": _l("Da oggi in poi"), "past": _l("Passati")}
LATE: dict[str, LazyString] = {"late": _l("Poche")}
WHO: dict[str, LazyString] = {
    "facilitators": _l("Chi facilita un gruppo"),
    "volunteers": _l("Volontari"),
    "learning": _l("Chi si sta formando"),
}


@dataclass(frozen=True)
class ListedCourse:
    """A course of a page, with how many are asked and how many come."""

    course: Course
    asked: int
    coming: int

    @property
    def id(self) -> UUID:
        """The course's."""
        return self.course.id


@dataclass(frozen=True)
class ListedPath:
    """A person's path, as a line of the list says it."""

    person: Person
    path: TrainingPath | None
    progress: Progress
    missing: Missing

    @property
    def id(self) -> UUID:
        """The person's."""
        return self.person.id

    @property
    def status(self) -> str:
        """The step that holds."""
        return self.path.status if self.path else Training.NONE

    @property
    def is_behind(self) -> bool:
        """Whether who is qualified came to too few intervisions."""
        return self.missing.intervisions > 0


def courses_list() -> Listing:
    """The courses of the office, the next ones first."""
    return Listing(
        Column("when", _l("Quando"), value=lambda row: datetime_short(row.course.first_at), sort=Course.first_at),
        Column("kind", _l("Che cos'è"), value=lambda row: COURSE_KINDS[row.course.kind], sort=Course.kind),
        Column("title", _l("Titolo"), value="course.title", sort=Course.title),
        Column("where", _l("Luogo"), value="course.where"),
        Column("teacher", _l("Chi lo tiene"), value="course.teacher", shown=False),
        Column("days", _l("Giorni"), value=lambda row: len(row.course.days), shown=False, numeric=True),
        Column("asked", _l("Iscritti"), value="asked", numeric=True),
        Column("coming", _l("Vengono"), value="coming", numeric=True),
        Column("cancelled", _l("Annullato"), value=lambda row: _("sì") if row.course.cancelled_at else "", shown=False),
        filters=(
            Filter("when", _l("Quando"), where=_is_when, options=WHEN).standing("coming"),
            Filter("kind", _l("Che cos'è"), Course.kind, COURSE_KINDS),
        ),
        search=search_words(Course.title),
        order="when",
        dress=_with_numbers,
    )


def all_courses() -> Select[Course]:
    """Every course, with what a line of the list shows."""
    return select(Course).options(joinedload(Course.venue), selectinload(Course.days))


def paths_list() -> Listing:
    """Everybody's path at a glance."""
    return Listing(
        Column("name", _l("Persona"), value="person.list_name", sort=Person.sort_name),
        Column("status", _l("A che punto è"), value=lambda row: TRAININGS[row.status]),
        Column("since", _l("Dal"), value=lambda row: row.path.reached_on if row.path else None, shown=False),
        Column("base", _l("Corso di base"), value=lambda row: duration_words(row.progress.base_minutes)),
        Column("shadowing", _l("Affiancamento"), value=_shadowing),
        Column("intervisions", _l("Intervisioni"), value="progress.intervisions", numeric=True),
        Column("missing", _l("Che cosa manca"), value=lambda row: "; ".join(missing_words(row.missing))),
        filters=(
            Filter("training", _l("A che punto è"), where=has_training, options=TRAININGS),
            Filter("late", _l("Intervisioni"), where=lambda _late: is_behind(), options=LATE),
        ),
        search=search_words(Person.sort_name),
        order="name",
        dress=_with_paths,
    )


def all_paths() -> Select[Person]:
    """Who is on the way, or facilitates."""
    return select(Person).where(is_on_a_path(), Person.deceased_on.is_(None))


def choice_list() -> Listing:
    """Whom to ask to a course: names, and how far each has come."""
    return Listing(
        Column("name", _l("Persona"), sort=Person.sort_name),
        Column("training", _l("Formazione")),
        filters=(
            Filter("who", _l("Chi"), where=_is_who, options=WHO),
            Filter("training", _l("A che punto è"), where=has_training, options=TRAININGS),
        ),
        search=search_words(Person.sort_name),
        order="name",
    )


def path_of(person: Person) -> ListedPath:
    """One person's."""
    return _with_paths([person])[0]


def _with_paths(people: Sequence[Any]) -> Sequence[ListedPath]:
    ids = [person.id for person in people]
    paths, progress, settings = trainings_of(ids), progress_of(ids), read_settings(TrainingsSettings)
    return [
        ListedPath(
            person,
            paths.get(person.id),
            progress[person.id],
            missing(progress[person.id], paths[person.id].status if person.id in paths else Training.NONE, settings),
        )
        for person in people
    ]


def _with_numbers(courses: Sequence[Any]) -> Sequence[ListedCourse]:
    said = select(Enrolment.course_id, func.count(), func.count().filter(Enrolment.answer == CourseAnswer.COMING))
    said = said.where(Enrolment.course_id.in_([course.id for course in courses])).group_by(Enrolment.course_id)
    numbers = {course_id: (asked, coming) for course_id, asked, coming in db.session.execute(said)}
    return [ListedCourse(course, *numbers.get(course.id, (0, 0))) for course in courses]


def _shadowing(row: ListedPath) -> str:
    if not row.progress.stays:
        return ""
    meetings = _("%(num)s incontri", num=row.progress.shadowing_meetings)
    return str(_("%(months)s mesi, %(meetings)s", months=row.progress.shadowing_months, meetings=meetings))


def _is_when(value: str) -> ColumnElement[bool]:
    return Course.last_at > now() if value == "coming" else Course.last_at <= now()


def _is_who(value: str) -> ColumnElement[bool]:
    if value == "facilitators":
        return has_role(Role.FACILITATOR)
    return serves_now() if value == "volunteers" else is_on_a_path()


def is_behind() -> ColumnElement[bool]:
    """The condition that who is qualified came to fewer intervisions in twelve months than the association asks."""
    wanted, since = read_settings(TrainingsSettings).intervisions_a_year, year_ago(today())
    return has_training(Training.QUALIFIED) & (intervisions_since(since) < wanted)


def year_ago(day: date) -> date:
    """The first of the twelve months that end on a day."""
    return day - relativedelta(years=1) + relativedelta(days=1)
