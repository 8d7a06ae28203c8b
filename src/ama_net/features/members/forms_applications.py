"""What is typed in an application: by who applies, and by the office that copies one from paper."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, StopValidation, ValidationError

from ama_net.features.members.ages import came_of_age
from ama_net.features.members.application_facts import ApplicationFacts, GuardianFacts, tax_code_doubts
from ama_net.features.members.application_words import GUARDIAN_KINDS
from ama_net.features.members.models import MemberCategory
from ama_net.features.members.operations.applications import Sending
from ama_net.foundation.clock import today
from ama_net.foundation.web.asking import KeyedForm, honeypot
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.people import ShownText
from ama_net.kernel.people.forms.fields import Checked, DayField, PhoneField
from ama_net.kernel.people.identifiers import check_email, check_phone
from ama_net.kernel.people.rules import WrongFact, check_life

TOO_LONG = _l("Al massimo %(max)d lettere.")
GUARDIANS = ("one", "two")


class Needed:
    """An answer is needed, unless the form is only put aside as a draft."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse an empty answer."""
        if not field.data and not form.is_draft:
            raise StopValidation(str(self.message))


def _line(label: Any, *checks: Any, longest: int = 100, **more: Any) -> StringField:
    return StringField(label, [*checks, Length(max=longest, message=TOO_LONG)], filters=[one_line], **more)


def _email(label: Any, **more: Any) -> StringField:
    return StringField(label, [Length(max=254, message=TOO_LONG), Checked(check_email)], filters=[one_line], **more)


def _phone(label: Any, **more: Any) -> PhoneField:
    return PhoneField(label, [Length(max=40, message=TOO_LONG), Checked(check_phone)], filters=[one_line], **more)


def _kind() -> RadioField:
    choices = [SelectChoice(value, label) for value, label in GUARDIAN_KINDS.items()]
    return RadioField(_l("Chi è"), choices=choices, default="parent")


class FactsForm(KeyedForm):
    """Who applies, where they live, how they are reached; for a minor, who answers for them."""

    needs_contact: ClassVar[bool] = True

    given_name = _line(_l("Nome"), Needed(_l("Scrivi il nome.")))
    family_name = _line(_l("Cognome"), Needed(_l("Scrivi il cognome.")))
    birth_date = DayField(
        _l("Data di nascita"), [Needed(_l("Scrivi la data di nascita: serve per il libro dei soci."))]
    )
    birth_place = _line(_l("Comune di nascita, o Stato estero"))
    tax_code = _line(_l("Codice fiscale"), longest=40)
    tax_code_checked = BooleanField(_l("Ho ricontrollato: il codice fiscale è giusto così"))
    street = _line(_l("Via e numero"), Needed(_l("Scrivi la via e il numero.")), longest=200)
    postcode = _line(_l("CAP"), longest=12)
    municipality = _line(_l("Comune"), Needed(_l("Scrivi il comune.")))
    province = _line(_l("Provincia (sigla)"), longest=2)
    email = _email(_l("E-mail"))
    phone = _phone(_l("Telefono"))
    category = SelectField(_l("Categoria di socio"), coerce=str, validate_choice=False)
    one_given_name = _line(_l("Nome del genitore"))
    one_family_name = _line(_l("Cognome del genitore"))
    one_kind = _kind()
    one_email = _email(_l("E-mail del genitore"))
    one_phone = _phone(_l("Telefono del genitore"))
    two_given_name = _line(_l("Nome del secondo genitore"))
    two_family_name = _line(_l("Cognome del secondo genitore"))
    two_kind = _kind()
    two_email = _email(_l("E-mail del secondo genitore"))
    two_phone = _phone(_l("Telefono del secondo genitore"))

    is_draft = False

    def offer(self, categories: list[MemberCategory]) -> None:
        """Say which categories one may apply for; the first is chosen when nothing was."""
        self.category.choices = [SelectChoice(str(one.id), one.label) for one in categories]
        known = [str(one.id) for one in categories]
        if self.category.data not in known:
            self.category.data = known[0] if known else None

    def validate_birth_date(self, field: DayField) -> None:
        """A day that can be."""
        try:
            check_life(field.data, None)
        except WrongFact as error:
            raise ValidationError(str(error)) from None

    def validate_province(self, field: StringField) -> None:
        """Two letters."""
        field.data = (field.data or "").upper()
        if field.data and not (len(field.data) == 2 and field.data.isalpha() and field.data.isascii()):
            raise ValidationError(_("La sigla della provincia ha due lettere: BO, FE, NA…"))

    def validate_postcode(self, field: StringField) -> None:
        """Five digits."""
        if field.data and not (len(field.data) == 5 and field.data.isdigit() and field.data.isascii()):
            raise ValidationError(_("Il CAP ha cinque cifre."))

    def validate_tax_code(self, field: StringField) -> None:
        """An odd one is said, and kept when whoever typed it says that it is right."""
        field.data = "".join((field.data or "").split()).upper()
        if field.data and self.tax_code_doubts and not self.tax_code_checked.data and not self.is_draft:
            asked = _("Se è giusto così, spunta la casella qui sotto e manda di nuovo.")
            raise ValidationError(" ".join([*self.tax_code_doubts, asked]))

    def validate_email(self, field: StringField) -> None:
        """At least one way to be reached; of a minor, the guardian's will do."""
        if self.is_draft or not self.needs_contact or self.is_minor or self.birth_date.errors:
            return
        if not field.data and not self.phone.data:
            raise ValidationError(_("Serve almeno un'e-mail o un telefono, altrimenti non possiamo risponderti."))

    def validate_one_given_name(self, field: StringField) -> None:
        """Under eighteen, at least one guardian, with a way to be reached."""
        if self.is_draft or not self.is_minor:
            return
        first = self.guardians()[:1]
        if not first or not (first[0].given_name and first[0].family_name):
            raise ValidationError(_("Sotto i 18 anni serve nome e cognome di un genitore, o di chi ne fa le veci."))
        if self.needs_contact and not (first[0].email or first[0].phone):
            raise ValidationError(_("Di chi risponde per la persona minorenne serve un'e-mail o un telefono."))

    @property
    def is_minor(self) -> bool:
        """Whether the birth date says under eighteen; one that is still to come says nothing."""
        born = self.birth_date.data
        return isinstance(born, date) and born <= today() and not came_of_age(born, today())

    @property
    def has_guardians(self) -> bool:
        """Whether the part about guardians is to be shown open."""
        wrong = any(self[f"{which}_{what}"].errors for which in GUARDIANS for what in ("given_name", "email", "phone"))
        return self.is_minor or wrong or bool(self.guardians())

    @property
    def tax_code_doubts(self) -> list[str]:
        """What is odd about the tax code, as it was typed."""
        return tax_code_doubts(self.facts())

    def guardians(self) -> tuple[GuardianFacts, ...]:
        """Who was written down, the first first."""
        found = []
        for which in GUARDIANS:
            typed = {
                what: self[f"{which}_{what}"].data or "" for what in ("given_name", "family_name", "email", "phone")
            }
            if any(typed.values()):
                found.append(GuardianFacts(kind=self[f"{which}_kind"].data or "parent", **typed))
        return tuple(found)

    def facts(self) -> ApplicationFacts:
        """What was typed."""
        names = ("given_name", "family_name", "birth_place", "street", "postcode", "municipality", "province")
        said = {name: self[name].data or "" for name in (*names, "email", "phone")}
        code = "".join((self.tax_code.data or "").split()).upper()
        born = self.birth_date.data
        return ApplicationFacts(
            **said,
            tax_code=code,
            birth_date=born if isinstance(born, date) else None,
            guardians=self.guardians(),
        )

    def fill(self, facts: ApplicationFacts, category_id: UUID | None) -> None:
        """Show again what was said."""
        for name in ("given_name", "family_name", "birth_date", "birth_place", "tax_code", "street", "postcode"):
            self[name].data = getattr(facts, name)
        for name in ("municipality", "province", "email", "phone"):
            self[name].data = getattr(facts, name)
        for which, guardian in zip(GUARDIANS, facts.guardians, strict=False):
            for name in ("given_name", "family_name", "kind", "email", "phone"):
                self[f"{which}_{name}"].data = getattr(guardian, name)
        self.category.data = str(category_id) if category_id else None

    def sending(self, *, declared: ShownText | None, language: str) -> Sending:
        """A valid form as operations take it."""
        category_id = UUID(self.category.data) if self.category.data else None
        return Sending(self.facts(), category_id, self.form_key.data or "", declared, language)


