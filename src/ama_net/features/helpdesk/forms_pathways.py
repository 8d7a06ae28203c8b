"""What is typed about pathways: by who asks for one, by the office, by who follows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.helpdesk.appointment_words import MODE_WORDS
from ama_net.features.helpdesk.forms_appointments import CallerForm
from ama_net.features.helpdesk.forms_visitor import VisitorForm
from ama_net.features.helpdesk.models import FreePart, Mode, Pathway, PathwayOutcome, Service
from ama_net.features.helpdesk.operations.pathway_meetings import PlannedDate, series_from
from ama_net.features.helpdesk.pathway_rules import ends_of
from ama_net.features.helpdesk.pathway_words import FREE_PARTS, OUTCOMES, WANTED_MODES
from ama_net.features.helpdesk.queries_pathways import Load
from ama_net.foundation.clock import now, today
from ama_net.foundation.web.forms import FIRST_YEAR, LAST_YEAR, WebForm, chosen_id
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.confiding.forms import AGE_AND_CONSENT, WHO_ASKS
from ama_net.kernel.people.forms.fields import DayField, choices

FARTHEST = timedelta(days=366)
DECISIONS = {"yes": _l("Si accoglie: entra in lista d'attesa"), "no": _l("Non si accoglie: la richiesta si chiude")}
EVERY = {
    1: _l("Ogni settimana"),
    2: _l("Ogni due settimane"),
    3: _l("Ogni tre settimane"),
    4: _l("Ogni quattro settimane"),
}
MOST_AT_ONCE = 20


def _instant(value: str | datetime) -> datetime:
    """An instant as a box sends it; one without its zone, or out of this world, is none (ValueError, as fields expect)."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if instant.tzinfo is None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(value)
    return instant


class PathwayForm(VisitorForm):
    """Asking for a pathway: besides who asks, how and when they would rather meet."""

    page_order = (
        "for_whom",
        *WHO_ASKS,
        "reason",
        "wanted_mode",
        "free_part",
        "second_name",
        *AGE_AND_CONSENT,
    )

    wanted_mode = RadioField(
        _l("Come preferisci incontrarci?"),
        default="",
        choices=choices(WANTED_MODES),
        validate_choice=False,
    )
    free_part = RadioField(
        _l("Quando puoi, di solito?"),
        default=FreePart.ANY.value,
        choices=choices(FREE_PARTS),
        validators=[AnyOf([part.value for part in FreePart], message=_l("Scegli uno di questi momenti."))],
        validate_choice=False,
    )

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = {value: words for value, words in WANTED_MODES.items() if not value or value in service.modes}
        self.wanted_mode.choices = choices(modes)
        self.only_by_phone = service.modes == (Mode.PHONE,)
        if len(service.modes) == 1:
            del self.wanted_mode
        if not service.asks_reason:
            del self.reason

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        by_phone = self.only_by_phone or ("wanted_mode" in self and self.wanted_mode.data == Mode.PHONE)
        if by_phone and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per parlarci al telefono serve un numero: scrivi quello a cui ti chiamiamo."))

    def validate_wanted_mode(self, field: Field) -> None:
        """One of those that the service has."""
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_("Scegli uno di questi modi."))

    def wanted(self) -> Mode | None:
        """How they would rather meet; None: it is the same."""
        chosen = self.wanted_mode.data if "wanted_mode" in self else ""
        return Mode(chosen) if chosen else None


