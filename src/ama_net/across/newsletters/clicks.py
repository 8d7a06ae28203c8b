"""Links whose openings are counted, when the association wants it: how many, never whose.

Each address of a newsletter becomes ``/newsletter/vai/<newsletter>/<n>``, the same for everybody who reads: who opened what
cannot be known, because nothing in it differs. The reader's own two links, and mail and telephone addresses, stay as they are.
"""

import re
from html import escape, unescape
from uuid import UUID

from sqlalchemy import select, update

from ama_net.across.newsletters.models import Newsletter, NewsletterLink
from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.foundation.database import db

_HREF = re.compile(r'(<a\b[^>]*?\shref=")(https?://[^"]+)(")', re.IGNORECASE)
_IN_TEXT = re.compile(r"^(?P<alone>https?://\S+)$|<(?P<within>https?://[^\s<>]+)>", re.MULTILINE)
NEVER_COUNTED = ("/newsletter/leggi/", "/en/newsletter/leggi/", "/newsletter/vai/")


def counted_links(newsletter: Newsletter, html: str, text: str) -> tuple[str, str]:
    """A rendered newsletter with its addresses replaced by counting ones, in both parts; each is kept as a row. Flushed.

    Done again for the same newsletter, the same address has the same number. To be called inside the start of a newsletter.
    """
    known = _known(newsletter.id)

    def counting(address: str) -> str:
        if any(address.startswith(whole(path)) for path in NEVER_COUNTED):
            return address
        position = known.setdefault(address, len(known) + 1)
        return whole(counting_path(newsletter.id, position))

    html = _HREF.sub(lambda found: f"{found[1]}{escape(counting(unescape(found[2])))}{found[3]}", html)
    text = _IN_TEXT.sub(lambda found: _in_text(found, counting(found["alone"] or found["within"])), text)
    _keep(newsletter.id, known)
    return html, text


def counting_path(newsletter_id: UUID, position: int) -> str:
    """Where one of the links of a newsletter leads first."""
    return f"/newsletter/vai/{newsletter_id}/{position}"


def count_click(newsletter_id: UUID, position: int) -> str | None:
    """The address behind a counting link, counted once more; None when there is none.

    One statement by its key: many at once wait for each other no longer than a row's update.
    """
    one = (NewsletterLink.newsletter_id == newsletter_id, NewsletterLink.position == position)
    counted = update(NewsletterLink).where(*one).values(clicks=NewsletterLink.clicks + 1)
    return db.session.scalar(counted.returning(NewsletterLink.address))


def address_behind(newsletter_id: UUID, position: int) -> str | None:
    """The address behind a counting link, without counting."""
    one = (NewsletterLink.newsletter_id == newsletter_id, NewsletterLink.position == position)
    return db.session.scalar(select(NewsletterLink.address).where(*one))


def _known(newsletter_id: UUID) -> dict[str, int]:
    rows = select(NewsletterLink.address, NewsletterLink.position).where(NewsletterLink.newsletter_id == newsletter_id)
    return {row.address: row.position for row in db.session.execute(rows.order_by(NewsletterLink.position))}


def _keep(newsletter_id: UUID, known: dict[str, int]) -> None:
    kept = set(_known(newsletter_id))
    for address, position in known.items():
        if address not in kept:
            db.session.add(NewsletterLink(newsletter_id=newsletter_id, position=position, address=address))
    db.session.flush()


def _in_text(found: re.Match[str], address: str) -> str:
    return address if found["alone"] else f"<{address}>"
