"""What the member's own area reads: the memberships one acts for, requests that wait, who may see one's data."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members.ages import is_minor, wards_of
from ama_net.features.members.models import (
    DataChangeRequest,
    ExitRequest,
    Guardianship,
    MemberCard,
    Membership,
    MemberVisibility,
)
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, Role
from ama_net.kernel.access.permissions import PERMISSIONS_OF
from ama_net.kernel.accounts.models import ACTIVE, Account
from ama_net.kernel.people import Person


def memberships_of(person_id: UUID | None) -> list[Membership]:
    """One's own membership, and those of the minors one answers for; those of today, one's own first."""
    if person_id is None:
        return []
    found = db.session.scalars(
        select(Membership)
        .where(
            or_(Membership.person_id == person_id, Membership.person_id.in_(wards_of(person_id))),
            Membership.admitted_on <= today(),
            or_(Membership.ended_on.is_(None), Membership.ended_on > today()),
        )
        # Selected apart: a membership is locked when it ends, and an outer join cannot be.
        .options(
            selectinload(Membership.category), selectinload(Membership.person), selectinload(Membership.resolution)
        )
        .order_by(Membership.number)
    )
    return sorted(found, key=lambda membership: membership.person_id != person_id)


def past_membership_of(person_id: UUID | None) -> Membership | None:
    """The last membership of who is no longer a member."""
    if person_id is None:
        return None
    ended = select(Membership).where(Membership.person_id == person_id, Membership.ended_on <= today())
    return db.session.scalars(ended.order_by(Membership.ended_on.desc()).limit(1)).first()


def person_in_full(person_id: UUID) -> Person:
    """A person with contacts, addresses and consents."""
    whole = select(Person).options(
        selectinload(Person.contacts), selectinload(Person.addresses), selectinload(Person.consents)
    )
    return db.session.scalars(whole.where(Person.id == person_id)).one()


def waiting_change(person_id: UUID) -> DataChangeRequest | None:
    """The request about a person that waits for the office."""
    waiting = DataChangeRequest.state == "waiting"
    return db.session.scalars(
        select(DataChangeRequest).where(DataChangeRequest.person_id == person_id, waiting)
    ).first()


def changes_to_settle() -> list[DataChangeRequest]:
    """The requests that wait, the oldest first."""
    waiting = select(DataChangeRequest).where(DataChangeRequest.state == "waiting")
    whole = joinedload(DataChangeRequest.person)
    return list(db.session.scalars(waiting.options(whole).order_by(DataChangeRequest.asked_at)))


def exit_of(membership_id: UUID) -> ExitRequest | None:
    """The withdrawal that waits for the office."""
    waiting = ExitRequest.state == "waiting"
    return db.session.scalars(select(ExitRequest).where(ExitRequest.membership_id == membership_id, waiting)).first()


def exits_to_confirm() -> list[ExitRequest]:
    """The withdrawals that wait for the office, the oldest first."""
    waiting = select(ExitRequest).where(ExitRequest.state == "waiting")
    whole = joinedload(ExitRequest.membership).joinedload(Membership.person)
    return list(db.session.scalars(waiting.options(whole).order_by(ExitRequest.asked_on, ExitRequest.id)))


def current_card(membership_id: UUID) -> MemberCard | None:
    """The card in force."""
    return db.session.scalars(
        select(MemberCard).where(MemberCard.membership_id == membership_id, MemberCard.revoked_at.is_(None))
    ).first()


def card_with(token: str) -> MemberCard | None:
    """The card behind the QR's token, revoked or not."""
    wanted = select(MemberCard).where(MemberCard.token_digest == digest_token(token))
    whole = joinedload(MemberCard.membership).joinedload(Membership.person)
    return db.session.scalars(wanted.options(whole)).first()


def who_reads_members() -> list[tuple[str, list[Role]]]:
    """Who works in the office and may read members' data, with the roles that let them."""
    reading = [role for role in Role if Permission.MEMBERS_READ in PERMISSIONS_OF[role]]
    able = select(Account).where(
        Account.status == ACTIVE, or_(*(Account.roles.contains([role.value]) for role in reading))
    )
    accounts = db.session.scalars(able.options(joinedload(Account.person)))
    return sorted((account.name, sorted(account.role_set & set(reading))) for account in accounts)


def visibility_of(person_id: UUID) -> MemberVisibility | None:
    """What a member lets the others see."""
    return db.session.scalars(select(MemberVisibility).where(MemberVisibility.person_id == person_id)).first()


def members_who_show() -> Sequence[MemberVisibility]:
    """The members of today who chose to be seen by the others."""
    member = select(Membership.person_id).where(
        Membership.person_id.is_not(None), or_(Membership.ended_on.is_(None), Membership.ended_on > today())
    )
    return db.session.scalars(
        select(MemberVisibility)
        .join(Person, Person.id == MemberVisibility.person_id)
        .where(MemberVisibility.is_listed, MemberVisibility.person_id.in_(member), Person.deceased_on.is_(None))
        .options(joinedload(MemberVisibility.person).selectinload(Person.contacts))
        .order_by(Person.sort_name)
        .limit(1000)
    ).all()


def who_reads_for(person: Person) -> tuple[Person, Person | None]:
    """Who a letter about a member is to, and the minor it is for: who answers for a minor, else the member."""
    if not is_minor(person):
        return person, None
    answering = (
        select(Guardianship).where(Guardianship.person_id == person.id).options(joinedload(Guardianship.guardian))
    )
    found = db.session.scalars(answering.order_by(Guardianship.votes.desc(), Guardianship.created_at)).first()
    return (found.guardian, person) if found is not None else (person, None)
