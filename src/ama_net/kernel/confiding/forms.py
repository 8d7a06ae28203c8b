"""The fields of every form that somebody confides in (templates/confiding/fields.html shows them)."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from ama_net.foundation.web.asking import KeyedForm
from ama_net.foundation.web.forms import WebForm, one_line
from ama_net.kernel.confiding.words import CALL_TIMES, CallTime, ContactKind, contact_kind_of
from ama_net.kernel.people.forms.fields import choices
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email, check_phone

MAX_NICKNAME = 60
MAX_CONTACT = 254

YES_OR_NO = {"no": _l("No"), "yes": _l("Sì")}
FOR_WHOM = {"self": _l("Per me"), "other": _l("Per un'altra persona, che lo sa ed è d'accordo")}

_AGE = _l("Scegli sì o no: non chiediamo l'età.")

WHO_ASKS = ("nickname", "contact", "call_time")
AGE_AND_CONSENT = ("under_18", "guardian", "consent")


class PersonForm(KeyedForm):
    """Somebody who asks: a name of one's choice, one contact, whether a guardian answers, the consent."""

    page_order: ClassVar[tuple[str, ...]] = WHO_ASKS + AGE_AND_CONSENT
    """The fields as the page has them, top to bottom, so that what is wrong is listed in that order."""

    nickname = StringField(
        _l("Come vuoi che ti chiamiamo?"),
        description=_l("Anche un soprannome: non serve il tuo vero nome."),
        filters=[one_line],
        validators=[
            DataRequired(_l("Scrivi come vuoi che ti chiamiamo: va bene anche un soprannome.")),
            Length(max=MAX_NICKNAME, message=_l("È troppo lungo: bastano 60 caratteri.")),
        ],
        render_kw={"maxlength": MAX_NICKNAME},
    )
    contact = StringField(
        _l("Un'e-mail o un telefono"),
        description=_l("Uno solo, quello che preferisci: lo usiamo soltanto per risponderti."),
        filters=[one_line],
        validators=[
            DataRequired(_l("Scrivi un indirizzo e-mail o un numero di telefono, altrimenti non possiamo risponderti."))
        ],
        render_kw={"maxlength": MAX_CONTACT, "autocapitalize": "off", "spellcheck": "false"},
    )
    call_time = RadioField(
        _l("Se lasci un telefono, quando preferisci che ti chiamiamo?"),
        choices=choices(CALL_TIMES),
        default=CallTime.ANY.value,
        validators=[AnyOf([time.value for time in CallTime], message=_l("Scegli uno di questi momenti."))],
        validate_choice=False,
    )
    under_18 = RadioField(
        _l("Hai meno di 18 anni?"),
        choices=choices(YES_OR_NO),
        validators=[AnyOf(list(YES_OR_NO), message=_AGE)],
        validate_choice=False,
    )
    guardian = BooleanField(_l("Consenso di un genitore"))
    consent = BooleanField(
        _l("Consenso"),
        validators=[
            DataRequired(_l("Senza il tuo consenso non possiamo leggere la richiesta. Se preferisci, parla con noi."))
        ],
    )
    checked_contact: str
    contact_kind: ContactKind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = vars(self)["_fields"]
        for name in self.page_order:
            if name in fields:
                fields[name] = fields.pop(name)
        self.under_18.flags.required = True  # so that it is marked: AnyOf asks for an answer without saying so

    def validate_contact(self, field: StringField) -> None:
        """Decide by what was typed whether it is an e-mail or a telephone, and check it as such."""
        typed = field.data or ""
        if len(typed) > MAX_CONTACT:
            raise ValidationError(_("È troppo lungo per essere un'e-mail o un telefono: ricontrollalo."))
        kind = contact_kind_of(typed)
        if kind is None:
            raise ValidationError(_("Questo non sembra né un'e-mail (nome@posta.it) né un numero di telefono."))
        try:
            self.checked_contact = check_email(typed) if kind is ContactKind.EMAIL else check_phone(typed)
        except InvalidIdentifier as error:
            raise ValidationError(str(error)) from None
        self.contact_kind = kind

    def validate_guardian(self, field: BooleanField) -> None:
        """Under eighteen a parent or guardian has to agree."""
        if self.has_guardian and not field.data:
            raise ValidationError(
                _(
                    "Sotto i 18 anni serve il consenso di un genitore, o di chi ne fa le veci. Se è difficile, parla con noi."
                )
            )

    @property
    def has_guardian(self) -> bool:
        """Whether a parent or guardian answers."""
        return bool(self.under_18.data == "yes")


class ForWhomForm(PersonForm):
    """Somebody who asks for themselves or for somebody else; who the other is to them is not asked."""

    page_order: ClassVar[tuple[str, ...]] = ("for_whom", *WHO_ASKS, *AGE_AND_CONSENT)

    for_whom = RadioField(
        _l("Per chi è?"),
        choices=choices(FOR_WHOM),
        default="self",
        validators=[AnyOf(list(FOR_WHOM), message=_l("Scegli per chi è."))],
        validate_choice=False,
    )
    under_18 = RadioField(
        _l("Chi parteciperebbe ha meno di 18 anni?"),
        choices=choices(YES_OR_NO),
        validators=[AnyOf(list(YES_OR_NO), message=_AGE)],
        validate_choice=False,
    )

    @property
    def is_for_other(self) -> bool:
        """Whether it is for somebody else, who knows."""
        return bool(self.for_whom.data == "other")


class CodeForm(WebForm):
    """The short code."""

    code = StringField(
        _l("Codice"),
        description=_l("Otto lettere e cifre, per esempio 4K7P-2M9X. Maiuscole, spazi e trattini non contano."),
        validators=[DataRequired(_l("Scrivi il codice."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 20},
    )
