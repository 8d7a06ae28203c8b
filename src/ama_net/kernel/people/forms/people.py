"""A person, as the office types it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import Length

from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people.forms.fields import Checked, DayField, PhoneField, choices
from ama_net.kernel.people.identifiers import check_email, check_phone, check_tax_code
from ama_net.kernel.people.models import LONGEST_NAME
from ama_net.kernel.people.operations.people import PersonFacts
from ama_net.kernel.people.words import LANGUAGE_NAMES

TOO_LONG = _l("Al massimo %(max)d lettere.")


class PersonForm(WebForm):
    """A person. ``email`` and ``phone`` are asked only the first time: afterwards contacts have their own form."""

    given_name = StringField(_l("Nome"), [Length(max=LONGEST_NAME, message=TOO_LONG)], filters=[strip])
    family_name = StringField(_l("Cognome"), [Length(max=LONGEST_NAME, message=TOO_LONG)], filters=[strip])
    birth_date = DayField(_l("Data di nascita"))
    birth_place = StringField(_l("Luogo di nascita"), [Length(max=100, message=TOO_LONG)], filters=[strip])
    tax_code = StringField(
        _l("Codice fiscale"),
        [Checked(check_tax_code)],
        filters=[strip],
        description=_l("Solo se serve: per il libro soci, il registro dei volontari, le ricevute."),
    )
    preferred_language = RadioField(_l("Lingua delle e-mail"), choices=choices(LANGUAGE_NAMES), default="it")
    deceased_on = DayField(
        _l("Data di morte"), description=_l("Da quel momento non riceve più niente. Lascia vuoto se non serve.")
    )
    email = StringField(_l("E-mail"), [Length(max=254, message=TOO_LONG), Checked(check_email)], filters=[strip])
    phone = PhoneField(_l("Telefono"), [Length(max=40, message=TOO_LONG), Checked(check_phone)], filters=[strip])
    is_another = BooleanField(_l("Ho controllato: è un'altra persona"))

    def facts(self, *, birth_cadastral_code: str | None = None) -> PersonFacts:
        """What was typed, for the operation."""
        return PersonFacts(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            tax_code=self.tax_code.data or None,
            birth_date=self.birth_date.data,
            birth_place=self.birth_place.data or "",
            birth_cadastral_code=birth_cadastral_code,
            deceased_on=self.deceased_on.data,
            preferred_language=self.preferred_language.data,
        )
