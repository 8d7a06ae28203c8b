"""What is typed about cancelled movements and refunds, and what other rooms' forms about money share."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from ama_net.foundation.clock import today
from ama_net.foundation.text import known_id
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.models import AccountKind, BankAccount
from ama_net.kernel.payments.words import WAYS

WAY_CHOICES = [SelectChoice(str(key), label) for key, label in WAYS.items()]


class OnceForm(WebForm):
    """A form about money that is noted once however often it is sent: ``key`` says which form it is."""

    form_key = HiddenField()

    @property
    def key(self) -> UUID | None:
        """The form's own key; None when it was tampered with."""
        return known_id(self.form_key.data)

    def begin_once(self) -> None:
        """Give it a key: it is a new form."""
        self.form_key.data = str(uuid4())


def usual_account(accounts: Sequence[BankAccount]) -> UUID | None:
    """The account money is most likely in: the first that is no cash box."""
    ordered = sorted(accounts, key=lambda account: account.kind == AccountKind.CASH)
    return ordered[0].id if ordered else None


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
