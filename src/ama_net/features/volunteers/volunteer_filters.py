"""What narrows the list of volunteers, as conditions. Every figure of the office that counts them is one of them."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import ColumnElement, exists

from ama_net.features.volunteers.models import HourEntry, HoursState, Volunteer
from ama_net.features.volunteers.queries_hours import in_year
from ama_net.features.volunteers.queries_insurance import serving_on, uncovered_on
from ama_net.features.volunteers.queries_letters import without_letter
from ama_net.foundation.clock import today
from ama_net.kernel.people import Contact, ContactKind
from ama_net.kernel.people.searching import one_of


def in_state(state: str) -> ColumnElement[bool]:
    """One of ``STATE_WORDS``; but for the last, of who is a volunteer today."""
    if state == "ended":
        return Volunteer.ended_on <= today()
    conditions: dict[str, Callable[[], ColumnElement[bool]]] = {
        "uncovered": is_uncovered,
        "without_letter": lambda: one_of(Volunteer.person_id, without_letter()),
        "without_hours": lambda: ~gave_hours(),
        "without_email": has_no_email,
    }
    serving = serving_on(today())
    return serving & conditions[state]() if state in conditions else serving


def is_uncovered() -> ColumnElement[bool]:
    """The condition that a volunteer is not insured today for everything the law wants (D.Lgs. 117/2017 art. 18)."""
    return one_of(Volunteer.id, uncovered_on(today()).with_only_columns(Volunteer.id).order_by(None))


def gave_hours(activity_id: UUID | None = None) -> ColumnElement[bool]:
    """The condition that somebody gave hours this year, to one activity when it is told."""
    given = exists().where(
        HourEntry.person_id == Volunteer.person_id, HourEntry.state == HoursState.APPROVED, in_year(today().year)
    )
    return given if activity_id is None else given.where(HourEntry.activity_id == activity_id)


def has_no_email() -> ColumnElement[bool]:
    """The condition that no ordinary mail reaches a volunteer."""
    return ~exists().where(Contact.kind == ContactKind.EMAIL, Contact.person_id == Volunteer.person_id)
