"""What is typed about cancelled movements and refunds."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from ama_net.foundation.clock import today
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.words import WAYS

WAY_CHOICES = [SelectChoice(str(key), label) for key, label in WAYS.items()]


class ReasonForm(WebForm):
    """Why something is cancelled."""

    why = StringField(
        _l("Perché si annulla"),
        [InputRequired(_l("Scrivere perché: resta accanto al movimento.")), Length(max=200)],
        filters=[strip],
        description=_l("Per esempio: «era la quota di un altro socio», «scritto due volte»."),
    )


class RefundForm(WebForm):
    """Money given back."""

    amount = AmountField(_l("Quanto si restituisce"), [InputRequired(_l("Scrivere l'importo."))])
    on = DateField(_l("Quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES)
    why = StringField(_l("Perché"), [Length(max=200)], filters=[strip])
