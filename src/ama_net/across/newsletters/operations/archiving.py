"""What the site shows of the newsletters that went out. Who may by hand: ``NEWSLETTERS_EDIT``."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import is_confidential
from ama_net.across.newsletters.merging import plain
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.settings import read_settings

SLUG_LENGTH = 80


def keeps_archive() -> bool:
    """Whether the site of the association shows what it sent."""
    return read_settings(NewsletterSettings).archive


def set_archived(newsletter: Newsletter, shown: bool, *, by: Actor) -> None:
    """Show a newsletter in the archive of the site, or no more. Harmless to repeat."""
    db.session.refresh(newsletter, with_for_update=True)
    if shown == (newsletter.archived_at is not None):
        return
    _put(newsletter, shown)
    record(by=by, verb="newsletter.archive_changed", subject=newsletter, changes={"shown": shown})


def choose_archive(newsletter: Newsletter, shown: bool) -> None:
    """Say of one that has not left whether the site will show it. Saying what happens by itself is saying nothing."""
    newsletter.for_archive = None if shown == is_for_anybody(newsletter) else shown


def will_be_archived(newsletter: Newsletter) -> bool:
    """Whether the site shows it once all of it has left."""
    if not keeps_archive():
        return False
    return is_for_anybody(newsletter) if newsletter.for_archive is None else newsletter.for_archive


def is_for_anybody(newsletter: Newsletter) -> bool:
    """Whether it is for everybody who asks, or for lists that tell nothing of who is in them.

    What was written to members, volunteers or donors may be meant for them alone, and what went to a list that tells an
    interest names it: those are put in the archive only by somebody who says so.
    """
    audience = Audience.of(newsletter.audience)
    if newsletter.confidential or audience.is_empty or audience.says_who:
        return False
    return not is_confidential(audience)


def archive_finished(newsletter: Newsletter) -> None:
    """Put one that has wholly left in the archive, if it is to be there; its row is locked already."""
    if newsletter.archived_at is None and will_be_archived(newsletter):
        _put(newsletter, True)
        newsletter.archived_at = newsletter.finished_at  # no closer than it is said when it ended


def _put(newsletter: Newsletter, shown: bool) -> None:
    if shown and newsletter.slug is None:
        _give_address(newsletter)
    newsletter.archived_at = now() if shown else None
    db.session.flush()


def _give_address(newsletter: Newsletter) -> None:
    """An address made of the subject, once: it stays, because it ends up in other people's messages.

    When another newsletter has it, a piece of the id makes it another; two at the same moment are told apart by the database.
    """
    plainly = slugify(plain(newsletter.subject), SLUG_LENGTH) or "newsletter"
    taken = db.session.scalar(select(Newsletter.id).where(Newsletter.slug == plainly).limit(1)) is not None
    db.session.flush()
    try:
        with db.session.begin_nested():
            newsletter.slug = f"{plainly}-{newsletter.id.hex[-8:]}" if taken else plainly
    except IntegrityError:
        newsletter.slug = f"{plainly}-{newsletter.id.hex[-8:]}"
