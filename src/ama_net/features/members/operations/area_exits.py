"""Leaving the association: a right, in writing, without a reason (art. 24 of the civil code)."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members.models import EndReason, ExitRequest, ExitState, Membership
from ama_net.features.members.operations.memberships import end_membership
from ama_net.features.members.queries_area import exit_of, who_reads_for
from ama_net.features.members.register import hold_register
from ama_net.features.members.settings_area import AreaSettings, exit_day
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Direction, open_entry, send_letter
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings


class CannotLeave(ValueError):
    """They are not a member any more, or have already said they leave."""


def ask_exit(membership: Membership, *, by: Actor) -> ExitRequest:
    """Write down that a member withdraws. It is in the register at once, or when the office confirms it, as the statute says.

    Who may: the member, and whoever answers for a minor.

    Raises:
        CannotLeave: the membership ended, or its end is written already.
    """
    hold_register()
    db.session.refresh(membership, with_for_update=True)
    if membership.ended_on is not None or exit_of(membership.id) is not None:
        raise CannotLeave
    settings = read_settings(AreaSettings)
    asked = ExitRequest(membership_id=membership.id, asked_by=by.account_id, effective_on=exit_day(settings, today()))
    db.session.add(asked)
    db.session.flush()
    record(by=by, verb="exit.asked", subject=asked, changes={"effective_on": asked.effective_on.isoformat()})
    if not settings.exit_confirmed:
        _write(asked, membership, by)
    link = f"{current_tenant().base_url}/manage/soci/modifiche"
    context = {"link": link, "done": not settings.exit_confirmed}
    send_mail("members/exit_new", to=current_tenant().identity.mail.secretariat_mail, context=context)
    return asked


def confirm_exit(asked: ExitRequest, *, by: Actor) -> None:
    """Write a withdrawal in the register, with the day it has effect. For who edits members.

    Raises:
        CannotLeave: it was taken back or confirmed in the meantime.
    """
    hold_register()
    _hold(asked)
    _write(asked, asked.membership, by)


def take_back_exit(asked: ExitRequest, *, by: Actor) -> None:
    """The member stays.

    Raises:
        CannotLeave: it is in the register already: who comes back applies again.
    """
    _hold(asked)
    asked.state, asked.settled_at, asked.settled_by = ExitState.TAKEN_BACK, now(), by.account_id
    record(by=by, verb="exit.taken_back", subject=asked)


def _hold(asked: ExitRequest) -> None:
    db.session.flush()
    db.session.refresh(asked, ["state"], with_for_update=True)
    if asked.state != ExitState.WAITING:
        raise CannotLeave


def _write(asked: ExitRequest, membership: Membership, by: Actor) -> None:
    """The end in the register, and the letter that says goodbye."""
    # A confirmation that comes late cannot date the exit back: the day is the one that was told to the member.
    end_membership(membership, on=asked.effective_on, reason=EndReason.WITHDRAWAL, by=by)
    asked.state, asked.settled_at, asked.settled_by = ExitState.DONE, now(), by.account_id
    to, minor = who_reads_for(membership.person) if membership.person else (membership.organisation, None)
    if to is None:
        return
    with force_locale("it"):
        subject = _("Conferma di un recesso")
    entry = open_entry(Direction.OUT, subject=subject, by=by, kind="exit", who=to, about=membership)
    context = {"name": membership.name, "asked_on": asked.asked_on, "effective_on": asked.effective_on}
    send_letter("members/exit_done", to=to, context=context, entry=entry, about=membership, for_person=minor)
