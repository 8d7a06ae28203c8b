"""Jobs of the members' own area: inviting all members, writing to many, forgetting."""

from base64 import b64decode
from uuid import UUID

import structlog
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.models import Membership
from ama_net.features.members.operations.area_accounts import invite_members, members_to_invite
from ama_net.features.members.operations.area_retention import forget_area
from ama_net.features.members.queries_fees import addressees
from ama_net.foundation.crypto import unseal
from ama_net.foundation.database import db
from ama_net.foundation.jobs import job
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.correspondence import Channel
from ama_net.kernel.correspondence.operations_writing import Answering, Words, write_letters
from ama_net.kernel.office import JobStopped, Outcome, Progress, follow
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.everywhere import in_every_association
from ama_net.kernel.tenancy.keys import data_key

log = structlog.get_logger()


@job(name="members.invite_all")
def invite_all(account_id: str, roles: list[str], job_id: str) -> None:
    """Invite every member who has an address and no account, followed on the page of who asked."""
    by = Actor(account_id=UUID(account_id), roles=frozenset(Role(role) for role in roles))
    follow(job_id, lambda progress: _invite(by, progress))


@job(name="members.write_to")
def write_to(  # what a job carries is plain
    membership_ids: list[str], subject: str, sealed: str, channel: str, account_id: str, job_id: str
) -> None:
    """Write the same letter to some members, followed on the page of who asked; ``sealed`` is its text."""
    by = Actor(account_id=UUID(account_id))
    ids = [UUID(one) for one in membership_ids]
    way = Channel(channel) if channel else None
    text = unseal(data_key(), b64decode(sealed), binding_of_letter(job_id)).decode()
    follow(job_id, lambda progress: _write(ids, Words(subject, text), way, by, progress))


def binding_of_letter(job_id: str) -> bytes:
    """What a letter on its way to the worker is sealed to: its association and its job."""
    return f"members.write_to:{current_tenant_id()}:{job_id}".encode()


@job(name="members.forget_area", own_transactions=True)
def forget() -> None:
    """Once a day, in every association, forget what the members' area no longer needs."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("members.area_forgotten", requests=forget_area())


def _invite(by: Actor, progress: Progress) -> Outcome:
    progress.of(len(members_to_invite()))
    invited, shared = invite_members(by=by, step=progress.advance)
    figures: list[tuple[str, int | str]] = [(_("Invitati"), invited)]
    if shared:
        figures.append((_("Con un indirizzo che ha già un accesso"), shared))
    return Outcome(figures=figures)


def _write(ids: list[UUID], words: Words, way: Channel | None, by: Actor, progress: Progress) -> Outcome:
    members = db.session.scalars(select(Membership).where(Membership.id.in_(ids)).order_by(Membership.number)).all()
    addressed = addressees(members)
    to = [_reader(member, addressed[member.id]) for member in members if member.id in addressed]
    progress.of(len(to))
    letters = write_letters(to, words, by=by, channel=way, step=progress.advance)
    if not letters:
        raise JobStopped(_("Non c'è nessuno a cui scrivere."))
    mails = sum(letter.channel == Channel.EMAIL for letter in letters)
    return Outcome(figures=[(_("E-mail"), mails), (_("Lettere da stampare"), len(letters) - mails)])


def _reader(member: Membership, who: Person | Organisation) -> Person | Organisation | Answering:
    """Nobody writes to a minor: who answers for them reads what concerns them."""
    return Answering(who, member.person) if member.person is not None and who is not member.person else who
