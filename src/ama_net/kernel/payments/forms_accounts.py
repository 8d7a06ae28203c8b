"""What is typed about where the association's money is: an account with its IBAN, or a cash box; what was there at the start."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.epc import LONGEST_HOLDER
from ama_net.kernel.payments.models import AccountKind
from ama_net.kernel.payments.words import ACCOUNT_KINDS, USES
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_iban

WITH_IBAN = (AccountKind.BANK, AccountKind.POST)


class BoxForm(WebForm):
    """A cash box, or what somebody holds for the association: no bank, no IBAN."""

    label = StringField(
        _l("Come si chiama"),
        [InputRequired(_l("Scrivere un nome, per esempio «Cassa».")), Length(max=80)],
        filters=[strip],
    )
    opened_on = DateField(
        _l("Da quale giorno si scrivono i movimenti"),
        [Optional()],
        description=_l("Di solito il 1° gennaio. I movimenti di prima restano fuori dai saldi."),
    )
    opening = AmountField(
        _l("Quanto c'era all'inizio di quel giorno"),
        [Optional()],
        description=_l("È il saldo di partenza del rendiconto per cassa."),
    )

    def validate_opening(self, field: AmountField) -> None:
        """An amount is of a day."""
        if field.data and not self.opened_on.data and not self.opened_on.errors:
            raise ValidationError(_l("Scrivere anche da quale giorno."))


class AccountForm(BoxForm):
    """An account at a bank or at the post office."""

    label = StringField(
        _l("Come lo chiamate"),
        [InputRequired(_l("Scrivere un nome, per esempio «Conto della banca».")), Length(max=80)],
        filters=[strip],
    )
    kind = SelectField(
        _l("Dov'è il conto"), choices=[SelectChoice(str(kind), ACCOUNT_KINDS[kind]) for kind in WITH_IBAN]
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
