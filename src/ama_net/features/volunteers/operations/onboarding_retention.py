"""How long applications are kept (GDPR art. 5.1.e): unconfirmed ones some days, ended ones some months, as chosen.

And profiles, papers and acceptances of who no longer serves; a paper and the copy of a letter go with their document.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, delete, or_, select

from ama_net.features.volunteers.models import (
    CandidacyState,
    LetterAcceptance,
    LetterReminder,
    Volunteer,
    VolunteerApplication,
    VolunteerPaper,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.onboarding import empty
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Document
from ama_net.kernel.documents.operations_deleting import delete_documents
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy.settings import read_settings

MONTH_DAYS = 30.44
ENDED = (CandidacyState.ACCEPTED, CandidacyState.REFUSED, CandidacyState.WITHDRAWN)
PROFILE_DAYS = 365
WITHDRAWN_DAYS = 30
"""A paper taken off by mistake can be put back for a month."""
TEN_YEARS = timedelta(days=3653)
REMINDER_DAYS = 730


@dataclass(frozen=True)
class Forgetting:
    """How many unconfirmed applications a night deletes, how many ended ones it empties, how many of the rest it deletes."""

    unconfirmed: int
    ended: int
    profiles: int
    papers: int
    acceptances: int


def forget_onboarding() -> Forgetting:
    """Delete and empty what is over its time; the mails about it too."""
    old = now() - timedelta(days=REMINDER_DAYS)
    db.session.execute(delete(LetterReminder).where(LetterReminder.sent_at < old))
    return Forgetting(
        unconfirmed=_delete_unconfirmed(),
        ended=_empty_ended(),
        profiles=_delete_profiles(),
        papers=_delete_papers(),
        acceptances=_delete_acceptances(),
    )


def old_unconfirmed() -> Select[VolunteerApplication]:
    """Applications whose address never answered."""
    before = now() - timedelta(days=read_settings(OnboardingSettings).keep_unconfirmed_days)
    waits = VolunteerApplication.state == CandidacyState.UNCONFIRMED
    return select(VolunteerApplication).where(waits, VolunteerApplication.created_at < before)


def old_ended() -> Select[VolunteerApplication]:
    """Applications that were decided or withdrawn longer ago than the months chosen."""
    months = read_settings(OnboardingSettings).keep_ended_months
    before = now() - timedelta(days=round(months * MONTH_DAYS))
    full = VolunteerApplication.emptied_at.is_(None)
    return select(VolunteerApplication).where(
        full, VolunteerApplication.state.in_(ENDED), VolunteerApplication.changed_at < before
    )


def _delete_unconfirmed() -> int:
    rows = list(db.session.scalars(_taken(old_unconfirmed())))
    forget_mail_about(VolunteerApplication.__tablename__, [row.id for row in rows])
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)


def _empty_ended() -> int:
    rows = list(db.session.scalars(_taken(old_ended())))
    for row in rows:
        empty(row)
        record(by=SYSTEM, verb="candidacy.emptied", subject=row)
    return len(rows)


def _taken(due: Select[VolunteerApplication]) -> Select[VolunteerApplication]:
    mine = due.order_by(VolunteerApplication.id)
    return mine.with_for_update(of=VolunteerApplication, skip_locked=True)


def _delete_profiles() -> int:
    """Of who has not served for a year, unless they wait to begin; skills and hours go with them."""
    profile = VolunteerProfile
    old = select(profile).where(profile.updated_at < now() - timedelta(days=PROFILE_DAYS))
    rows = list(db.session.scalars(old.where(profile.person_id.not_in(_served_after(_a_year_ago())))))
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)


def _delete_papers() -> int:
    """The same of papers, with their files; those taken off go after a month, whoever serves."""
    paper, before = VolunteerPaper, now() - timedelta(days=PROFILE_DAYS)
    over = and_(paper.created_at < before, paper.person_id.not_in(_served_after(_a_year_ago())))
    off = select(Document.id).where(Document.withdrawn_at < now() - timedelta(days=WITHDRAWN_DAYS))
    gone = delete(paper).where(or_(over, paper.document_id.in_(off))).returning(paper.document_id)
    files = list(db.session.scalars(gone))
    delete_documents(files, by=SYSTEM)
    return len(files)


def _delete_acceptances() -> int:
    """Ten years after the acceptance, of who has not served for ten years: until then they prove who was instructed."""
    acceptance = LetterAcceptance
    served = _served_after(today() - TEN_YEARS)
    old = delete(acceptance).where(acceptance.accepted_at < now() - TEN_YEARS, acceptance.person_id.not_in(served))
    copies = list(db.session.scalars(old.returning(acceptance.document_id)))
    delete_documents(copies, by=SYSTEM)
    return len(copies)


def _a_year_ago() -> date:
    return today() - timedelta(days=PROFILE_DAYS)


def _served_after(day: date) -> Select[UUID]:
    """The people who served after a day, or still do."""
    return select(Volunteer.person_id).where(or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day))
