"""What a new newsletter begins with: an empty page frightens, two lines to change do not."""

from typing import Any

from flask_babel import gettext as _

from ama_net.across.newsletters.operations.writing import Words

LETTER, NEWS = "letter", "news"
STARTERS = (LETTER, NEWS)


def starter(name: str) -> Words:
    """The words of one of the ``STARTERS``; of any other name, a letter."""
    return Words(blocks=_news() if name == NEWS else _letter())


def starter_titles() -> tuple[str, str]:
    """The titles a newsletter may begin with: to be changed, never to be sent."""
    return str(_("Le notizie del mese")), str(_("La prima notizia"))


def _letter() -> list[dict[str, Any]]:
    return [{"kind": "text", "markdown": _hello()}]


def _news() -> list[dict[str, Any]]:
    title, first = starter_titles()
    return [
        {"kind": "heading", "text": title, "level": 1},
        {"kind": "text", "markdown": _hello()},
        {"kind": "divider"},
        {"kind": "heading", "text": first, "level": 2},
        {"kind": "text", "markdown": ""},
    ]


def _hello() -> str:
    return str(_("Ciao {nome},")) + "\n\n"
