"""What is typed about a year's 5×1000."""

from typing import Self
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from ama_net.features.bookkeeping.five import KINDS
from ama_net.features.bookkeeping.models import SpendingKind
from ama_net.features.bookkeeping.operations.five_per_thousand import FIRST_YEAR, Arrival, Spending
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, one_line, plain_text
from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.payments import BankAccount, Payment
from ama_net.kernel.people.forms.fields import DayField

MOST_REPORT = 8000


class ArrivalForm(WebForm):
    """A year's 5×1000 that came. ``form_key`` says which form it is: sent twice, it is noted once."""

    form_key = HiddenField()
    year = IntegerField(
        _l("Anno d'imposta"),
        [InputRequired(_l("Scrivere l'anno.")), NumberRange(FIRST_YEAR, 2200)],
        description=_l("Quello delle dichiarazioni dei redditi, come lo dice l'elenco dell'Agenzia delle Entrate."),
    )
    payment = SelectField(_l("Il movimento"), coerce=chosen_id)
    amount = AmountField(_l("Oppure: quanto è arrivato"), [Optional()])
    on = DayField(_l("Quando"), [Optional()])
    account_id = SelectField(_l("Su quale conto"), coerce=chosen_id)

    def begin(self, arrivals: list[Payment], accounts: list[BankAccount]) -> Self:
        """The movements and the accounts one may choose."""
        found = [
            SelectChoice(
                str(one.id), _("%(amount)s, %(day)s", amount=money(one.amount_cents), day=day_words(one.on_day))
            )
            for one in arrivals
        ]
        self.payment.choices = [SelectChoice("", _("Non è ancora nella prima nota")), *found]
        self.account_id.choices = [SelectChoice(str(one.id), one.label) for one in accounts] or [
            SelectChoice("", _("Nessun conto scritto"))
        ]
        self.form_key.data = self.form_key.data or str(uuid4())
        return self

    def validate_amount(self, field: AmountField) -> None:
        """It is in the first note, or it is written now."""
        if not self.payment.data and not field.data:
            raise ValidationError(_("Scegliere il movimento, o scrivere quanto è arrivato."))

    def arrival(self) -> Arrival:
        """What was typed."""
        chosen: UUID | None = self.payment.data
        return Arrival(
            year=self.year.data or 0,
            payment=db.session.get(Payment, chosen) if chosen else None,
            amount_cents=self.amount.data or 0,
            on=self.on.data or today(),
            account_id=self.account_id.data,
            form_key=None if chosen else known_id(self.form_key.data),
        )


class ReportForm(WebForm):
    """The report, and what was done with the statement."""

    report = TextAreaField(
        _l("Relazione"),
        [Length(max=MOST_REPORT)],
        filters=[plain_text],
        description=_l("Che cosa si è fatto con questi soldi, e per chi: senza il nome di nessuno."),
    )
    sent_on = DayField(_l("Mandato al Ministero il"), [Optional()])
    published_on = DayField(
        _l("Pubblicato sul sito dal"),
        [Optional()],
        description=_l("Da questo giorno si legge nella pagina della trasparenza, con il rendiconto."),
    )


class SpendingForm(WebForm):
    """A line of the statement."""

    kind = SelectField(_l("Tipo di spesa"), choices=[SelectChoice(key, f"{key}. {KINDS[key]}") for key in SpendingKind])
    amount = AmountField(_l("Importo"), [InputRequired(_l("Scrivere l'importo."))])
    words = StringField(
        _l("Per che cosa"), [InputRequired(_l("Scrivere per che cosa.")), Length(max=200)], filters=[one_line]
    )
    payment = SelectField(_l("Uscita che lo prova"), coerce=chosen_id)

    def offer(self, spendings: list[tuple[Payment, int]]) -> Self:
        """The outgoings one may choose."""
        found = [
            SelectChoice(
                str(one.id),
                _(
                    "%(day)s, %(words)s: %(left)s",
                    day=day_words(one.on_day),
                    words=one.memo or one.item,
                    left=money(left),
                ),
            )
            for one, left in spendings
        ]
        self.payment.choices = [SelectChoice("", _("Nessuna: la prova è fra le carte")), *found]
        return self

    def spending(self) -> Spending:
        """What was typed."""
        return Spending(
            kind=SpendingKind(self.kind.data),
            amount_cents=self.amount.data or 0,
            words=self.words.data or "",
            payment_id=self.payment.data,
        )
