"""Reading the confidentiality letter: which version is in force, who has accepted it, who has not."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.letter_texts import default_letter
from ama_net.features.volunteers.models import ConfidentialityLetter, LetterAcceptance, LetterReminder, Volunteer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import current_tenant


def letter_in_force(on: date | None = None) -> ConfidentialityLetter | None:
    """The version in force on a day (today): the last that began. None: the association has not written any yet."""
    return db.session.scalars(_begun(on).limit(1)).first()


def letter_to_read() -> ConfidentialityLetter:
    """The version in force; where there is none yet, the one that would be the first: read, and not kept."""
    return letter_in_force() or first_letter()


def first_letter() -> ConfidentialityLetter:
    """The text the room begins with, as version 1 in force from today. It is not in the database."""
    italian, english = default_letter(current_tenant().name)
    return ConfidentialityLetter(number=1, in_force_from=today(), body=italian, body_en=english, asks_again=True)


def good_letters(on: date | None = None) -> list[UUID]:
    """The versions whose acceptance counts: those in force since the last that asks everybody again, that one included."""
    good = []
    for letter in db.session.scalars(_begun(on)):
        good.append(letter.id)
        if letter.asks_again:
            break
    return good


def _begun(on: date | None) -> Select[ConfidentialityLetter]:
    letter = ConfidentialityLetter
    begun = select(letter).where(letter.in_force_from <= (on or today()))
    return begun.order_by(letter.in_force_from.desc(), letter.number.desc())


def letters_accepted(person_ids: Iterable[UUID]) -> set[UUID]:
    """Who of these has accepted the letter in force."""
    wanted = set(person_ids)
    if not wanted:
        return set()
    accepted = select(LetterAcceptance.person_id).where(
        LetterAcceptance.person_id.in_(wanted), LetterAcceptance.letter_id.in_(good_letters())
    )
    return set(db.session.scalars(accepted.distinct()))


def has_accepted_letter(person_id: UUID) -> bool:
    """Whether a person has accepted the letter in force; nobody has while there is none."""
    return person_id in letters_accepted((person_id,))


def acceptance_of(person_id: UUID) -> LetterAcceptance | None:
    """A person's last acceptance that counts."""
    found = select(LetterAcceptance).where(
        LetterAcceptance.person_id == person_id, LetterAcceptance.letter_id.in_(good_letters())
    )
    return db.session.scalars(found.order_by(LetterAcceptance.accepted_at.desc()).limit(1)).first()


def acceptances_of(person_id: UUID) -> list[LetterAcceptance]:
    """All of a person's acceptances, the last first."""
    found = select(LetterAcceptance).where(LetterAcceptance.person_id == person_id)
    return list(db.session.scalars(found.order_by(LetterAcceptance.accepted_at.desc())))


def letter_versions() -> list[ConfidentialityLetter]:
    """Every version, the last first."""
    return list(db.session.scalars(select(ConfidentialityLetter).order_by(ConfidentialityLetter.number.desc())))


def letter_of_number(number: int) -> ConfidentialityLetter | None:
    """A version by its number."""
    return db.session.scalars(select(ConfidentialityLetter).where(ConfidentialityLetter.number == number)).first()


def without_letter() -> Select[UUID]:
    """The people who are volunteers today, or will be, and have not accepted the letter in force."""
    return _unaccepted().with_only_columns(Volunteer.person_id).distinct()


def missing_letters() -> list[Volunteer]:
    """The same, as stretches of service, by name."""
    wanted = _unaccepted().options(joinedload(Volunteer.person)).order_by(Volunteer.sort_name, Volunteer.id)
    return list(db.session.scalars(wanted))


def _unaccepted() -> Select[Volunteer]:
    accepted = select(LetterAcceptance.person_id).where(LetterAcceptance.letter_id.in_(good_letters()))
    return _current().where(Volunteer.person_id.not_in(accepted))


def _current() -> Select[Volunteer]:
    return select(Volunteer).where((Volunteer.ended_on.is_(None)) | (Volunteer.ended_on > today()))


def asked_again() -> int:
    """How many volunteers of today, or of a day to come, would have to accept once more if everybody were asked again."""
    accepted = select(LetterAcceptance.person_id).where(LetterAcceptance.letter_id.in_(good_letters()))
    people = _current().where(Volunteer.person_id.in_(accepted)).with_only_columns(Volunteer.person_id).distinct()
    return db.session.scalar(select(func.count()).select_from(people.subquery())) or 0


def last_reminders(person_ids: Iterable[UUID]) -> dict[UUID, LetterReminder]:
    """The last reminder of each of these people, of whichever version."""
    rows = select(LetterReminder).where(LetterReminder.person_id.in_(set(person_ids)))
    return {row.person_id: row for row in db.session.scalars(rows.order_by(LetterReminder.sent_at))}
