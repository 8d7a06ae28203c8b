"""What who promised a transfer is written: its data at once, one reminder, and in the end nothing more."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.donor_mailbox import called
from ama_net.features.donations.gift_secrets import Given, way_back
from ama_net.features.donations.models import Gift, GiftState, RecurringGift
from ama_net.features.donations.paying import transfer_of
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import Message, send_mail
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.tenancy.settings import read_settings

BATCH = 50


def send_transfer_data(row: Given) -> None:
    """Write the account, the reference and the way back to who promised a transfer; asked again, nothing leaves."""
    told = select(Message.id).where(Message.about_kind == row.__tablename__, Message.about_id == row.id).limit(1)
    if row.way == PaymentWay.TRANSFER and db.session.scalar(told) is None:
        _write("transfer_data", row)


def remind_promised() -> int:
    """Remind of a batch of transfers that have not come, each once; how many. Returns 0 when none is left."""
    settings = read_settings(DonationsSettings)
    late = (
        select(Gift)
        .where(Gift.state == GiftState.PENDING, Gift.way == PaymentWay.TRANSFER, Gift.reminded_at.is_(None))
        .where(Gift.created_at <= now() - timedelta(settings.remind_days))
        .where(Gift.created_at > now() - timedelta(settings.abandoned_days), Gift.email_digest.is_not(None))
        .order_by(Gift.created_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Gift)
    )
    gifts = list(db.session.scalars(late))
    for gift in gifts:
        gift.reminded_at = now()
        _write("transfer_reminder", gift)
    return len(gifts)


def abandon_promised(*, by: Actor) -> int:
    """Say of a batch of gifts never arrived that they were left; how many. Money that comes all the same still finds them."""
    before = now() - timedelta(read_settings(DonationsSettings).abandoned_days)
    left = (
        select(Gift)
        .where(Gift.state == GiftState.PENDING, Gift.created_at <= before, Gift.paid_cents == 0)
        .order_by(Gift.created_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Gift)
    )
    gifts = list(db.session.scalars(left))
    for gift in gifts:
        gift.state = GiftState.ABANDONED
        record(by=by, verb="gift.abandoned", subject=gift)
    db.session.flush()
    return len(gifts)


def mail_words(row: Given) -> dict[str, Any]:
    """What these mails say. Lines: what to copy in the bank's form."""
    way = transfer_of(row)
    return {
        "called": called(row),
        "cents": row.amount_cents,
        "every": row.every if isinstance(row, RecurringGift) else "",
        "lines": [(line.label, line.shown) for line in way.lines] if way else [],
        "link": way_back(row, row.language),
    }


def _write(template: str, row: Given) -> None:
    to = DonorFacts.of(row.asked_facts).email
    if to:
        send_mail(f"donations/{template}", to=to, context=mail_words(row), about=row, locale=row.language)
