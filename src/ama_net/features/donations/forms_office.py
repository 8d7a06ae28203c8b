"""What the office types about gifts: money that arrived, a whole gift, who gave, why a receipt is cancelled."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Campaign
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receiving import Arrived
from ama_net.foundation.clock import today
from ama_net.foundation.text import fold
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.kernel.payments import AccountKind, BankAccount, PaymentWay, StatementLine
from ama_net.kernel.payments.forms import OnceForm, usual_account
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people.forms.fields import Checked, DayField, PhoneField, choices
from ama_net.kernel.people.identifiers import check_body_tax_code, check_email, check_phone, check_tax_code

IN_KIND = "in_kind"
SOMEBODY_NEW = "new"
TOO_LONG = _l("Al massimo %(max)d lettere.")
LONGEST_THING = 500
TYPED_WAYS = {**WAYS, IN_KIND: _l("Beni o servizi")}


def _line(label: Any, *checks: Any, longest: int = 100, **more: Any) -> StringField:
    return StringField(label, [*checks, Length(max=longest, message=TOO_LONG)], filters=[one_line], **more)


class ArrivedForm(OnceForm):
    """Money that came for a gift."""

    amount = AmountField(_l("Quanto è arrivato"), [InputRequired(_l("Scrivere l'importo."))])
    on = DayField(_l("Quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    way = SelectField(_l("Come"), choices=choices(WAYS), default=PaymentWay.TRANSFER.value)
    account_id = SelectField(
        _l("In quale conto"),
        coerce=chosen_id,
        description=_l("I contanti vanno nella cassa, se c'è fra i conti."),
    )
    reference = _line(
        _l("Riferimento"),
        description=_l("CRO o TRN del bonifico, numero dell'assegno o del bollettino: se c'è."),
    )

    def __init__(self, accounts: Sequence[BankAccount], **options: Any) -> None:
        super().__init__(**options)
        self._accounts = accounts
        self.account_id.choices = [
            SelectChoice("", _("Quello giusto per il modo")),
            *(SelectChoice(str(account.id), account.label) for account in accounts),
        ]
        if not self.is_submitted() or not self.form_key.data:
            self.begin_once()

    def validate_on(self, field: DayField) -> None:
        """Only what has happened is noted."""
        if field.data and field.data > today():
            raise ValidationError(_("È una data futura: si annota quello che è già successo."))

    def read_line(self, line: StatementLine) -> None:
        """Begin with what a bank's line says."""
        self.amount.data, self.on.data, self.way.data = line.amount_cents, line.booked_on, PaymentWay.TRANSFER.value
        self.account_id.data, self.reference.data = line.account_id, line.bank_reference

    def arrived(self) -> Arrived:
        """What was typed, in a form that was checked."""
        assert self.amount.data is not None
        assert self.on.data is not None
        way = PaymentWay(self.way.data)
        return Arrived(
            self.amount.data,
            self.on.data,
            way,
            reference=self.reference.data or "",
            account_id=self._account_of(way),
            form_key=self.key,
        )

    def _account_of(self, way: PaymentWay) -> UUID | None:
        """Cash is in the cash box, the rest never: the account that was chosen, else the usual one for how it came."""
        is_cash = way == PaymentWay.CASH
        fit = [account for account in self._accounts if (account.kind == AccountKind.CASH) == is_cash]
        chosen: UUID | None = self.account_id.data
        if any(account.id == chosen for account in fit):
            return chosen
        return usual_account([account for account in fit if account.kind != AccountKind.PROVIDER])


_BODIES = {"srl", "spa", "sas", "snc", "ets", "odv", "aps", "onlus", "coop", "comune", "fondazione", "associazione"}
"""A word of these in what the bank calls somebody: it is no person."""


