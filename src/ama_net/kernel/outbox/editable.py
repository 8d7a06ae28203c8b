"""Which mails an association may say in its own words, and with which values.

Each room lists its mails (``EDITABLE_MAILS`` of its contents.py) with the values that may stand in them. A value is always
taken from what the mail is given anyway: a text of the association's own can say less than ours, never more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

EXTENSION = "editable_mails"

Context = Mapping[str, Any]
Lines = Sequence[tuple[str, str]]
"""What to copy, line by line: its name and its value."""


@dataclass(frozen=True)
class Placeholder:
    """A value that may stand in a text as ``{key}``; ``value`` finds it in what the mail is given, empty when there is none."""

    key: str
    label: LazyString | str
    value: Callable[[Context], str | Lines]
    required: bool = False
    """Whether a text without it would not say what the mail is for."""
    button: LazyString | str = ""
    """The words of its button, when it is an address: an address is never in a subject."""
    in_subject: bool = True


ASSOCIATION = Placeholder("associazione", _l("Il nome dell'associazione"), lambda context: context["tenant"].short_name)


@dataclass(frozen=True)
class EditableMail:
    """A mail that may be rewritten: ours as it may be begun from, and its values."""

    template: str
    subject: LazyString | str
    body: LazyString | str
    """Markdown with the placeholders, close to what the three templates say."""
    placeholders: tuple[Placeholder, ...]
    fixed_subject: LazyString | str = ""
    """Why its subject stays ours, when it does: seen in a list of mails, other words could say too much, or too little."""

    def named(self) -> dict[str, Placeholder]:
        """Its placeholders by key, with those of every mail."""
        return {one.key: one for one in (*self.placeholders, ASSOCIATION)}


def connect(app: Flask, mails: Iterable[EditableMail]) -> None:
    """Tell the application which mails may be rewritten, in the order of the pages."""
    app.extensions[EXTENSION] = {mail.template: mail for mail in mails}


def editable_mails() -> dict[str, EditableMail]:
    """The mails that may be rewritten, by template."""
    found: dict[str, EditableMail] = current_app.extensions.get(EXTENSION, {})
    return found
