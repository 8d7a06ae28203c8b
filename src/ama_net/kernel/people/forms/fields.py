"""Fields and checks that the room's forms share. Rules stand in ``rules.py``; here they only find their field."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Field, Form, SelectChoice, StringField
from wtforms.validators import StopValidation

from ama_net.foundation.web.forms import strip
from ama_net.kernel.people.identifiers import InvalidIdentifier, show_phone
from ama_net.kernel.people.rules import WrongFact

INTERNATIONAL = re.compile(r"\+[0-9]{8,15}")


def choices(words: Mapping[Any, Any], first: Any = None) -> list[SelectChoice]:
    """The choices of a menu from ``{value: words}``; ``first`` are the words of an empty choice before them."""
    begin = [SelectChoice("", first)] if first is not None else []
    return begin + [SelectChoice(str(value), label) for value, label in words.items()]


class Checked:
    """Runs a check that returns the form to keep; an empty field is not checked."""

    def __init__(self, check: Callable[[str], Any]) -> None:
        self._check = check

    def __call__(self, form: Form, field: Field) -> None:
        """Keep the normal form, or say beside the field what to mend."""
        if not field.data:
            return
        try:
            field.data = self._check(field.data)
        except (InvalidIdentifier, WrongFact) as error:
            raise StopValidation(str(error)) from None


class DayField(DateField):
    """A day: from the browser's calendar, or typed as Italians write it (21/11/2026)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; rubbish is an error beside the field, and only spaces are an empty field."""
        typed = strip(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            self.raw_data: list[str] = []  # what asks for an answer looks at what was sent
            return
        for form in self.strptime_format:
            self.data = self.data or _parsed(typed, form)
        if self.data is None:
            raise ValueError(_("Scrivi la data con giorno, mese e anno, per esempio 21/11/1960."))


class PhoneField(StringField):
    """A telephone number: kept in its international form, given back as people write it."""

    def _value(self) -> str:
        typed = self.data or ""
        return show_phone(typed) if INTERNATIONAL.fullmatch(typed) else typed


def blame(form: Any, error: WrongFact) -> None:
    """Put what an operation refused beside the field it is about, or above the form."""
    if error.field in form:
        form[error.field].errors = [*form[error.field].errors, str(error)]
    else:
        form.form_errors.append(str(error))


def _parsed(typed: str, form: str) -> date | None:
    try:
        return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return None
