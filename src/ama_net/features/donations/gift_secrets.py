"""The ways back of who gives: the secret link of a gift, of a series; and the digest by which their area finds them."""

import hmac
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.foundation.database import db
from ama_net.kernel.confiding import WaysBack, host_address, token_digest
from ama_net.kernel.payments import Receipt
from ama_net.kernel.tenancy.keys import keyed_digest

Given = Gift | RecurringGift
RECEIPTS = WaysBack("gift-receipt")
WAYS: dict[type[Given], WaysBack] = {Gift: WaysBack("gift"), RecurringGift: WaysBack("recurring-gift")}


def email_digest(email: str) -> bytes:
    """By what the gifts of one address are found: keyed, of the address as ``check_email`` gives it."""
    return keyed_digest("donor-email", email.strip().lower())


def secret_of(row: Given) -> str:
    """The secret of its link."""
    return WAYS[type(row)].link_token(row.id)


def gift_of_secret(secret: str) -> Given | None:
    """What a secret link leads to; None for anything else."""
    digest = token_digest(secret)
    gift = db.session.scalars(select(Gift).where(Gift.secret_digest == digest)).one_or_none()
    return gift or db.session.scalars(select(RecurringGift).where(RecurringGift.secret_digest == digest)).one_or_none()


def way_back(row: Given, language: str, endpoint: str = "gift_public.show", **values: Any) -> str:
    """The whole address of its page, for mails and for who comes back from the provider's."""
    return host_address(endpoint, {"secret": secret_of(row), **values}, language)


def receipt_link(receipt: Receipt, language: str) -> str:
    """The whole address of a receipt, for the mail that brings it: who only has the gift's own link cannot make it."""
    values = {"receipt_id": receipt.id, "token": RECEIPTS.link_token(receipt.id)}
    return host_address("gift_public.receipt", values, language)


def opens_receipt(receipt_id: UUID, token: str) -> bool:
    """Whether a token is the one that was mailed with a receipt."""
    return hmac.compare_digest(token.encode(), RECEIPTS.link_token(receipt_id).encode())
