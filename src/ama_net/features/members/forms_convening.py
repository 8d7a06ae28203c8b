"""What is written in a request to convene."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired

from ama_net.features.members.models import OrganMeeting
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text

LONGEST = 3000


class ConveningForm(WebForm):
    """What the assembly is asked for."""

    agenda = TextAreaField(
        _l("Di che cosa deve discutere l'assemblea"),
        [InputRequired(_l("Scrivi almeno un punto.")), not_longer_than(LONGEST)],
        filters=[plain_text],
        description=_l("Un punto per riga."),
    )
    reasons = TextAreaField(
        _l("Perché"),
        [InputRequired(_l("Scrivi il motivo.")), not_longer_than(LONGEST)],
        filters=[plain_text],
        description=_l("Lo leggono i soci e il consiglio. Niente fatti privati di altre persone."),
    )


class PaperSignatureForm(WebForm):
    """A signature gathered on paper."""

    number = IntegerField(
        _l("Numero di socio"),
        [InputRequired(_l("Scrivere il numero di socio."))],
        description=_l("Quello del libro soci, di chi ha firmato il foglio."),
    )


class AnswerForm(WebForm):
    """The assembly that answers."""

    meeting_id = SelectField(_l("L'assemblea che risponde"), coerce=lambda value: UUID(str(value)) if value else None)

    def offer(self, meetings: Iterable[OrganMeeting]) -> None:
        """Fill the choice."""
        found = [SelectChoice(str(meeting.id), meeting.title) for meeting in meetings]
        self.meeting_id.choices = found or [SelectChoice("", _("Prima bisogna prepararne una"))]