class GiftForm(ArrivedForm):
    """A gift that the office writes down: what, how, what for, who gives."""

    way = SelectField(_l("Come"), choices=choices(TYPED_WAYS), default=PaymentWay.CASH.value)
    amount = AmountField(
        _l("Importo, in euro"),
        [InputRequired(_l("Scrivere l'importo."))],
        description=_l("Per beni o servizi: il loro valore."),
    )
    thing = TextAreaField(
        _l("Che cosa è stato donato"),
        [not_longer_than(LONGEST_THING)],
        filters=[plain_text],
        description=_l(
            "Solo per beni o servizi: che cosa, quanto, come se ne conosce il valore (DM 28 novembre 2019)."
        ),
    )
    campaign_id = SelectField(_l("Per quale campagna"), coerce=chosen_id)
    is_anonymous = BooleanField(
        _l("Non si sa chi ha donato"), description=_l("Per esempio una cassetta delle offerte: senza ricevuta.")
    )
    who = RadioField(_l("È già nell'anagrafe?"), choices=[], validate_choice=False)
    given_name = _line(_l("Nome"))
    family_name = _line(_l("Cognome"))
    organisation = _line(
        _l("Oppure: azienda o ente"), longest=200, description=_l("Se a donare non è una persona: il nome dell'ente.")
    )
    email = _line(_l("E-mail"), Checked(check_email), longest=254)
    phone = PhoneField(_l("Telefono"), [Length(max=40, message=TOO_LONG), Checked(check_phone)], filters=[one_line])
    tax_code = _line(
        _l("Codice fiscale"), longest=40, description=_l("Senza, la donazione non entra nella comunicazione fiscale.")
    )
    street = _line(_l("Via e numero"), longest=200)
    postcode = _line(_l("CAP"), longest=12)
    municipality = _line(_l("Comune"))
    province = _line(_l("Provincia (sigla)"), longest=2)
    wants_receipt = BooleanField(_l("Con la ricevuta"), default=True)
    public_name = _line(
        _l("Nome da mostrare sulla pagina della campagna"), longest=80, description=_l("Solo se chi dona lo vuole.")
    )

    def __init__(
        self, accounts: Sequence[BankAccount], campaigns: Iterable[Campaign], *, has_payer: bool, **options: Any
    ) -> None:
        super().__init__(accounts, **options)
        self._campaigns = {one.id: one for one in campaigns}
        self._has_payer = has_payer
        self.campaign_id.choices = [
            SelectChoice("", _("Nessuna: per tutta l'attività")),
            *(SelectChoice(str(one.id), one.title) for one in self._campaigns.values()),
        ]

    def read_line(self, line: StatementLine) -> None:
        """Begin with what a bank's line says; who paid is the bank's word, to be looked at again."""
        super().read_line(line)
        called = one_line(line.counterparty or "") or ""
        if not called or self._has_payer:
            return
        called = called.title() if called.isupper() else called
        if _BODIES & set(fold(called).replace(".", "").split()):
            self.organisation.data = called[:200]
        else:
            self.given_name.data, _space, self.family_name.data = called[:100].partition(" ")
        self.given_name.description = _l("È come lo scrive la banca: controllare nome e cognome.")

    @property
    def is_in_kind(self) -> bool:
        """Whether things or services were given."""
        return bool(self.way.data == IN_KIND)

    def validate_thing(self, field: TextAreaField) -> None:
        """Things are said."""
        if self.is_in_kind and not field.data:
            raise ValidationError(_("Scrivere che cosa è stato donato."))

    def validate_given_name(self, field: StringField) -> None:
        """Somebody gives, or it is said that nobody knows."""
        if self._has_payer or self.is_anonymous.data or self.organisation.data:
            return
        if not (field.data or self.family_name.data):
            raise ValidationError(_("Scrivere chi dona, o segnare che non si sa."))

    def validate_tax_code(self, field: StringField) -> None:
        """A person's code, or a body's."""
        Checked(check_body_tax_code if self.organisation.data else check_tax_code)(self, field)

    def donor(self) -> DonorFacts:
        """Who gives, as it was typed."""
        names = ("given_name", "family_name", "organisation", "email", "phone", "tax_code")
        home = ("street", "postcode", "municipality", "province")
        return DonorFacts(**{name: self[name].data or "" for name in (*names, *home)})

    def giving(self, donor: DonorFacts) -> Giving:
        """The gift, as the operations want it."""
        assert self.amount.data is not None
        return Giving(
            self.amount.data,
            PaymentWay.OTHER if self.is_in_kind else PaymentWay(self.way.data),
            donor,
            campaign=self._campaigns.get(self.campaign_id.data) if self.campaign_id.data else None,
            public_name=self.public_name.data or "",
            wants_receipt=bool(self.wants_receipt.data) and not self.is_anonymous.data,
        )


class WhoForm(WebForm):
    """Who gave, when the register could not say it by itself."""

    who = RadioField(_l("Chi è?"), [InputRequired(_l("Scegliere chi è."))], choices=[])


class CancelReceiptForm(WebForm):
    """Why a receipt is cancelled, and whether another takes its place."""

    why = _line(
        _l("Perché si annulla"),
        DataRequired(_l("Scrivere perché: resta accanto alla ricevuta.")),
        longest=200,
        description=_l("Per esempio: «codice fiscale sbagliato»."),
    )
    again = BooleanField(_l("Fanne subito una nuova, con i dati di oggi"), default=True)
