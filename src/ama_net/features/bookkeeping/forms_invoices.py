"""What is typed about suppliers' invoices and their payments."""

from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.operations.invoices import InvoiceFacts, Paid
from ama_net.features.bookkeeping.plain_words import full_words, items_by_area
from ama_net.features.bookkeeping.queries_funds import open_funds
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, one_line
from ama_net.kernel.payments import BankAccount, MoneyDirection, PaymentWay
from ama_net.kernel.payments.forms import WAY_CHOICES, OnceForm, usual_account
from ama_net.kernel.payments.modello_d import AREAS
from ama_net.kernel.people import Organisation
from ama_net.kernel.people.forms.fields import DayField

MOST_BODIES = 500
MOST_MEMO = 300


def item_choices(direction: MoneyDirection) -> dict[str, list[tuple[str, str]]]:
    """The lines of the statement by area, for a menu, in plain words: what came, or what went."""
    return {
        AREAS[area]: [(item.code, full_words(item.code)) for item in items] for area, items in items_by_area(direction)
    }


def _suppliers() -> list[SelectChoice]:
    bodies = select(Organisation.id, Organisation.name).order_by(Organisation.sort_name).limit(MOST_BODIES)
    return [SelectChoice(str(row.id), row.name) for row in db.session.execute(bodies)]


class InvoiceForm(WebForm):
    """An invoice."""

    supplier = SelectField(_l("Fornitore"), coerce=chosen_id, description=_l("Tra le organizzazioni dell'anagrafe."))
    name = StringField(_l("Oppure il nome, se non è nell'elenco"), [Length(max=200)], filters=[one_line])
    tax_code = StringField(_l("Codice fiscale del nuovo fornitore"), [Length(max=16)], filters=[one_line])
    number = StringField(
        _l("Numero della fattura"), [InputRequired(_l("Scrivere il numero.")), Length(max=60)], filters=[one_line]
    )
    issued_on = DayField(_l("Data della fattura"), [InputRequired(_l("Scrivere la data."))])
    due_on = DayField(_l("Da pagare entro"), [Optional()])
    amount = AmountField(_l("Totale, IVA compresa"), [InputRequired(_l("Scrivere l'importo."))])
    item = SelectField(
        _l("Voce del rendiconto"),
        description=_l(
            "Dove andranno i suoi pagamenti. La bolletta della sede, per esempio: servizi del supporto generale."
        ),
    )
    memo = StringField(_l("Per che cosa"), [Length(max=MOST_MEMO)], filters=[one_line])
    fund = SelectField(
        _l("Fondo"),
        coerce=chosen_id,
        description=_l("Solo se è una spesa di una raccolta, di un progetto, del 5 per mille."),
    )

    def offer(self) -> Self:
        """The suppliers, the lines and the funds one may choose."""
        if "supplier" in self:
            self.supplier.choices = [SelectChoice("", _("Non è nell'elenco")), *_suppliers()]
        self.item.choices = {_("Da scegliere"): [("", _("Scegliere la voce"))], **item_choices(MoneyDirection.OUT)}
        self.fund.choices = [
            SelectChoice("", _("Nessuno")),
            *(SelectChoice(str(one.id), one.name) for one in open_funds(self.fund.data)),
        ]
        return self

    @classmethod
    def of(cls, invoice: SupplierInvoice) -> Self:
        """The form with what is written of an invoice; its supplier stays the same."""
        names = ("number", "issued_on", "due_on", "item", "memo")
        known = {name: getattr(invoice, name) for name in names}
        form = cls(data={**known, "amount": invoice.amount_cents, "fund": invoice.fund_id})
        for name in ("supplier", "name", "tax_code"):
            del form[name]
        return form

    def validate_supplier(self, field: SelectField) -> None:
        """Somebody must have sent it."""
        if not field.data and not self.name.data:
            raise ValidationError(_("Scegliere il fornitore, o scriverne il nome."))

    def facts(self) -> InvoiceFacts:
        """What was typed."""
        return InvoiceFacts(
            number=self.number.data or "",
            issued_on=self.issued_on.data or today(),
            amount_cents=self.amount.data or 0,
            item=self.item.data or "",
            due_on=self.due_on.data,
            memo=self.memo.data or "",
            fund_id=self.fund.data,
        )


class PayInvoiceForm(OnceForm):
    """A payment of an invoice."""

    amount = AmountField(_l("Quanto è stato pagato"), [InputRequired(_l("Scrivere l'importo."))])
    on = DayField(_l("Quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES, default=PaymentWay.TRANSFER.value)
    account_id = SelectField(_l("Da quale conto"), coerce=chosen_id)
    reference = StringField(_l("Riferimento della banca"), [Length(max=100)], filters=[one_line])

    def begin(self, accounts: list[BankAccount], *, fresh: bool) -> Self:
        """Fill what a page begins with."""
        self.account_id.choices = [
            *(SelectChoice(str(account.id), account.label) for account in accounts),
            SelectChoice("", _("Nessun conto di questi")),
        ]
        if fresh:
            self.begin_once()
            self.account_id.data = usual_account(accounts)
        return self

    def paid(self) -> Paid:
        """What was typed."""
        return Paid(
            amount_cents=self.amount.data or 0,
            on=self.on.data or today(),
            way=PaymentWay(self.way.data),
            account_id=self.account_id.data,
            reference=self.reference.data or "",
            form_key=self.key,
        )
