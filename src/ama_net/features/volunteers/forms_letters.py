"""What is typed about the confidentiality letter: a version, a paper that was signed, the tick of who accepts."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from ama_net.features.volunteers.operations.letters import LONGEST_LETTER, LetterText
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text
from ama_net.kernel.documents.forms import FileForm
from ama_net.kernel.people.forms.fields import DayField


class LetterForm(WebForm):
    """A version of the letter."""

    body = TextAreaField(
        _l("Testo in italiano"),
        [DataRequired(_l("Scrivere il testo.")), not_longer_than(LONGEST_LETTER)],
        filters=[plain_text],
    )
    body_en = TextAreaField(_l("Testo in inglese"), [not_longer_than(LONGEST_LETTER)], filters=[plain_text])
    in_force_from = DayField(_l("In vigore dal"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    asks_again = BooleanField(_l("Chiedere a tutti di accettarla di nuovo"))

    def text(self) -> LetterText:
        """What was typed, for the operation."""
        return LetterText(
            self.body.data or "", self.body_en.data or "", self.in_force_from.data, bool(self.asks_again.data)
        )


class PaperLetterForm(FileForm):
    """A letter signed on paper: the day on it and its scan."""

    accepted_on = DayField(_l("Firmata il"), [InputRequired(_l("Scrivere il giorno."))], default=today)


class AcceptForm(WebForm):
    """The tick of who accepts, and which text they read."""

    shown = HiddenField()
    accepted = BooleanField(
        _l("Ho letto la lettera e mi impegno a rispettarla"),
        [InputRequired(_l("Per accettare, spunta questa casella."))],
    )
