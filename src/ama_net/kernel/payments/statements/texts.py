"""What a bank writes about a movement: who it was with and the bank's own number, when its words say them after a label."""

from ama_net.foundation.spreadsheets import clean
from ama_net.kernel.payments.statements.shape import LONGEST_WORDS
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_iban

LONGEST_NAME = 70
SHORTEST_NUMBER = 8
LONGEST_NUMBER = 40
LONGEST_LOOKED = 300
IBAN_LENGTH = 27

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_PAYER: tuple[str, ...] = (
    *("ordinante:", "ord.:", "ord:", "mittente:", "mitt.:", "a vostro favore da ", "a vs. favore da "),
    *("a vs favore da ", "bonifico da ", "ricevuto da ", "disposto da "),
)
_PAID: tuple[str, ...] = ("beneficiario:", "benef.:", "benef:", "ben.:", "ben:", "a favore di ")
_AFTER_NAME: tuple[str, ...] = (
    *(" causale", " per ", " benef", " ben:", " ben.", " ord", " mitt", " id", " cro", " trn", " iban", " data"),
    *(" rif", " note", " comm", " cod", " c/c", " banca", " bic", " importo", " - ", " su ", ";"),
)
_NUMBERS = ("trn:", "trn ", "cro:", "cro ")


def joined(*pieces: str) -> str:
    """Pieces of text in one line; one that another already holds is left out."""
    kept: list[str] = []
    for piece in (clean(piece[: 2 * LONGEST_WORDS]) for piece in pieces):
        if not piece or any(piece.lower() in other.lower() for other in kept):
            continue
        kept = [other for other in kept if other.lower() not in piece.lower()] + [piece]
    return " ".join(kept)[:LONGEST_WORDS]


def name_in(words: str, *, came: bool) -> str:
    """Who paid (or was paid), when the text of the bank names them after a label; nothing when it does not."""
    lowered = words.translate(_LOWER)
    for label in _PAYER if came else _PAID:
        start = lowered.find(label)
        if start >= 0:
            rest = start + len(label)
            while lowered[rest : rest + 1] == " ":
                rest += 1
            ends = [found for stop in _AFTER_NAME if (found := lowered.find(stop, rest)) > rest]
            name = words[rest : min([*ends, rest + LONGEST_NAME])].strip(" .:,;-/")
            return name if any(letter.isalpha() for letter in name) else ""
    return ""


def number_in(words: str) -> str:
    """The bank's number of a transfer (CRO, TRN) that its text quotes."""
    lowered = words.translate(_LOWER)
    for label in _NUMBERS:
        start = lowered.find(label)
        if start >= 0:
            rest = words[start + len(label) :].lstrip()[:LONGEST_NUMBER]
            end = next((place for place, letter in enumerate(rest) if not letter.isalnum()), len(rest))
            if end >= SHORTEST_NUMBER:
                return rest[:end].upper()
    return ""


def iban_in(text: str) -> str | None:
    """The IBAN that a line of a file's head tells."""
    packed = text[:LONGEST_LOOKED].replace(" ", "").upper()
    for country in ("IT", "SM"):
        start = packed.find(country)
        while start >= 0:
            try:
                return check_iban(packed[start : start + IBAN_LENGTH])
            except InvalidIdentifier:
                start = packed.find(country, start + 1)
    return None
