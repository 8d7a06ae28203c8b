"""What can be true of a person or an organisation. Each check returns the form to keep, or says what to mend."""

from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.foundation.clock import today
from ama_net.kernel.people.identifiers import (
    InvalidIdentifier,
    check_email,
    check_phone,
    check_tax_code,
    check_vat_number,
)
from ama_net.kernel.people.models import LONGEST_NAME, LONGEST_ORGANISATION_NAME, Consent, ContactKind

OLDEST_BIRTH_YEAR = 1900
"""Nobody alive was born before; a year typed badly usually was."""

LANGUAGES = ("it", "en")


class WrongFact(ValueError):
    """What was said about someone cannot be. ``field`` names which fact, the text is for the person who wrote it."""

    def __init__(self, field: str, message: LazyString | str) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return str(self.message)


def check_names(given_name: str, family_name: str) -> tuple[str, str]:
    """Given and family name, spaces mended. One of the two may be missing: some people have a single name.

    Raises:
        WrongFact: both are missing, or one is too long.
    """
    given, family = tidy(given_name), tidy(family_name)
    if not given and not family:
        raise WrongFact("family_name", _l("Serve almeno un nome o un cognome."))
    for field, name in (("given_name", given), ("family_name", family)):
        if len(name) > LONGEST_NAME:
            raise WrongFact(field, _l("Al massimo 100 lettere."))
    return given, family


def check_organisation_name(name: str) -> str:
    """The name of an organisation, spaces mended.

    Raises:
        WrongFact: it is missing or too long.
    """
    name = tidy(name)
    if not name or len(name) > LONGEST_ORGANISATION_NAME:
        raise WrongFact("name", _l("Serve un nome, al massimo di 200 lettere."))
    return name


def check_life(born: date | None, died: date | None) -> None:
    """Dates of birth and death that can be.

    Raises:
        WrongFact: in the future, before anyone alive, or in the wrong order.
    """
    if born is not None and born > today():
        raise WrongFact("birth_date", _l("Questa data di nascita è nel futuro."))
    if born is not None and born.year < OLDEST_BIRTH_YEAR:
        raise WrongFact("birth_date", _l("Questa data di nascita è troppo lontana: ricontrolla l'anno."))
    if died is not None and died > today():
        raise WrongFact("deceased_on", _l("Questa data è nel futuro."))
    if died is not None and born is not None and died < born:
        raise WrongFact("deceased_on", _l("Questa data viene prima della nascita."))


def check_optional_tax_code(value: str | None) -> str | None:
    """A tax code, or None when nothing was written.

    Raises:
        WrongFact: the shape or the control character is wrong.
    """
    try:
        return check_tax_code(value) if value and value.strip() else None
    except InvalidIdentifier as error:
        raise WrongFact("tax_code", error.message) from None


def check_optional_vat_code(value: str | None) -> str | None:
    """A VAT number, or None when nothing was written.

    Raises:
        WrongFact: the shape or the control digit is wrong.
    """
    try:
        return check_vat_number(value) if value and value.strip() else None
    except InvalidIdentifier as error:
        raise WrongFact("vat_code", error.message) from None


def check_contact(kind: ContactKind, value: str) -> str:
    """A contact in the form to keep: lower-case address, E.164 number.

    Raises:
        WrongFact: it cannot be reached so.
    """
    try:
        return check_phone(value) if kind is ContactKind.PHONE else check_email(value)
    except InvalidIdentifier as error:
        raise WrongFact("value", error.message) from None


def may_be_withdrawn(consent: Consent) -> bool:
    """Whether a consent still stands: withdrawing is as easy as giving (GDPR art. 7.3) and happens once."""
    return consent.withdrawn_at is None


def tidy(text: str) -> str:
    """What was typed with single spaces, none around it, and no character a database refuses."""
    return " ".join(text.replace("\x00", " ").split())
