"""How long applications are kept (GDPR art. 5.1.e): unconfirmed ones some days, ended ones some months, as chosen."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, select

from ama_net.features.volunteers.models import (
    CandidacyState,
    LetterAcceptance,
    LetterReminder,
    Volunteer,
    VolunteerApplication,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.onboarding import empty
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy.settings import read_settings

MONTH_DAYS = 30.44
ENDED = (CandidacyState.ACCEPTED, CandidacyState.REFUSED, CandidacyState.WITHDRAWN)
PROFILE_DAYS = 365
REMINDER_DAYS = 730


@dataclass(frozen=True)
class Forgetting:
    """How many unconfirmed applications a night deletes, how many ended ones it empties, how many profiles it deletes."""

    unconfirmed: int
    ended: int
    profiles: int


def forget_onboarding() -> Forgetting:
    """Delete and empty what is over its time; the mails about it too."""
    done = Forgetting(_delete_unconfirmed(), _empty_ended(), _delete_profiles())
    old = now() - timedelta(days=REMINDER_DAYS)
    db.session.execute(delete(LetterReminder).where(LetterReminder.sent_at < old))
    _delete_acceptances()
    return done


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
    before = today() - timedelta(days=PROFILE_DAYS)
    profile = VolunteerProfile
    serves = select(Volunteer.person_id).where((Volunteer.ended_on.is_(None)) | (Volunteer.ended_on > before))
    old = select(profile).where(profile.updated_at < now() - timedelta(days=PROFILE_DAYS))
    rows = list(db.session.scalars(old.where(profile.person_id.not_in(serves))))
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    return len(rows)


def _delete_acceptances() -> None:
    """Ten years after the acceptance, of who has not served for ten years: until then they prove who was instructed."""
    long_ago = today() - timedelta(days=3653)
    served = select(Volunteer.person_id).where((Volunteer.ended_on.is_(None)) | (Volunteer.ended_on > long_ago))
    old = LetterAcceptance.accepted_at < now() - timedelta(days=3653)
    db.session.execute(delete(LetterAcceptance).where(old, LetterAcceptance.person_id.not_in(served)))
