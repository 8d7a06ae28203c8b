"""Lists: what may be chosen today, and how many chose each. Of those that tell an interest, the figure of the week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from ama_net.across.newsletters.models import NewsletterList, Subscriber, SubscriberState
from ama_net.foundation.clock import day_of
from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.sealed import unsealer

STEP = 5
"""Interests are counted in steps: below the first one a number is not told at all."""

CHUNK = 2_000

log = structlog.get_logger()


@dataclass(frozen=True)
class ListCount:
    """A list with how many receive it, in words that are fit to be shown."""

    list: NewsletterList
    words: str


def offered_lists() -> Sequence[NewsletterList]:
    """The lists that one may choose, in the order they are shown."""
    open_ones = select(NewsletterList).where(NewsletterList.closed_at.is_(None))
    order = (NewsletterList.offered_first.desc(), NewsletterList.position, NewsletterList.name)
    return db.session.scalars(open_ones.order_by(*order)).all()


def all_lists() -> Sequence[NewsletterList]:
    """Every list, the closed ones last."""
    order = (NewsletterList.closed_at.is_not(None), NewsletterList.position, NewsletterList.name)
    return db.session.scalars(select(NewsletterList).order_by(*order)).all()


def counts_of(lists: Sequence[NewsletterList]) -> list[ListCount]:
    """How many receive each list now; of the confidential ones, what was counted for the week."""
    numbers = chosen_by(Subscriber.state == SubscriberState.CONFIRMED)
    return [ListCount(one, _kept(one) if one.confidential else _people(numbers[one.number])) for one in lists]


def counted_words(words: str, lists: Sequence[NewsletterList]) -> str:
    """A figure of confidential lists, and of what day it is; of one made since the last count, that it is to come."""
    days = [one.reached_at for one in lists]
    counted = [moment for moment in days if moment is not None]
    if not counted or len(counted) < len(days):
        return str(_("non si sa ancora: si contano la domenica notte"))
    day = format_date(day_of(min(counted)), "long")
    return str(_("%(people)s, contate il %(day)s", people=words, day=day))


def chosen_by(whom: ColumnElement[bool]) -> Counter[int]:
    """How many of some subscribers chose each list, by its number: masks are opened some at a time, only to be summed."""
    masks = select(Subscriber.id, Subscriber.interests_sealed).where(whom, Subscriber.interests_sealed.is_not(None))
    numbers = db.session.scalars(select(NewsletterList.number)).all()
    opened, found = unsealer("subscribers", "interests"), Counter[int]()
    for row_id, sealed in db.session.execute(masks.execution_options(yield_per=CHUNK)):
        try:
            value = int(opened(row_id, sealed or b""), 16)
        except SealBroken:
            log.warning("newsletters.unreadable", column="interests")
            continue
        found.update(number for number in numbers if value >> number & 1)
    return found


def _kept(one: NewsletterList) -> str:
    words = _("meno di 5") if one.reached < STEP else _("almeno %(number)s", number=one.reached)
    return counted_words(str(words), [one])


def _people(number: int) -> str:
    return str(ngettext("%(num)s persona", "%(num)s persone", number))
