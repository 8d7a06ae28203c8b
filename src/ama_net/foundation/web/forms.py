"""The base of every form: what the form library says by itself, said in our words."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeField, Field
from wtforms.validators import ValidationError

_PICK = _l("Scegli una delle voci dell'elenco.")
_DECIMAL = _l("Scrivi un numero, con la virgola per i decimali.")

WORDS = {
    "Not a valid choice.": _PICK,
    "Not a valid choice": _PICK,
    "Invalid Choice: could not coerce.": _PICK,
    "Not a valid date value.": _l("Scrivi la data come 31/12/2026."),
    "Not a valid time value.": _l("Scrivi l'ora come 18:30."),
    "Not a valid datetime value.": _l("Scrivi data e ora come 31/12/2026 18:30."),
    "Not a valid integer value.": _l("Scrivi un numero intero."),
    "Not a valid decimal value.": _DECIMAL,
    "Not a valid float value.": _DECIMAL,
    "Number must be at least %(min)s.": _l("Il numero più piccolo possibile è %(min)s."),
    "Number must be at most %(max)s.": _l("Il numero più grande possibile è %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Serve un numero fra %(min)s e %(max)s."),
    "Field cannot be longer than %(max)d character.": _l("È troppo lungo: al massimo %(max)d caratteri."),
    "Field cannot be longer than %(max)d characters.": _l("È troppo lungo: al massimo %(max)d caratteri."),
    "Field must be at least %(min)d character long.": _l("È troppo corto: servono almeno %(min)d caratteri."),
    "Field must be at least %(min)d characters long.": _l("È troppo corto: servono almeno %(min)d caratteri."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Servono da %(min)d a %(max)d caratteri."),
    "This field is required.": _l("Serve una risposta."),
    "Invalid input.": _l("Qui c'è qualcosa che non va: ricontrolla."),
}
"""The library's sentences (WTForms 3) and ours, with the same placeholders; what is not here stays as it is."""


class _OurWords:
    """What the form library asks for its sentences."""

    def gettext(self, message: str) -> str:
        """Ours, in the reader's language. The placeholders are filled by who asked."""
        ours = WORDS.get(message)
        # The text itself and not its formatting: %(max)d is filled later, by the validator.
        return message if ours is None else str(ours)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """As ``gettext``: our sentences do not change with the number."""
        return self.gettext(singular if number == 1 else plural)


FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Nearer the ends of the calendar, reckoning with a day falls over them. Who knows narrower years says so in its own words."""


class WebForm(FlaskForm):
    """A form of ours: its days, of whatever field, are of years that can be."""

    class Meta(FlaskForm.Meta):
        """How the form library finds its words, and what it does to every field."""

        def get_translations(self, form: object) -> _OurWords:
            """Our words in place of its catalogue."""
            return _OurWords()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """A field of the form; one of days says when the year cannot be."""
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, DateTimeField):
                field.filters = [*field.filters, partial(_of_our_age, field)]
            return field


def _of_our_age(field: DateTimeField, day: Any) -> Any:
    """What a field of days or hours read; a day of a year that cannot be is an error, and no day."""
    if not isinstance(day, date) or FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    field.data = None
    raise ValueError(_("L'anno della data non è giusto: ricontrolla."))


def strip(value: str | None) -> str | None:
    """What was typed, without the spaces around it and the character no database takes."""
    return value.replace("\x00", "").strip() if value else value


def one_line(value: str | None) -> str:
    """Text as one line: spaces joined, invisible and steering characters taken out."""
    visible = (" " if letter.isspace() else letter for letter in value or "")
    return " ".join("".join(letter for letter in visible if unicodedata.category(letter)[0] != "C").split())


def plain_text(value: str | None) -> str:
    """Text with lines as people mean them: one kind of line end (so that counting letters is fair), no control letters."""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) != "Cc").strip()


def not_longer_than(limit: int) -> Callable[[Any, Any], None]:
    """A validator that says how long the text is and how long it may be."""

    def check(form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > limit:
            raise ValidationError(
                _(
                    "Il testo è troppo lungo: al massimo %(limit)s caratteri, qui sono %(length)s.",
                    limit=limit,
                    length=length,
                )
            )

    return check


_ADDRESS = re.compile(r"://|\bwww\.|[\w)-][.\u3002\uff0e\uff61][^\W\d_]{2}", re.IGNORECASE)
"""Two letters after a dot without a space: what programs that show mails make a link of."""


def no_address(form: Any, field: Any) -> None:
    """A validator for words that are sent on to others: they lead to no site and to no mailbox."""
    if _ADDRESS.search(field.data or ""):
        raise ValidationError(_("Qui non si può scrivere l'indirizzo di un sito. Dopo un punto metti uno spazio."))


def chosen_id(value: str | UUID | None) -> UUID | None:
    """The id a menu sends (its ``coerce``): None for its empty choice. Raises ValueError, as menus expect, for no id."""
    return UUID(str(value)) if value else None
