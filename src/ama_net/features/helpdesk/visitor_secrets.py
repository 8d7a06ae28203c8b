"""The ways back of a visitor: the secret link, the short code, the receipt; and who is at the end of them."""

from typing import Any

from sqlalchemy import select

from ama_net.features.helpdesk.models import Visitor
from ama_net.foundation.database import db
from ama_net.kernel.confiding import Receipt, WaysBack, host_address, one_spelling, read_code, show_code, token_digest
from ama_net.kernel.tenancy.keys import keyed_digest

WAYS = WaysBack("helpdesk-visitor")

RECEIPT = Receipt("helpdesk_receipt")
"""For who has just asked."""


def contact_digest(contact: str) -> bytes:
    """By what the appointments of one contact are counted: keyed, of the contact as ``check_email`` and ``check_phone`` give it.

    The spellings of one mailbox count as one: capitals, what follows a plus, the dots of Gmail.
    """
    return keyed_digest("helpdesk-contact", one_spelling(contact))


def token_of(visitor: Visitor) -> str:
    """The secret of the visitor's link."""
    return WAYS.link_token(visitor.id)


def way_back(visitor: Visitor, language: str) -> str:
    """The whole address of the visitor's own page, for mails and for copying."""
    return visitor_page("helpdesk_visitor_public.mine", visitor, language)


def visitor_page(endpoint: str, visitor: Visitor, language: str, **values: Any) -> str:
    """The whole address of a page behind the visitor's link: its calendar files, what they may do."""
    return host_address(endpoint, {"token": token_of(visitor), **values}, language)


def code_of(visitor: Visitor) -> str:
    """The short code as it is shown, and read over the telephone."""
    return show_code(WAYS.short_code(visitor.id))


def visitor_of_token(token: str) -> Visitor | None:
    """Whom a secret link leads to, or the pass a right code opened; None for anything else."""
    if "." in token:
        visitor_id = WAYS.read_pass(token)
        return db.session.get(Visitor, visitor_id) if visitor_id else None
    return db.session.scalars(select(Visitor).where(Visitor.secret_digest == token_digest(token))).one_or_none()


def visitor_of_code(code: str) -> Visitor | None:
    """Whose short code it is, however it is typed; None for anything else, emptied visitors included."""
    letters = read_code(code)
    if letters is None:
        return None
    return db.session.scalars(select(Visitor).where(Visitor.code_digest == WAYS.code_digest(letters))).one_or_none()


def new_pass(visitor: Visitor) -> str:
    """The address part that stands for the link for half an hour, after a right code."""
    return WAYS.new_pass(visitor.id)
