"""What is typed about expenses: one of them, sending a claim, paying, the rules and the types."""

import re
from typing import Any, Self
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.volunteers.expense_words import rate_words
from ama_net.features.volunteers.models import Activity, ExpenseType, ExpenseWay
from ama_net.features.volunteers.operations.expense_items import NewItem
from ama_net.foundation.clock import today
from ama_net.foundation.text import known_id
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, strip
from ama_net.kernel.documents import File
from ama_net.kernel.documents.forms import FileForm
from ama_net.kernel.payments import BankAccount, PaymentWay
from ama_net.kernel.payments.forms import WAY_CHOICES
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_iban

_KM = re.compile(r"(?P<whole>\d{1,4})(?:[.,](?P<tenth>\d))?(?:\s*km)?", re.ASCII | re.IGNORECASE)
_RATE = re.compile(r"0[.,](?P<digits>\d{1,4})|(?P<whole>[12])(?:[.,](?P<more>\d{1,4}))?", re.ASCII)


class KilometresField(StringField):
    """Kilometres as people write them; ``data`` is in tenths, None when nothing was typed."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = (valuelist[0] if valuelist else "").strip()
        found = _KM.fullmatch(typed)
        self.data = int(found["whole"]) * 10 + int(found["tenth"] or 0) if found else None
        if typed and found is None:
            raise ValueError(_("Scrivi i chilometri con le cifre, per esempio 12 oppure 12,5."))


class RateField(StringField):
    """Euro for a kilometre; ``data`` is in ten-thousandths, None when nothing was typed."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = (valuelist[0] if valuelist else "").replace("€", "").strip()
        found = _RATE.fullmatch(typed)
        self.data = None
        if found:
            self.data = int(found["whole"] or 0) * 10_000 + int((found["digits"] or found["more"] or "0").ljust(4, "0"))
        if typed and not self.data:
            raise ValueError(_("Scrivere gli euro per chilometro, per esempio 0,42."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return rate_words(self.data).removesuffix(" €") if self.data else ""


class BoxesField(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ItemForm(FileForm):
    """One expense. ``form_key`` says which form it is: sent twice, it is written once."""

    form_key = HiddenField()
    on_day = DayField(_l("Quando"), [InputRequired(_l("Scrivi il giorno."))], default=today)
    activity_id = SelectField(
        _l("Per quale attività"), coerce=chosen_id, validators=[InputRequired(_l("Scegli l'attività."))]
    )
    type_id = SelectField(
        _l("Che spesa è"), coerce=chosen_id, validators=[InputRequired(_l("Scegli il tipo di spesa."))]
    )
    amount = AmountField(_l("Quanto hai speso"))
    kilometres = KilometresField(_l("Quanti chilometri, andata e ritorno"))
    start = StringField(_l("Da dove"), [Length(max=100)], filters=[strip])
    end = StringField(_l("A dove"), [Length(max=100)], filters=[strip])
    paper = BooleanField(_l("Non ho la foto: consegno la ricevuta su carta"))
    words = StringField(
        _l("Due parole, se servono"),
        [Length(max=200)],
        filters=[strip],
        description=_l("Per esempio «biglietto del treno». Niente su chi si è incontrato, né sulla sua salute."),
    )

    def suit(self, way: ExpenseWay, types: list[ExpenseType], activities: list[Activity], *, fresh: bool) -> Self:
        """Offer what may be chosen, and leave out the fields that this way has no use for."""
        wanted = [one for one in types if one.by_kilometre == (way is ExpenseWay.KILOMETRES)]
        self.type_id.choices = choices({one.id: one.label for one in wanted}, None if len(wanted) == 1 else _("Scegli"))
        self.activity_id.choices = choices({one.id: one.label for one in activities}, _("Scegli"))
        no_use = {
            ExpenseWay.DOCUMENTED: ("kilometres", "start", "end"),
            ExpenseWay.SELF_CERTIFIED: ("kilometres", "start", "end", "file", "paper"),
            ExpenseWay.KILOMETRES: ("amount", "file", "paper"),
        }[way]
        for name in no_use:
            delattr(self, name)
        if fresh:
            self.form_key.data = str(uuid4())
        return self

    def item(self, way: ExpenseWay, file: File | None) -> NewItem:
        """What was typed, for the operation; call it on a form that is valid."""
        assert self.type_id.data is not None
        assert self.activity_id.data is not None
        assert self.on_day.data is not None
        said: dict[str, Any] = self.data
        return NewItem(
            way=way,
            type_id=self.type_id.data,
            activity_id=self.activity_id.data,
            on_day=self.on_day.data,
            amount_cents=said.get("amount"),
            tenths_km=said.get("kilometres"),
            words=self.words.data or "",
            start=said.get("start") or "",
            end=said.get("end") or "",
            file=file,
            paper=bool(said.get("paper")),
            form_key=known_id(self.form_key.data or ""),
        )


class SendForm(WebForm):
    """Sending a claim: the declaration, and where it is to be paid. ``seen`` says which expenses and words were read."""

    seen = HiddenField()
    iban = StringField(
        _l("IBAN su cui ricevere il rimborso"),
        [Length(max=50)],
        filters=[strip],
        description=_l("Lascialo vuoto se preferisci contanti o un altro modo: ne parlerai con la tesoreria."),
    )
    holder = StringField(
        _l("Intestatario del conto"),
        [Length(max=140)],
        filters=[strip],
        description=_l("Esattamente come lo ha la banca: chi paga confronta il nome con l'IBAN."),
    )
    declared = BooleanField(_l("Lo dichiaro"), [InputRequired(_l("Serve la tua dichiarazione."))])

    def show(self, seen: str) -> None:
        """Carry what the page shows; what was declared of another one is to be declared anew."""
        if self.is_submitted() and self.seen.data != seen:
            self.declared.data = False
        self.seen.data = seen

    def validate_iban(self, field: StringField) -> None:
        """A real IBAN, kept without spaces, with its holder."""
        if not field.data:
            return
        try:
            field.data = check_iban(field.data)
        except InvalidIdentifier as error:
            raise ValidationError(error.message) from None

    def validate_holder(self, field: StringField) -> None:
        """An account has somebody it is of."""
        if self.iban.data and not field.data:
            raise ValidationError(_("Scrivi a chi è intestato il conto."))


class PaidForm(WebForm):
    """When and how claims were paid."""

    on = DayField(_l("Quando è stato pagato"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    way = SelectField(_l("Come"), choices=WAY_CHOICES, default=PaymentWay.TRANSFER.value)
    account_id = SelectField(_l("Da quale conto"), coerce=chosen_id)
    reference = StringField(_l("Riferimento della banca"), [Length(max=100)], filters=[strip])

    def suit(self, accounts: list[BankAccount]) -> Self:
        """Offer the accounts in use."""
        self.account_id.choices = choices({one.id: one.label for one in accounts}, _("Nessuno: dalla cassa"))
        return self


class RuleForm(WebForm):
    """A rule: the resolution that made it, from when, what it admits."""

    resolution_id = SelectField(
        _l("La delibera che lo ha deciso"), coerce=chosen_id, validators=[InputRequired(_l("Scegliere la delibera."))]
    )
    from_day = DayField(_l("Vale dal giorno"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    claim_days = IntegerField(
        _l("Entro quanti giorni si chiede il rimborso"),
        [Optional(), NumberRange(1, 730, _l("Da 1 a 730 giorni."))],
        default=90,
        description=_l("Contati dal giorno della spesa. Vuoto: nessun termine."),
    )
    km_rate = RateField(
        _l("Euro per chilometro"),
        description=_l("Se si rimborsano i chilometri: per esempio 0,42. Molti prendono le tabelle ACI."),
    )
    activities = BoxesField(
        _l("Attività per cui non serve la ricevuta"),
        coerce=chosen_id,
        description=_l(
            "La legge vuole che la delibera le elenchi, insieme ai tipi di spesa (D.Lgs. 117/2017 art. 17 c. 4)."
        ),
    )

    def suit(self, resolutions: list[SelectChoice], activities: list[Activity]) -> Self:
        """Offer what may be chosen."""
        self.resolution_id.choices = resolutions
        self.activities.choices = choices({one.id: one.label for one in activities})
        return self


class AdmittedForm(WebForm):
    """One type in a rule."""

    class Meta(WebForm.Meta):
        """It stands inside another form, which has the token."""

        csrf = False

    admitted = BooleanField(_l("Si rimborsa"))
    limit = AmountField(_l("Al massimo, ogni volta"))
    declared = BooleanField(_l("Anche senza ricevuta"))


class TypeForm(WebForm):
    """A new type of expense."""

    label = StringField(
        _l("Tipo di spesa"), [InputRequired(_l("Scrivere che spesa è.")), Length(max=80)], filters=[strip]
    )
    by_kilometre = BooleanField(_l("Si conta in chilometri"))


def refused_in(args: Any) -> dict[UUID, str]:
    """Which expenses are refused, and why, from the boxes and texts of a claim's page."""
    ids = [found for text in args.getlist("refused") if (found := known_id(text)) is not None]
    return {one: str(args.get(f"why-{one}", "")).strip()[:300] for one in ids}
