"""What the office writes of a newsletter besides its blocks: its lines, where a trial goes, when it leaves."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Optional

from ama_net.across.newsletters.operations.writing import LONGEST_LINE
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.web.forms import WebForm, not_longer_than, one_line
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import DayField, choices


class ComposeForm(WebForm):
    """The lines of a newsletter; its blocks stand beside them in the same form (``composing.py``)."""

    subject = StringField(
        _l("Oggetto"),
        [not_longer_than(LONGEST_LINE)],
        filters=[one_line],
        description=_l(
            "È la prima cosa che si legge. Non dice mai un tema o un disagio: la casella può vederla chiunque."
        ),
    )
    preheader = StringField(
        _l("Riga accanto all'oggetto"),
        [not_longer_than(LONGEST_LINE)],
        filters=[one_line],
        description=_l("La posta la mostra nell'elenco, prima che si apra. Si può lasciare vuota."),
    )
    language = SelectField(_l("Lingua"), choices=choices({"it": _l("Italiano"), "en": _l("Inglese")}))
    version = HiddenField()


class TestForm(WebForm):
    """Where a trial goes."""

    __test__ = False  # no test of pytest

    address = StringField(
        _l("A quale indirizzo"),
        [InputRequired(_l("Serve un indirizzo e-mail.")), not_longer_than(254)],
        filters=[one_line],
        description=_l("Il proprio, o quello di chi lavora nell'ufficio."),
    )


class GivingBackForm(WebForm):
    """What is to be changed, of a newsletter that is given back to who wrote it."""

    to_change = StringField(
        _l("Che cosa va cambiato"),
        [InputRequired()],
        filters=[one_line],
        description=_l("Lo legge chi l'ha scritta."),
    )


NOW, LATER = "now", "later"
EVENING, MORNING = 22, 7
"""From one to the other a mail wakes people up."""


class LeavingForm(WebForm):
    """When it leaves: each of its two buttons says which."""

    when = RadioField(_l("Quando parte"), choices=choices({NOW: _l("Adesso"), LATER: _l("Un altro giorno")}))
    day = DayField(_l("Giorno"), [Optional()])
    hour = TimeField(_l("Ora"), [Optional()])
    archive = BooleanField(_l("Mettila nell'archivio del sito: la legge anche chi non la riceve"))
    version = HiddenField()

    @property
    def has_hour(self) -> bool:
        """Whether somebody wrote in the day or the hour, whatever the button said."""
        return any(value for field in (self.day, self.hour) for value in field.raw_data or ())

    def at(self) -> datetime | None:
        """The hour it leaves at; None for at once.

        Raises:
            WrongFact: a day or an hour is missing, or that hour has passed or is not on the clock that day, or one stands beside "now".
        """
        if self.when.data != LATER:
            if self.has_hour:
                raise WrongFact("day", _l("Hai scelto un giorno, ma anche «adesso»: quale dei due?"))
            return None
        if self.day.data is None:
            raise WrongFact("day", _l("Scegli il giorno."))
        if self.hour.data is None:
            raise WrongFact("hour", _l("Scegli l'ora, per esempio 18:30."))
        at = datetime.combine(self.day.data, self.hour.data, tzinfo=ROME)
        if at.astimezone(UTC).astimezone(ROME).time() != self.hour.data:
            raise WrongFact("hour", _l("Quest'ora quel giorno non c'è: cambia l'ora legale. Scegline un'altra."))
        if at <= now():
            raise WrongFact("hour", _l("Quest'ora è già passata: scegline un'altra, o falla partire adesso."))
        return at


def is_night(at: datetime) -> bool:
    """Whether a telephone that rings at that hour wakes somebody up."""
    hour = at.astimezone(ROME).hour
    return hour >= EVENING or hour < MORNING
