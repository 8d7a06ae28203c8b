"""The way into the area of who gives: a link by mail that works once, then a session of half a day, both forgotten soon.

Only the mailbox opens it: knowing an address, a name or a tax code is worth nothing. Whoever asks for a link is answered the
same, whether the address has given or not, and the same work is done.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from ama_net.features.donations.gift_secrets import email_digest
from ama_net.features.donations.models import DonorLink, Gift, RecurringGift
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db, hold
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant_id

LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=12)
KEPT = timedelta(days=1)
MOST = 3
"""Links sent to one address within ``LASTS``: a mailbox cannot be filled from many places at once."""


class LinkOver(LookupError):
    """No such link, or it was used, or its time is over: to whoever holds it these are the same."""


def ask_link(email: str, *, language: str) -> None:
    """Send a link to an address that gives, or gave. Anybody may ask; nothing tells whether it left.

    For the others the link and its mail are written as well, and thrown away: the time to answer must not tell.
    """
    digest = email_digest(email)
    hold(f"donations:donor-link:{current_tenant_id()}:{digest.hex()}")
    wanted = _gives(digest) and _sent_lately(digest) < MOST
    token = new_token()
    link = DonorLink(email_digest=digest, token_digest=digest_token(token), expires_at=now() + LASTS)
    link.email = email
    db.session.add(link)
    db.session.flush()
    address = host_address("donor_public.show", {"token": token}, language)
    mail = send_mail("donations/donor_link", to=email, context={"link": address}, about=link, locale=language)
    db.session.flush()
    if not wanted:
        db.session.delete(mail)
        db.session.delete(link)
        db.session.flush()


def link_of(token: str) -> DonorLink:
    """The link that a token is, still good; looking does not use it.

    Raises:
        LinkOver: as there.
    """
    found = db.session.scalar(select(DonorLink).where(*_usable(token)))
    if found is None:
        raise LinkOver
    return found


def use_link(token: str) -> str:
    """Use a link: gives the token of the session it opens. Of two at the same moment the database lets one through.

    Raises:
        LinkOver: as there.
    """
    session = new_token()
    opened = update(DonorLink).where(*_usable(token)).returning(DonorLink.id)
    values = {"used_at": now(), "session_digest": digest_token(session), "session_ends_at": now() + SESSION_LASTS}
    used = db.session.scalar(opened.values(**values).execution_options(synchronize_session=False))
    if used is None:
        raise LinkOver
    return session


def session_of(token: str) -> DonorLink | None:
    """Whose session a token is, while it lasts."""
    mine = select(DonorLink).where(DonorLink.session_digest == digest_token(token), DonorLink.session_ends_at > now())
    return db.session.scalar(mine)


def end_session(link: DonorLink) -> None:
    """End the session on every device that has its cookie; a copy of it opens nothing any more."""
    link.session_digest, link.session_ends_at = None, None
    db.session.flush()


def forget_links() -> int:
    """Forget links and sessions a day after they were asked for; how many."""
    gone = delete(DonorLink).where(DonorLink.created_at < now() - KEPT).returning(DonorLink.id)
    return len(db.session.scalars(gone).all())


def _usable(token: str) -> tuple[ColumnElement[bool], ...]:
    return DonorLink.token_digest == digest_token(token), DonorLink.used_at.is_(None), DonorLink.expires_at > now()


def _gives(digest: bytes) -> bool:
    once, again = (exists().where(model.email_digest == digest) for model in (Gift, RecurringGift))
    return bool(db.session.scalar(select(once | again)))


def _sent_lately(digest: bytes) -> int:
    sent = select(func.count()).where(DonorLink.email_digest == digest, DonorLink.created_at > now() - LASTS)
    return db.session.scalar(sent) or 0
