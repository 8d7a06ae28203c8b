"""What the columns of a bank's table are, from what stands above them (Italian banks, and the same words in English)."""

from collections.abc import Sequence

from ama_net.foundation.text import fold
from ama_net.kernel.payments.statements.figures import NotADay, day_of
from ama_net.kernel.payments.statements.shape import Columns

KNOWN: dict[str, tuple[str, ...]] = {
    "booked_on": (
        "data contabile",
        "data registrazione",
        "data contabilizzazione",
        "data operazione",
        "data operaz",
        "data op",
        "data movimento",
        "data mov",
        "data",
        "booking date",
        "date",
    ),
    "value_on": ("data valuta", "data val", "valuta", "value date"),
    "amount": ("importo", "importo eur", "importo euro", "importo in euro", "ammontare", "eur", "euro", "amount"),
    "amount_in": ("entrate", "entrata", "accrediti", "accredito", "avere", "accrediti euro", "entrate euro", "credit"),
    "amount_out": ("uscite", "uscita", "addebiti", "addebito", "dare", "addebiti euro", "uscite euro", "debit"),
    "sign": (
        *("segno", "segno importo", "segno movimento", "segno operazione", "verso", "d a", "a d", "d c", "c d", "e u"),
        *("dare avere", "avere dare", "addebito accredito", "accredito addebito", "entrata uscita", "debit credit"),
    ),
    "words": (
        "descrizione",
        "descrizione operazione",
        "descrizione operazioni",
        "descrizione movimento",
        "operazione",
        "causale",
        "description",
    ),
    "more_words": (
        "descrizione completa",
        "descrizione estesa",
        "dettagli",
        "dettaglio",
        "note",
        "informazioni aggiuntive",
    ),
    "cause": ("causale", "caus", "causale abi"),
    "counterparty": ("controparte", "ordinante beneficiario", "ordinante", "beneficiario", "counterparty"),
    "bank_reference": ("cro trn", "trn", "cro", "riferimento banca", "numero operazione"),
    "currency": ("divisa", "div", "currency"),
    "state": ("stato", "contabilizzazione", "stato operazione"),
}
"""By our name, the headings that say it, the surest first."""

MONEY = ("amount", "amount_in", "amount_out")
CURRENCY_LETTERS = 3


def spelled(heading: str) -> str:
    """A heading as it is compared: without capitals, accents and signs."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(heading)).split())


def named(cells: Sequence[str]) -> list[str]:
    """The headings of a row, each different: one without words is called by its place."""
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:80] or f"Colonna {place}"
        found.append(f"{name} ({place})" if name in found else name)
    return found


def is_enough(columns: Columns) -> bool:
    """Whether a day and an amount are known: no line can do without."""
    return bool(columns.get("booked_on")) and any(columns.get(name) for name in MONEY)


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """What each column is, for those whose heading is known; a column says one thing."""
    by_words: dict[str, str] = {}
    for heading in headings:
        by_words.setdefault(spelled(heading), heading)
    columns: dict[str, str] = {}
    for name, known in KNOWN.items():
        taken = set(columns.values())
        free = (by_words[words] for words in known if words in by_words and by_words[words] not in taken)
        heading = next(free, "")
        if heading:
            columns[name] = heading
    return columns


def corrected(columns: dict[str, str], headings: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """The same, once the cells were looked at: «Valuta» is a day for most banks, the currency for some."""
    heading = columns.get("value_on", "")
    if spelled(heading) != "valuta":
        return columns
    place = headings.index(heading)
    cells = [row[place].strip() for row in sample if len(row) > place and row[place].strip()]
    if not cells or any(_is_day(cell) for cell in cells):
        return columns
    others = {name: said for name, said in columns.items() if name != "value_on"}
    is_currency = all(len(cell) == CURRENCY_LETTERS and cell.isalpha() for cell in cells)
    return {**others, "currency": heading} if is_currency else others


def _is_day(cell: str) -> bool:
    try:
        day_of(cell)
    except NotADay:
        return False
    return True
