"""Cards of gifts in somebody's memory or honour: sent once, when the money is here; their words are forgotten afterwards.

A card says who gave only when they let themselves be named in public, the amount only when they asked for it to be said,
and nothing of why somebody is remembered.
"""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from ama_net.features.donations.models import Gift, GiftState, Tribute, TributeKind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail

KEPT_DAYS = 90
"""How long the words of a tribute are kept after its card, or after its gift when no card was wanted."""


def send_card(gift: Gift, *, by: Actor = SYSTEM) -> bool:
    """Send the card of a gift whose money is here; says whether it left now. Asked again, nothing is sent.

    Without the address of who should have it (or when its words were forgotten) there is no card.
    """
    wanted = select(Tribute).where(Tribute.gift_id == gift.id).with_for_update()
    tribute = db.session.scalar(wanted.execution_options(populate_existing=True))
    if tribute is None or tribute.card_sent_at is not None or gift.state != GiftState.RECEIVED:
        return False
    if not tribute.recipient_email:
        return False
    send_mail(
        "donations/tribute_card",
        to=tribute.recipient_email,
        context=card_words(gift, tribute),
        about=gift,
        locale=gift.language,
    )
    tribute.card_sent_at = now()
    record(by=by, verb="gift.card_sent", subject=gift)
    return True


def card_words(gift: Gift, tribute: Tribute) -> dict[str, Any]:
    """What a card says: names as they were typed."""
    return {
        "recipient": tribute.recipient or "",
        "honoree": tribute.honoree or "",
        "in_memory": tribute.kind == TributeKind.MEMORY,
        "giver": gift.public_name,
        "message": tribute.message or "",
        "cents": max(0, gift.paid_cents - gift.cover_cents) if tribute.says_amount else 0,
    }


def forget_tributes() -> int:
    """Empty the words of tributes that are over their time; how many."""
    before = now() - timedelta(days=KEPT_DAYS)
    without_card = Tribute.card_sent_at.is_(None) & Tribute.gift_id.in_(select(Gift.id).where(Gift.created_at < before))
    emptied = update(Tribute).where(
        Tribute.emptied_at.is_(None), (Tribute.card_sent_at < before) | without_card & ~_still_awaited()
    )
    done = db.session.execute(
        emptied.values(
            honoree_sealed=None,
            message_sealed=None,
            recipient_sealed=None,
            recipient_email_sealed=None,
            emptied_at=now(),
        ).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def _still_awaited() -> Any:
    """Of gifts whose money may still come: their card may still leave."""
    waiting = select(Gift.id).where(Gift.state.in_((GiftState.PENDING, GiftState.PROCESSING)))
    return Tribute.gift_id.in_(waiting)
