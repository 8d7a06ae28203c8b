"""A column that tells whether money came or went (+ and −, D and A, Dare and Avere), beside amounts written without a sign."""

from collections.abc import Sequence

from ama_net.kernel.payments.statements.headings import spelled
from ama_net.kernel.payments.statements.shape import Columns

CAME, WENT = 1, -1

_PLUS, _MINUS = ("+",), ("-", "\N{EN DASH}", "\N{MINUS SIGN}")
_CAME = "a avere acc accr accredito accrediti c cr credit credito crdt e entrata entrate"
_WENT = "d dare add addeb addebito addebiti db debit debito dbit u uscita uscite"


def sign_of(cell: str) -> int | None:
    """What a cell of such a column says; None when it says nothing that is known."""
    bare = cell.strip()
    if bare in _PLUS or bare in _MINUS:
        return CAME if bare in _PLUS else WENT
    word = spelled(bare[:20])
    return CAME if word in _CAME.split() else WENT if word in _WENT.split() else None


def with_sign(columns: Columns, headings: Sequence[str], sample: Sequence[Sequence[str]]) -> Columns:
    """The same columns once the cells were looked at; nothing when the sign cannot be understood: whoever sent the file must say.

    A column whose heading nobody knows is the sign when its cells say both and nothing else, and the amounts have none of their own:
    one of dashes alone may be empty.
    """
    if "amount" not in columns:
        return {name: heading for name, heading in columns.items() if name != "sign"}
    heading = columns.get("sign", "")
    if heading:
        told = _told(heading, headings, sample)
        return {} if told and set(told) == {None} else columns
    if any(mark in cell for cell in _cells(columns["amount"], headings, sample) for mark in _MINUS):
        return columns
    free = (one for one in headings if one not in columns.values())
    found = next((one for one in free if set(_told(one, headings, sample)) == {CAME, WENT}), "")
    return {**columns, "sign": found} if found else columns


def _told(heading: str, headings: Sequence[str], sample: Sequence[Sequence[str]]) -> list[int | None]:
    return [sign_of(cell) for cell in _cells(heading, headings, sample)]


def _cells(heading: str, headings: Sequence[str], sample: Sequence[Sequence[str]]) -> list[str]:
    """What stands under a heading, the empty ones left out."""
    place = headings.index(heading)
    return [row[place] for row in sample if len(row) > place and row[place].strip()]
