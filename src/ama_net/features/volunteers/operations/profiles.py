"""Skills the association names, what each volunteer can do and when they are free, the papers that are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from ama_net.features.volunteers.models import (
    FreePart,
    PaperKind,
    ProfileSkill,
    Skill,
    VolunteerPaper,
    VolunteerProfile,
)
from ama_net.features.volunteers.onboarding_secrets import whole_address
from ama_net.features.volunteers.profile_words import PAPER_KINDS
from ama_net.features.volunteers.queries_profiles import all_skills, expiring_papers
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import File, keep_document
from ama_net.kernel.documents.operations import withdraw_document
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

LONGEST_SKILL = 60
MOST_SKILLS = 100


@dataclass(frozen=True)
class ProfileFacts:
    """What a volunteer says: skills by id, parts of weekdays (0: Monday), from and until when, words, transport, languages."""

    skills: frozenset[UUID] = frozenset()
    free: frozenset[tuple[int, str]] = frozenset()
    free_from: date | None = None
    free_until: date | None = None
    free_note: str = ""
    transport: str = ""
    languages: str = ""


def save_profile(person: Person, facts: ProfileFacts, *, by: Actor) -> VolunteerProfile:
    """Write what a person can do and when they are free, in the place of what was said before. Flushed.

    Skills that are not the association's are left out; a closed one may be kept by who has it. Who may: the person in
    their area; the office with VOLUNTEERS_EDIT.

    Raises:
        WrongFact: the days are upside down.
    """
    if facts.free_from and facts.free_until and facts.free_until < facts.free_from:
        raise WrongFact("free_until", _l("L'ultimo giorno viene prima del primo."))
    hold(f"volunteers:profile:{current_tenant_id()}:{person.id}")
    profile, had = _fresh(person)
    profile.languages, profile.transport = facts.languages, facts.transport
    profile.free_from, profile.free_until, profile.free_note = (
        facts.free_from,
        facts.free_until,
        facts.free_note or None,
    )
    profile.updated_at = now()
    db.session.add(profile)
    db.session.flush()
    allowed = {one.id for one in all_skills() if one.is_open} | had
    db.session.add_all(ProfileSkill(profile_id=profile.id, skill_id=one) for one in sorted(facts.skills & allowed))
    db.session.add_all(FreePart(profile_id=profile.id, weekday=day, part=part) for day, part in sorted(facts.free))
    db.session.flush()
    db.session.expire(profile, ["skills", "free_parts"])
    record(by=by, verb="volunteer_profile.saved", subject=profile)
    return profile


def _fresh(person: Person) -> tuple[VolunteerProfile, set[UUID]]:
    """The row to write anew, and the skills it had; what was made one of two people is one row again."""
    mine = select(VolunteerProfile).where(VolunteerProfile.person_id == person.id)
    rows = list(db.session.scalars(mine.order_by(VolunteerProfile.updated_at.desc())))
    ids = [row.id for row in rows]
    had = set(db.session.scalars(select(ProfileSkill.skill_id).where(ProfileSkill.profile_id.in_(ids))))
    for table in (ProfileSkill, FreePart):
        db.session.execute(delete(table).where(table.profile_id.in_(ids)))
    for extra in rows[1:]:
        db.session.delete(extra)
    return (rows[0] if rows else VolunteerProfile(person_id=person.id)), had


def save_skills(labels: Iterable[str], *, by: Actor) -> None:
    """Say which skills may be chosen, in this order: those there already stay what they are, the others are closed.

    Who may: the office with VOLUNTEERS_EDIT.

    Raises:
        WrongFact: a name is too long, or they are too many.
    """
    wanted = list({fold(label.strip()): label.strip() for label in labels if label.strip()}.values())
    if len(wanted) > MOST_SKILLS or any(len(label) > LONGEST_SKILL for label in wanted):
        raise WrongFact("labels", _l("Al massimo 100 competenze, di 60 lettere ciascuna."))
    hold(f"volunteers:skills:{current_tenant_id()}")
    known = {fold(one.label): one for one in all_skills()}
    for one in known.values():
        one.is_open = False
    for position, label in enumerate(wanted):
        skill = known.get(fold(label)) or Skill(label=label)
        skill.label, skill.position, skill.is_open = label, position, True
        db.session.add(skill)
    db.session.flush()
    record(by=by, verb="volunteer_skills.saved", changes={"count": len(wanted)})


def keep_paper(
    person: Person, file: File, *, kind: PaperKind, title: str, expires_on: date | None, by: Actor
) -> VolunteerPaper:
    """Keep a paper of a volunteer, as a document about them. Who may: the office with VOLUNTEERS_EDIT. Flushed."""
    words = title.strip() or str(PAPER_KINDS[kind])
    document = keep_document(file, title=words, kind="other", by=by, person_id=person.id)
    paper = VolunteerPaper(person_id=person.id, document_id=document.id, kind=PaperKind(kind), expires_on=expires_on)
    paper.created_by = by.account_id
    db.session.add(paper)
    db.session.flush()
    record(by=by, verb="volunteer_paper.kept", subject=paper, changes={"kind": paper.kind})
    return paper


def withdraw_paper(paper: VolunteerPaper, *, by: Actor) -> None:
    """Take a paper out of use: it is not shown nor warned of any more. Who may: as for ``keep_paper``."""
    withdraw_document(paper.document, by=by)


def warn_of_papers() -> int:
    """Tell the secretariat of papers that expire soon, each once; how many, never whose."""
    within = read_settings(OnboardingSettings).paper_warning_days
    due = expiring_papers(within).where(VolunteerPaper.warned_at.is_(None))
    papers = list(db.session.scalars(due.order_by(VolunteerPaper.id).with_for_update(skip_locked=True)))
    if not papers:
        return 0
    for paper in papers:
        paper.warned_at = now()
    context = {"count": len(papers), "link": whole_address("volunteer_profiles_manage.papers")}
    to = current_tenant().identity.mail.secretariat_mail
    send_mail("volunteers/papers_expiring", to=to, context=context, locale="it")
    return len(papers)


def state_of(paper: VolunteerPaper, within_days: int) -> str:
    """``expired``, ``soon`` or ``good``."""
    if paper.expires_on is None:
        return "good"
    if paper.expires_on < today():
        return "expired"
    return "soon" if paper.expires_on <= today() + timedelta(days=within_days) else "good"
