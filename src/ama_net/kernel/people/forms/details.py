"""What is added on the page of a person or organisation: a contact, an address, a consent."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people.consent_texts import PURPOSES
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.people.models import AddressKind, ConsentSource, ContactKind
from ama_net.kernel.people.operations.consents import ConsentProof, ShownText
from ama_net.kernel.people.operations.contacts import AddressFacts
from ama_net.kernel.people.words import ADDRESS_KINDS, CONSENT_SOURCES, CONTACT_KINDS

OTHER_WORDS = "other"
"""The version of a text that is not one of ours."""

TOO_LONG = _l("Al massimo %(max)d lettere.")


class ContactForm(WebForm):
    """One way to reach someone."""

    kind = SelectField(_l("Tipo"), choices=choices(CONTACT_KINDS), default=ContactKind.EMAIL.value)
    value = StringField(
        _l("Indirizzo o numero"),
        [InputRequired(_l("Scrivi l'indirizzo o il numero.")), Length(max=254, message=TOO_LONG)],
        filters=[strip],
    )
    label = StringField(
        _l("Quale"), [Length(max=60, message=TOO_LONG)], filters=[strip], description=_l("Casa, lavoro, figlia…")
    )
    preferred = BooleanField(_l("Usare questo per primo"))


class AddressForm(WebForm):
    """A postal address. The municipality may be chosen from the list: ``Bologna (BO)`` fills the province too."""

    kind = SelectField(_l("Tipo"), choices=choices(ADDRESS_KINDS), default=AddressKind.RESIDENCE.value)
    street = StringField(_l("Via e numero"), [Length(max=200, message=TOO_LONG)], filters=[strip])
    postcode = StringField(_l("CAP"), [Length(max=12, message=TOO_LONG)], filters=[strip])
    municipality = StringField(_l("Comune"), [Length(max=100, message=TOO_LONG)], filters=[strip])
    province = StringField(_l("Provincia (sigla)"), [Length(max=2, message=TOO_LONG)], filters=[strip])
    country = StringField(_l("Stato (sigla)"), [Length(max=2, message=TOO_LONG)], filters=[strip], default="IT")

    def facts(self) -> AddressFacts:
        """What was typed, for the operation."""
        town, province = self.municipality.data or "", self.province.data or ""
        if town.endswith(")") and town[-4:-3] == "(":
            town, province = town[:-4].rstrip(), province or town[-3:-1]
        return AddressFacts(
            kind=self.kind.data,
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            municipality=town,
            province=province,
            country=self.country.data or "IT",
        )


class ConsentForm(WebForm):
    """A consent given elsewhere (on paper, by telephone, in person) and written down by the office."""

    purpose = SelectField(
        _l("Per che cosa"), choices=choices({key: purpose.label for key, purpose in PURPOSES.items()})
    )
    source = SelectField(
        _l("Come è stato dato"),
        choices=choices({key: label for key, label in CONSENT_SOURCES.items() if key is not ConsentSource.FORM}),
        default=ConsentSource.PAPER.value,
    )
    given_on = DayField(_l("Quando"), default=today)
    words = TextAreaField(
        _l("Testo letto o firmato, se diverso"),
        [Length(max=5000, message=TOO_LONG)],
        filters=[strip],
        description=_l("Lascia vuoto se è quello mostrato qui sotto per la voce scelta."),
    )

    def text(self) -> ShownText:
        """The words the person read: ours of today, or others typed in."""
        typed = self.words.data
        return ShownText(OTHER_WORDS, typed) if typed else PURPOSES[self.purpose.data].text()

    def proof(self) -> ConsentProof:
        """How and when it was given: noon of the day said, or now when it is today."""
        day = self.given_on.data
        given_at = now() if day in (None, today()) else datetime.combine(day, time(12), tzinfo=ROME)
        return ConsentProof(source=ConsentSource(self.source.data), given_at=given_at)
