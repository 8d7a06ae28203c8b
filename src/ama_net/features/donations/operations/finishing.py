"""What follows money that arrived: who gives enters the register, the receipt is given, the thanks leave. Once each."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.donor_mailbox import called, mailbox_of
from ama_net.features.donations.gift_secrets import email_digest, receipt_link, way_back
from ama_net.features.donations.models import Gift, GiftState, RecurringGift
from ama_net.features.donations.operations.donors import enter_donor
from ama_net.features.donations.operations.receipts import give_gift_receipt
from ama_net.features.donations.operations.receiving import ABOUT, hold_gift
from ama_net.features.donations.operations.recurring import hold_series
from ama_net.features.donations.operations.tributes import send_card
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.outbox.operations import send_mail
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentState, Receipt
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy.settings import read_settings

PATIENCE = timedelta(minutes=10)
"""How long a job may take before it is thought lost."""


def finish(gift_id: UUID, *, by: Actor = SYSTEM) -> None:
    """Enter who gives, give the receipts that are missing, thank. Done again it does nothing more.

    What a human must look at (somebody of that name with another tax code) stays: the gift has no donor, and the office
    says who it is.
    """
    gift = db.session.get(Gift, gift_id)
    if gift is None or gift.state == GiftState.CANCELLED or not (gift.paid_cents or gift.in_kind):
        return
    donor = gift.donor or _enter(gift)
    if gift.recurring_id is not None:
        hold_series(gift.recurring_id)
    hold_gift(gift_id)
    if donor is not None:
        give_to(gift, donor)
    settings = read_settings(DonationsSettings)
    receipts = give_receipts(gift, by=by) if settings.auto_receipts and gift.wants_receipt else []
    first = gift.thanked_at is None
    if first:
        gift.thanked_at = now()
        send_card(gift, by=by)
    if first or receipts:
        thank(gift, receipts, words=settings.thanks_words)


def left_unfinished(most: int = 500) -> list[UUID]:
    """Gifts whose money has been here for a while and nobody was thanked for: their job was lost."""
    here = or_(Gift.paid_cents > 0, Gift.in_kind != "")
    wanted = select(Gift.id).where(Gift.state == GiftState.RECEIVED, here, Gift.thanked_at.is_(None))
    arrived = select(Payment.id).where(Payment.about_id == Gift.id, Payment.created_at > now() - PATIENCE)
    return list(db.session.scalars(wanted.where(~arrived.exists()).order_by(Gift.created_at).limit(most)))


def give_to(gift: Gift, donor: Person | Organisation) -> None:
    """Say whose a gift is, and its movements with it; what they typed is forgotten, unless the register lacks it.

    Then it waits in the gift until they say so from their area.
    """
    is_person = isinstance(donor, Person)
    gift.person_id, gift.organisation_id = (donor.id, None) if is_person else (None, donor.id)
    for payment in _payments(gift):
        payment.person_id, payment.organisation_id = gift.person_id, gift.organisation_id
    address = mailbox_of(gift)
    if gift.email_digest is None and address:
        gift.email_digest = email_digest(address)
    if not lacks_what_was_typed(donor, DonorFacts.of(gift.asked_facts)):
        gift.asked = None
    _give_series_to(gift, donor)
    db.session.flush()
    db.session.expire(gift, ["person", "organisation"])


def lacks_what_was_typed(donor: Person | Organisation, typed: DonorFacts) -> bool:
    """Whether who gives typed a tax code or an address that the register does not have."""
    return bool((typed.tax_code and not donor.tax_code) or (typed.street and not donor.addresses))


def give_receipts(gift: Gift, *, by: Actor) -> list[Receipt]:
    """The receipts of a gift's movements that never had one; nobody known, none. One the office cancelled stays so."""
    if gift.donor is None:
        return []
    lacking = [
        payment
        for payment in _payments(gift)
        if payment.direction == MoneyDirection.IN and payment.state == PaymentState.RECEIVED and not payment.receipts
    ]
    return [give_gift_receipt(gift, payment, by=by) for payment in lacking]


def thank(gift: Gift, receipts: list[Receipt], *, words: str = "") -> None:
    """Write to who gives: thanks, what arrived, where the receipt is. Nobody is written to without an address."""
    address = mailbox_of(gift)
    if not address:
        return
    send_mail(
        "donations/thanks",
        to=address,
        context={
            "name": called(gift),
            "cents": gift.paid_cents,
            "in_kind": gift.in_kind,
            "way": gift.way,
            "campaign": gift.campaign.title if gift.campaign else "",
            "series": way_back(gift.recurring, gift.language) if gift.recurring is not None else "",
            "receipts": [(receipt.number_words, receipt_link(receipt, gift.language)) for receipt in receipts],
            "words": words,
            "link": way_back(gift, gift.language),
        },
        about=gift,
        locale=gift.language,
    )


def _enter(gift: Gift) -> Person | Organisation | None:
    return enter_donor(DonorFacts.of(gift.asked_facts), language=gift.language, by=SYSTEM)


def _give_series_to(gift: Gift, donor: Person | Organisation) -> None:
    if gift.recurring_id is None:
        return
    series = db.session.get_one(RecurringGift, gift.recurring_id)
    if series.donor is None:
        series.person_id, series.organisation_id = gift.person_id, gift.organisation_id


def _payments(gift: Gift) -> list[Payment]:
    wanted = select(Payment).where(Payment.about_kind == ABOUT, Payment.about_id == gift.id)
    return list(db.session.scalars(wanted.order_by(Payment.id).options(selectinload(Payment.receipts))))
