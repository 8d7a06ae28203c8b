"""Reading the shifts: weeks, lists, how many come, who could."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from ama_net.features.volunteers.models import Activity, Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.shift_words import STAFFING_WORDS, STATE_WORDS, WHEN_WORDS
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.foundation.web.pages import datetime_short
from ama_net.kernel.places.queries import venue_choices
from ama_net.kernel.scheduling import hour_words


def how_many_come() -> ColumnElement[int]:
    """How many places of a shift are taken, as SQL."""
    mine = ShiftSignup.shift_id == Shift.id, ShiftSignup.state == SignupState.TAKEN
    return select(func.count()).select_from(ShiftSignup).where(*mine).correlate(Shift).scalar_subquery()


def is_short() -> ColumnElement[bool]:
    """Whether a published shift has fewer people than it needs."""
    return (Shift.state == ShiftState.PUBLISHED) & (how_many_come() < Shift.minimum)


def staffing_is(value: str) -> ColumnElement[bool]:
    """One of ``STAFFING_WORDS``, as a condition."""
    if value == "short":
        return is_short()
    free = how_many_come() < Shift.maximum
    return (Shift.state != ShiftState.CANCELLED) & (free if value == "open" else ~free)


def with_people(shifts: Select[Shift]) -> Select[Shift]:
    """Some shifts with all that a page says of them, in as many queries however many they are."""
    return shifts.options(
        selectinload(Shift.activity),
        selectinload(Shift.venue),
        selectinload(Shift.signups).selectinload(ShiftSignup.person),
    )


def shifts_between(first: datetime, last: datetime, **facts: UUID | None) -> Sequence[Shift]:
    """The shifts that begin in a stretch of time, of an activity or a place when said; those called off too."""
    found = with_people(select(Shift)).where(Shift.starts_at >= first, Shift.starts_at < last)
    found = found.filter_by(**{name: value for name, value in facts.items() if value is not None})
    return db.session.scalars(found.order_by(Shift.starts_at, Shift.title, Shift.id)).all()


def shift_by_id(shift_id: UUID) -> Shift | None:
    """One shift with its people."""
    return db.session.scalars(with_people(select(Shift)).where(Shift.id == shift_id)).one_or_none()


def who_comes(shift: Shift) -> list[ShiftSignup]:
    """The places taken of a shift that was read with its people."""
    return [place for place in shift.signups if place.state == SignupState.TAKEN]


def missing(shift: Shift) -> int:
    """How many people a shift still lacks to its minimum."""
    return max(0, shift.minimum - len(who_comes(shift)))


def series_of(shift: Shift) -> int:
    """How many shifts were made together with it, itself among them; 0: none."""
    if shift.series_id is None:
        return 0
    return db.session.scalar(select(func.count()).where(Shift.series_id == shift.series_id)) or 0


def activity_choices(*, besides: UUID | None = None) -> dict[UUID, str]:
    """The activities that may be chosen, and one that a shift has though it was closed."""
    usable = Activity.is_open | (Activity.id == besides) if besides else Activity.is_open
    rows = db.session.execute(
        select(Activity.id, Activity.label).where(usable).order_by(Activity.position, Activity.label)
    )
    return {row.id: row.label for row in rows}


def places_of_person(person_id: UUID, *, limit: int = 200) -> Sequence[ShiftSignup]:
    """The places somebody took, the latest shift first."""
    found = select(ShiftSignup).join(Shift, Shift.id == ShiftSignup.shift_id).where(ShiftSignup.person_id == person_id)
    shift = selectinload(ShiftSignup.shift)
    found = found.options(shift.selectinload(Shift.activity), shift.selectinload(Shift.venue))
    return db.session.scalars(found.order_by(Shift.starts_at.desc(), ShiftSignup.id).limit(limit)).all()


def shifts_to_move_to(shift: Shift, *, limit: int = 60) -> Sequence[Shift]:
    """The coming shifts of the same activity that have a free place, in order."""
    others = Shift.id != shift.id, Shift.activity_id == shift.activity_id, Shift.ends_at > now()
    found = with_people(select(Shift)).where(*others, staffing_is("open"))
    return db.session.scalars(found.order_by(Shift.starts_at, Shift.id).limit(limit)).all()


def count_short(last: datetime) -> int:
    """How many shifts to come until an instant lack people."""
    soon = Shift.starts_at > now(), Shift.starts_at <= last
    return db.session.scalar(select(func.count()).select_from(Shift).where(is_short(), *soon)) or 0


def shifts_list() -> Listing:
    """The list of the office."""
    return Listing(
        Column("starts_at", _l("Quando"), value=when_short, sort=Shift.starts_at),
        Column("title", _l("Turno")),
        Column("activity", _l("Attività"), value="activity.label", shown=False),
        Column("where", _l("Luogo"), value=lambda shift: shift.where),
        Column(
            "people", _l("Persone"), value=lambda shift: f"{len(who_comes(shift))} / {shift.minimum}–{shift.maximum}"
        ),
        Column("names", _l("Chi viene"), value=_names, shown=False),
        Column("state", _l("Stato"), value=lambda shift: STATE_WORDS[shift.state]),
        filters=(
            Filter("quando", _l("Periodo"), where=_is_when, options=WHEN_WORDS).standing("coming"),
            Filter("attivita", _l("Attività"), Shift.activity_id, activity_choices, parse=UUID),
            Filter("luogo", _l("Luogo"), Shift.venue_id, venue_choices, parse=UUID),
            Filter("posti", _l("Persone"), where=staffing_is, options=STAFFING_WORDS),
            Filter("stato", _l("Stato"), Shift.state, STATE_WORDS),
        ),
        search=search_words(Shift.title, Shift.place),
        order="starts_at",
    )


def when_short(shift: Shift) -> str:
    """``mer 25 nov, ore 18:00–20:00``."""
    return f"{datetime_short(shift.starts_at)}–{hour_words(shift.ends_at)}"


def _names(shift: Shift) -> str:
    return ", ".join(place.person.name for place in who_comes(shift))


def _is_when(value: str) -> ColumnElement[bool]:
    return Shift.ends_at > now() if value == "coming" else Shift.ends_at <= now()
