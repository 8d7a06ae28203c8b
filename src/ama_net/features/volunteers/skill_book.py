"""What volunteers can do, for the rooms that look for people (``kernel/people/skills``). Of a closed room, nothing."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, false, select, true

from ama_net.features.volunteers.models import ProfileSkill, Skill, Volunteer, VolunteerProfile
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.features.volunteers.queries_profiles import all_skills, profiles_of
from ama_net.foundation.clock import today
from ama_net.foundation.text import known_id
from ama_net.kernel.people.skills import SkillBook
from ama_net.kernel.tenancy import current_tenant


def _skills() -> dict[str, str]:
    return {str(one.id): one.label for one in all_skills() if one.is_open} if _here() else {}


def _people(skill: str | None) -> Select[UUID]:
    serving = volunteers_on(today()).with_only_columns(Volunteer.person_id).where(true() if _here() else false())
    if skill is None:
        return serving
    skilled = select(VolunteerProfile.person_id).join(ProfileSkill, ProfileSkill.profile_id == VolunteerProfile.id)
    return serving.where(Volunteer.person_id.in_(skilled.where(ProfileSkill.skill_id == known_id(skill))))


def _skills_of(people: Sequence[UUID]) -> dict[UUID, list[str]]:
    return {person_id: _words(profile) for person_id, profile in profiles_of(list(people)).items()}


def _words(profile: VolunteerProfile) -> list[str]:
    known: list[Skill] = [one.skill for one in profile.skills]
    return [skill.label for skill in sorted(known, key=lambda skill: (skill.position, skill.label))]


def _here() -> bool:
    return current_tenant().identity.rooms.volunteers


BOOK = SkillBook(skills=_skills, people=_people, skills_of=_skills_of)
