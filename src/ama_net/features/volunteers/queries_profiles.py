"""Reading profiles: one's own, who can do something and is free, papers and when they expire."""

from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.models import (
    DayPart,
    FreePart,
    ProfileSkill,
    Skill,
    Volunteer,
    VolunteerPaper,
    VolunteerProfile,
)
from ama_net.features.volunteers.profile_words import DAYS, PARTS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.documents import Document
from ama_net.kernel.people import Person


def profile_of(person_id: UUID) -> VolunteerProfile | None:
    """A person's profile: the last one written, where two people were made one."""
    mine = select(VolunteerProfile).where(VolunteerProfile.person_id == person_id)
    parts = selectinload(VolunteerProfile.skills).joinedload(ProfileSkill.skill)
    mine = mine.options(parts, selectinload(VolunteerProfile.free_parts))
    return db.session.scalars(mine.order_by(VolunteerProfile.updated_at.desc()).limit(1)).first()


def all_skills() -> list[Skill]:
    """Every skill, the closed ones too, in order."""
    return list(db.session.scalars(select(Skill).order_by(Skill.position, Skill.label)))


def volunteers_free(weekday: int, part: DayPart | str, on: date | None = None) -> Select[UUID]:
    """The people who serve on a day (today) and said that they are usually free in a part of a weekday (0: Monday)."""
    day = on or today()
    serve = select(Volunteer.person_id).where(
        Volunteer.started_on <= day, or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day)
    )
    return serve.where(Volunteer.person_id.in_(_free(weekday, part, day))).distinct()


def _free(weekday: int, part: DayPart | str, day: date) -> Select[UUID]:
    profile = VolunteerProfile
    said = select(FreePart.profile_id).where(FreePart.weekday == weekday, FreePart.part == str(part))
    return select(profile.person_id).where(
        profile.id.in_(said),
        or_(profile.free_from.is_(None), profile.free_from <= day),
        or_(profile.free_until.is_(None), profile.free_until >= day),
    )


def papers_of(person_id: UUID) -> list[VolunteerPaper]:
    """A person's papers, those that expire first before; withdrawn ones are left out."""
    mine = (
        select(VolunteerPaper)
        .join(Document, Document.id == VolunteerPaper.document_id)
        .where(VolunteerPaper.person_id == person_id, Document.withdrawn_at.is_(None))
        .options(joinedload(VolunteerPaper.document))
    )
    return list(db.session.scalars(mine.order_by(VolunteerPaper.expires_on.nulls_last(), VolunteerPaper.created_at)))


def expiring_papers(within_days: int) -> Select[VolunteerPaper]:
    """The papers of who serves today that expire within some days, or have."""
    day = today()
    serve = select(Volunteer.person_id).where(or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day))
    kept = select(Document.id).where(Document.withdrawn_at.is_(None))
    return select(VolunteerPaper).where(
        VolunteerPaper.expires_on <= day + timedelta(days=within_days),
        VolunteerPaper.person_id.in_(serve),
        VolunteerPaper.document_id.in_(kept),
    )


def people_to_find() -> Select[Volunteer]:
    """Who serves today, for finding by skill and time."""
    day = today()
    serving = select(Volunteer).where(
        Volunteer.started_on <= day, or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day)
    )
    person = joinedload(Volunteer.person)
    return serving.options(person.selectinload(Person.contacts))


def profiles_of(person_ids: list[UUID]) -> dict[UUID, VolunteerProfile]:
    """The last profile of each, with skills and times."""
    rows = select(VolunteerProfile).where(VolunteerProfile.person_id.in_(person_ids))
    skills = selectinload(VolunteerProfile.skills).joinedload(ProfileSkill.skill)
    rows = rows.options(skills, selectinload(VolunteerProfile.free_parts)).order_by(VolunteerProfile.updated_at)
    return {row.person_id: row for row in db.session.scalars(rows)}


def _with_skill(value: str) -> ColumnElement[bool]:
    skilled = select(ProfileSkill.profile_id).where(ProfileSkill.skill_id == known_id(value))
    return Volunteer.person_id.in_(select(VolunteerProfile.person_id).where(VolunteerProfile.id.in_(skilled)))


def _skill_options() -> dict[str, str]:
    return {str(one.id): one.label for one in all_skills()}


def _on_weekday(value: str) -> ColumnElement[bool]:
    return _any_free(FreePart.weekday == int(value))


def _in_part(value: str) -> ColumnElement[bool]:
    return _any_free(FreePart.part == value)


def _any_free(said: ColumnElement[bool]) -> ColumnElement[bool]:
    day, profile = today(), VolunteerProfile
    free = select(profile.person_id).where(
        profile.id.in_(select(FreePart.profile_id).where(said)),
        and_(or_(profile.free_from.is_(None), profile.free_from <= day)),
        or_(profile.free_until.is_(None), profile.free_until >= day),
    )
    return Volunteer.person_id.in_(free)


FINDING = Listing(
    Column("name", _l("Chi"), sort=Volunteer.sort_name),
    Column("skills", _l("Sa fare")),
    Column("free", _l("Di solito libera o libero")),
    filters=(
        Filter("skill", _l("Sa fare"), where=_with_skill, options=_skill_options),
        Filter("day", _l("Giorno"), where=_on_weekday, options={str(n): word for n, word in enumerate(DAYS)}),
        Filter("part", _l("Momento"), where=_in_part, options={str(k): v for k, v in PARTS.items()}),
    ),
    order="name",
)
"""Volunteers by what they can do and when they are free."""
