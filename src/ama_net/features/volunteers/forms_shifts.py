"""What is typed about shifts: the plan of one or of a series, why one is called off, who came."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.queries_shifts import activity_choices
from ama_net.features.volunteers.shift_rules import (
    LONGEST_NOTES,
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_PLACES,
    ShiftPlan,
)
from ama_net.foundation.clock import ROME
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.places.queries import venue_choices
from ama_net.kernel.scheduling import rule_of, span

REPEATS: dict[str, LazyString] = {
    "once": _l("Una volta sola"),
    "weekly": _l("Ogni settimana"),
    "biweekly": _l("Ogni due settimane"),
    "monthly": _l("Ogni mese, lo stesso giorno della stessa settimana"),
}
SCOPES: dict[str, LazyString] = {"this": _l("Solo questo turno"), "following": _l("Questo e i seguenti della serie")}


class ShiftForm(WebForm):
    """A shift, new or changed."""

    activity_id = SelectField(_l("Attività"), [InputRequired(_l("Scegliere un'attività."))], coerce=chosen_id)
    title = StringField(
        _l("Titolo"),
        [DataRequired(_l("Scrivere un titolo.")), not_longer_than(LONGEST_TITLE)],
        filters=[one_line],
        description=_l("Si legge nell'elenco dei turni. Per esempio: Sportello del mercoledì."),
    )
    day = DayField(_l("Giorno"), [InputRequired(_l("Scrivere il giorno."))])
    starts = TimeField(_l("Dalle"), [InputRequired(_l("Scrivere l'ora."))])
    ends = TimeField(
        _l("Alle"),
        [InputRequired(_l("Scrivere l'ora."))],
        description=_l("Un'ora prima dell'inizio è quella del giorno dopo."),
    )
    venue_id = SelectField(_l("Luogo"), coerce=chosen_id)
    place = StringField(
        _l("Dove"),
        [not_longer_than(LONGEST_PLACE)],
        filters=[one_line],
        description=_l("A parole, per ciò che non ha una sede: online, in piazza."),
    )
    minimum = IntegerField(_l("Persone che servono"), [InputRequired(), NumberRange(1, MOST_PLACES)], default=1)
    maximum = IntegerField(_l("Posti al massimo"), [InputRequired(), NumberRange(1, MOST_PLACES)], default=1)
    notes = TextAreaField(
        _l("Note per chi viene"),
        [not_longer_than(LONGEST_NOTES)],
        filters=[plain_text],
        description=_l("Le legge chi prende il turno: chiavi, che cosa portare. Niente su chi si incontra."),
    )

    def __init__(self, *args: Any, activity_id: UUID | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.activity_id.choices = choices(activity_choices(besides=activity_id), _l("Scegli"))
        self.venue_id.choices = choices(venue_choices(), _l("Nessuna sede"))

    def validate_maximum(self, field: Field) -> None:
        """There are at least as many places as people needed."""
        if field.data and self.minimum.data and field.data < self.minimum.data:
            raise ValidationError(_("Non può essere meno delle persone che servono."))

    def validate_place(self, field: Field) -> None:
        """A shift is somewhere, and in one place."""
        if not field.data and not self.venue_id.data:
            raise ValidationError(_("Scegliere una sede, o scrivere dove."))
        if field.data and self.venue_id.data:
            raise ValidationError(_("O la sede, o le parole: non tutte e due."))

    def plan(self) -> ShiftPlan:
        """What was typed, for the operation."""
        assert self.day.data and self.starts.data and self.ends.data and self.activity_id.data  # noqa: PT018  # validated
        starts_at, ends_at = span(self.day.data, self.starts.data, self.ends.data)
        return ShiftPlan(
            activity_id=self.activity_id.data,
            title=self.title.data or "",
            starts_at=starts_at,
            ends_at=ends_at,
            venue_id=self.venue_id.data,
            place=self.place.data or "",
            notes=self.notes.data or "",
            minimum=self.minimum.data or 1,
            maximum=self.maximum.data or 1,
        )


class NewShiftForm(ShiftForm):
    """A new shift, or a series of them."""

    repeats = RadioField(_l("Si ripete"), choices=choices(REPEATS), default="once")
    until = DayField(_l("Fino al"))
    on_holidays = BooleanField(
        _l("Anche nei giorni di festa"),
        description=_l("Solo se si ripete. Altrimenti si saltano le feste italiane e il santo patrono."),
    )

    def validate_until(self, field: Field) -> None:
        """A series has an end, after its beginning."""
        if self.repeats.data == "once":
            return
        if not field.data:
            raise ValidationError(_("Scrivere fino a quando."))
        if self.day.data and field.data < self.day.data:
            raise ValidationError(_("L'ultimo giorno viene dopo il primo."))

    def rule(self) -> str | None:
        """The rule of the series; None: once."""
        if self.repeats.data == "once" or not self.day.data:
            return None
        return rule_of(self.repeats.data, self.day.data.isoweekday(), (self.day.data.day - 1) // 7 + 1)


class ChangeShiftForm(ShiftForm):
    """A shift changed, alone or with the following ones of its series."""

    scope = RadioField(_l("Che cosa cambiare"), choices=choices(SCOPES), default="this")
    leave_out = BooleanField(_l("Cambia lo stesso: chi non può venire perde il posto e riceve una e-mail"))


class CancelShiftForm(WebForm):
    """Calling off."""

    why = StringField(
        _l("Motivo"),
        [not_longer_than(200)],
        filters=[one_line],
        description=_l("Facoltativo. Lo legge chi doveva venire, anche nella e-mail. Niente su chi si incontra."),
    )
    scope = RadioField(_l("Che cosa annullare"), choices=choices(SCOPES), default="this")


class CopyWeekForm(WebForm):
    """Copying a week."""

    to = DayField(_l("Sulla settimana del"), [InputRequired(_l("Scrivere un giorno della settimana."))])


def shift_values(shift: Shift) -> dict[str, Any]:
    """A shift as the form shows it."""
    starts, ends = shift.starts_at.astimezone(ROME), shift.ends_at.astimezone(ROME)
    names = "activity_id", "title", "venue_id", "place", "minimum", "maximum", "notes"
    return {
        **{name: getattr(shift, name) for name in names},
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
    }


def week_day(text: str | None, otherwise: date) -> date:
    """The day an address names; another when it names none."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise
