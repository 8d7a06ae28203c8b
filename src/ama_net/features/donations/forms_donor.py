"""What who gives types in their own area. What it means is decided by the operations."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from ama_net.features.donations.public_words import short_money
from ama_net.features.donations.settings import DonationsSettings
from ama_net.features.donations.tax import benefit_percent
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people import AddressFacts
from ama_net.kernel.people.forms.fields import Checked
from ama_net.kernel.people.identifiers import check_email, check_tax_code
from ama_net.kernel.tenancy.settings import read_settings

LONGEST_REASON = 500


class AreaLinkForm(WebForm):
    """Where to send the link."""

    email = EmailField(
        _l("La tua e-mail"),
        [InputRequired(_l("Scrivi la tua e-mail.")), Length(max=200), Checked(check_email)],
        filters=[strip],
        description=_l("Quella che hai scritto quando hai donato."),
    )


class RefundAskForm(WebForm):
    """Why somebody wants a gift back."""

    reason = TextAreaField(
        _l("Perché la chiedi indietro?"),
        [Length(max=LONGEST_REASON)],
        filters=[strip],
        description=_l("Per esempio: ho sbagliato importo, ho donato due volte. Lo legge chi segue le donazioni."),
        render_kw={"rows": 3, "maxlength": LONGEST_REASON},
    )


class AmountForm(WebForm):
    """The new amount of a gift that comes back."""

    amount = AmountField(_l("Nuovo importo, in euro"), [InputRequired(_l("Scrivi l'importo."))])

    def validate_amount(self, field: AmountField) -> None:
        """Not too small. What is taken online is checked again where the series is changed."""
        least = read_settings(DonationsSettings).least_cents
        if field.data is not None and field.data < least:
            raise ValidationError(_("Il minimo è %(least)s.", least=short_money(least)))


class FactsForm(WebForm):
    """What a receipt lacks."""

    tax_code = StringField(
        _l("Codice fiscale"),
        [Length(max=20), Checked(check_tax_code)],
        filters=[strip],
        render_kw={"autocapitalize": "characters", "spellcheck": "false"},
    )
    street = StringField(_l("Via e numero"), [Length(max=200)], filters=[strip])
    postcode = StringField(_l("CAP"), [Length(max=5)], filters=[strip], render_kw={"inputmode": "numeric"})
    municipality = StringField(_l("Comune"), [Length(max=100)], filters=[strip])
    province = StringField(_l("Provincia (sigla)"), [Length(max=2)], filters=[strip])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if benefit_percent():
            self.tax_code.description = _("Serve per la detrazione o la deduzione.")

    def address(self) -> AddressFacts | None:
        """The address, when something of it was typed."""
        parts = [str(one.data or "") for one in (self.street, self.postcode, self.municipality, self.province)]
        street, postcode, municipality, province = parts
        if not any(parts):
            return None
        return AddressFacts(street=street, postcode=postcode, municipality=municipality, province=province)