class ApplyForm(FactsForm):
    """An application from the site, sent or put aside as a draft."""

    declared_minor = BooleanField(_l("Dichiarazione del genitore"))
    declared = BooleanField(_l("Dichiarazione"))
    """A minor's declaration is another one: each has its box, and nobody accepts words they have not seen."""
    second_name = honeypot()
    as_draft = BooleanField()
    """Which of the two buttons was pressed; it is in no field of the page."""

    @property
    def is_draft(self) -> bool:  # type: ignore[override]
        """Whether it is only put aside."""
        return bool(self.as_draft.data)

    def validate_declared_minor(self, field: BooleanField) -> None:
        """Who answers for a minor accepts the minor's words."""
        self._need(field, asked=self.is_minor)

    def validate_declared(self, field: BooleanField) -> None:
        """Everybody else accepts their own."""
        self._need(field, asked=not self.is_minor)

    def _need(self, field: BooleanField, *, asked: bool) -> None:
        """A wrong birth date does not say whose words are needed: it is mended first."""
        if asked and not (field.data or self.is_draft or self.birth_date.errors):
            raise ValidationError(_("Per mandare la domanda serve questa dichiarazione."))

    @property
    def has_declared(self) -> bool:
        """Whether the words for who applies were accepted."""
        return bool(self.declared_minor.data if self.is_minor else self.declared.data)

    def validate_second_name(self, field: StringField) -> None:
        """A draft with nothing in it is of no use to anybody."""
        if self.is_draft and not (self.given_name.data or self.family_name.data or self.email.data):
            self.given_name.errors = [_("Scrivi almeno il nome, prima di mettere da parte la bozza.")]
            raise ValidationError("")


class PaperForm(FactsForm):
    """An application on paper, as the office copies it."""

    needs_contact = False

    received_on = DayField(
        _l("Ricevuta il"), [Needed(_l("Scrivere il giorno in cui è arrivata: da lì si conta il termine."))]
    )

    def validate_received_on(self, field: DayField) -> None:
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_("Questa data è nel futuro."))

    @property
    def day(self) -> date:
        """When it came, once it is valid."""
        return self.received_on.data or today()
