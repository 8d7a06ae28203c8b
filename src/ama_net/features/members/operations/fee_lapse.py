"""Lapse for fees not paid: the system proposes, the board decides, the register is written and everybody is told.

Nobody lapses by a robot: each exit quotes the resolution (art. 24 of the civil code; the cases are the statute's).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ama_net.features.members.models import EndReason, Membership, MembershipFee
from ama_net.features.members.operations.memberships import end_membership
from ama_net.features.members.queries_fees import active_today, addressees, is_open_now, months_before
from ama_net.features.members.register import hold_register
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.correspondence import Direction, open_entry, send_letter
from ama_net.kernel.documents import Organ, Resolution, adopt_resolution
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

SUBJECT = _l("Decadenza per mancato versamento della quota")


@dataclass(frozen=True)
class InArrears:
    """A member who may lapse: since when the oldest fee is due, how many, how much is left in all."""

    membership: Membership
    since: date
    fees: int
    left_cents: int

    @property
    def id(self) -> UUID:
        """Of the membership."""
        return self.membership.id


@dataclass(frozen=True)
class Decision:
    """What the board decided: a resolution already written, or a new one with its day, number (if any) and text."""

    resolution: Resolution | None = None
    adopted_on: date | None = None
    number: int | None = None
    text: str = ""


def in_arrears() -> list[InArrears]:
    """The members of today with a fee overdue for longer than the settings say, the oldest debt first."""
    limit = months_before(today(), read_settings(FeesSettings).lapse_after_months)
    late = (
        select(MembershipFee)
        .join(Membership, Membership.id == MembershipFee.membership_id)
        .where(is_open_now(), MembershipFee.due_on < limit, active_today())
    )
    fees: dict[UUID, list[MembershipFee]] = {}
    for fee in db.session.scalars(late.order_by(MembershipFee.due_on, MembershipFee.id)):
        fees.setdefault(fee.membership_id, []).append(fee)
    people = (
        select(Membership)
        .where(Membership.id.in_(fees))
        .options(
            selectinload(Membership.person), selectinload(Membership.organisation), selectinload(Membership.category)
        )
    )
    members = {one.id: one for one in db.session.scalars(people)}
    return [
        InArrears(members[key], owed[0].due_on, len(owed), sum(fee.left_cents for fee in owed))
        for key, owed in fees.items()
    ]


def declare_lapse(membership_ids: Iterable[UUID], decision: Decision, *, on: date, by: Actor) -> list[Membership]:
    """End the chosen memberships by a resolution of the board, from a day; each is written to. All or none.

    Raises:
        WrongFact: nobody chosen is in arrears any more, the decision is missing or comes after the day, a day cannot be.
    """
    hold_register()
    late = {one.id: one.membership for one in in_arrears()}
    chosen = [late[key] for key in sorted(set(membership_ids)) if key in late]
    if not chosen:
        raise WrongFact("selected", _l("Nessuna delle persone scelte ha ancora quote scadute da tanto."))
    resolution = decision.resolution or _adopt(decision, by)
    if on < resolution.adopted_on:
        raise WrongFact("on", _l("La decadenza non può valere da prima della delibera."))
    for membership in chosen:
        end_membership(membership, on=on, reason=EndReason.LAPSE, by=by, resolution=resolution)
    _tell(chosen, resolution, on=on, by=by)
    return chosen


def _adopt(decision: Decision, by: Actor) -> Resolution:
    if decision.adopted_on is None:
        raise WrongFact("adopted_on", _l("Scegliere una delibera, o scrivere il giorno di quella nuova."))
    if decision.adopted_on > today():
        raise WrongFact("adopted_on", _l("È una data futura: si scrive una delibera già presa."))
    taken = select(Resolution.id).where(
        Resolution.organ == Organ.BOARD,
        Resolution.year == decision.adopted_on.year,
        Resolution.number == decision.number,
    )
    if decision.number is not None and db.session.scalar(taken) is not None:
        raise WrongFact("number", _l("C'è già una delibera con questo numero."))
    return adopt_resolution(
        Organ.BOARD,
        subject=str(SUBJECT),
        by=by,
        adopted_on=decision.adopted_on,
        text=decision.text,
        number=decision.number,
    )


def _tell(memberships: list[Membership], resolution: Resolution, *, on: date, by: Actor) -> None:
    entry = open_entry(Direction.OUT, subject=str(_("Decadenza da socio")), by=by, kind="fee_lapse")
    whom = addressees(memberships)
    for membership in memberships:
        to, person = whom[membership.id], membership.person
        own = to.id in (membership.person_id, membership.organisation_id)
        send_letter(
            "members/fee_lapse",
            to=to,
            context={
                "name": to.name,
                "for_name": "" if own else membership.name,
                "number": resolution.number_words,
                "day": resolution.adopted_on,
                "from_day": on,
            },
            entry=entry,
            about=membership,
            for_person=None if own else person,
        )
