"""What the office types about appointments: when, with whom, and who telephones."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, ValidationError

from ama_net.features.helpdesk.appointment_words import RESULT_WORDS
from ama_net.features.helpdesk.models import Mode
from ama_net.features.helpdesk.operations.visitors import Confided
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.web.forms import WebForm, one_line
from ama_net.kernel.confiding import CALL_TIMES, CallTime, ConsentText, ContactKind, contact_kind_of, guardian_text
from ama_net.kernel.confiding.forms import MAX_CONTACT, MAX_NICKNAME, YES_OR_NO, PersonForm
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

SPOKEN_VERSION = "2026-12 a voce"
"""Change it with the words of ``spoken_consent``: old proofs keep the version they were given under."""


def spoken_consent() -> ConsentText:
    """What is read aloud to who telephones, and agreed to by word of mouth (GDPR art. 9.2.a; who noted it is kept)."""
    text = _(
        "%(association)s può usare quello che dici per incontrarti e richiamarti, anche se da questo si può capire "
        "qualcosa della tua salute o della tua vita privata. Puoi ripensarci quando vuoi e far cancellare tutto. In ogni "
        "caso tutto è cancellato %(days)s giorni dopo l'ultimo incontro. Sei d'accordo?",
        association=current_tenant().name,
        days=read_settings(HelpdeskSettings).keep_days,
    )
    return ConsentText(SPOKEN_VERSION, text)


def moment_of(text: str | None) -> datetime | None:
    """The instant a text says: with its offset, or as the wall clock in Italy shows it; None when it says none."""
    try:
        said = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not 2000 <= said.year <= 2200:
        return None  # out of this world
    return said if said.tzinfo else said.replace(tzinfo=ROME)


def day_of(text: str | None) -> date:
    """The day an address names; today when it names none."""
    said = moment_of(text)
    return said.date() if said is not None else today()


class WhenForm(WebForm):
    """A time: one of those that are free, or another that who listens agreed to."""

    when = RadioField(_l("Orari liberi"), validate_choice=False)
    day = DayField(_l("Giorno"))
    hour = TimeField(_l("Ora"), [Optional()])
    agreed = BooleanField(
        _l("Chi ascolta è d'accordo con questo orario"),
        description=_l("Senza questa conferma si può scegliere solo dentro i suoi orari."),
    )
    person_id = HiddenField(filters=[lambda typed: typed or None])
    mode = HiddenField()

    def fit(self, mode: Mode, person_id: UUID | None) -> None:
        """How one meets and with whom, as they were read from what was sent."""
        self.mode.data, self.person_id.data = str(mode), str(person_id) if person_id else None

    def validate_when(self, field: Field) -> None:
        """One of the two ways is needed."""
        if self.starts_at is None:
            raise ValidationError(_("Scegliere un orario."))

    def validate_day(self, field: Field) -> None:
        """A day alone is no time."""
        if field.data and not self.hour.data:
            raise ValidationError(_("Scrivere anche l'ora."))

    def validate_agreed(self, field: Field) -> None:
        """Who agreed has a name."""
        if field.data and not self.person_id.data:
            raise ValidationError(_("Scegliere prima con chi: fuori dagli orari serve sapere chi è d'accordo."))

    @property
    def starts_at(self) -> datetime | None:
        """The time that was typed, otherwise the one that was chosen."""
        if self.day.data and self.hour.data:
            return datetime.combine(self.day.data, self.hour.data, ROME)
        return moment_of(self.when.data)


class MoveForm(WhenForm):
    """Another time for an appointment."""

    told = BooleanField(_l("Chi viene lo sa già: non serve richiamare"))
    back = HiddenField()


NO_CONTACT = {
    ContactKind.EMAIL: _l("Questo indirizzo e-mail non è giusto: ricontrollarlo."),
    ContactKind.PHONE: _l("Questo non è un numero di telefono: scriverlo con il prefisso, per esempio 051 000 0000."),
    None: _l("Questo non sembra né un'e-mail (nome@posta.it) né un numero di telefono."),
}


class CallerForm(PersonForm):
    """Who telephones, as the office writes it down: the public's questions in the office's words."""

    nickname = StringField(
        _l("Come vuole essere chiamata la persona"),
        [
            DataRequired(_l("Scrivere un nome: va bene anche un soprannome.")),
            Length(max=MAX_NICKNAME, message=_l("È troppo lungo: bastano 60 caratteri.")),
        ],
        filters=[one_line],
        description=_l("Anche un soprannome: il vero nome non serve."),
    )
    contact = StringField(
        _l("Un telefono o un'e-mail"),
        [DataRequired(_l("Scrivere un numero di telefono o un'e-mail, altrimenti non si può avvisare di un cambio."))],
        filters=[one_line],
        description=_l("Uno solo. Con il telefono promemoria e cambi vanno nell'elenco delle telefonate."),
        render_kw={"maxlength": MAX_CONTACT, "autocapitalize": "off", "spellcheck": "false"},
    )
    call_time = SelectField(_l("Quando si può chiamare"))
    under_18 = RadioField(
        _l("Ha meno di 18 anni?"),
        choices=choices(YES_OR_NO),
        validators=[AnyOf(list(YES_OR_NO), message=_l("Scegliere sì o no: l'età non si chiede."))],
        validate_choice=False,
    )
    guardian = BooleanField(_l("Al telefono c'è un genitore, o chi ne fa le veci, è d'accordo, e il recapito è il suo"))
    consent = BooleanField(
        _l("Ha ascoltato e ha detto di sì"),
        [DataRequired(_l("Leggere le parole qui sopra: senza un sì non si può scrivere nulla."))],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.call_time.choices = choices(CALL_TIMES)

    def validate_contact(self, field: StringField) -> None:
        """The same check, said to the office."""
        try:
            super().validate_contact(field)
        except ValidationError:
            raise ValidationError(str(NO_CONTACT[contact_kind_of(field.data or "")])) from None

    def validate_guardian(self, field: BooleanField) -> None:
        """Under eighteen a parent or guardian has to agree."""
        if self.has_guardian and not field.data:
            raise ValidationError(
                _("Sotto i 18 anni serve il sì di un genitore, o di chi ne fa le veci: senza, non si prenota.")
            )

    def confided(self) -> Confided:
        """What was said on the telephone, once it is valid."""
        return Confided(
            nickname=self.nickname.data or "",
            contact=self.checked_contact,
            contact_kind=self.contact_kind,
            call_time=self.call_time.data or CallTime.ANY,
            form_key=self.form_key.data or None,
            consent=spoken_consent(),
            guardian=guardian_text() if self.has_guardian else None,
        )


class BookingForm(WhenForm, CallerForm):
    """A booking by telephone: a time, and who telephones."""

    page_order = ("when", "day", "hour", "agreed", *CallerForm.page_order)

    def validate_contact(self, field: StringField) -> None:
        """By telephone one is called: that takes a number."""
        super().validate_contact(field)
        if self.mode.data == Mode.PHONE and self.contact_kind is not ContactKind.PHONE:
            raise ValidationError(_("Per un incontro al telefono serve un numero da chiamare."))


class ResultForm(WebForm):
    """What became of a meeting."""

    result = RadioField(
        _l("Com'è andata"), [InputRequired(_l("Scegliere com'è andata."))], choices=choices(RESULT_WORDS)
    )
