"""What members type in their own area, and what the office types about it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from ama_net.features.members.operations.area_changes import OF_ADDRESS, OF_CONTACTS, OF_PERSON
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.correspondence.forms import LetterForm
from ama_net.kernel.people.forms.fields import Checked, DayField, PhoneField
from ama_net.kernel.people.identifiers import check_email, check_phone, check_tax_code
from ama_net.kernel.people.models import LONGEST_NAME


class ChangeForm(WebForm):
    """One's data, as the association has them, to correct."""

    given_name = StringField(
        _l("Nome"), [InputRequired(_l("Scrivi il nome.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    family_name = StringField(
        _l("Cognome"), [InputRequired(_l("Scrivi il cognome.")), Length(max=LONGEST_NAME)], filters=[strip]
    )
    birth_date = DayField(_l("Data di nascita"))
    birth_place = StringField(_l("Luogo di nascita"), [Length(max=100)], filters=[strip])
    tax_code = StringField(_l("Codice fiscale"), [Length(max=20), Checked(check_tax_code)], filters=[strip])
    email = StringField(
        _l("E-mail"),
        [Length(max=254), Checked(check_email)],
        filters=[strip],
        description=_l("Dove ti scrive l'associazione. L'indirizzo con cui accedi si cambia in «Accesso e sicurezza»."),
    )
    phone = PhoneField(_l("Telefono"), [Length(max=40), Checked(check_phone)], filters=[strip])
    street = StringField(_l("Via e numero"), [Length(max=200)], filters=[strip])
    postcode = StringField(_l("CAP"), [Length(max=12)], filters=[strip])
    municipality = StringField(_l("Comune"), [Length(max=100)], filters=[strip])
    province = StringField(_l("Provincia (sigla)"), [Length(max=2)], filters=[strip])

    def validate_birth_date(self, field: DayField) -> None:
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_("Questa data è nel futuro."))

    def validate_postcode(self, field: StringField) -> None:
        """Five figures, where there is one."""
        if field.data and not (field.data.isdigit() and len(field.data) == 5):
            raise ValidationError(_("Il CAP ha cinque cifre."))

    def wanted(self) -> dict[str, str]:
        """What was typed, as texts."""
        found = {
            name: self[name].data or "" for name in (*OF_PERSON, *OF_CONTACTS, *OF_ADDRESS) if name != "birth_date"
        }
        found["province"] = found["province"].upper()
        found["birth_date"] = self.birth_date.data.isoformat() if self.birth_date.data else ""
        return found


class VisibilityForm(WebForm):
    """What the other members see."""

    is_listed = BooleanField(_l("Fai vedere il mio nome agli altri soci"))
    shows_email = BooleanField(_l("Anche l'e-mail"))
    shows_phone = BooleanField(_l("Anche il telefono"))


class InspectForm(WebForm):
    """Which books a member asks to see."""

    what = TextAreaField(
        _l("Che cosa vuoi vedere"),
        [InputRequired(_l("Scrivi quali libri o quali anni.")), Length(max=1000)],
        filters=[strip],
        description=_l("Per esempio: i verbali dell'assemblea del 2025, oppure il libro degli associati."),
    )


class LeaveForm(WebForm):
    """Leaving: one box, no reason."""

    sure = BooleanField(
        _l("Sì, voglio uscire dall'associazione"), [InputRequired(_l("Segna la casella, se vuoi davvero uscire."))]
    )


class RefusalForm(WebForm):
    """Why a change is not made."""

    answer = TextAreaField(
        _l("Perché no"),
        [InputRequired(_l("Scrivere il motivo: chi l'ha chiesto lo riceve.")), Length(max=1000)],
        filters=[strip],
    )


TO_ALL, TO_PAPER, TO_EMAIL = "all", "paper", "email"


class ManyForm(LetterForm):
    """The same letter to many members."""

    whom = RadioField(
        _l("A chi"),
        choices=[
            SelectChoice(TO_ALL, _l("A tutti i soci di oggi")),
            SelectChoice(TO_PAPER, _l("Solo a chi non ha l'e-mail")),
            SelectChoice(TO_EMAIL, _l("Solo a chi ha l'e-mail")),
        ],
        default=TO_ALL,
    )
