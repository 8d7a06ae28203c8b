"""How somebody is reached, and when they prefer to be called."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class ContactKind(StrEnum):
    """How a person asked to be reached."""

    EMAIL = "email"
    PHONE = "phone"


class CallTime(StrEnum):
    """When a person prefers to be called."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


CONTACTS: dict[str, LazyString] = {ContactKind.EMAIL: _l("E-mail"), ContactKind.PHONE: _l("Telefono")}

CALL_TIMES: dict[str, LazyString] = {
    CallTime.ANY: _l("In qualsiasi momento"),
    CallTime.MORNING: _l("Di mattina"),
    CallTime.AFTERNOON: _l("Di pomeriggio"),
    CallTime.EVENING: _l("Verso sera"),
}


def contact_kind_of(typed: str) -> ContactKind | None:
    """E-mail when there is an @, telephone when there are digits and no letters, else neither."""
    if "@" in typed:
        return ContactKind.EMAIL
    has_digits = any(letter.isdigit() for letter in typed)
    return ContactKind.PHONE if has_digits and not any(letter.isalpha() for letter in typed) else None
