"""What who listens types: how a meeting went, another time for it, a note."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField, SelectMultipleField, TextAreaField, TimeField
from wtforms.validators import AnyOf, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.helpdesk.appointment_words import MODE_WORDS, OUTCOME_WORDS
from ama_net.features.helpdesk.forms_appointments import moment_of
from ama_net.features.helpdesk.models import Mode, Outcome, Result
from ama_net.features.helpdesk.operations.meetings import Told
from ama_net.features.helpdesk.operations.notes import MOST_NOTE
from ama_net.features.helpdesk.slots import Slot
from ama_net.foundation.clock import ROME
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.people.forms.fields import DayField, choices

RESULTS = {
    Result.MET: _l("Ci siamo incontrati"),
    Result.VISITOR_ABSENT: _l("Non è venuto nessuno"),
    Result.OPERATOR_ABSENT: _l("Non ho potuto esserci"),
}
"""What became of a meeting, as who listens says it."""

NOTE = _l(
    "Solo se ti serve a ricordare. È cifrato: lo legge chi segue la persona, e nessun altro; si cancella con il resto. "
    "Non scrivere nomi."
)


class TellForm(WebForm):
    """How a meeting went, in taps; no word is needed."""

    result = RadioField(
        _l("Com'è andata?"),
        choices=choices(RESULTS),
        validators=[AnyOf([one.value for one in Result], message=_l("Scegli una di queste risposte."))],
        validate_choice=False,
    )
    outcomes = SelectMultipleField(
        _l("Che cosa ne è venuto"),
        choices=choices(OUTCOME_WORDS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l(
            "Anche più di una cosa, o nessuna. Serve a contare: quando i dati si cancellano restano solo i numeri."
        ),
    )
    note = TextAreaField(
        _l("Un appunto, se ti serve"),
        filters=[plain_text],
        validators=[not_longer_than(MOST_NOTE)],
        description=NOTE,
        render_kw={"rows": 4},
    )

    def told(self) -> Told:
        """What was said, once it is valid."""
        outcomes = frozenset(Outcome(code) for code in self.outcomes.data or ())
        return Told(Result(self.result.data), outcomes, self.note.data or "")


class NoteForm(WebForm):
    """A note by itself."""

    note = TextAreaField(
        _l("Appunto"),
        filters=[plain_text],
        validators=[not_longer_than(MOST_NOTE)],
        description=NOTE,
        render_kw={"rows": 6},
    )


class OtherTimeForm(WebForm):
    """Another time: one of one's own free ones, or one the two agreed on by themselves."""

    slot = SelectField(_l("Uno dei tuoi orari liberi"), validate_choice=False)
    day = DayField(_l("Giorno"))
    hour = TimeField(_l("Ora"), [Optional(_l("Scrivi l'ora, per esempio 17:30."))])
    mode = RadioField(
        _l("Come vi incontrate"),
        validators=[AnyOf([one.value for one in Mode], message=_l("Scegli come vi incontrate."))],
        validate_choice=False,
    )

    def __init__(self, slots: Iterable[Slot], modes: Iterable[Mode], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = [SelectChoice(slot.starts_at.isoformat(), datetime_words(slot.starts_at)) for slot in slots]
        self.has_times = bool(times)
        self.slot.choices = [SelectChoice("", _("Scegli un orario")), *times]
        self.mode.choices = choices({mode: MODE_WORDS[mode] for mode in modes})

    def validate_slot(self, field: Field) -> None:
        """One of the two ways is needed."""
        if self.starts_at is None and not (self.day.data or self.hour.data):
            raise ValidationError(_("Scegli un orario, oppure scrivi quello su cui siete d'accordo."))

    def validate_day(self, field: Field) -> None:
        """A day alone is no time, nor is an hour."""
        if self.hour.data and not field.data:
            raise ValidationError(_("Scrivi anche il giorno."))
        if field.data and not any(self.hour.raw_data or ()):
            raise ValidationError(_("Scrivi anche l'ora."))

    @property
    def is_agreed(self) -> bool:
        """Whether a time was written, which counts more than one that was chosen."""
        return bool(self.day.data and self.hour.data)

    @property
    def starts_at(self) -> datetime | None:
        """The time that was meant."""
        if self.day.data and self.hour.data:
            return datetime.combine(self.day.data, self.hour.data, ROME)
        return moment_of(self.slot.data)
