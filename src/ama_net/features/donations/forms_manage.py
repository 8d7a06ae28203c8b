"""What the office types about donors' choices and their requests to have a gift back."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from ama_net.features.donations.donor_words import THROUGH, Through
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.forms import WAY_CHOICES
from ama_net.kernel.people.forms.fields import DayField, choices

LONGEST_ANSWER = 500
SAID_TO_US = {key: words for key, words in THROUGH.items() if key not in (Through.AREA, Through.FORM)}


class OppositionForm(WebForm):
    """That a person does not want their gifts told."""

    on = DayField(_l("Quando l'ha detto"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    through = SelectField(_l("Come"), choices=choices(SAID_TO_US))


class _AnswerForm(WebForm):
    """Words for who asked."""

    answer = TextAreaField(
        _l("Risposta a chi ha donato"),
        [Length(max=LONGEST_ANSWER)],
        filters=[strip],
        description=_l("Si legge nell'e-mail."),
        render_kw={"rows": 2, "maxlength": LONGEST_ANSWER},
    )


class GiveBackForm(_AnswerForm):
    """Money that goes back."""

    on = DayField(_l("Quando si restituisce"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES)
    account = SelectField(_l("Da quale conto"))


class RefuseForm(_AnswerForm):
    """Why money does not go back."""

    answer = TextAreaField(
        _l("Perché no"),
        [DataRequired(_l("Scrivere perché: lo legge chi ha donato.")), Length(max=LONGEST_ANSWER)],
        filters=[strip],
        description=_l("Si legge nell'e-mail."),
        render_kw={"rows": 2, "maxlength": LONGEST_ANSWER},
    )
