"""What became of letters, noted by hand: printed, sent, delivered, returned; and paper in the place of a lost e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence.models import Channel, Letter, LetterState
from ama_net.kernel.correspondence.operations import postal_lines, without_signature

OUTCOMES = (LetterState.SENT, LetterState.DELIVERED, LetterState.RETURNED)


class NotAnOutcome(ValueError):
    """The outcome cannot be noted: the day is in the future or before the letter, or the state is not one."""


class NotOnPaper(ValueError):
    """Only an e-mail that did not arrive becomes paper, once, and while its words are kept."""


@dataclass(frozen=True)
class Outcome:
    """What became of a letter, and on what day; ``note`` says why it came back, ``receipt`` the number of its proof."""

    state: LetterState
    on: date
    note: str = ""
    receipt: str = ""


def mark_printed(letters: Iterable[Letter], *, by: Actor) -> int:
    """Say that waiting letters were printed; those that are not waiting any more are left alone. Returns how many."""
    marked = 0
    for letter in _held(letters):
        if letter.state == LetterState.WAITING and letter.channel != Channel.EMAIL:
            letter.state, letter.printed_on, letter.state_on = LetterState.PRINTED, today(), today()
            letter.noted_by = by.account_id
            marked += 1
    if marked:
        record(by=by, verb="letter.printed", changes={"letters": marked})
    return marked


def note_outcome(letters: Iterable[Letter], outcome: Outcome, *, by: Actor) -> int:
    """Note by hand what became of letters; each is in the audit. An e-mail's sending is not noted by hand: its mail says it.

    Raises:
        NotAnOutcome: the day is in the future or before a letter was written.
    """
    held = _held(letters)
    if outcome.state not in OUTCOMES or outcome.on > today():
        raise NotAnOutcome
    if any(outcome.on < letter.entry.on_day for letter in held):
        raise NotAnOutcome
    noted = [letter for letter in held if letter.channel != Channel.EMAIL or outcome.state != LetterState.SENT]
    for letter in noted:
        _note(letter, outcome, by)
        record(by=by, verb="letter.outcome", subject=letter, changes={"state": str(outcome.state)})
    return len(noted)


def put_on_paper(letter: Letter, *, by: Actor) -> Letter:
    """Write again on paper an e-mail that did not arrive: same words, same line of the protocol, waiting to be printed.

    Raises:
        NotOnPaper: it is no lost e-mail, it has its paper already, or its words are gone.
    """
    letter = _held([letter])[0]
    lost = letter.channel == Channel.EMAIL and letter.state in (LetterState.FAILED, LetterState.RETURNED)
    if not lost or letter.body is None or paper_of(letter.id) is not None:
        raise NotOnPaper
    to = letter.person or letter.organisation
    paper = Letter(entry_id=letter.entry_id, template=letter.template, instead_of_id=letter.id)
    paper.person_id, paper.organisation_id, paper.for_person_id = (
        letter.person_id,
        letter.organisation_id,
        letter.for_person_id,
    )
    paper.about_kind, paper.about_id = letter.about_kind, letter.about_id
    paper.channel = Channel.POST if to is not None and to.addresses else Channel.HAND
    paper.state_on = today()
    # Who is in no register is known by name only: the letter is handed over.
    paper.address = postal_lines(to) if to is not None else letter.entry.correspondent or ""
    paper.subject, paper.body = letter.subject, without_signature(letter.body)
    db.session.add(paper)
    db.session.flush()
    record(by=by, verb="letter.on_paper", subject=paper)
    return paper


def paper_of(letter_id: UUID) -> Letter | None:
    """The paper written in the place of an e-mail, when there is one."""
    return db.session.scalars(select(Letter).where(Letter.instead_of_id == letter_id)).first()


def _note(letter: Letter, outcome: Outcome, by: Actor) -> None:
    letter.state, letter.state_on, letter.noted_by = outcome.state, outcome.on, by.account_id
    letter.note = outcome.note
    letter.receipt = outcome.receipt or letter.receipt
    if outcome.state == LetterState.SENT:
        letter.sent_on = outcome.on


def _held(letters: Iterable[Letter]) -> list[Letter]:
    """The letters as they are now, held in the order of their keys so that two hands never wait for each other."""
    db.session.flush()
    ids = sorted(letter.id for letter in letters)
    wanted = select(Letter).where(Letter.id.in_(ids)).order_by(Letter.id).with_for_update(of=Letter)
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))
