"""An organisation, as the office types it."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people.forms.fields import Checked, PhoneField, choices
from ama_net.kernel.people.identifiers import check_email, check_phone, check_tax_code, check_vat_number
from ama_net.kernel.people.models import LONGEST_ORGANISATION_NAME, ContactKind, OrganisationKind
from ama_net.kernel.people.operations.organisations import OrganisationFacts
from ama_net.kernel.people.words import ORGANISATION_KINDS

TOO_LONG = _l("Al massimo %(max)d lettere.")


class OrganisationForm(WebForm):
    """An organisation. The contacts are asked only the first time."""

    name = StringField(
        _l("Nome"),
        [
            InputRequired(_l("Scrivi come si chiama l'organizzazione.")),
            Length(max=LONGEST_ORGANISATION_NAME, message=TOO_LONG),
        ],
        filters=[strip],
    )
    kind = SelectField(
        _l("Tipo"),
        choices=choices(ORGANISATION_KINDS),
        default=OrganisationKind.ASSOCIATION.value,
    )
    tax_code = StringField(_l("Codice fiscale"), [Checked(check_tax_code)], filters=[strip])
    vat_code = StringField(_l("Partita IVA"), [Checked(check_vat_number)], filters=[strip])
    email = StringField(_l("E-mail"), [Length(max=254, message=TOO_LONG), Checked(check_email)], filters=[strip])
    phone = PhoneField(_l("Telefono"), [Length(max=40, message=TOO_LONG), Checked(check_phone)], filters=[strip])
    pec = StringField(_l("PEC"), [Length(max=254, message=TOO_LONG), Checked(check_email)], filters=[strip])

    def facts(self) -> OrganisationFacts:
        """What was typed, for the operation."""
        return OrganisationFacts(
            name=self.name.data or "",
            kind=self.kind.data,
            tax_code=self.tax_code.data or None,
            vat_code=self.vat_code.data or None,
        )

    def contacts(self) -> dict[ContactKind, str]:
        """The first contacts."""
        return {kind: self[kind.value].data or "" for kind in ContactKind}
