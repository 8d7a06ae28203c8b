"""What is typed about applications: by who applies, and by the office that meets, answers and accepts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.volunteers.models import Activity, Section
from ama_net.features.volunteers.onboarding_facts import CandidacyFacts
from ama_net.features.volunteers.onboarding_words import FREE_TIMES
from ama_net.features.volunteers.operations.onboarding import Sending
from ama_net.features.volunteers.operations.onboarding_deciding import Start, Welcome
from ama_net.features.volunteers.volunteer_words import ONE_SECTION_WORDS
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.web.asking import KeyedForm, honeypot
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import AddressFacts, Person, PersonFacts
from ama_net.kernel.people.forms.fields import Checked, DayField, PhoneField, choices
from ama_net.kernel.people.identifiers import check_email, check_phone, check_tax_code

TOO_LONG = _l("Al massimo %(max)d lettere.")
LONGEST_WORDS, LONGEST_NOTE, LONGEST_ANSWER = 1000, 300, 4000


class BoxesField(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def line(label: Any, *checks: Any, longest: int = 100, **more: Any) -> StringField:
    """One line of text."""
    return StringField(label, [*checks, Length(max=longest, message=TOO_LONG)], filters=[one_line], **more)


def email_line() -> StringField:
    """An address for mail, as it is kept."""
    return StringField(_l("E-mail"), [Length(max=254, message=TOO_LONG), Checked(check_email)], filters=[one_line])


def phone_line() -> PhoneField:
    """A telephone number, as it is kept."""
    return PhoneField(_l("Telefono"), [Length(max=40, message=TOO_LONG), Checked(check_phone)], filters=[one_line])


class CandidacyForm(KeyedForm):
    """Who would like to help: a name, a way to be reached, and what they choose to say."""

    given_name = line(_l("Nome"), DataRequired(_l("Scrivi il tuo nome.")))
    family_name = line(_l("Cognome"), DataRequired(_l("Scrivi il tuo cognome.")))
    email = email_line()
    phone = phone_line()
    activities = BoxesField(_l("Che cosa ti piacerebbe fare?"))
    parts = BoxesField(_l("Quando sei libera o libero, di solito?"), choices=choices(FREE_TIMES))
    free_note = line(_l("Altro su quando sei libera o libero"), longest=LONGEST_NOTE)
    why = TextAreaField(_l("Perché ti piacerebbe?"), [not_longer_than(LONGEST_WORDS)], filters=[plain_text])
    second_name = honeypot()

    def offer(self, activities: Iterable[Activity]) -> None:
        """Say what one may choose to do."""
        self.activities.choices = [SelectChoice(str(one.id), one.label) for one in activities]

    def validate_email(self, field: StringField) -> None:
        """At least one way to be reached."""
        if not field.data and not self.phone.data:
            raise ValidationError(_("Serve un'e-mail o un telefono, altrimenti non possiamo risponderti."))

    def sending(self) -> Sending:
        """What was typed, for the operation."""
        facts = CandidacyFacts(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            why=self.why.data or "",
            activities=tuple(self.activities.data or ()),
            parts=tuple(self.parts.data or ()),
            free_note=self.free_note.data or "",
        )
        return Sending(facts, self.form_key.data or "", current_locale())


class MeetingForm(WebForm):
    """Who meets them and when; the note is read by the office alone."""

    who = SelectField(_l("Chi incontra"), coerce=chosen_id, validate_choice=False)
    on = DayField(_l("Giorno"), [Optional()])
    hour = TimeField(_l("Ora"), [Optional()])
    note = TextAreaField(_l("Nota"), [not_longer_than(LONGEST_WORDS)], filters=[plain_text])

    def offer(self, accounts: list[Account]) -> None:
        """Say who may be chosen."""
        self._accounts = {one.id: one for one in accounts}
        self.who.choices = [SelectChoice("", _l("Da decidere"))]
        self.who.choices += [SelectChoice(str(one.id), one.name) for one in accounts]

    def validate_who(self, field: SelectField) -> None:
        """One of the accounts that may."""
        if field.data is not None and field.data not in self._accounts:
            raise ValidationError(_("Scegli una delle voci dell'elenco."))

    def validate_hour(self, field: TimeField) -> None:
        """An hour belongs to a day."""
        if field.data and not self.on.data:
            raise ValidationError(_("Scrivere anche il giorno."))

    def validate_on(self, field: DayField) -> None:
        """A day has its hour: both are written to who comes."""
        if field.data and not any(self.hour.raw_data or ()):
            raise ValidationError(_("Scrivere anche l'ora."))

    @property
    def account(self) -> Account | None:
        """Who was chosen."""
        return self._accounts.get(self.who.data) if self.who.data else None

    @property
    def at(self) -> datetime | None:
        """The instant of the meeting."""
        return datetime.combine(self.on.data, self.hour.data, ROME) if self.on.data and self.hour.data else None


class AnswerForm(WebForm):
    """The office's words to who applied."""

    body = TextAreaField(
        _l("Risposta"),
        [DataRequired(_l("Scrivere la risposta.")), not_longer_than(LONGEST_ANSWER)],
        filters=[plain_text],
    )


