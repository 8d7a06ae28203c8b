"""What is typed about an activity of volunteers."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, one_line


class ActivityForm(WebForm):
    """An activity."""

    label = StringField(
        _l("Nome"),
        [InputRequired(_l("Scrivere il nome.")), Length(max=80)],
        filters=[one_line],
        description=_l("Si legge nei turni, nelle ore e negli attestati: meglio generico, mai il tema di un gruppo."),
    )
    value = AmountField(
        _l("Valore di un'ora, in euro"),
        description=_l("Solo se è diverso da quello delle impostazioni. Serve per il bilancio sociale."),
    )
    is_open = BooleanField(_l("Si può scegliere"), default=True)
