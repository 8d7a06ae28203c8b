"""What the office types about offices."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import InputRequired

from ama_net.features.members.office_words import END_REASONS, KINDS
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.documents import OfficeKind, Resolution
from ama_net.kernel.documents.operations_offices import Term
from ama_net.kernel.people.forms.fields import DayField

NONE = ""


class TermForm(WebForm):
    """From when, until when, by which resolution."""

    started_on = DayField(_l("Dal"), [InputRequired(_l("Scrivere da quando."))])
    expires_on = DayField(_l("Scade il"), description=_l("Come dice lo statuto. Vuoto se non ha scadenza."))
    resolution = SelectField(_l("Delibera"), coerce=str, default=NONE)

    def offer(self, resolutions: list[Resolution], words: Any) -> None:
        """Say which resolutions are there."""
        self.found = {str(one.id): one for one in resolutions}
        there = [SelectChoice(key, words(one)) for key, one in self.found.items()]
        self.resolution.choices = [SelectChoice(NONE, _l("Non è nel sistema")), *there]

    def suggest(self, years: int, since: date | None = None) -> None:
        """Begin today (or when the last ended) and last as long as the statute says."""
        start = since or today()
        self.started_on.data = start
        try:
            self.expires_on.data = start.replace(year=start.year + years)
        except ValueError:  # 29 February
            self.expires_on.data = start.replace(year=start.year + years, day=28)

    def term(self, kind: OfficeKind) -> Term:
        """What was typed, once it is valid."""
        resolution = self.found.get(self.resolution.data or "")
        return Term(kind, self.started_on.data or today(), self.expires_on.data, resolution)


class OfficeForm(TermForm):
    """An office to give."""

    kind = SelectField(_l("Carica"), choices=[SelectChoice(kind.value, KINDS[kind]) for kind in OfficeKind])

    def given(self) -> Term:
        """What was typed, once it is valid."""
        return self.term(OfficeKind(self.kind.data))


class EndForm(WebForm):
    """An office that is over."""

    on = DayField(_l("Finita il"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    reason = SelectField(
        _l("Perché"),
        choices=[SelectChoice(key, words) for key, words in END_REASONS.items() if key != "renewed"],
        default="term",
    )

    @property
    def day(self) -> date:
        """The day, once it is valid."""
        return self.on.data or today()


class ToldForm(WebForm):
    """The day the changes were told to the RUNTS."""

    on = DayField(_l("Comunicati il"), [InputRequired(_l("Scrivere il giorno."))], default=today)

    @property
    def day(self) -> date:
        """The day, once it is valid."""
        return self.on.data or today()
