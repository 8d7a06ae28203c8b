"""Which column of a file of addresses is what: by its title, or, in a file without titles, by what the first row holds.

A day is never known by what it looks like: it may be of birth. Only a title says that it is of a consent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError

LOOKED_AT = 10
"""Titles are in one of the first rows: before them stands at most the title of the sheet."""

ADDRESS, NAME, DAY, GONE = "address", "name", "given_on", "gone"
HEADS: dict[str, tuple[str, ...]] = {
    ADDRESS: (
        "email",
        "e mail",
        "email address",
        "e mail address",
        "indirizzo e mail",
        "indirizzo email",
        "indirizzo di posta elettronica",
        "indirizzo di posta",
        "posta elettronica",
        "mail",
        "email 1",
        "e mail 1 value",
        "posta",
        "indirizzo",
    ),
    NAME: ("nome", "first name", "firstname", "fname", "name", "nome e cognome", "cognome e nome", "nominativo"),
    DAY: (
        "data del consenso",
        "data consenso",
        "giorno del consenso",
        "consenso",
        "confirm time",
        "optin time",
        "opt in time",
        "data di iscrizione",
        "data iscrizione",
        "iscritto il",
        "subscription date",
        "added time",
        "date added",
        "created at",
        "data",
    ),
    GONE: (
        "unsub time",
        "unsubscribe time",
        "clean time",
        "data di cancellazione",
        "data cancellazione",
        "data di disiscrizione",
        "data disiscrizione",
        "email status",
        "subscription status",
        "status",
        "stato",
        "blocklisted",
        "email blocklisted",
        "blacklisted",
    ),
}
"""How people and other services call the columns, in small letters and without signs. Of addresses and names the first of these
that is there counts: a sheet with «Indirizzo» and «Email» has the street in the former. Days are looked for in all of them, in
this order; whoever is marked in any of the last ones is not subscribed.
"""

MANY = frozenset({DAY, GONE})

GONE_WORDS = frozenset(
    {
        "unsubscribed",
        "unconfirmed",
        "pending",
        "non confermato",
        "non confermata",
        "cleaned",
        "bounced",
        "complained",
        "blocklisted",
        "blacklisted",
        "disabled",
        "inactive",
        "true",
        "yes",
        "si",
        "sì",
        "disiscritto",
        "disiscritta",
        "cancellato",
        "cancellata",
        "escluso",
        "esclusa",
        "non attivo",
        "non attiva",
    }
)

WITH_NAME = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
"""As programs of mail copy an address: ``Anna Rossi <anna@posta.example>``."""

_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")
DAY_FORMS = tuple(f"{day}{time}" for day in _DAYS for time in ("", " %H:%M", " %H:%M:%S"))


@dataclass(frozen=True)
class Heading:
    """Where each column is (from 0), and its titles, if any; ``begun`` are the rows of the list that were read to find it."""

    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    begun: Sequence[SheetRow] = ()


def find_heading(rows: Iterator[SheetRow]) -> Heading:
    """The titles of a file, in one of its first rows; only where there are none, the first row with an address.

    What stands above is left: the name of the sheet may hold an address too.

    Raises:
        UnreadableFileError: the file is empty, or there is no column of addresses.
    """
    begun = list(islice(rows, LOOKED_AT))
    if not begun:
        raise UnreadableFileError("Il file è vuoto.")
    for number, row in enumerate(begun, 1):
        places = _by_title(row.cells)
        if ADDRESS in places and not any(_looks_like_an_address(cell) for cell in row.cells):
            titles = {one: ", ".join(row.cells[at].strip() for at in ats) for one, ats in places.items()}
            return Heading(places, titles, begun[number:])
    for at, row in enumerate(begun):
        if any(_looks_like_an_address(cell) for cell in row.cells):
            return Heading(_by_content(row.cells), begun=begun[at:])
    raise UnreadableFileError(
        "Nel file non si trova nessun indirizzo e-mail: nella prima riga manca il titolo della colonna degli indirizzi. "
        "Scrivi «email» in cima a quella colonna e riprova."
    )


def read_day(text: str) -> date | None:
    """A day as people write it, or as other services do."""
    typed = text.strip()
    for form in DAY_FORMS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(typed).date()
    except ValueError:
        return None


def says_gone(text: str) -> bool:
    """Whether a cell about how somebody stands says that they are not to be written to: a word, or the day when it was so."""
    return text.strip().lower() in GONE_WORDS or read_day(text) is not None


def _by_title(cells: Sequence[str]) -> dict[str, tuple[int, ...]]:
    heads: dict[str, int] = {}
    for place, cell in enumerate(cells):
        heads.setdefault(" ".join("".join(one if one.isalnum() else " " for one in cell.lower()).split()), place)
    found = {column: tuple(heads[name] for name in names if name in heads) for column, names in HEADS.items()}
    return {column: places if column in MANY else places[:1] for column, places in found.items() if places}


def _by_content(cells: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The first address, and as a name the first other cell with letters."""
    places: dict[str, tuple[int, ...]] = {}
    for place, cell in enumerate(cells):
        if _looks_like_an_address(cell):
            places.setdefault(ADDRESS, (place,))
        elif read_day(cell) is None and any(letter.isalpha() for letter in cell):
            places.setdefault(NAME, (place,))
    return places


def _looks_like_an_address(cell: str) -> bool:
    """Whether a cell is an address, alone or after a name; a line that only holds one among other words is not."""
    written = WITH_NAME.fullmatch(cell.strip())
    name, at, host = (written["address"] if written else cell).strip().rpartition("@")
    return bool(name and at and "." in host) and not any(letter.isspace() for letter in name + host)
