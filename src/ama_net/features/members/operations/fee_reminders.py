"""Asking again for fees: each step once, in batches that are whole or not at all, to e-mail and paper alike.

A reminder is a row written with its letter in one transaction: a job killed half way and begun again sends none twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.fee_rules import PAID_LATE_WINDOW, step_due
from ama_net.features.members.models import FeeReminder, Membership, MembershipFee
from ama_net.features.members.queries_fees import active_today, addressees, is_open_now, with_members
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.payments import AccountUse, Row, ToPay, ways_to_pay
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

BATCH = 50


@dataclass(frozen=True)
class DueReminder:
    """A fee to ask for again now, at which step, of whom and how they are reached."""

    fee: MembershipFee
    step: int
    to: Person | Organisation
    channel: Channel


def reminders_due(*, on: date | None = None, limit: int | None = None) -> list[DueReminder]:
    """The reminders that would leave on a day: what the dry run shows, and what the robot sends."""
    steps = _steps_due(on or today())
    wanted = dict(list(steps.items())[:limit])
    found = with_members(select(MembershipFee)).where(MembershipFee.id.in_(wanted))
    fees = list(db.session.scalars(found.order_by(MembershipFee.due_on, MembershipFee.id)))
    whom = addressees([fee.membership for fee in fees])
    return [
        DueReminder(fee, wanted[fee.id], whom[fee.membership_id], channel_of(whom[fee.membership_id])) for fee in fees
    ]


def how_many_due() -> int:
    """How many reminders would leave today."""
    return len(_steps_due(today()))


def _steps_due(day: date) -> dict[UUID, int]:
    """The step of each fee to ask for again, by fee, the oldest first: read as bare rows, for there may be thousands."""
    settings = read_settings(FeesSettings)
    if not settings.steps:
        return {}
    near = MembershipFee.due_on.between(
        day - timedelta(settings.steps[-1]) - PAID_LATE_WINDOW, day - timedelta(settings.steps[0])
    )
    fees = (
        select(MembershipFee.id, MembershipFee.due_on)
        .join(Membership, Membership.id == MembershipFee.membership_id)
        .where(is_open_now(), active_today(), near)
        .order_by(MembershipFee.due_on, MembershipFee.id)
    )
    sent: dict[UUID, set[int]] = {}
    asked = fees.with_only_columns(FeeReminder.fee_id, FeeReminder.step, maintain_column_froms=True).order_by(None)
    for fee_id, step in db.session.execute(asked.join(FeeReminder, FeeReminder.fee_id == MembershipFee.id)):
        sent.setdefault(fee_id, set()).add(step)
    steps, most = settings.steps, settings.most_reminders
    due = {
        fee_id: step_due(due_on, day, steps, sent.get(fee_id, set()), most)
        for fee_id, due_on in db.session.execute(fees)
    }
    return {fee_id: reached for fee_id, reached in due.items() if reached is not None}


def send_reminders(*, by: Actor) -> int:
    """Send a batch of the reminders that are due; returns how many, 0 when none is left. Held against itself."""
    if not read_settings(FeesSettings).remind:
        return 0
    hold(_key())
    due = reminders_due(limit=BATCH)
    _send([(one.fee, one.step, one.to) for one in due], by=by)
    return len(due)


def remind_now(fees: Sequence[MembershipFee], *, by: Actor) -> int:
    """Ask again for some fees today, whatever the timetable; who was asked today, or owes nothing, is left out."""
    hold(_key())
    sent = _steps_sent([fee.id for fee in fees])
    wanted = [
        (fee, (today() - fee.due_on).days)
        for fee in fees
        if not fee.is_paid and (today() - fee.due_on).days not in sent.get(fee.id, set())
    ]
    whom = addressees([fee.membership for fee, _step in wanted])
    _send([(fee, step, whom[fee.membership_id]) for fee, step in wanted], by=by)
    return len(wanted)


def payment_words(fee: MembershipFee) -> list[tuple[str, str]]:
    """How to pay a fee, as lines of a letter."""
    return [(str(line.label), line.shown) for way in ways_to_pay(to_pay(fee)) for line in way.lines]


def to_pay(fee: MembershipFee, pay_address: str = "") -> ToPay:
    """What is left of a fee, as the gateways want it; ``pay_address`` is where a button begins to pay it online."""
    words, row = str(_("Quota %(year)s", year=fee.year)), Row(fee.__tablename__, fee.id)
    return ToPay(fee.left_cents, fee.reference, words, AccountUse.FEES, row, pay_address)


def _send(wanted: list[tuple[MembershipFee, int, Person | Organisation]], *, by: Actor) -> None:
    if not wanted:
        return
    entry = open_entry(Direction.OUT, subject=str(_("Solleciti delle quote associative")), by=by, kind="fee_reminder")
    for fee, step, to in wanted:
        person = fee.membership.person
        letter = send_letter(
            "members/fee_reminder",
            to=to,
            context=_context(fee, to),
            entry=entry,
            about=fee,
            for_person=person if person is not None and person.id != to.id else None,
        )
        db.session.flush()
        db.session.add(FeeReminder(fee_id=fee.id, step=step, letter_id=letter.id))
    db.session.flush()
    record(by=by, verb="fees.reminded", subject=entry, changes={"fees": len(wanted)})


def _context(fee: MembershipFee, to: Person | Organisation) -> dict[str, Any]:
    member = fee.membership
    return {
        "name": to.name,
        "for_name": member.name if to.id not in (member.person_id, member.organisation_id) else "",
        "year": fee.year,
        "left": fee.left_cents,
        "paid": fee.paid_cents,
        "due_on": fee.due_on,
        "late": fee.is_overdue,
        "lines": payment_words(fee),
        "link": f"{current_tenant().base_url}/my/quote",
        "paper": channel_of(to) != Channel.EMAIL,
    }


def _steps_sent(fee_ids: list[UUID]) -> dict[UUID, set[int]]:
    sent: dict[UUID, set[int]] = {}
    if fee_ids:
        rows = select(FeeReminder.fee_id, FeeReminder.step).where(FeeReminder.fee_id.in_(fee_ids))
        for fee_id, step in db.session.execute(rows):
            sent.setdefault(fee_id, set()).add(step)
    return sent


def _key() -> str:
    return f"members:fee_reminders:{current_tenant_id()}"
