"""What is forgotten of gifts: those whose money never came, links that are over, the words of cards, choices of who gives no more.

What money is about stays as long as the accounts do (ten years, art. 22 DPR 600/1973).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, delete, exists, select, update

from ama_net.features.donations.models import (
    DonorChoices,
    Gift,
    GiftState,
    RecurringGift,
    RecurringState,
)
from ama_net.features.donations.operations.donor_links import forget_links
from ama_net.features.donations.operations.tributes import forget_tributes
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.payments import Payment

NEVER_CAME = timedelta(days=365)
"""How long a gift is kept that was said and did not come."""

MOST = 500
"""Rows in one go: what is left goes with the next night."""

Row = TypeVar("Row", Gift, RecurringGift)

OVER = (GiftState.PENDING, GiftState.FAILED, GiftState.CANCELLED, GiftState.ABANDONED)


@dataclass(frozen=True)
class Forgotten:
    """How many of each."""

    gifts: int
    series: int
    links: int
    tributes: int
    choices: int


def forget(moment: datetime | None = None) -> Forgotten:
    """Forget what is over its time; done again it finds nothing. Series before their gifts, as whoever writes money takes them."""
    before = (moment or now()) - NEVER_CAME
    series = _forget_series(before)
    gifts = _forget_gifts(before)
    return Forgotten(gifts, series, forget_links(), forget_tributes(), _forget_choices())


def _forget_gifts(before: datetime) -> int:
    """Gifts that no movement is about go; one that has a movement which was a slip is only emptied of who it was of."""
    moved = exists().where(Payment.about_kind == Gift.__tablename__, Payment.about_id == Gift.id)
    old = (Gift.created_at < before, Gift.paid_cents == 0, Gift.in_kind == "", Gift.state.in_(OVER))
    gone = _taken(Gift, *old, ~moved)
    emptied = _taken(Gift, *old, moved, Gift.asked_sealed.is_not(None))
    forget_mail_about(Gift.__tablename__, [gift.id for gift in (*gone, *emptied)])
    for gift in gone:
        record(by=SYSTEM, verb="gift.forgotten", subject=gift)
    db.session.execute(delete(Gift).where(Gift.id.in_([gift.id for gift in gone])))
    said = {"asked_sealed": None, "email_digest": None, "public_name": ""}
    db.session.execute(update(Gift).where(Gift.id.in_([gift.id for gift in emptied])).values(said))
    db.session.expire_all()
    return len(gone) + len(emptied)


def _forget_series(before: datetime) -> int:
    """Series that never began, and have no gift."""
    begun = exists().where(Gift.recurring_id == RecurringGift.id)
    idle = (RecurringState.PENDING, RecurringState.ENDED)
    old = (RecurringGift.created_at < before, RecurringGift.started_on.is_(None), RecurringGift.state.in_(idle))
    gone = [series.id for series in _taken(RecurringGift, *old, ~begun)]
    forget_mail_about(RecurringGift.__tablename__, gone)
    db.session.execute(delete(RecurringGift).where(RecurringGift.id.in_(gone)))
    return len(gone)


def _forget_choices() -> int:
    """The choices of people who have neither a gift nor a series."""
    theirs = (exists().where(model.person_id == DonorChoices.person_id) for model in (Gift, RecurringGift))
    idle = delete(DonorChoices).where(*(~one for one in theirs)).returning(DonorChoices.id)
    return len(db.session.scalars(idle).all())


def _taken(model: type[Row], *where: ColumnElement[bool]) -> list[Row]:
    """Rows that nobody is working on, taken in the order of their keys."""
    wanted: Select[Row] = (
        select(model).where(*where).order_by(model.id).limit(MOST).with_for_update(skip_locked=True, of=model)
    )
    return list(db.session.scalars(wanted))
