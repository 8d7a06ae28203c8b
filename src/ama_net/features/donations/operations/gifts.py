"""Asking to give: a gift (or a series of them) waits for its money. Dropped when who gives, or the office, says so."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_secrets import WAYS, Given, email_digest
from ama_net.features.donations.models import (
    Campaign,
    Gift,
    GiftSource,
    GiftState,
    Interval,
    RecurringGift,
    Tribute,
    TributeKind,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import LARGEST_CENTS
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import form_digest, token_digest
from ama_net.kernel.payments import AccountUse, PaymentWay, Row, ToPay, new_references
from ama_net.kernel.payments.online.closing import close_visits_later
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

TRANSFER_WORDS = "Erogazione liberale"
"""What the bank's statement must show for the tax benefit (Circ. 14/E of 19 June 2023): never translated."""


class FormUsed(Exception):
    """The same form was sent before, with other words in it: the second sending is not silently lost."""


@dataclass(frozen=True)
class TributeFacts:
    """Whom a gift is dedicated to, and who is told of it by a card (no address: nobody is)."""

    kind: TributeKind
    honoree: str
    message: str = ""
    recipient: str = ""
    recipient_email: str = ""
    says_amount: bool = False


@dataclass(frozen=True)
class Giving:
    """What somebody wants to give, already checked. Cents; ``cover_cents`` is inside ``amount_cents``. ``every`` None: once."""

    amount_cents: int
    way: PaymentWay
    donor: DonorFacts
    cover_cents: int = 0
    campaign: Campaign | None = None
    every: Interval | None = None
    public_name: str = ""
    wants_receipt: bool = True
    tribute: TributeFacts | None = None
    language: str = "it"
    form_key: str | None = None
    mandate_version: str = ""


def ask_gift(giving: Giving, *, by: Actor) -> Given:
    """Write down what somebody wants to give; it waits for its money. Anyone may. Flushed.

    A form sent twice gives the same row. A tribute is of a gift given once.

    Raises:
        FormUsed: the same form, but it says something else.
        WrongFact: an amount of nothing or too large.
    """
    check_amount(giving.amount_cents)
    earlier = _earlier(giving)
    if earlier is not None:
        return earlier
    row = _series(giving) if giving.every is not None else new_gift(giving, source=GiftSource.SITE, by=by)
    if giving.form_key:
        row.form_digest = form_digest(giving.form_key)
    row.secret_digest = token_digest(WAYS[type(row)].link_token(row.id))
    db.session.add(row)
    db.session.flush()
    record(by=by, verb="gift.asked" if isinstance(row, Gift) else "recurring_gift.asked", subject=row)
    return row


def new_gift(giving: Giving, *, source: GiftSource, by: Actor) -> Gift:
    """A gift that waits, with its tribute; not yet given to the session's database. Its reference is taken from the series."""
    gift = Gift(source=source, amount_cents=giving.amount_cents, cover_cents=giving.cover_cents, way=giving.way)
    _say(gift, giving)
    gift.created_by = by.account_id
    db.session.add(gift)
    if giving.tribute is not None:
        said = giving.tribute
        tribute = Tribute(gift_id=gift.id, kind=said.kind, says_amount=said.says_amount)
        tribute.honoree, tribute.message = said.honoree, said.message or None
        tribute.recipient, tribute.recipient_email = said.recipient or None, said.recipient_email or None
        db.session.flush()
        db.session.add(tribute)
    return gift


def cancel_gift(gift: Gift, *, by: Actor) -> None:
    """Drop a gift whose money has not come; the provider's page where it would be paid is closed. Who gives may, and the office.

    Raises:
        WrongFact: its money is here, or on its way.
    """
    db.session.refresh(gift, with_for_update={"of": Gift})
    if gift.state == GiftState.CANCELLED:
        return
    if gift.state not in (GiftState.PENDING, GiftState.FAILED, GiftState.ABANDONED):
        raise WrongFact("state", _l("Questa donazione è già arrivata o sta arrivando: si può chiedere indietro."))
    gift.state = GiftState.CANCELLED
    db.session.flush()
    close_visits_later(Row(gift.__tablename__, gift.id), called_off=True)
    record(by=by, verb="gift.cancelled", subject=gift)


def to_pay(row: Given) -> ToPay:
    """What is left to give, as the gateways want it."""
    left = row.left_cents if isinstance(row, Gift) else row.amount_cents
    return ToPay(left, row.reference, TRANSFER_WORDS, AccountUse.DONATIONS, Row(row.__tablename__, row.id))


def check_amount(cents: int) -> None:
    """Raises WrongFact for an amount of nothing, or too large to be meant."""
    if not 0 < cents <= LARGEST_CENTS:
        raise WrongFact("amount", _l("Scrivere un importo maggiore di zero, per esempio 25,00."))


def _series(giving: Giving) -> RecurringGift:
    row = RecurringGift(
        every=giving.every, amount_cents=giving.amount_cents, cover_cents=giving.cover_cents, way=giving.way
    )
    _say(row, giving)
    if giving.mandate_version:
        row.mandate_version, row.mandate_at = giving.mandate_version, now()
    return row


def _say(row: Given, giving: Giving) -> None:
    row.reference = new_references()[0]
    row.campaign_id = giving.campaign.id if giving.campaign else None
    row.asked = giving.donor.to_json()
    row.email_digest = email_digest(giving.donor.email) if giving.donor.email else None
    row.language, row.public_name, row.wants_receipt = giving.language, giving.public_name, giving.wants_receipt


def _earlier(giving: Giving) -> Given | None:
    if not giving.form_key:
        return None
    digest = form_digest(giving.form_key)
    hold(f"donations:form:{current_tenant_id()}:{digest.hex()}")
    found: Given | None = db.session.scalars(select(Gift).where(Gift.form_digest == digest)).one_or_none()
    if found is None:
        found = db.session.scalars(select(RecurringGift).where(RecurringGift.form_digest == digest)).one_or_none()
    if found is not None and not _says_the_same(found, giving):
        raise FormUsed
    return found


def _says_the_same(row: Given, giving: Giving) -> bool:
    said: list[Any] = [giving.amount_cents, giving.way, giving.campaign.id if giving.campaign else None]
    kept: list[Any] = [row.amount_cents, row.way, row.campaign_id]
    every = row.every if isinstance(row, RecurringGift) else None
    return [*kept, every] == [*said, giving.every] and (not row.asked or row.asked == giving.donor.to_json())