class PhoneForm(CallerForm):
    """A pathway asked for by telephone: who it is for, and the consent by word of mouth."""

    service_id = SelectField(_l("Che cosa chiede"), [InputRequired(_l("Scegliere che cosa chiede."))], coerce=chosen_id)

    def __init__(self, services: Iterable[Service], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service_id.choices = choices({service.id: service.name for service in services})


class DecisionForm(WebForm):
    """Whether a request is taken up."""

    decision = RadioField(
        _l("La richiesta si accoglie?"),
        choices=choices(DECISIONS),
        validators=[AnyOf(list(DECISIONS), message=_l("Scegliere se si accoglie."))],
        validate_choice=False,
    )


class OperatorForm(WebForm):
    """Who follows a pathway, chosen among those who serve its service, who has least to do first."""

    person_id = RadioField(_l("Chi lo segue?"), [InputRequired(_l("Scegliere chi lo segue."))], coerce=chosen_id)

    def __init__(self, loads: Iterable[Load], *args: Any, besides: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person_id.choices = [
            SelectChoice(load.person.id, load_words(load)) for load in loads if load.person.id != besides
        ]


class SuspensionForm(WebForm):
    """Until when a pathway stops."""

    until = DayField(
        _l("Fino al giorno"),
        [Optional()],
        description=_l("Se non si sa, lasciare vuoto: si riprende quando si vuole."),
    )

    def validate_until(self, field: Field) -> None:
        """The day is to come, and not absurd."""
        if field.data and not today() < field.data <= today() + FARTHEST:
            raise ValidationError(_("Scegliere un giorno che deve ancora venire, entro un anno."))


class ClosingForm(WebForm):
    """How a pathway ends."""

    outcome = RadioField(_l("Come si chiude il percorso?"), validate_choice=False)

    def __init__(self, pathway: Pathway, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = ends_of(pathway)
        self.outcome.choices = choices({one.value: OUTCOMES[one] for one in possible})
        self.possible = [one.value for one in possible]

    def validate_outcome(self, field: Field) -> None:
        """One of those that can be."""
        if field.data not in self.possible:
            raise ValidationError(_("Scegliere come si chiude il percorso."))

    def chosen(self) -> PathwayOutcome:
        """The outcome, once it is valid."""
        return PathwayOutcome(self.outcome.data)


class MeetingsNumberForm(WebForm):
    """How many meetings a pathway has."""

    planned_meetings = IntegerField(
        _l("Incontri previsti"), [InputRequired(_l("Scrivere quanti incontri.")), NumberRange(1, 60)]
    )


class PlanForm(WebForm):
    """The days to look at: one meeting, or the same hour every few weeks."""

    day = DayField(_l("Primo giorno"), [InputRequired(_l("Manca il giorno."))])
    hour = TimeField(_l("Ora"), [InputRequired(_l("Manca l'ora."))])
    mode = SelectField(_l("Come"))
    times = IntegerField(
        _l("Quanti incontri"), [InputRequired(_l("Manca il numero.")), NumberRange(1, MOST_AT_ONCE)], default=1
    )
    every = SelectField(_l("Se sono più di uno"), choices=choices(EVERY), default="1")

    class Meta(WebForm.Meta):
        """It only looks: the page is read with GET, and nothing is written."""

        csrf = False

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = choices({mode: MODE_WORDS[mode] for mode in service.modes})

    def validate_day(self, field: Field) -> None:
        """Not a day that is over, nor years ahead."""
        if field.data and not today() <= field.data <= today() + FARTHEST:
            raise ValidationError(_("Scegliere un giorno da oggi in poi, entro un anno."))

    def starts(self) -> list[datetime]:
        """The instants, once it is valid."""
        assert self.day.data and self.hour.data  # noqa: PT018  # validated
        return series_from(self.day.data, self.hour.data, every_weeks=int(self.every.data), times=self.times.data or 1)


class DatesForm(WebForm):
    """The days to fix, among those that were looked at."""

    mode = SelectField(_l("Come"))
    starts = SelectMultipleField(
        _l("Giorni da fissare"),
        coerce=_instant,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, service: Service, looked_at: Sequence[PlannedDate] = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = choices({mode: MODE_WORDS[mode] for mode in service.modes})
        self.starts.choices = [
            SelectChoice(one.starts_at.isoformat(), date_words_of(one)) for one in looked_at if one.is_free
        ]

    def validate_starts(self, field: Field) -> None:
        """Some days, not too many, each with its hour's zone."""
        if not field.data:
            raise ValidationError(_("Scegliere almeno un giorno."))
        if len(field.data) > MOST_AT_ONCE or max(field.data) > now() + FARTHEST:
            raise ValidationError(_("Questi giorni non si possono fissare: sceglierli di nuovo."))


def date_words_of(one: PlannedDate) -> str:
    """A day that might be fixed, and whether the helpdesk is closed then."""
    when = datetime_words(one.starts_at)
    return _("%(when)s (lo sportello è chiuso)", when=when) if one.is_shut else when


def load_words(load: Load) -> str:
    """Somebody who listens, with what they have to do."""
    follows = ngettext("segue %(num)s percorso", "segue %(num)s percorsi", load.pathways)
    coming = ngettext("%(num)s appuntamento in programma", "%(num)s appuntamenti in programma", load.coming)
    return f"{load.person.name} ({follows}, {coming})"
