"""What is read about applications: one's own through its link, the office's list, the figures, who may meet people."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.volunteers.models import Activity, CandidacyState, CandidacyWay, VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import CandidacyFacts, facts_of
from ama_net.features.volunteers.onboarding_words import STATES
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.access import PERMISSIONS_OF, Permission
from ama_net.kernel.accounts.models import ACTIVE, Account
from ama_net.kernel.people import Duplicate, possible_duplicates

WAITING = (CandidacyState.NEW, CandidacyState.TO_MEET)
MOST_COMPARED = 300


def candidacy_of_token(token: str) -> VolunteerApplication | None:
    """The application a way back leads to."""
    return _of(VolunteerApplication.secret_digest == digest_token(token))


def candidacy_of_mailed(token: str) -> VolunteerApplication | None:
    """The application a mailed link confirms."""
    return _of(VolunteerApplication.confirm_digest == digest_token(token))


def candidacy_of_office(application_id: UUID) -> VolunteerApplication | None:
    """One application, as the office reads it: not before its address is confirmed."""
    wanted = office_candidacies().where(VolunteerApplication.id == application_id)
    return db.session.scalar(wanted.options(selectinload(VolunteerApplication.messages)))


def office_candidacies() -> Select[VolunteerApplication]:
    """Every application that counts, with what it needs on a line."""
    links = (
        joinedload(VolunteerApplication.meets).joinedload(Account.person),
        joinedload(VolunteerApplication.person),
        joinedload(VolunteerApplication.volunteer),
    )
    return select(VolunteerApplication).where(VolunteerApplication.received_at.is_not(None)).options(*links)


def others_like(application: VolunteerApplication, facts: CandidacyFacts) -> list[VolunteerApplication]:
    """Other applications that wait and may be of the same person: what is sealed is compared here."""
    waiting = select(VolunteerApplication).where(
        VolunteerApplication.state.in_(WAITING), VolunteerApplication.id != application.id
    )
    return [one for one in db.session.scalars(waiting.limit(MOST_COMPARED)) if _alike(facts_of(one), facts)]


def known_as(facts: CandidacyFacts) -> list[Duplicate]:
    """People of the register who may be who applied."""
    emails, phones = ([facts.email] if facts.email else []), ([facts.phone] if facts.phone else [])
    return possible_duplicates(facts.given_name, facts.family_name, None, emails, phones)


def activity_words(facts: CandidacyFacts) -> list[str]:
    """The activities somebody chose, by name; one that is gone is left out."""
    if not facts.activities:
        return []
    labels = {str(row.id): row.label for row in db.session.scalars(select(Activity).order_by(Activity.position))}
    return [labels[one] for one in facts.activities if one in labels]


def who_may_meet() -> list[Account]:
    """The accounts that may read applications: one of them meets who applied."""
    active = select(Account).where(Account.status == ACTIVE).options(joinedload(Account.person))
    wanted = Permission.VOLUNTEERS_EDIT
    able = [one for one in db.session.scalars(active) if any(wanted in PERMISSIONS_OF[role] for role in one.role_set)]
    return sorted(able, key=lambda one: fold(one.name))


def waiting_count() -> int:
    """How many wait for a decision."""
    waits = select(func.count(VolunteerApplication.id)).where(VolunteerApplication.state.in_(WAITING))
    return db.session.scalar(waits) or 0


def _of(mine: ColumnElement[bool]) -> VolunteerApplication | None:
    return db.session.scalar(select(VolunteerApplication).where(mine))


def _alike(one: CandidacyFacts, other: CandidacyFacts) -> bool:
    same_reach = bool(one.email and one.email == other.email) or bool(one.phone and one.phone == other.phone)
    return same_reach or fold(one.name) == fold(other.name)


def _queue() -> ColumnElement[float]:
    """Who waits (longest first), then what is over (newest first)."""
    age = extract("epoch", VolunteerApplication.received_at) / 1e10
    return case((VolunteerApplication.state.in_(WAITING), age), else_=3 - age)


CANDIDACIES = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("name", _l("Chi")),
    Column("received_at", _l("Arrivata"), sort=VolunteerApplication.received_at),
    Column("meets", _l("Incontro"), sort=VolunteerApplication.meets_at),
    Column("state", _l("Stato")),
    filters=(
        Filter("state", _l("Stato"), VolunteerApplication.state, STATES, many=True),
        Filter(
            "way",
            _l("Come è arrivata"),
            VolunteerApplication.way,
            {CandidacyWay.ONLINE: _l("Dal sito"), CandidacyWay.IN_PERSON: _l("Di persona")},
        ),
    ),
    order="queue",
)
"""The office's list. It has no file to download: what people confide does not leave in a spreadsheet."""
