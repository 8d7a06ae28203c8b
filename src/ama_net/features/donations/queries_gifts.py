"""Gifts as several pages read them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.donations.models import Gift
from ama_net.foundation.database import db
from ama_net.kernel.payments import Payment
from ama_net.kernel.people import Organisation, Person


def gifts_with_donors() -> Select[Gift]:
    """Every gift with who gives and what for: joined, so that lists filter and sort by it."""
    return (
        select(Gift)
        .outerjoin(Person, Person.id == Gift.person_id)
        .outerjoin(Organisation, Organisation.id == Gift.organisation_id)
        .options(
            joinedload(Gift.person), joinedload(Gift.organisation), joinedload(Gift.campaign), joinedload(Gift.tribute)
        )
    )


def money_of(gift_ids: Iterable[UUID]) -> dict[UUID, list[Payment]]:
    """The movements about some gifts with their receipts, by gift, the oldest first: one question for all."""
    ids = list(gift_ids)
    wanted = select(Payment).where(Payment.about_kind == "gifts", Payment.about_id.in_(ids))
    found: dict[UUID, list[Payment]] = {gift_id: [] for gift_id in ids}
    for payment in db.session.scalars(
        wanted.order_by(Payment.on_day, Payment.created_at).options(
            selectinload(Payment.receipts), joinedload(Payment.account)
        )
    ):
        if payment.about_id is not None:
            found[payment.about_id].append(payment)
    return found
