"""What stands in a cell: days, telephones, tax codes, names; what is not clear is not guessed."""

import re
from datetime import date, timedelta

from ama_net.foundation.clock import today
from ama_net.foundation.text import fold
from ama_net.kernel.people.identifiers import PERSON_TAX_CODE_LENGTH, name_letters

_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()  # noqa: SIM905
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_WORDS = re.compile(r"(\d{1,2})[°º]?[\s./-]+([a-z]{3,10})\.?[\s./-]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:[.,]\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 3_000, 60_000  # 1908, 2064: below it is a year
_DAY_ZERO = date(1899, 12, 30)
CENTURY = 100

PARTICLES = {
    "d",
    "da",
    "dal",
    "dalla",
    "dalle",
    "de",
    "degli",
    "dei",
    "del",
    "della",
    "delle",
    "dello",
    "di",
    "la",
    "le",
} | {
    "lo",
    "li",
    "lu",
    "san",
    "santa",
    "van",
    "von",
    "el",
    "al",
    "ben",
    "mc",
}


class NotPlain(ValueError):
    """A cell that could be read in more ways than one, or in none; the text is Italian and says why."""


def day_of(text: str) -> tuple[date, str]:
    """A day, and a remark when something had to be understood (two figures of the year).

    Raises:
        NotPlain: it is no day, or not a whole one: ``maggio 2019`` is not guessed.
    """
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3])), ""
    if match := _NUMBERS.fullmatch(text):
        year, remark = _year(match[3])
        return _day(year, int(match[2]), int(match[1])), remark
    word = fold(text)
    if match := _WORDS.fullmatch(word):
        month = next((n for n, name in enumerate(_MONTHS, start=1) if name.startswith(match[2])), 0)
        year, remark = _year(match[3])
        return _day(year, month, int(match[1])), remark
    if _SERIAL.fullmatch(text):
        serial = int(re.split(r"[.,]", text)[0])
        if _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            return _DAY_ZERO + timedelta(days=serial), ""
    if re.fullmatch(r"(?:[a-z]+\s+)?(?:19|20)\d\d", word):
        raise NotPlain("manca il giorno: scrivilo per intero")
    raise NotPlain("non è una data che si capisce")


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotPlain("questo giorno non esiste") from None


def _year(figures: str) -> tuple[int, str]:
    """Two figures are of the last hundred years: nobody is born, and nobody was admitted, in the future."""
    if len(figures) > 2:
        return int(figures), ""
    this = today().year
    year = this - this % CENTURY + int(figures)
    year = year - CENTURY if year > this else year
    return year, f"anno con due cifre: letto {year}"


def why_wrong(code: str) -> str:
    """What is wrong with a tax code that is not one."""
    letters = re.sub(r"[^A-Za-z0-9]", "", code)
    if len(letters) not in (11, PERSON_TAX_CODE_LENGTH):
        return f"ha {len(letters)} caratteri e non 16"
    shape = r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]|\d{11}"
    if not re.fullmatch(shape, letters.upper()):
        return "lettere e cifre non sono al loro posto"
    return "l'ultimo carattere non torna: una lettera o una cifra è sbagliata"


def split_name(text: str, tax_code: str | None, *, family_first: bool) -> tuple[str, str, str]:
    """Family and given name from one cell, and a remark when the tax code does not tell where one ends.

    ``De Luca Anna Maria``: the letters of the tax code say where; without it, particles stay with the word after them.
    """
    words = text.replace(",", " ").split()
    if len(words) < 2:
        return text, "", "c'è una parola sola: presa come cognome"
    cuts = range(1, len(words))
    if tax_code and len(tax_code) == PERSON_TAX_CODE_LENGTH:
        for cut in cuts:
            family, given = _cut(words, cut, family_first)
            if name_letters(given, family) == tax_code[:6]:
                return family, given, ""
    if family_first:
        particles = next((n for n, word in enumerate(words) if fold(word).strip("'") not in PARTICLES), 0)
        cut = min(particles + 1, len(words) - 1)
    else:
        backwards = next((n for n in cuts if fold(words[n]).strip("'") in PARTICLES), len(words) - 1)
        cut = backwards
    family, given = _cut(words, cut, family_first)
    sure = len(words) == 2
    return family, given, "" if sure else f"diviso in cognome «{family}» e nome «{given}»: ricontrolla"


def _cut(words: list[str], cut: int, family_first: bool) -> tuple[str, str]:
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    return (first, second) if family_first else (second, first)


def called(name: str) -> str:
    """A name in capitals or without any, as it is written: ``DE LUCA`` and ``de luca`` are ``De Luca``."""
    if not (name.isupper() or name.islower()):
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def several(text: str) -> list[str]:
    """The parts of a cell in which somebody wrote two telephones, or two addresses."""
    return [part.strip() for part in re.split(r"\s+[-–]\s+|[/;,|]|\s+o\s+|\s+e\s+", text) if part.strip()]
