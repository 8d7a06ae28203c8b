"""What is typed about when who listens may be booked."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.helpdesk.availability_facts import ExceptionFacts, RuleFacts
from ama_net.features.helpdesk.models import AvailabilityRule, Mode, Service
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, chosen_id
from ama_net.kernel.directory.words import weekday_name
from ama_net.kernel.people.forms.fields import DayField, choices

OFTEN: dict[int, LazyString] = {
    1: _l("Ogni settimana"),
    2: _l("Ogni due settimane"),
    3: _l("Ogni tre settimane"),
    4: _l("Ogni quattro settimane"),
}
_SAY_DAY = InputRequired(_l("Manca il giorno."))
_SAY_HOUR = InputRequired(_l("Manca l'ora."))


class _Ways(WebForm):
    """In which ways to meet: those that the services know; all, when nothing else is said."""

    modes = SelectMultipleField(
        _l("Come ci si incontra"),
        validate_choice=False,  # what is no way to meet is not taken
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, services: Iterable[Service], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {mode for service in services for mode in service.modes} or set(Mode)
        self.modes.choices = choices({mode: MODES[mode] for mode in Mode if mode in known})
        if not self.is_submitted() and not self.modes.data:
            self.modes.data = list(known)

    def ways(self) -> tuple[Mode, ...]:
        """What was chosen, in the order of the forms."""
        chosen = set(self.modes.data or ())
        return tuple(mode for mode in Mode if mode in chosen)


class HoursForm(_Ways):
    """Hours that come back."""

    weekday = SelectField(_l("Giorno"), coerce=int)
    starts = TimeField(_l("Dalle"), [_SAY_HOUR])
    ends = TimeField(_l("Alle"), [_SAY_HOUR])
    service_id = SelectField(_l("Per quale servizio"), coerce=chosen_id)
    every_weeks = SelectField(_l("Ogni quanto"), coerce=int)
    first_day = DayField(_l("Dal"), [_SAY_DAY])
    last_day = DayField(_l("Fino al"))

    def __init__(self, services: Sequence[Service], *args: Any, **options: Any) -> None:
        super().__init__(services, *args, **options)
        self.weekday.choices = choices({number: weekday_name(number + 1) for number in range(7)})
        self.every_weeks.choices = choices(OFTEN)
        self.service_id.choices = choices({one.id: one.name for one in services}, _l("Tutti"))

    def facts(self) -> RuleFacts:
        """What was typed, for the operation."""
        assert self.starts.data and self.ends.data and self.first_day.data  # noqa: PT018  # validated
        return RuleFacts(
            weekday=self.weekday.data,
            starts=self.starts.data,
            ends=self.ends.data,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            every_weeks=self.every_weeks.data,
            service_id=self.service_id.data,
            modes=self.ways(),
        )


def typed_of(rule: AvailabilityRule | None) -> dict[str, Any]:
    """What the form of some hours begins with; of new ones, today."""
    if rule is None:
        return {"first_day": today(), "every_weeks": 1}
    names = ("weekday", "starts", "ends", "first_day", "last_day", "every_weeks")
    return {name: getattr(rule, name) for name in names} | {
        "service_id": rule.service_id or "",
        "modes": list(rule.modes),
    }


class DaysOffForm(WebForm):
    """Days in which somebody is not there."""

    first_day = DayField(_l("Dal"), [_SAY_DAY])
    last_day = DayField(_l("Fino al"))
    starts = TimeField(_l("Dalle"), [Optional()])
    ends = TimeField(_l("Alle"), [Optional()])

    def facts(self) -> ExceptionFacts:
        """What was typed, for the operation."""
        return _stretch(self, is_open=False)


class ClosureForm(DaysOffForm):
    """Days in which the whole helpdesk is closed, or open though it usually is not."""

    is_open = RadioField(
        _l("In quei giorni lo sportello è"),
        choices=choices({"": _l("Chiuso"), "open": _l("Aperto, anche se di solito è chiuso")}),
        default="",
    )

    def facts(self) -> ExceptionFacts:
        """What was typed, for the operation."""
        return _stretch(self, is_open=self.is_open.data == "open")


class ExtraHoursForm(_Ways):
    """A day in which somebody is there more than usual."""

    first_day = DayField(_l("Giorno"), [_SAY_DAY])
    starts = TimeField(_l("Dalle"), [_SAY_HOUR])
    ends = TimeField(_l("Alle"), [_SAY_HOUR])

    def facts(self) -> ExceptionFacts:
        """What was typed, for the operation."""
        assert self.first_day.data  # validated
        day = self.first_day.data
        return ExceptionFacts(
            first_day=day,
            last_day=day,
            is_open=True,
            starts=self.starts.data,
            ends=self.ends.data,
            modes=self.ways(),
        )


def _stretch(form: DaysOffForm, *, is_open: bool) -> ExceptionFacts:
    assert form.first_day.data  # validated
    return ExceptionFacts(
        first_day=form.first_day.data,
        last_day=form.last_day.data or form.first_day.data,
        is_open=is_open,
        starts=form.starts.data,
        ends=form.ends.data,
    )
