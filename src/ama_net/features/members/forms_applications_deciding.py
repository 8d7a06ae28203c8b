"""What the office types to decide on applications."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ama_net.features.members.operations.applications_deciding import Ruling
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people.forms.fields import DayField

NEW = ""


class RulingForm(WebForm):
    """The resolution: one that is written already, or a new one."""

    resolution = SelectField(_l("Delibera"), coerce=str, default=NEW)
    decided_on = DayField(_l("Data della decisione"), default=today)
    number = IntegerField(
        _l("Numero della delibera"),
        [Optional(), NumberRange(min=1, max=99_999)],
        description=_l("Solo se ne ha già uno sul libro di carta: altrimenti si lascia vuoto e si dà il prossimo."),
    )

    def offer(self, resolutions: list[Resolution], words: Any) -> None:
        """Say which resolutions are there."""
        self.found = {str(one.id): one for one in resolutions}
        there = [SelectChoice(key, words(one)) for key, one in self.found.items()]
        self.resolution.choices = [SelectChoice(NEW, _("Una nuova delibera")), *there]

    def validate_decided_on(self, field: DayField) -> None:
        """Not in the future; a written resolution has its own day."""
        if not self.resolution.data and field.data is None:
            raise ValidationError(_("Scrivere il giorno della decisione."))
        if field.data and field.data > today():
            raise ValidationError(_("Questa data è nel futuro."))

    def ruling(self) -> Ruling:
        """What was chosen, once it is valid."""
        chosen = self.found.get(self.resolution.data or "")
        return Ruling(chosen) if chosen else Ruling(None, self.decided_on.data, self.number.data)


class AdmissionForm(RulingForm):
    """Admitting one applicant or several; who each is in the register of people is asked beside the name."""

    understood = BooleanField(
        _l("Ho controllato: l'iscrizione nel libro soci non si annulla"),
        [InputRequired(_l("Controllare e spuntare: dopo si può solo correggere con una nuova riga del libro."))],
    )


class RefusalForm(RulingForm):
    """Refusing an application."""

    reason = TextAreaField(
        _l("Motivo"),
        [InputRequired(_l("Scrivere il motivo: per legge un rifiuto è motivato.")), not_longer_than(2000)],
        filters=[plain_text],
        description=_l("Lo legge chi ha fatto la domanda. D.Lgs. 117/2017 art. 23 c. 2."),
        render_kw={"rows": 5},
    )


class DayForm(WebForm):
    """A day: when a decision was told, or an appeal received."""

    on = DayField(_l("Giorno"), [InputRequired(_l("Scrivere il giorno."))], default=today)

    def validate_on(self, field: DayField) -> None:
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_("Questa data è nel futuro."))

    @property
    def day(self) -> date:
        """The day, once it is valid."""
        return self.on.data or today()
