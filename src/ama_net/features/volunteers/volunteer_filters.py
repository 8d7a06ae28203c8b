"""What narrows the list of volunteers, as conditions. Every figure of the office that counts them is one of them.

What is looked for beside the list is asked row by row, by an index: a page stops at its last row, and a count at a thousand.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, select

from ama_net.features.volunteers.models import HourEntry, HoursState, LetterAcceptance, ServiceEnd, Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_hours import in_year
from ama_net.features.volunteers.queries_insurance import lacks_cover
from ama_net.features.volunteers.queries_letters import good_letters
from ama_net.foundation.clock import today
from ama_net.kernel.people import Contact, ContactKind


def in_state(state: str) -> ColumnElement[bool]:
    """One of ``STATE_WORDS``; but for the last, of who is a volunteer today. Who changes section has not ended."""
    if state == "ended":
        return and_(Volunteer.ended_on <= today(), Volunteer.end_reason != ServiceEnd.MOVED)
    conditions: dict[str, Callable[[], ColumnElement[bool]]] = {
        "uncovered": lambda: lacks_cover(today()),
        "without_letter": has_no_letter,
        "without_hours": lambda: ~gave_hours(),
        "without_email": has_no_email,
    }
    serving = serving_on(today())
    return serving & conditions[state]() if state in conditions else serving


def has_no_letter() -> ColumnElement[bool]:
    """The condition that somebody has not accepted the letter in force."""
    letter = LetterAcceptance
    return ~_any(letter, letter.person_id == Volunteer.person_id, letter.letter_id.in_(good_letters()))


def gave_hours(activity_id: UUID | None = None) -> ColumnElement[bool]:
    """The condition that somebody gave hours this year, to one activity when it is told."""
    entry = HourEntry
    given = (entry.person_id == Volunteer.person_id, entry.state == HoursState.APPROVED, in_year(today().year))
    return _any(entry, *given, *([] if activity_id is None else [entry.activity_id == activity_id]))


def has_no_email() -> ColumnElement[bool]:
    """The condition that no ordinary mail reaches a volunteer."""
    return ~_any(Contact, Contact.person_id == Volunteer.person_id, Contact.kind == ContactKind.EMAIL)


def _any(model: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is such a row. Written as EXISTS, the planner would read and hash the whole table first."""
    first = select(literal(1)).select_from(model).where(*conditions).correlate(Volunteer).limit(1).scalar_subquery()
    return first.is_not(None)
