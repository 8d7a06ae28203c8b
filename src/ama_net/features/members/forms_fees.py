"""What is typed about fees: a payment, several at once, a waiver, who pays less, the rates of a year, a lapse."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from ama_net.features.members.models import FeeKind
from ama_net.foundation.clock import today
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, strip
from ama_net.kernel.payments import BankAccount, PaymentWay
from ama_net.kernel.payments.forms import WAY_CHOICES, OnceForm, usual_account

FIRST_YEAR, LAST_YEAR = 1950, 2200


def _not_to_come(_form: WebForm, field: DateField) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("È una data futura: si annota quello che è già successo."))


class PayForm(OnceForm):
    """One payment of a fee."""

    amount = AmountField(_l("Quanto è stato versato"), [InputRequired(_l("Scrivere l'importo."))])
    on = DateField(_l("Quando"), [InputRequired(_l("Scrivere il giorno.")), _not_to_come], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES, default=PaymentWay.TRANSFER.value)
    account_id = SelectField(_l("Su quale conto"), coerce=chosen_id)
    reference = StringField(
        _l("Riferimento della banca"),
        [Length(max=100)],
        filters=[strip],
        description=_l("CRO o TRN del bonifico, numero dell'assegno: se c'è."),
    )
    send = BooleanField(_l("Manda la ricevuta"))

    def begin(self, accounts: list[BankAccount], *, fresh: bool) -> Self:
        """Fill what a page begins with."""
        self.account_id.choices = [
            SelectChoice("", _("Nessuno: è in cassa")),
            *(SelectChoice(str(account.id), account.label) for account in accounts),
        ]
        if fresh:
            self.begin_once()
            self.account_id.data = usual_account(accounts)
        return self


class PayManyForm(WebForm):
    """What is left of several fees, paid the same day in the same way."""

    on = DateField(_l("Quando"), [InputRequired(_l("Scrivere il giorno.")), _not_to_come], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES, default=PaymentWay.TRANSFER.value)


class WaiverForm(WebForm):
    """Why what is left of a fee need not be paid."""

    resolution_id = SelectField(_l("La delibera"), coerce=chosen_id)
    resolution_ref = StringField(
        _l("Oppure, se non è nell'elenco, come si cita"),
        [Length(max=200)],
        filters=[strip],
        description=_l("Per esempio: direttivo, delibera 4 del 12 marzo 2026."),
    )
    why = StringField(
        _l("Perché"),
        [Length(max=300)],
        filters=[strip],
        description=_l("Cifrato: lo legge solo chi può leggere le quote. Bastano poche parole, o niente."),
    )


class TermForm(WebForm):
    """Who pays less, from which year and until when."""

    kind = RadioField(
        _l("Questo socio"),
        choices=[
            SelectChoice(FeeKind.FULL.value, _l("paga la quota intera")),
            SelectChoice(FeeKind.REDUCED.value, _l("paga la quota ridotta")),
            SelectChoice(FeeKind.FREE.value, _l("non paga")),
        ],
    )
    from_year = IntegerField(_l("Dall'anno"), [InputRequired(), NumberRange(FIRST_YEAR, LAST_YEAR)])
    until_year = IntegerField(
        _l("Fino all'anno"),
        [Optional(), NumberRange(FIRST_YEAR, LAST_YEAR)],
        description=_l("Vuoto: finché non si cambia."),
    )


class RateForm(WebForm):
    """What one category pays in a year. The fields stand in a table with the other categories', each with a prefix."""

    class Meta(WebForm.Meta):
        """The page has one token for all."""

        csrf = False

    full = AmountField(_l("Quota intera"))
    reduced = AmountField(_l("Quota ridotta"))

    def validate_reduced(self, field: Any) -> None:
        """Less than the whole, and only with it."""
        if field.data is not None and self.full.data is None:
            raise ValidationError(_("Scrivere anche la quota intera."))
        if field.data is not None and self.full.data is not None and field.data > self.full.data:
            raise ValidationError(_("La quota ridotta è più alta di quella intera."))


class RatesForm(WebForm):
    """What goes for every category of a year."""

    due_on = DateField(_l("Si paga entro il"), [InputRequired(_l("Scrivere il giorno."))])
    resolution_id = SelectField(_l("Delibera che le ha fissate"), coerce=chosen_id)
    resolution_ref = StringField(
        _l("Oppure, se non è nell'elenco, come si cita"),
        [Length(max=200)],
        filters=[strip],
        description=_l("Per esempio: assemblea del 18 dicembre 2025, delibera 3."),
    )


class LapseForm(WebForm):
    """The board's decision on who did not pay."""

    resolution_id = SelectField(_l("Delibera del direttivo"), coerce=chosen_id)
    adopted_on = DateField(_l("Giorno della nuova delibera"), [Optional(), _not_to_come])
    number = IntegerField(
        _l("Numero"),
        [Optional(), NumberRange(1, 99999)],
        description=_l("Solo se ne ha già uno: se no lo dà il sistema."),
    )
    text = TextAreaField(_l("Testo della delibera"), [Length(max=5000)], filters=[strip])
    on = DateField(_l("La decadenza vale dal"), [InputRequired(_l("Scrivere il giorno."))], default=today)

    def validate_on(self, field: DateField) -> None:
        """No exit before it is decided."""
        if field.data and self.adopted_on.data and field.data < self.adopted_on.data:
            raise ValidationError(_("La decadenza non può valere da prima della delibera."))