class StartForm(WebForm):
    """From when somebody serves, and in which section."""

    section = RadioField(_l("Sezione del registro"), choices=choices(ONE_SECTION_WORDS), default=Section.REGULAR.value)
    on = DayField(_l("Primo giorno di servizio"), [InputRequired(_l("Scrivere il giorno."))], default=today)

    def start(self) -> Start:
        """What was typed, for the operation."""
        return Start(self.on.data or today(), Section(self.section.data))


class WelcomeForm(KeyedForm):
    """Who is accepted: what the register needs to know, and whether they begin now."""

    given_name = line(_l("Nome"), DataRequired(_l("Scrivere il nome.")))
    family_name = line(_l("Cognome"), DataRequired(_l("Scrivere il cognome.")))
    email = email_line()
    phone = phone_line()
    tax_code = StringField(_l("Codice fiscale"), [Length(max=40), Checked(check_tax_code)], filters=[one_line])
    birth_date = DayField(_l("Data di nascita"))
    birth_place = line(_l("Comune di nascita, o Stato estero"))
    street = line(_l("Via e numero"), longest=200)
    postcode = line(_l("CAP"), longest=12)
    municipality = line(_l("Comune"))
    province = line(_l("Provincia (sigla)"), longest=2)
    person = RadioField(_l("È già nell'anagrafe?"), choices=[], validate_choice=False)
    starts = RadioField(
        _l("Quando comincia"),
        choices=[SelectChoice("now", _l("Da un giorno preciso")), SelectChoice("later", _l("Più avanti"))],
        default="now",
    )
    on = DayField(
        _l("Primo giorno di servizio"),
        default=today,
        description=_l("Oggi o prima. Se comincia più avanti, scegli «Più avanti»."),
    )
    section = RadioField(_l("Sezione del registro"), choices=choices(ONE_SECTION_WORDS), default=Section.REGULAR.value)
    invites = BooleanField(
        _l("Aprire l'area personale: se non ha un accesso, parte un invito per e-mail"), default=True
    )
    paid_checked = BooleanField(_l("Ho letto l'avviso: comincia lo stesso"))

    @property
    def starts_now(self) -> bool:
        """Whether the service begins with the acceptance."""
        return bool(self.starts.data == "now")

    @property
    def day(self) -> date:
        """The first day of service."""
        return self.on.data or today()

    def validate_birth_date(self, field: DayField) -> None:
        """The register wants the tax code, or the birth (DM 6 October 2021)."""
        if self.starts_now and not field.data and not self.tax_code.data and not self.knows("tax_code", "birth_date"):
            raise ValidationError(_("Per il registro serve il codice fiscale, o la data di nascita."))

    def validate_municipality(self, field: StringField) -> None:
        """The register wants the residence."""
        if self.starts_now and not field.data and not self.knows("addresses"):
            raise ValidationError(_("Per il registro serve la residenza: almeno il comune."))

    def validate_on(self, field: DayField) -> None:
        """Who begins now has a day."""
        if self.starts_now and not field.data:
            raise ValidationError(_("Scrivere il giorno."))

    known: Person | None = None

    def knows(self, *names: str) -> bool:
        """Whether the known person has one of these already."""
        return self.known is not None and any(getattr(self.known, name) for name in names)

    def welcome(self) -> Welcome:
        """What was typed, for the operation."""
        said = PersonFacts(
            self.given_name.data or "",
            self.family_name.data or "",
            tax_code=self.tax_code.data or None,
            birth_date=self.birth_date.data,
            birth_place=self.birth_place.data or "",
        )
        home = AddressFacts(
            street=self.street.data or "",
            postcode=self.postcode.data or "",
            municipality=self.municipality.data or "",
            province=self.province.data or "",
        )
        start = Start(self.day, Section(self.section.data)) if self.starts_now else None
        return Welcome(
            said,
            home,
            known=self.known,
            email=self.email.data or "",
            phone=self.phone.data or "",
            start=start,
            invites=bool(self.invites.data),
        )
