"""Who is in the area of who gives: the mailbox whose link this browser used. Its cookie entry is a token and says nothing."""

from flask import abort, redirect, session, url_for
from sqlalchemy import ColumnElement

from ama_net.features.donations.models import DonorLink, Gift
from ama_net.features.donations.operations.donor_links import session_of

KEY = "donor"
SEE_OTHER = 303


def enter(token: str) -> None:
    """Let this browser in. Whatever session it had before is left behind, never taken over."""
    session.pop(KEY, None)
    session[KEY] = token


def leave() -> None:
    """Take the session away from this browser."""
    session.pop(KEY, None)


def donor_here() -> DonorLink | None:
    """Whose area this browser may see, if anybody's."""
    token = session.get(KEY)
    return session_of(token) if isinstance(token, str) else None


def donor_or_ask() -> DonorLink:
    """Whose area it is; who has no session is led to where a link is asked for."""
    return donor_here() or abort(redirect(url_for("donor_public.ask"), SEE_OTHER))


def gifts_of(link: DonorLink) -> ColumnElement[bool]:
    """The gifts made with a mailbox's address: the only ones that its area shows.

    Not those of the same person under another address: whoever writes somebody's name and tax code in a form must not come
    to read what that person gives.
    """
    return Gift.email_digest == link.email_digest
