"""The part of a group's form that says more of it: languages, size, dates, the room online, whom the public may call."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.groups.models import Group, Status
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import strip
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email, check_phone, show_phone

LANGUAGES = ("it", "ar", "bn", "de", "en", "es", "fr", "pt", "ro", "ru", "sq", "uk", "ur", "zh")
"""Offered in the form (ISO 639-1): Italian, and what is most spoken at home in Italy."""

LARGEST = 60
NEWCOMERS = (("", _l("non si sa")), ("yes", _l("sì, accoglie persone nuove")), ("no", _l("no, per ora è al completo")))
_KNOWN = {"yes": True, "no": False}
TEXTS = ("online_url", "online_notes", "contact_name", "contact_phone", "contact_email")
PLAIN = ("languages", "size_min", "size_max", "started_on", "ended_on", "in_portal")


def language_choices() -> list[SelectChoice]:
    """The languages in Italian, by their code."""
    names = Locale.parse("it").languages
    return [SelectChoice(code, names[code]) for code in LANGUAGES]


class MoreFacts:
    """Fields to be mixed into the form of a group."""

    languages = SelectMultipleField(
        _l("In quali lingue si parla"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Se non si sceglie nulla, si intende in italiano."),
    )
    newcomers = SelectField(
        _l("Accoglie persone nuove"), choices=[SelectChoice(value, label) for value, label in NEWCOMERS], default=""
    )
    size_min = IntegerField(_l("Persone, almeno"), [Optional(), NumberRange(1, LARGEST)])
    size_max = IntegerField(_l("Persone, al massimo"), [Optional(), NumberRange(1, LARGEST)])
    started_on = DateField(_l("Nato il"), [Optional()], description=_l("Se il giorno non si sa, il primo del mese."))
    ended_on = DateField(
        _l("Chiuso il"), [Optional()], description=_l("Si scrive da sola quando lo stato diventa «Chiuso».")
    )
    in_portal = BooleanField(
        _l("Anche nel portale della rete, accanto ai gruppi delle altre associazioni"), default=True
    )
    online_url = StringField(
        _l("Indirizzo della stanza online"),
        [Length(max=500)],
        filters=[strip],
        description=_l("Comincia con https://. Sul sito si legge solo se la porta è aperta a tutti."),
    )
    online_notes = StringField(
        _l("Come ci si collega"),
        [Length(max=300)],
        filters=[strip],
        description=_l("Si legge sul sito, insieme all'indirizzo: non va scritta qui una parola d'ordine."),
    )
    contact_name = StringField(
        _l("Nome o ruolo"),
        [Length(max=80)],
        filters=[strip],
        description=_l("Solo il nome di battesimo, o un ruolo come «la facilitatrice»: mai il cognome."),
    )
    contact_phone = StringField(_l("Telefono"), [Length(max=40)], filters=[strip])
    contact_email = StringField(_l("E-mail"), [Length(max=254)], filters=[strip])
    contact_consent = BooleanField(_l("Ha detto sì a pubblicare questi recapiti"))
    contact_consent_on = DateField(
        _l("Giorno del consenso"), [Optional()], description=_l("Se resta vuoto si segna la data di oggi.")
    )

    def validate_size_max(self, field: Field) -> None:
        """The most is not less than the least."""
        least = self.size_min.data
        if field.data and least and field.data < least:
            raise ValidationError(_("È meno del minimo: ricontrolla i due numeri."))

    def validate_started_on(self, field: Field) -> None:
        """Only a group about to start begins in the future."""
        starting = self["status"].data == Status.STARTING  # type: ignore[index]  # the form it is mixed into has it
        if field.data and field.data > today() and not starting:
            raise ValidationError(_("È un giorno che deve ancora venire: vale solo per un gruppo in avvio."))

    def validate_ended_on(self, field: Field) -> None:
        """It ends after it began, and is said of closed groups only."""
        if not field.data:
            return
        if self["status"].data != Status.CLOSED:  # type: ignore[index]
            raise ValidationError(_("Vale solo per un gruppo chiuso: cambia lo stato, o lascia vuoto."))
        if field.data > today():
            raise ValidationError(_("È un giorno che deve ancora venire."))
        if self.started_on.data and field.data < self.started_on.data:
            raise ValidationError(_("Finisce prima di cominciare: ricontrolla le due date."))

    def validate_online_url(self, field: Field) -> None:
        """A room online has an address that browsers open without warnings."""
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
            good = parts.scheme == "https" and "." in (parts.hostname or "") and not set(field.data) & set(' "<>\\')
        except ValueError:
            good = False
        if not good:
            raise ValidationError(_("Scrivi l'indirizzo intero, come https://esempio.it/stanza."))

    def validate_contact_phone(self, field: Field) -> None:
        """A number that exists, kept as people write it."""
        if field.data:
            field.data = _checked(lambda: show_phone(check_phone(field.data)))

    def validate_contact_email(self, field: Field) -> None:
        """An address in its normal form."""
        if field.data:
            field.data = _checked(lambda: check_email(field.data))

    def validate_contact_consent(self, field: Field) -> None:
        """A contact may be written only with the consent; taking the consent back empties it."""
        written = self.contact_name.data or self.contact_phone.data or self.contact_email.data
        if written and not field.data and not field.object_data:
            raise ValidationError(
                _("Senza il suo consenso questi recapiti non si possono tenere: chiedilo, o svuota i campi.")
            )

    def validate_contact_consent_on(self, field: Field) -> None:
        """Nobody agrees tomorrow."""
        if field.data and field.data > today():
            raise ValidationError(_("È un giorno che deve ancora venire."))

    def more(self) -> dict[str, Any]:
        """What was typed, as ``GroupFacts`` wants it."""
        consent: date | None = (self.contact_consent_on.data or today()) if self.contact_consent.data else None
        return {
            **{name: getattr(self, name).data for name in PLAIN},
            "languages": tuple(self.languages.data or ()),
            **{name: getattr(self, name).data or "" for name in TEXTS},
            "newcomers": _KNOWN.get(self.newcomers.data),
            "contact_consent_on": consent,
        }


def _checked(check: Any) -> str:
    try:
        return str(check())
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from None


def more_values_of(group: Group) -> dict[str, Any]:
    """The same facts of a group, as the form shows them."""
    return {
        **{name: getattr(group, name) for name in (*PLAIN, *TEXTS, "contact_consent_on")},
        "newcomers": {True: "yes", False: "no", None: ""}[group.newcomers],
        "contact_consent": group.contact_consent_on is not None,
    }
