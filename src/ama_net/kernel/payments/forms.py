"""What is typed about accounts, cancelled movements and refunds."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from ama_net.foundation.clock import today
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.epc import LONGEST_HOLDER
from ama_net.kernel.payments.words import USES, WAYS
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_iban

WAY_CHOICES = [SelectChoice(str(key), label) for key, label in WAYS.items()]


class AccountForm(WebForm):
    """An account of the association."""

    label = StringField(
        _l("Come lo chiamate"),
        [InputRequired(_l("Scrivere un nome, per esempio «Conto della banca».")), Length(max=80)],
        filters=[strip],
    )
    holder = StringField(
        _l("Intestatario, esattamente come lo ha la banca"),
        [InputRequired(_l("Scrivere l'intestatario.")), Length(max=LONGEST_HOLDER)],
        filters=[strip],
        description=_l(
            "Dal 9 ottobre 2025 la banca di chi paga confronta il nome con l'IBAN: se non è lo stesso, avvisa chi paga."
        ),
    )
    iban = StringField(
        _l("IBAN"),
        [InputRequired(_l("Scrivere l'IBAN."))],
        filters=[strip],
        description=_l("27 caratteri, con o senza spazi. Si controllano le cifre di controllo e la lettera CIN."),
    )
    used_for = SelectField(
        _l("Per che cosa si chiede di versare qui"),
        choices=[SelectChoice(str(key), label) for key, label in USES.items()],
    )

    def validate_iban(self, field: StringField) -> None:
        """A real IBAN, kept without spaces."""
        try:
            field.data = check_iban(field.data or "")
        except InvalidIdentifier as error:
            raise ValidationError(error.message) from None


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
