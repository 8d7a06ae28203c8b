"""What a value of a rewritable mail is made of, and the values that mean the same in many mails."""

from collections.abc import Callable
from typing import Any, TypeAlias

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.web.pages import datetime_short, day_words, money
from ama_net.kernel.outbox.editable import Context, Lines, Placeholder

Words: TypeAlias = LazyString | str


def said(name: str) -> Callable[[Context], str]:
    """A value as the mail has it, empty when it has none."""
    return lambda context: str(context.get(name) or "")


def hello_to(name: str) -> Callable[[Context], str]:
    """The beginning of a mail to who may have left no name."""

    def hello(context: Context) -> str:
        return str(_("Ciao %(name)s,", name=context[name]) if context.get(name) else _("Ciao,"))

    return hello


def money_of(name: str) -> Callable[[Context], str]:
    """An amount in cents, as it is read."""
    return lambda context: money(context[name])


def day_of(name: str) -> Callable[[Context], str]:
    """A day, as it is read."""
    return lambda context: day_words(context[name])


def moment_of(name: str) -> Callable[[Context], str]:
    """A day and an hour in short, as a subject says them."""
    return lambda context: datetime_short(context[name])


def lines_of(name: str) -> Callable[[Context], Lines]:
    """What to copy, line by line."""
    return lambda context: [(str(label), str(text)) for label, text in context.get(name) or ()]


def either(name: str, words: Words, otherwise: Words = "") -> Callable[[Context], str]:
    """The words for when a fact holds, and those for when it does not."""
    return lambda context: str(words if context.get(name) else otherwise)


def address_in_mail(name: str = "link") -> Callable[[Context], str]:
    """An address to open, which on paper nobody can."""
    return lambda context: "" if context.get("paper") else str(context.get(name) or "")


def paragraphs(*parts: Words) -> LazyString:
    """The words to begin from, a paragraph each, in the language they are read in."""
    return LazyString(lambda: "\n\n".join(str(part) for part in parts))


def facts(*lines: tuple[Words, str]) -> LazyString:
    """Lines with a value each: its name and the key of its placeholder."""
    return LazyString(lambda: "\n".join(f"{name}: {{{key}}}" for name, key in lines))


def sentence(key: str, label: Words, value: Callable[[Context], Any], *, required: bool = True) -> Placeholder:
    """Words that change with what happened, or that somebody wrote: for the text, never for a subject."""
    return Placeholder(key, label, value, required, in_subject=False)


def link(button: Words, *, required: bool = True) -> Placeholder:
    """The address the mail is for, on a button of these words."""
    return button_of("link", button, required=required)


def button_of(key: str, button: Words, *, name: str = "", required: bool = False) -> Placeholder:
    """An address on a button; ``name`` is what the mail calls it, when that is not the key."""
    label = _l("Il pulsante «%(words)s»", words=button)
    return Placeholder(key, label, address_in_mail(name or key), required, button)


def hello(name: str = "name") -> Placeholder:
    """The beginning of a mail to who may have left no name; ``name`` is what the mail calls it."""
    return sentence("saluto", _l("«Ciao» con il nome, se c'è"), hello_to(name), required=False)


GREETING = _l("Ciao %(name)s,", name="{nome}")
NAME = Placeholder("nome", _l("Il nome di chi riceve"), said("name"))
HELLO = hello()
OFFICE = link(_l("Leggi in ufficio"))
"""For what is told to the office."""
ONLY_THIS = _l("In questo messaggio non c'è scritto altro, per riservatezza.")

DISCREET = _l("Chi vede arrivare il messaggio non deve capire di che cosa si tratta.")
"""Why the subject of a mail to who asked for help stays ours."""
