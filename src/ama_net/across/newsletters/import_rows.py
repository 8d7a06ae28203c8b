"""The rows of a file of addresses: what each is, before anything is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import BinaryIO

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import address_digest, mailbox_digest
from ama_net.across.newsletters.import_columns import (
    ADDRESS,
    DAY,
    GONE,
    NAME,
    WITH_NAME,
    Heading,
    find_heading,
    read_day,
    says_gone,
)
from ama_net.across.newsletters.models import Subscriber, SubscriberState, Suppression
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.spreadsheets import SheetRow, UnreadableFileError, open_sheet
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.confiding import one_spelling
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email

MOST_ROWS = 20_000
LONGEST_NAME = 80
FIRST_YEAR = 1990
"""Before it nobody consented to an e-mail: such a day was mistyped."""
CHUNK = 1_000


class Outcome(StrEnum):
    """What a row is."""

    GOOD = "good"
    NO_ADDRESS = "no_address"
    INVALID = "invalid"
    TWICE = "twice"
    KNOWN = "known"
    WAITING = "waiting"
    AGAIN = "again"
    SUPPRESSED = "suppressed"
    GONE = "gone"
    NO_DAY = "no_day"
    WRONG_DAY = "wrong_day"
    FUTURE_DAY = "future_day"


OUTCOMES: dict[str, LazyString] = {
    Outcome.GOOD: _l("Da usare"),
    Outcome.NO_ADDRESS: _l("Manca l'indirizzo"),
    Outcome.INVALID: _l("Indirizzo non valido"),
    Outcome.TWICE: _l("Doppia nel file"),
    Outcome.KNOWN: _l("Indirizzo già conosciuto: resta com'è"),
    Outcome.WAITING: _l("In attesa di conferma: resta com'è"),
    Outcome.AGAIN: _l("In attesa di conferma: si chiede di nuovo"),
    Outcome.SUPPRESSED: _l("Indirizzo escluso: non si usa"),
    Outcome.GONE: _l("Nel file risulta che non la riceve: non si usa"),
    Outcome.NO_DAY: _l("Manca il giorno del consenso"),
    Outcome.WRONG_DAY: _l("Il giorno del consenso non esiste, o non si legge"),
    Outcome.FUTURE_DAY: _l("Il giorno del consenso è nel futuro"),
}


TO_EXCLUDE = OUTCOMES | {
    Outcome.GOOD: _l("Da escludere"),
    Outcome.SUPPRESSED: _l("Indirizzo già escluso: resta com'è"),
}
"""The same, of a file of addresses that are to be excluded."""


@dataclass(frozen=True)
class Row:
    """One row of the file, as it was written; ``given_on`` is an ISO day once it is good. ``same_as``: the row it repeats.

    ``gone``: the file itself says that they do not receive. ``why``: why the address is excluded, of one that is.
    """

    number: int
    address: str
    name: str = ""
    given_on: str = ""
    outcome: str = Outcome.GOOD
    same_as: int = 0
    gone: bool = False
    why: str = ""

    @property
    def used(self) -> bool:
        """Whether something is done with it: written, or asked to confirm."""
        return self.outcome in (Outcome.GOOD, Outcome.AGAIN)

    @property
    def day(self) -> date | None:
        """The day of the consent, of a row that was judged good."""
        return date.fromisoformat(self.given_on) if self.given_on else None


@dataclass(frozen=True)
class FileRead:
    """The rows of a file and how it was read: the columns taken for what, by number (from 1) without titles, else by title."""

    rows: list[Row]
    columns: dict[str, int]
    titles: dict[str, str]
    notes: list[str]


def read_rows(stream: BinaryIO) -> FileRead:
    """The rows of a file, as they are written.

    Raises:
        UnreadableFileError: it cannot be read, no column holds addresses, or there are too many rows.
    """
    sheet = open_sheet(stream)
    rows = sheet.rows()
    heading = find_heading(rows)
    found: list[Row] = []
    for row in chain(heading.begun, rows):
        found.append(_row(row, heading))
        if len(found) > MOST_ROWS:
            raise UnreadableFileError(f"Il file ha più di {MOST_ROWS // 1000}.000 righe: dividilo in più file.")
    if not found:
        raise UnreadableFileError("Il file ha i titoli delle colonne ma nessuna riga sotto.")
    columns = {} if heading.titles else {column: places[0] + 1 for column, places in heading.places.items()}
    return FileRead(found, columns, dict(heading.titles), sheet.notes)


def judge(rows: Sequence[Row], *, need_day: bool) -> list[Row]:
    """What each row is; of addresses that come twice the first counts, but a row that says no counts more than the others.

    An address is told by its mailbox, not by its spelling (``anna+1@`` is ``anna@``). Who never confirmed is asked again, where
    days are not needed.
    """
    seen: dict[str, int] = {}
    gone = {one_spelling(row.address) for row in rows if row.gone}
    judged = [
        _judged(replace(row, gone=one_spelling(row.address) in gone), seen, need_day, told_by=one_spelling)
        for row in rows
    ]
    good = [row.address for row in judged if row.outcome == Outcome.GOOD]
    excluded = _excluded({digest for address in good for digest in _spellings(address)})
    known = _known(good)
    return [_against_known(_against(row, excluded, _spellings), known, need_day) for row in judged]


def judge_exclusions(rows: Sequence[Row]) -> list[Row]:
    """What each row is of a file of addresses to exclude, each as it is spelled: who is subscribed and who is not, all the same."""
    seen: dict[str, int] = {}
    judged = [_judged(replace(row, gone=False), seen, need_day=False, told_by=str) for row in rows]
    excluded = _excluded(_digests(judged))
    return [_against(row, excluded, lambda address: (address_digest(address),)) for row in judged]


def receiving_now(rows: Iterable[Row]) -> int:
    """How many of the good rows are of who receives today."""
    confirmed = Subscriber.state == SubscriberState.CONFIRMED
    counted = select(func.count()).select_from(Subscriber).where(confirmed)
    chunks = _chunks(sorted(_digests(rows)))
    return sum(db.session.scalar(counted.where(Subscriber.address_digest.in_(chunk))) or 0 for chunk in chunks)


def _row(row: SheetRow, heading: Heading) -> Row:
    def cells(column: str) -> list[str]:
        places = heading.places.get(column, ())
        return [one_line(row.cells[place]) for place in places if place < len(row.cells)]

    def first(column: str) -> str:
        return next((cell for cell in cells(column) if cell), "")

    address, name = first(ADDRESS), first(NAME)
    if written := WITH_NAME.fullmatch(address):
        address, name = written["address"], name or written["name"].strip(" \"'")
    gone = any(says_gone(cell) for cell in cells(GONE))
    return Row(row.number, address[:200], name[:LONGEST_NAME], first(DAY)[:40], gone=gone)


def _judged(row: Row, seen: dict[str, int], need_day: bool, told_by: Callable[[str], str]) -> Row:
    if not row.address:
        return replace(row, outcome=Outcome.NO_ADDRESS)
    try:
        address = check_email(row.address)
    except InvalidIdentifier:
        return replace(row, outcome=Outcome.INVALID)
    if row.gone:
        return replace(row, address=address, outcome=Outcome.GONE)
    mailbox = told_by(address)
    if mailbox in seen:
        return replace(row, address=address, outcome=Outcome.TWICE, same_as=seen[mailbox])
    day = read_day(row.given_on) if row.given_on else None
    outcome = _of_day(row, day) if need_day else Outcome.GOOD
    if outcome != Outcome.GOOD:
        return replace(row, address=address, outcome=outcome)
    seen[mailbox] = row.number  # one without its day leaves the place to the next
    return replace(row, address=address, given_on=day.isoformat() if day else "", outcome=outcome)


def _of_day(row: Row, day: date | None) -> Outcome:
    if not row.given_on:
        return Outcome.NO_DAY
    if day is None or day.year < FIRST_YEAR:
        return Outcome.WRONG_DAY
    return Outcome.FUTURE_DAY if day > today() else Outcome.GOOD


def _against(row: Row, excluded: Mapping[bytes, str], digests_of: Callable[[str], tuple[bytes, ...]]) -> Row:
    if row.outcome != Outcome.GOOD:
        return row
    why = next((excluded[digest] for digest in digests_of(row.address) if digest in excluded), "")
    return replace(row, outcome=Outcome.SUPPRESSED, why=why) if why else row


def _against_known(row: Row, known: Mapping[bytes, set[str]], need_day: bool) -> Row:
    if row.outcome != Outcome.GOOD:
        return row
    digests = (*_spellings(row.address), mailbox_digest(row.address))
    states = {state for digest in digests for state in known.get(digest, ())}
    if not states:
        return row
    if states != {SubscriberState.PENDING}:
        return replace(row, outcome=Outcome.KNOWN)
    again = not need_day and digests[0] in known  # only as they spelled it themselves
    return replace(row, outcome=Outcome.AGAIN if again else Outcome.WAITING)


def _spellings(address: str) -> tuple[bytes, ...]:
    """Of an address and of the plainest spelling of its mailbox: who is excluded is kept as they were spelled, no other way."""
    return address_digest(address), address_digest(one_spelling(address))


def _known(addresses: Sequence[str]) -> dict[bytes, set[str]]:
    """How the subscribers stand that have one of some addresses, or its mailbox, by digest; where that of a mailbox is kept."""
    found: dict[bytes, set[str]] = defaultdict(set)
    for column, digests in (
        (Subscriber.address_digest, {digest for address in addresses for digest in _spellings(address)}),
        (Subscriber.mailbox_digest, {mailbox_digest(address) for address in addresses}),
    ):
        for chunk in _chunks(sorted(digests)):
            for digest, state in db.session.execute(select(column, Subscriber.state).where(column.in_(chunk))):
                found[digest or b""].add(state)  # never without: it was looked for by it
    return found


def _digests(rows: Iterable[Row]) -> set[bytes]:
    return {address_digest(row.address) for row in rows if row.outcome == Outcome.GOOD}


def _excluded(digests: Iterable[bytes]) -> dict[bytes, str]:
    """Those that are excluded, with why."""
    found: dict[bytes, str] = {}
    for chunk in _chunks(sorted(digests)):
        wanted = select(Suppression.address_digest, Suppression.reason).where(Suppression.address_digest.in_(chunk))
        found.update((row.address_digest, row.reason) for row in db.session.execute(wanted))
    return found


def _chunks(digests: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(digests), CHUNK):
        yield digests[start : start + CHUNK]
