"""What is typed about hours: one's own in three taps, those of a shift, those the office writes, a certificate."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from ama_net.features.volunteers.hours_rules import parse_minutes, plain_duration
from ama_net.features.volunteers.models import Activity, HourEntry
from ama_net.features.volunteers.operations.hours import MOST_NOTE
from ama_net.foundation.clock import today
from ama_net.foundation.text import known_id
from ama_net.foundation.web.forms import WebForm, chosen_id, one_line
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import DayField, blame

TODAY, YESTERDAY = "today", "yesterday"
LENGTHS = {"60": "1 h", "90": "1 h 30", "120": "2 h", "150": "2 h 30", "180": "3 h", "240": "4 h"}
NO_ACTIVITY = _l("Scegli che cosa hai fatto.")
NO_DAY = _l("Scrivi il giorno.")
NO_LENGTH = _l("Tocca quanto è durato, oppure scrivilo.")
NOTE = _l("Poche parole, se servono: mai il nome o i fatti di altre persone.")


class DurationField(StringField):
    """A length of time; ``data`` is in minutes, None when nothing was typed."""

    data: int | None
    typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; rubbish is an error beside the field."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.typed, self.data = typed, None
        if not typed:
            return
        try:
            self.data = parse_minutes(typed[:30])
        except WrongFact as error:
            raise ValueError(str(error)) from None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else plain_duration(self.data)


class LogForm(WebForm):
    """One's own hours: what, when, how long. A day or a length that is written counts more than what was tapped."""

    form_key = HiddenField()
    activity_id = RadioField(_l("Che cosa hai fatto"), coerce=chosen_id, validators=[InputRequired(NO_ACTIVITY)])
    day = RadioField(
        _l("Quando"),
        choices=[SelectChoice(TODAY, _l("Oggi")), SelectChoice(YESTERDAY, _l("Ieri"))],
        default=TODAY,
        validate_choice=False,
    )
    on = DayField(_l("Quando"))
    length = RadioField(
        _l("Quanto è durato"),
        choices=[SelectChoice(key, words) for key, words in LENGTHS.items()],
        validate_choice=False,
    )
    minutes = DurationField(_l("Quanto è durato"), description=_l("Per esempio 2, oppure 2,5, oppure 2:30."))
    note = StringField(_l("Nota"), [Length(max=MOST_NOTE)], filters=[one_line], description=NOTE)
    again = BooleanField(_l("Sono altre ore"))

    def begin(self, activities: Iterable[Activity], *, fresh: bool) -> Self:
        """Fill what a page begins with: a key of its own; nothing is chosen, unless there is one activity."""
        self.activity_id.choices = [SelectChoice(str(one.id), one.label) for one in activities]
        if fresh:
            self.form_key.data = str(uuid4())
            only = self.activity_id.choices if len(self.activity_id.choices) == 1 else []
            self.activity_id.data = known_id(only[0].value) if only else None
        return self

    def validate_length(self, field: RadioField) -> None:
        """A length, tapped or written."""
        if self.how_long is None and not self.minutes.typed:
            raise ValidationError(str(NO_LENGTH))

    def blame(self, error: WrongFact) -> None:
        """Put a refusal beside what was tapped, when nothing was written."""
        tapped = {"on": ("day", self.on.data), "minutes": ("length", self.minutes.data)}
        name, written = tapped.get(error.field, ("", True))
        blame(self, error if written else WrongFact(name, str(error)))

    @property
    def is_open(self) -> bool:
        """Whether the part that is written instead of tapped has something to show."""
        parts = (self.on, self.minutes, self.note)
        return any(one.errors or one.data for one in parts)

    @property
    def key(self) -> UUID | None:
        """The form's own key, when it was not tampered with."""
        return known_id(self.form_key.data)

    @property
    def when(self) -> date:
        """The day that was meant."""
        if self.on.data is not None:
            written: date = self.on.data
            return written
        return today() - timedelta(days=1) if self.day.data == YESTERDAY else today()

    @property
    def how_long(self) -> int | None:
        """The minutes that were meant."""
        if self.minutes.data is not None:
            return self.minutes.data
        return int(self.length.data) if self.length.data in LENGTHS else None


class ShiftHoursForm(WebForm):
    """The hours of a shift, as long as the shift was unless one says otherwise."""

    minutes = DurationField(_l("Quanto è durato"), [InputRequired(_l("Scrivi quanto è durato."))])


class EntryForm(WebForm):
    """An entry that is put right."""

    activity_id = SelectField(_l("Attività"), coerce=chosen_id)
    on = DayField(_l("Giorno"), [InputRequired(NO_DAY)])
    minutes = DurationField(
        _l("Durata"), [InputRequired(NO_LENGTH)], description=_l("Come 2, oppure 2,5, oppure 2:30.")
    )
    note = StringField(_l("Nota"), [Length(max=MOST_NOTE)], filters=[one_line], description=NOTE)

    def begin(self, entry: HourEntry, activities: Iterable[Activity]) -> Self:
        """Offer the open activities, and the entry's own even if it is closed."""
        self.activity_id.choices = [
            SelectChoice(str(one.id), one.label) for one in activities if one.is_open or one.id == entry.activity_id
        ]
        return self


class ManyForm(WebForm):
    """The same hours for several people; who they are is ticked beside it."""

    activity_id = SelectField(_l("Attività"), coerce=chosen_id)
    on = DayField(_l("Giorno"), [InputRequired(_l("Scrivere il giorno."))])
    minutes = DurationField(
        _l("Durata"), [InputRequired(_l("Scrivere la durata."))], description=_l("Come 2, oppure 2,5, oppure 2:30.")
    )

    def begin(self, activities: Iterable[Activity]) -> Self:
        """Offer the open activities."""
        self.activity_id.choices = [SelectChoice(str(one.id), one.label) for one in activities if one.is_open]
        return self


class RefuseForm(WebForm):
    """Why hours do not count."""

    why = TextAreaField(
        _l("Perché"),
        [InputRequired(_l("Scrivere perché.")), Length(max=500)],
        filters=[one_line],
        description=_l("Lo legge chi le ha scritte, nella sua area. È cifrato."),
    )


class CertificateForm(WebForm):
    """The period of a certificate."""

    from_day = DayField(_l("Dal"), [InputRequired(NO_DAY)])
    until_day = DayField(_l("Al"), [InputRequired(NO_DAY)])
    by_activity = BooleanField(
        _l("Con le ore di ogni attività"), description=_l("Si leggono i nomi delle attività, mai luoghi o gruppi.")
    )

    @classmethod
    def of_year(cls, year: int) -> Self:
        """An empty form about a year, up to today."""
        return cls(formdata=None, data={"from_day": date(year, 1, 1), "until_day": min(date(year, 12, 31), today())})


def entry_facts(entry: HourEntry) -> dict[str, Any]:
    """What a form about an entry begins with."""
    facts = {"activity_id": entry.activity_id, "on": entry.on_day, "minutes": entry.minutes}
    return {**facts, "note": entry.note or ""}


def no_people() -> str:
    """What is said when nobody was ticked."""
    return str(_("Spuntare almeno un nome."))
