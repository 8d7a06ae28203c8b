"""What is typed in the first note: money that went or came, a giroconto, the line and the account of a movement."""

from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import select
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ama_net.features.bookkeeping.queries_funds import open_funds
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, one_line
from ama_net.kernel.documents.forms import FILE_HINT, FileForm
from ama_net.kernel.payments import BankAccount, MoneyDirection, PaymentWay, StatementLine
from ama_net.kernel.payments.forms import WAY_CHOICES, OnceForm, usual_account
from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.people import Organisation
from ama_net.kernel.people.forms.fields import DayField

MOST_BODIES, MOST_MEMO = 500, 300
LATER = "later"
"""The choice of who does not know the line yet."""


class ItemForm(WebForm):
    """The line of a movement."""

    item = RadioField(_l("Che cosa è?"), validate_choice=False)

    def validate_item(self, field: RadioField) -> None:
        """A line that exists, or none yet."""
        if field.data not in ITEMS and field.data != LATER:
            raise ValidationError(_("Scegliere che cosa è; chi non lo sa ancora sceglie l'ultima risposta."))

    @property
    def code(self) -> str:
        """The line chosen; empty for none yet."""
        return "" if self.item.data == LATER else str(self.item.data)


class NoteForm(OnceForm, ItemForm, FileForm):
    """Money that went, or came."""

    amount = AmountField(_l("Quanto"), [InputRequired(_l("Scrivere l'importo."))])
    on = DayField(_l("Quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    memo = StringField(
        _l("Che cosa, in poche parole"),
        [InputRequired(_l("Scrivere che cosa è: si legge nella prima nota.")), Length(max=MOST_MEMO)],
        filters=[one_line],
        description=_l("Per esempio: «bolletta del telefono di marzo», «contributo del Comune»."),
    )
    account_id = SelectField(_l("Conto"), [InputRequired(_l("Scegliere il conto o la cassa."))], coerce=chosen_id)
    way = SelectField(_l("Come"), choices=WAY_CHOICES, default=PaymentWay.TRANSFER.value)
    who = SelectField(
        _l("Chi"), coerce=chosen_id, description=_l("Tra le organizzazioni dell'anagrafe. Si può lasciare vuoto.")
    )
    name = StringField(_l("Oppure il nome, se non è nell'elenco"), [Length(max=200)], filters=[one_line])
    reference = StringField(_l("Riferimento della banca"), [Length(max=100)], filters=[one_line])
    fund_id = SelectField(
        _l("Fondo"),
        coerce=chosen_id,
        description=_l("Solo se è di una campagna, di un evento, di un progetto, del 5 per mille."),
    )
    file = FileField(_l("Fattura, scontrino o altro documento"), description=FILE_HINT)

    def begin(self, accounts: list[BankAccount], direction: MoneyDirection, *, fresh: bool) -> Self:
        """Fill what a page begins with."""
        self.account_id.choices = [SelectChoice(str(one.id), one.label) for one in accounts]
        bodies = select(Organisation.id, Organisation.name).order_by(Organisation.sort_name).limit(MOST_BODIES)
        known = [SelectChoice(str(row.id), row.name) for row in db.session.execute(bodies)]
        self.who.choices = [SelectChoice("", _("Nessuno, o non è nell'elenco")), *known]
        self.fund_id.choices = fund_choices()
        came = direction == MoneyDirection.IN
        self.account_id.label.text = _("In quale conto è arrivato") if came else _("Da quale conto è uscito")
        self.who.label.text = _("Da chi") if came else _("A chi")
        if fresh:
            self.begin_once()
            self.account_id.data = usual_account(accounts)
        return self

    def read_line(self, line: StatementLine) -> None:
        """Begin with what a bank's line says."""
        self.amount.data, self.on.data, self.account_id.data = abs(line.amount_cents), line.booked_on, line.account_id
        self.reference.data = line.bank_reference[:100]
        self.memo.data = " ".join((line.words or line.counterparty or "").split())[:MOST_MEMO]


class TransferForm(OnceForm):
    """A giroconto."""

    amount = AmountField(_l("Quanto"), [InputRequired(_l("Scrivere l'importo."))])
    from_id = SelectField(_l("Esce da"), [InputRequired(_l("Scegliere il conto."))], coerce=chosen_id)
    to_id = SelectField(_l("Entra in"), [InputRequired(_l("Scegliere il conto."))], coerce=chosen_id)
    on = DayField(_l("Quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    arrived_on = DayField(_l("Arrivato il"), [Optional()], description=_l("Solo se è arrivato un altro giorno."))
    memo = StringField(
        _l("Che cosa, in poche parole"),
        [Length(max=MOST_MEMO)],
        filters=[one_line],
        description=_l("Per esempio: «versati in banca i contanti della cassa»."),
    )

    def begin(self, accounts: list[BankAccount], *, fresh: bool) -> Self:
        """Fill what a page begins with."""
        known = [SelectChoice(str(one.id), one.label) for one in accounts]
        self.from_id.choices = self.to_id.choices = [SelectChoice("", _("Scegliere il conto")), *known]
        if fresh:
            self.begin_once()
        return self

    def read_line(self, line: StatementLine) -> None:
        """Begin with what a bank's line says: one of the two accounts is its own."""
        self.amount.data, self.on.data = abs(line.amount_cents), line.booked_on
        ours = self.to_id if line.amount_cents > 0 else self.from_id
        ours.data = line.account_id


class PutRightForm(ItemForm):
    """The line of some movements, and the account of those that have none."""

    account_id = SelectField(
        _l("Conto"), coerce=chosen_id, description=_l("Vale per i movimenti che non ne hanno uno.")
    )
    fund_id = SelectField(_l("Fondo"), coerce=chosen_id, description=_l("Chi non sa che cosa è lascia così."))

    def begin(self, accounts: list[BankAccount]) -> Self:
        """Fill what a page begins with."""
        self.account_id.choices = [
            SelectChoice("", _("Lascia com'è")),
            *(SelectChoice(str(one.id), one.label) for one in accounts),
        ]
        self.fund_id.choices = fund_choices(_("Lascia com'è"))
        return self


class PaperForm(FileForm):
    """One more paper of a movement."""

    file = FileField(_l("Fattura, scontrino o altro documento"), description=FILE_HINT)


class WhyForm(WebForm):
    """Why a giroconto is cancelled."""

    why = StringField(
        _l("Perché si annulla"),
        [InputRequired(_l("Scrivere perché: resta accanto al movimento.")), Length(max=200)],
        filters=[one_line],
    )


def fund_choices(none: str = "") -> list[SelectChoice]:
    """The funds one may put a movement in, and none."""
    return [SelectChoice("", none or _("Nessuno")), *(SelectChoice(str(one.id), one.name) for one in open_funds())]
