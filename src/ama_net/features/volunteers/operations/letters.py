"""The confidentiality letter: writing a version, accepting it, keeping its paper, reminding who has not.

The letter authorises a named person to handle data under the association (GDPR art. 29 and 32 par. 4; D.Lgs. 196/2003 art.
2-quaterdecies). An acceptance is never changed: a new version is another row, and so is another acceptance.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.models import ConfidentialityLetter, LetterAcceptance, LetterWay
from ama_net.features.volunteers.queries_letters import acceptances_of, first_letter, letter_in_force
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import File, keep_document
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import current_tenant_id

LONGEST_LETTER = 20_000


class AnotherVersion(Exception):
    """The text that was read is not the one in force any more: it has to be read again."""


@dataclass(frozen=True)
class LetterText:
    """A version as it is written: the Italian text, the English one if there is, from when, and whether it asks again."""

    body: str
    body_en: str = ""
    in_force_from: date | None = None
    asks_again: bool = True


def write_letter(text: LetterText, *, by: Actor) -> ConfidentialityLetter:
    """Add a version of the letter, in force from today or a later day. Who may: the office with VOLUNTEERS_EDIT.

    The first one asks everybody, whatever is said.

    Raises:
        WrongFact: there is no Italian text, it is too long, it says what the one before it says, or the day is past.
    """
    _check(text)
    hold_letters()
    _check_new(text)
    last = db.session.scalar(select(func.max(ConfidentialityLetter.number))) or 0
    letter = ConfidentialityLetter(
        number=last + 1,
        in_force_from=text.in_force_from or today(),
        body=_lines(text.body),
        body_en=_lines(text.body_en),
        asks_again=text.asks_again or last == 0,
        created_by=by.account_id,
    )
    db.session.add(letter)
    db.session.flush()
    record(by=by, verb="letter_version.written", subject=letter, changes={"number": letter.number})
    return letter


def drop_letter(letter: ConfidentialityLetter, *, by: Actor) -> None:
    """Take back a version that is not in force yet. Who may: as for ``write_letter``.

    Raises:
        WrongFact: it is in force already.
    """
    if letter.in_force_from <= today():
        raise WrongFact("letter", _l("Questa versione è già in vigore: se ne può solo scrivere un'altra."))
    record(by=by, verb="letter_version.dropped", subject=letter, changes={"number": letter.number})
    db.session.delete(letter)
    db.session.flush()


def ensure_letter(*, by: Actor) -> ConfidentialityLetter:
    """The version in force; where the association has none yet, the text this room begins with becomes the first."""
    letter = letter_in_force()
    if letter is not None:
        return letter
    hold_letters()
    letter = letter_in_force()
    if letter is None:
        first = first_letter()
        letter = write_letter(LetterText(first.body, first.body_en), by=by)
    return letter


def accept_letter(
    person: Person,
    *,
    by: Actor,
    way: LetterWay | str = LetterWay.AREA,
    language: str = "it",
    on: date | None = None,
    paper: File | None = None,
    shown: str | None = None,
) -> LetterAcceptance:
    """Write down that a person accepted the letter in force on that day; twice is once. Flushed.

    ``shown`` is the digest of the text that was read: when another is in force by now, nothing is accepted. ``paper`` is
    the file kept with it (the PDF, or the scan), as a document about the person. Who may: the person in their area; the
    office with VOLUNTEERS_EDIT for what was signed on paper, of the day on the paper.

    Raises:
        AnotherVersion: the text changed meanwhile.
        WrongFact: the day is in the future, or no version was in force on it.
    """
    day = on or today()
    letter = _letter_of(day)
    if shown is not None and shown != letter.digest_in(language):
        raise AnotherVersion
    hold(f"volunteers:letter:{current_tenant_id()}:{person.id}")
    earlier = next((one for one in acceptances_of(person.id) if one.letter_id == letter.id), None)
    if earlier is not None:
        return earlier
    acceptance = LetterAcceptance(person_id=person.id, letter_id=letter.id, way=LetterWay(way), language=language)
    acceptance.text_digest, acceptance.account_id = letter.digest_in(language), by.account_id
    acceptance.accepted_at, acceptance.accepted_on = now(), day
    if paper is not None:
        acceptance.document_id = _kept(paper, person, letter, day, by=by)
    db.session.add(acceptance)
    db.session.flush()
    said = {"number": letter.number, "way": acceptance.way, "text": acceptance.text_digest[:16]}
    record(by=by, verb="letter.accepted", subject=acceptance, changes=said)
    return acceptance


def hold_letters() -> None:
    """Versions of the letter are written one at a time."""
    hold(f"volunteers:letters:{current_tenant_id()}")


def _letter_of(day: date) -> ConfidentialityLetter:
    """The version signed on a day. Today, where there is none, the room's own text becomes the first, by nobody's hand."""
    if day > today():
        raise WrongFact("accepted_on", _l("Questa data è nel futuro."))
    letter = ensure_letter(by=SYSTEM) if day == today() else letter_in_force(day)
    if letter is None:
        raise WrongFact("accepted_on", _l("In questo giorno nessuna versione della lettera era in vigore."))
    return letter


def _kept(paper: File, person: Person, letter: ConfidentialityLetter, day: date, *, by: Actor) -> UUID:
    title = str(_l("Lettera di riservatezza, versione %(number)s", number=letter.number))
    return keep_document(
        paper, title=title, kind="data_handling_letter", by=by, dated_on=day, person_id=person.id, about=letter
    ).id


def _check(text: LetterText) -> None:
    if not text.body.strip():
        raise WrongFact("body", _l("Scrivi il testo della lettera."))
    for name, words in (("body", text.body), ("body_en", text.body_en)):
        if len(words) > LONGEST_LETTER:
            raise WrongFact(name, _l("Il testo è troppo lungo: al massimo 20.000 lettere."))
    if text.in_force_from is not None and text.in_force_from < today():
        raise WrongFact("in_force_from", _l("Una versione vale da oggi o da un giorno che deve venire."))


def _check_new(text: LetterText) -> None:
    before = letter_in_force(text.in_force_from)
    if before is not None and (before.body, before.body_en) == (_lines(text.body), _lines(text.body_en)):
        raise WrongFact("body", _l("Il testo è uguale a quello in vigore."))


def _lines(words: str) -> str:
    return words.replace("\r\n", "\n").strip()
