"""What the office types about courses, their days, shadowing, and how far somebody has come."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ama_net.features.volunteers.forms_shifts import REPEATS
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.places.queries import venue_choices
from ama_net.kernel.scheduling import rule_of
from ama_net.kernel.scheduling.recurrence import span
from ama_net.kernel.scheduling.rules import days_of
from ama_net.kernel.training import Course, CourseDay, CourseKind, Shadowing, Training
from ama_net.kernel.training.operations.courses import (
    LONGEST_NOTES,
    LONGEST_PLACE,
    LONGEST_TEACHER,
    LONGEST_TITLE,
    MOST_DAYS,
    CourseFacts,
    DayFacts,
)
from ama_net.kernel.training.operations.shadowings import LONGEST_NOTE, MOST_MEETINGS
from ama_net.kernel.training.words import COURSE_KINDS, TRAININGS

_A_DAY, _AN_HOUR = _l("Scrivere il giorno."), _l("Scrivere l'ora.")


class CourseForm(WebForm):
    """What is said of a course."""

    kind = SelectField(_l("Che cos'è"), choices=choices(COURSE_KINDS), default=CourseKind.INTERVISION)
    title = StringField(
        _l("Titolo"),
        [InputRequired(_l("Scrivere un titolo.")), not_longer_than(LONGEST_TITLE)],
        filters=[one_line],
        description=_l("Lo legge chi è iscritto, nella sua area. Nelle e-mail non compare: lì si dice solo che cos'è."),
    )
    teacher = StringField(_l("Chi lo tiene"), [not_longer_than(LONGEST_TEACHER)], filters=[one_line])
    venue_id = SelectField(_l("Luogo"), coerce=chosen_id)
    place = StringField(
        _l("Dove"),
        [not_longer_than(LONGEST_PLACE)],
        filters=[one_line],
        description=_l("A parole, per ciò che non ha una sede: online, presso un altro ente."),
    )
    notes = TextAreaField(
        _l("Note per chi è iscritto"),
        [not_longer_than(LONGEST_NOTES)],
        filters=[plain_text],
        description=_l("Programma, che cosa portare. Niente su chi frequenta i gruppi."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.venue_id.choices = choices(venue_choices(), _l("Nessuna sede"))

    def validate_place(self, field: Field) -> None:
        """It is in one place."""
        if field.data and self.venue_id.data:
            raise ValidationError(_("O la sede, o le parole: non tutte e due."))

    def facts(self) -> CourseFacts:
        """What was typed, for the operation."""
        return CourseFacts(
            kind=CourseKind(self.kind.data),
            title=self.title.data or "",
            teacher=self.teacher.data or "",
            venue_id=self.venue_id.data,
            place=self.place.data or "",
            notes=self.notes.data or "",
        )


class CallOffForm(WebForm):
    """Why a course will not be."""

    why = StringField(
        _l("Motivo"),
        [not_longer_than(200)],
        filters=[one_line],
        description=_l("Facoltativo. Si legge nell'avviso. Niente su chi frequenta i gruppi."),
    )


class DayForm(WebForm):
    """One day of a course."""

    day = DayField(_l("Giorno"), [InputRequired(_A_DAY)])
    starts = TimeField(_l("Dalle"), [InputRequired(_AN_HOUR)])
    ends = TimeField(_l("Alle"), [InputRequired(_AN_HOUR)])

    def validate_ends(self, field: Field) -> None:
        """It ends after it begins, the same day."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("La fine viene dopo l'inizio."))

    def fact(self, on: date | None = None) -> DayFacts:
        """The hours that were typed, on the day that was typed or on another; call it on a form that is valid."""
        day: date = on or self.day.data or today()
        starts_at, ends_at = span(day, self.starts.data, self.ends.data)
        return DayFacts(starts_at, int((ends_at - starts_at).total_seconds()) // 60)


class NewCourseForm(CourseForm, DayForm):
    """A new course with its days, or a year of meetings of facilitators."""

    repeats = RadioField(
        _l("Si ripete"),
        choices=choices(REPEATS),
        default="once",
        description=_l("I giorni di un corso stanno insieme; ogni intervisione o supervisione è un incontro a sé."),
    )
    until = DayField(_l("Fino al"), description=_l("Solo se si ripete: l'ultimo giorno possibile."))

    def validate_until(self, field: Field) -> None:
        """What comes back has an end, after its beginning and not too far."""
        if self.repeats.data == "once":
            return
        if not field.data:
            raise ValidationError(_("Scrivere fino a quando."))
        if self.day.data and not 0 <= (field.data - self.day.data).days <= 731:
            raise ValidationError(_("L'ultimo giorno viene dopo il primo, al massimo due anni dopo."))

    def days(self) -> list[DayFacts]:
        """Every day that was asked for; call it on a form that is valid."""
        first: date = self.day.data or today()
        if self.repeats.data == "once" or self.until.data is None:
            return [self.fact(first)]
        rule = rule_of(self.repeats.data, first.isoweekday(), (first.day - 1) // 7 + 1)
        assert rule is not None  # not "once"
        return [self.fact(day) for day in days_of(rule, first, self.until.data, limit=MOST_DAYS)]


class ShadowingForm(WebForm):
    """Going beside a facilitator."""

    with_person_id = SelectField(_l("Accanto a chi"), [InputRequired(_l("Scegliere una persona."))], coerce=chosen_id)
    started_on = DayField(_l("Dal"), [InputRequired(_A_DAY)])
    ended_on = DayField(_l("Fino al"), description=_l("Vuoto: continua."))
    meetings = IntegerField(_l("A quanti incontri"), [Optional(), NumberRange(0, MOST_MEETINGS)], default=0)
    note = StringField(
        _l("Nota"),
        [not_longer_than(LONGEST_NOTE)],
        filters=[one_line],
        description=_l("Facoltativa, per esempio in quale gruppo. La legge solo l'ufficio."),
    )

    def offer(self, people: dict[UUID, str], row: Shadowing | None = None) -> None:
        """Fill the choice; who was chosen before may stay."""
        before = {row.with_person.id: row.with_person.name} if row and row.with_person else {}
        self.with_person_id.choices = choices({**before, **people}, _l("Scegli"))


class StatusForm(WebForm):
    """How far somebody has come, as somebody decides or knows."""

    status = SelectField(_l("A che punto è"), choices=choices(TRAININGS), default=Training.NONE)
    reached_on = DayField(_l("Da quando"))


def values_of_day(day: CourseDay) -> dict[str, Any]:
    """A day as its form shows it."""
    starts, ends = day.starts_at.astimezone(ROME), day.ends_at.astimezone(ROME)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}


def values_of_course(course: Course) -> dict[str, Any]:
    """A course as its form shows it."""
    return {name: getattr(course, name) for name in ("kind", "title", "teacher", "venue_id", "place", "notes")}
