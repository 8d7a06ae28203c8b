"""Checks on the identifiers people write: tax codes, VAT numbers, IBANs, telephones, e-mail addresses.

Each ``check_…`` returns the normal form to store, or raises ``InvalidIdentifier`` with a text for the person who typed.
The checks are arithmetic and syntax only: nothing is asked of the network, and nothing about a person is derived.
"""

import unicodedata
from datetime import date

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale, iva

PERSON_TAX_CODE_LENGTH = 16
CIN_COUNTRIES = ("IT", "SM")
"""Italy and San Marino put a letter of control (CIN) inside the IBAN."""

_VOWELS = "AEIOU"
_MONTHS = "ABCDEHLMPRST"
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")


class InvalidIdentifier(ValueError):
    """What was typed cannot be such a number or address; the text says how to mend it."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def check_tax_code(value: str) -> str:
    """Codice fiscale of a person (16 characters, omocodia included) or of a body (11 digits).

    People may hold a provisional code of 11 digits, so the length alone says nothing about who has it.

    Raises:
        InvalidIdentifier: the shape or the control character is wrong.
    """
    try:
        return codicefiscale.validate(value)
    except ValidationError:
        raise InvalidIdentifier(
            _l("Questo codice fiscale non è giusto: ricontrolla le lettere e le cifre (16 caratteri, o 11 cifre).")
        ) from None


def check_body_tax_code(value: str) -> str:
    """Codice fiscale of a body: 11 digits with a control digit.

    Raises:
        InvalidIdentifier: the shape or the control digit is wrong.
    """
    code = codicefiscale.compact(value)
    if not iva.is_valid(code) or not code.isdigit():
        raise InvalidIdentifier(_l("Il codice fiscale di un ente ha 11 cifre: ricontrolla quelle scritte."))
    return code


def check_vat_number(value: str) -> str:
    """Partita IVA: 11 digits, written with or without "IT".

    Raises:
        InvalidIdentifier: the shape or the control digit is wrong.
    """
    try:
        return iva.validate(value)
    except ValidationError:
        raise InvalidIdentifier(_l("Questa partita IVA non è giusta: ricontrolla le 11 cifre.")) from None


def check_iban(value: str) -> str:
    """IBAN without spaces. The Italian and Sammarinese ones are checked with their own letter (CIN) too.

    Raises:
        InvalidIdentifier: the length, the control digits or the CIN is wrong.
    """
    try:
        number = iban.validate(value)
    except ValidationError:
        raise InvalidIdentifier(
            _l("Questo IBAN non è giusto: ricontrollalo, quello italiano ha 27 caratteri e comincia con IT.")
        ) from None
    if number[:2] in CIN_COUNTRIES and codicefiscale.calc_check_digit(number[5:]) != number[4]:
        raise InvalidIdentifier(_l("Questo IBAN non è giusto: la quinta lettera non corrisponde al numero del conto."))
    return number


def show_iban(number: str) -> str:
    """An IBAN in groups of four, as it is printed."""
    return iban.format(number)


def check_phone(value: str, region: str = "IT") -> str:
    """Telephone number in the international form (E.164); without a country code it is of ``region``.

    Raises:
        InvalidIdentifier: it is not a number that exists.
    """
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidIdentifier(
            _l("Questo non è un numero di telefono: scrivilo con il prefisso, per esempio 051 000 0000.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(number: str, region: str = "IT") -> str:
    """A stored number as people write it: without the country code in its own country."""
    parsed = phonenumbers.parse(number, region)
    home = phonenumbers.country_code_for_region(region)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == home else style.INTERNATIONAL)


def check_email(value: str) -> str:
    """E-mail address in lower case. Only its form is looked at; whether it exists is known when somebody answers.

    Raises:
        InvalidIdentifier: the form is wrong.
    """
    address = value.strip()
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError:
        raise InvalidIdentifier(_why_not_email(address)) from None


def _why_not_email(address: str) -> LazyString:
    if "@" not in address:
        return _l("In questo indirizzo e-mail manca la chiocciola (@).")
    if not address.isascii():
        return _l("Questo indirizzo e-mail contiene lettere accentate o simboli: ricontrollalo.")
    return _l("Questo indirizzo e-mail non è completo o ha caratteri di troppo: ricontrollalo.")


def tax_code_mismatch(tax_code: str, given_name: str, family_name: str, birth_date: date | None) -> list[str]:
    """What in a person's tax code does not go with the rest, as warnings to show beside the field.

    Only a doubt: names written otherwise abroad, changed names and old codes make honest mismatches. Sex, birth date
    and birthplace are never read from the code as truth. A code of 11 digits says nothing and gives no warning.

    Raises:
        InvalidIdentifier: ``tax_code`` is not a tax code.
    """
    code = check_tax_code(tax_code)
    if len(code) != PERSON_TAX_CODE_LENGTH:
        return []
    warnings = []
    if family_name and _family_letters(family_name) != code[:3]:
        warnings.append(_("Il cognome non corrisponde alle prime tre lettere del codice fiscale."))
    if given_name and _given_letters(given_name) != code[3:6]:
        warnings.append(_("Il nome non corrisponde alla quarta, quinta e sesta lettera del codice fiscale."))
    if birth_date and _birth_letters(birth_date) != _birth_part(code):
        warnings.append(_("La data di nascita non corrisponde a quella nel codice fiscale."))
    return warnings


def name_letters(given_name: str, family_name: str) -> str:
    """The six letters with which the tax code of whoever is called so begins."""
    return _family_letters(family_name) + _given_letters(given_name)


def _family_letters(name: str) -> str:
    letters = _plain_letters(name)
    consonants = [letter for letter in letters if letter not in _VOWELS]
    vowels = [letter for letter in letters if letter in _VOWELS]
    return "".join([*consonants, *vowels, "XXX"])[:3]


def _given_letters(name: str) -> str:
    consonants = [letter for letter in _plain_letters(name) if letter not in _VOWELS]
    if len(consonants) > 3:  # the rule: with four consonants or more, the second is skipped
        return consonants[0] + consonants[2] + consonants[3]
    return _family_letters(name)


def _plain_letters(name: str) -> str:
    """Capital letters A-Z only: accents, apostrophes and spaces do not count."""
    bare = unicodedata.normalize("NFKD", name.upper())
    return "".join(letter for letter in bare if "A" <= letter <= "Z")


def _birth_letters(day: date) -> tuple[str, str, int]:
    return (f"{day.year % 100:02d}", _MONTHS[day.month - 1], day.day)


def _birth_part(code: str) -> tuple[str, str, int]:
    """Year, month and day of the code; letters put in place of digits (omocodia) count as the digits they stand for."""
    return (code[6:8].translate(_OMOCODIA), code[8], int(code[9:11].translate(_OMOCODIA)) % 40)
