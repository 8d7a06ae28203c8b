"""How a newsletter went, as the office reads it: totals. Of one that tells an interest, rounded; of nobody, who opened it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.across.newsletters.addresses import hint_of
from ama_net.across.newsletters.audiences import FEWEST, rounded
from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter, NewsletterLink, NewsletterState
from ama_net.across.newsletters.models.newsletters import UNDER_WAY
from ama_net.across.newsletters.paging import Page, page_of
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.progress import Progress, progress_of
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import whole_number

DOUBTS_PER_PAGE = 50
STEPS, FEWEST_FOR_A_BAR = 20, 100
"""Of a confidential newsletter the bar moves by twentieths of a hundred recipients or more: never by fewer than five messages."""


@dataclass(frozen=True)
class Doubt:
    """A message that perhaps arrived: enough of its address to recognise it."""

    id: UUID
    hint: str


@dataclass(frozen=True)
class Standing:
    """The totals of one newsletter, said as they may be said."""

    progress: Progress
    confidential: bool
    under_way: bool
    moves: bool
    """Whether it goes on by itself: its page asks again."""
    links: tuple[NewsletterLink, ...] = ()

    def said(self, number: int) -> str:
        """A total in figures; of a confidential newsletter rounded down, and never one to four."""
        return total_words(number, self.confidential)

    @property
    def doubts(self) -> int:
        """How many are in doubt, for a notice that comes and goes: of a confidential newsletter none until they are five."""
        return rounded(self.progress.in_doubt) if self.confidential else self.progress.in_doubt

    @property
    def has_bar(self) -> bool:
        """Whether a bar may show how far it is: a confidential newsletter for few has none."""
        return not self.confidential or self.progress.recipients >= FEWEST_FOR_A_BAR

    @property
    def twentieths(self) -> int:
        """How far it is, for the bar."""
        return int(self.progress.share * STEPS)


def total_words(number: int, confidential: bool) -> str:
    """A total of a newsletter in figures. Of a confidential one none is told that could be of a single person."""
    if not confidential:
        return whole_number(number)
    return str(_("meno di 5") if number < FEWEST else _("almeno %(number)s", number=whole_number(rounded(number))))


def moment_shown(newsletter: Newsletter, moment: datetime | None) -> datetime | None:
    """When it began or ended, as it is shown: of a confidential one by the hour. At a known speed minutes say how many they were."""
    return moment.replace(minute=0, second=0, microsecond=0) if moment and newsletter.confidential else moment


def recipients_words(newsletter: Newsletter) -> str:
    """How many it went to; nothing before it left."""
    return total_words(newsletter.recipients, newsletter.confidential) if newsletter.frozen_at is not None else "–"


def standing_of(newsletter: Newsletter) -> Standing | None:
    """The totals of a newsletter that began to leave; None of one that did not. A constant number of queries."""
    if newsletter.started_at is None:
        return None
    counted = select(NewsletterLink).where(NewsletterLink.newsletter_id == newsletter.id)
    links = db.session.scalars(counted.order_by(NewsletterLink.clicks.desc(), NewsletterLink.position).limit(30))
    return Standing(
        progress_of(newsletter),
        newsletter.confidential,
        newsletter.state in UNDER_WAY,
        newsletter.state in (NewsletterState.FREEZING, NewsletterState.SENDING),
        tuple(links) if newsletter.counts_clicks else (),
    )


def doubts_of(newsletter: Newsletter, number: int = 1) -> Page[Doubt] | None:
    """One page of the messages in doubt, the last when there are fewer; of a confidential newsletter none is shown."""
    if newsletter.confidential:
        return None
    here = (Delivery.newsletter_id == newsletter.id) & (Delivery.state == DeliveryState.IN_DOUBT)
    wanted = select(Delivery).where(here).order_by(Delivery.id)
    found = page_of(wanted, number, DOUBTS_PER_PAGE)
    if number > found.pages:
        found = page_of(wanted, found.pages, DOUBTS_PER_PAGE)
    return Page([Doubt(one.id, _hint(one)) for one in found.rows], found.number, found.total, found.per_page)


def _hint(delivery: Delivery) -> str:
    return hint_of(Recipient.from_json(delivery.payload).address) if delivery.payload else "…"
