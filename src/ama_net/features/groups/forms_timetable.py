"""What the office types about a timetable: its lines, pauses, single times that are not as usual."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, RadioField, SelectChoice, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ama_net.features.groups.models import Frequency, GroupPause, Meeting, MeetingChange
from ama_net.features.groups.operations.timetable import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_REASON,
)
from ama_net.features.groups.operations.timetable_lines import LineFacts
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.directory.words import NTH_WORDS, weekday_name
from ama_net.kernel.scheduling import WrongRule, check_rule, counts_from_first, weekday_of

FREQUENCY_WORDS = {
    Frequency.UNKNOWN: _l("non si sa"),
    Frequency.WEEKLY: _l("ogni settimana"),
    Frequency.BIWEEKLY: _l("ogni 15 giorni: una settimana sì e una no"),
    Frequency.MONTHLY: _l("ogni mese"),
}
RULES = (
    ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", _l("un martedì ogni tre settimane")),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SA", _l("il primo sabato, un mese sì e uno no")),
    ("FREQ=MONTHLY;BYMONTHDAY=15", _l("il 15 di ogni mese")),
)
"""Examples of rules, for who writes one."""

HELD, OFF = "held", "off"
YEARS_AHEAD = 5


def _number(value: str | int) -> int | None:
    return int(value) if value else None


def _choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


def _good_year(form: object, field: Field) -> None:
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("L'anno della data non è giusto: ricontrolla."))


def _near_year(form: object, field: Field) -> None:
    if field.data and abs(field.data - today()) > timedelta(days=366 * YEARS_AHEAD):
        raise ValidationError(_("L'anno della data non è giusto: ricontrolla."))


class LineForm(WebForm):
    """One line of the timetable. What is not known stays "da chiedere"."""

    examples = RULES

    weekday = SelectField(_l("Giorno"), coerce=_number)
    starts = TimeField(_l("Dalle"), [Optional()])
    ends = TimeField(_l("Alle"), [Optional()])
    time_words = StringField(
        _l("Ora a parole"), [Length(max=60)], filters=[strip], description=_l("Solo se l'ora non si sa: «sera».")
    )
    frequency = SelectField(_l("Quanto spesso"), choices=_choices(FREQUENCY_WORDS.items()))
    month_week = SelectField(_l("Quale del mese"), coerce=_number, description=_l("Solo per «ogni mese»."))
    rule = StringField(
        _l("Regola particolare"),
        [Length(max=200)],
        filters=[strip],
        description=_l("Se c'è, vale al posto del giorno e di quanto spesso."),
    )
    starts_on = DateField(
        _l("Primo incontro"),
        [Optional(), _good_year],
        description=_l("Per «ogni 15 giorni» serve: dice quali settimane. Vale anche un incontro già passato."),
    )
    ends_on = DateField(
        _l("Ultimo giorno"), [Optional(), _good_year], description=_l("Vuoto: continua finché non si dice altro.")
    )
    off_holidays = BooleanField(_l("Si ferma nei festivi e nel giorno del patrono"))
    off_august = BooleanField(_l("Si ferma in agosto"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekday.choices = _choices([("", _("da chiedere")), *((n, weekday_name(n)) for n in range(1, 8))])
        self.month_week.choices = _choices([("", "—"), *NTH_WORDS.items()])

    def validate_ends(self, field: Field) -> None:
        """It ends after it starts."""
        starts: time | None = self.starts.data
        if field.data and not starts:
            raise ValidationError(_("Scrivi anche quando comincia."))
        if field.data and starts and field.data <= starts:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla le ore."))

    def validate_month_week(self, field: Field) -> None:
        """``The third of the month`` is said of monthly meetings with a day."""
        if self.rule.data:
            return
        if field.data and (self.frequency.data != Frequency.MONTHLY or not self.weekday.data):
            raise ValidationError(_("Vale solo con «ogni mese» e un giorno."))

    def validate_starts_on(self, field: Field) -> None:
        """Every second Wednesday counts from a Wednesday."""
        weekday = None if self.rule.data else self.weekday.data
        if field.data and weekday and self.frequency.data == Frequency.BIWEEKLY and field.data.isoweekday() != weekday:
            said = weekday_name(field.data.isoweekday())
            raise ValidationError(
                _(
                    "Quel giorno è %(said)s: scrivi la data di un incontro di %(day)s.",
                    said=said,
                    day=weekday_name(weekday),
                )
            )

    def validate_ends_on(self, field: Field) -> None:
        """It does not end before it begins."""
        first = self.starts_on.data
        if field.data and first and field.data < first:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla i giorni."))

    def validate_rule(self, field: Field) -> None:
        """A rule of the standard that comes back at least once; one that counts needs to know since when."""
        if not field.data:
            return
        try:
            field.data = check_rule(field.data, self.starts_on.data or today())
        except WrongRule as error:
            raise ValidationError(str(error)) from error
        if not self.starts_on.data and counts_from_first(field.data):
            raise ValidationError(_("Con questa regola serve il primo incontro: dice da quando si conta."))

    def facts(self) -> LineFacts:
        """What was typed; a rule wins over the day and the frequency, and the day is its first."""
        values = {field.name: self[field.name].data for field in fields(LineFacts)}
        values |= {"time_words": self.time_words.data or "", "rule": self.rule.data or ""}
        if values["rule"]:
            day = weekday_of(values["rule"])
            values |= {"frequency": Frequency.CUSTOM, "weekday": day, "month_week": None}
        return LineFacts(**values)


def line_values(meeting: Meeting) -> dict[str, Any]:
    """A line as the form shows it."""
    values = {field.name: getattr(meeting, field.name) for field in fields(LineFacts)}
    if meeting.frequency == Frequency.CUSTOM:
        return {**values, "frequency": Frequency.UNKNOWN}
    return {**values, "rule": ""}


class PauseForm(WebForm):
    """Days when the group does not meet."""

    first_day = DateField(_l("Primo giorno"), [InputRequired(_l("Scrivi il primo giorno.")), _near_year])
    last_day = DateField(
        _l("Ultimo giorno"), [Optional(), _near_year], description=_l("Vuoto: non si sa ancora quando riprende.")
    )
    reason = StringField(
        _l("Perché"),
        [Length(max=LONGEST_REASON)],
        filters=[strip],
        description=_l("Facoltativo, poche parole: «pausa estiva». Si legge sul sito."),
    )

    def validate_last_day(self, field: Field) -> None:
        """It ends after it begins, and is not over yet."""
        if not field.data:
            return
        if self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla i giorni."))
        if field.data < today():
            raise ValidationError(_("È un giorno già passato: ricontrolla l'anno."))


class PauseEndForm(WebForm):
    """When a pause ends."""

    last_day = DateField(
        _l("Ultimo giorno della sospensione"),
        [Optional(), _near_year],
        description=_l("Vuoto: non si sa ancora quando riprende."),
    )


class TimeForm(WebForm):
    """A single time of its own: an extra one."""

    day = DateField(_l("Giorno"), [InputRequired(_l("Scrivi il giorno.")), _near_year])
    starts = TimeField(_l("Dalle"), [Optional()], description=_l("Vuoto: alla solita ora."))
    ends = TimeField(_l("Alle"), [Optional()])
    place = StringField(
        _l("Dove"), [Length(max=LONGEST_PLACE)], filters=[strip], description=_l("Vuoto: nel solito posto.")
    )
    note = StringField(
        _l("Avviso"),
        [Length(max=LONGEST_NOTE)],
        filters=[strip],
        description=_l("Si legge sul sito accanto alla data. Mai nomi di persone."),
    )

    def validate_ends(self, field: Field) -> None:
        """It ends after it starts."""
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla le ore."))

    def validate_day(self, field: Field) -> None:
        """It has not been yet."""
        if field.data and field.data < today():
            raise ValidationError(_("È un giorno già passato: ricontrolla la data."))

    def told(self) -> dict[str, Any]:
        """What was typed, as the operations want it."""
        texts = {name: self[name].data or "" for name in ("place", "note")}
        return {**{name: self[name].data for name in ("day", "starts", "ends")}, **texts}


class ChangeForm(TimeForm):
    """What is unusual of one time."""

    what = RadioField(
        _l("Quel giorno"),
        [InputRequired(_l("Scegli se ci si incontra."))],
        choices=[
            SelectChoice(OFF, _l("non ci si incontra")),
            SelectChoice(HELD, _l("ci si incontra, ma qualcosa cambia")),
        ],
    )
    day = DateField(_l("Spostato al giorno"), [Optional(), _near_year], description=_l("Vuoto: lo stesso giorno."))

    @property
    def cancelled(self) -> bool:
        """Whether nobody meets."""
        return bool(self.what.data == OFF)


def change_values(change: MeetingChange | None) -> dict[str, Any]:
    """A change as the form shows it."""
    if change is None:
        return {}
    names = ("day", "starts", "ends", "place", "note")
    return {**{name: getattr(change, name) for name in names}, "what": OFF if change.cancelled else HELD}


def pause_over(pause: GroupPause) -> bool:
    """Whether it is past."""
    last: date | None = pause.last_day
    return last is not None and last < today()
