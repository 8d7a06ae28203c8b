"""What who gives sees of their own gifts: in the area of a mailbox, or signed in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from ama_net.features.donations.donor_mailbox import register_mailbox
from ama_net.features.donations.models import (
    DonorChoices,
    Gift,
    GiftState,
    RecurringGift,
    RecurringState,
    RefundRequest,
    RefundState,
)
from ama_net.features.donations.queries_gifts import money_of
from ama_net.foundation.database import db
from ama_net.kernel.payments import MoneyDirection, Payment, Receipt
from ama_net.kernel.people import Organisation, Person

Donor = Person | Organisation

HIDDEN = (GiftState.CANCELLED, GiftState.ABANDONED)
"""What came to nothing, and was let go."""


@dataclass(frozen=True)
class OwnGift:
    """A gift with its money and the last request to have it back."""

    gift: Gift
    payments: list[Payment]
    request: RefundRequest | None

    @property
    def receipts(self) -> list[Receipt]:
        """Those in force."""
        return [receipt for payment in self.payments for receipt in payment.receipts if not receipt.is_cancelled]

    @property
    def may_ask_back(self) -> bool:
        """Whether money of it is here, and nobody has asked for it yet."""
        open_request = self.request is not None and self.request.state == RefundState.ASKED
        return self.gift.state == GiftState.RECEIVED and not self.gift.in_kind and not open_request

    @property
    def year(self) -> int:
        """The year it is shown in: when it came, or was asked for."""
        return (self.gift.given_on or self.gift.created_at).year

    @property
    def years(self) -> set[int]:
        """The years in which its money came, or the thing was handed over."""
        came = {one.on_day.year for one in self.payments if one.counts and one.direction == MoneyDirection.IN}
        return came or ({self.gift.given_on.year} if self.gift.in_kind and self.gift.given_on else set())


def own_gifts(whose: ColumnElement[bool]) -> list[OwnGift]:
    """The gifts that a condition says, the newest first, with all that their page shows: the same few questions for any number."""
    wanted = select(Gift).where(whose, Gift.state.not_in(HIDDEN)).order_by(Gift.created_at.desc(), Gift.id)
    gifts = db.session.scalars(wanted.options(joinedload(Gift.campaign), *_donors())).unique().all()
    ids = [gift.id for gift in gifts]
    money, requests = money_of(ids), _last_requests(ids)
    return [OwnGift(gift, money[gift.id], requests.get(gift.id)) for gift in gifts]


def own_series(whose: ColumnElement[bool]) -> list[RecurringGift]:
    """The gifts that come back, those that go on first."""
    wanted = select(RecurringGift).where(whose).options(joinedload(RecurringGift.campaign))
    ended_last = (RecurringGift.state == RecurringState.ENDED, RecurringGift.created_at.desc())
    return list(db.session.scalars(wanted.order_by(*ended_last)))


def donors_of(gifts: list[OwnGift]) -> list[Donor]:
    """The people and bodies that some gifts are of, each once, by name."""
    found = {one.gift.donor.id: one.gift.donor for one in gifts if one.gift.donor is not None}
    return sorted(found.values(), key=lambda donor: donor.name)


def years_of(gifts: list[OwnGift], donor: Donor) -> list[int]:
    """The years a yearly statement can be made for, the newest first."""
    mine = (one for one in gifts if one.gift.donor is not None and one.gift.donor.id == donor.id)
    return sorted({year for one in mine for year in one.years}, reverse=True)


def writes_from(donor: Donor, address: str | None) -> bool:
    """Whether an address is the one the register writes to.

    A form can be filled in with anybody's name and tax code: papers and facts of a donor are shown only to the mailbox that
    the association itself would send them to.
    """
    known = register_mailbox(donor)
    return bool(known) and address is not None and known.lower() == address.lower()


def choices_of(person_ids: list[UUID]) -> dict[UUID, DonorChoices]:
    """What some people decided, by person."""
    wanted = select(DonorChoices).where(DonorChoices.person_id.in_(person_ids))
    return {one.person_id: one for one in db.session.scalars(wanted)}


def _last_requests(gift_ids: list[UUID]) -> dict[UUID, RefundRequest]:
    wanted = select(RefundRequest).where(RefundRequest.gift_id.in_(gift_ids)).order_by(RefundRequest.asked_at)
    return {one.gift_id: one for one in db.session.scalars(wanted)}


def _donors() -> list[ExecutableOption]:
    return [
        joinedload(Gift.person).options(
            selectinload(Person.contacts), selectinload(Person.addresses), selectinload(Person.consents)
        ),
        joinedload(Gift.organisation).options(
            selectinload(Organisation.contacts), selectinload(Organisation.addresses)
        ),
    ]
