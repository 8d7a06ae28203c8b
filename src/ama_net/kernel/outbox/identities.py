"""Who a mail says it is from: the association's own domain when that can be proved, else the installation's.

Receivers want the domain of From to be the one that signs (DMARC, RFC 7489: aligned). So an association writes from its own
domain only when its key was found in the DNS; until then it writes from an address of the installation, with its name on it,
and answers go to the association. A From that nobody can verify is never used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import idna
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.foundation.mail.dkim import Signer
from ama_net.kernel.outbox.models_sending import SendingDomain
from ama_net.kernel.outbox.returning import return_mailbox
from ama_net.kernel.outbox.verp import LONGEST_MAILBOX, Kind, return_path
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app

Purpose = Literal["system", "newsletter"]


@dataclass(frozen=True)
class Sender:
    """What a room asks of the identity of its mails: the mailbox's name, and where answers go."""

    local_part: str
    reply_to: str


@dataclass(frozen=True)
class Identity:
    """Who the mails of a purpose are from. ``envelope_mailbox``: the mailbox of returns, when these may come back to it."""

    name: str
    address: str
    reply_to: str | None
    signer: Signer | None
    envelope_mailbox: str | None

    @property
    def domain(self) -> str:
        """The domain of From: also of Message-ID and of the signature."""
        return domain_of(self.address)

    def return_path(self, kind: Kind, row_id: UUID) -> str:
        """The envelope's sender of one mail: it says which row it is of where returns are read, else it is From."""
        mailbox = self.envelope_mailbox
        if mailbox is None or len(mailbox.rpartition("@")[0]) > LONGEST_MAILBOX:
            return self.address
        return return_path(kind, row_id, mailbox=mailbox)


_senders: dict[str, Callable[[], Sender]] = {}


def register_sender(purpose: Purpose, sender: Callable[[], Sender]) -> None:
    """Say what mails of a purpose are sent as; the room that writes them does, once, at start."""
    _senders[purpose] = sender


def identity(purpose: Purpose) -> Identity:
    """Who the association's mails of a purpose are from, now. Some queries: ask once for many mails."""
    tenant, settings = current_tenant(), settings_of_app()
    mail = tenant.identity.mail
    own, mailbox = domain_of(mail.mail_from), return_mailbox()
    asked = _senders[purpose]() if purpose in _senders else None
    key = sending_domain(own)
    if settings.mail_stays_here or (key is not None and key.verified_at is not None):
        address = f"{asked.local_part if asked else mail.mail_from.rpartition('@')[0]}@{own}"
        reply_to = asked.reply_to or mail.secretariat_mail if asked else None
        return Identity(mail.sender_name, address, reply_to, signer_of(key), _allowed(mailbox, own))
    name = tenant.slug if purpose == "system" else f"{tenant.slug}-{purpose}"
    reply_to = asked.reply_to or mail.secretariat_mail if asked else mail.mail_from
    address, mailbox = f"{name}@{platform_domain()}", _allowed(mailbox, domain_of(platform_domain()))
    return Identity(mail.sender_name, address, reply_to, platform_signer(), mailbox)


def _allowed(mailbox: str | None, from_domain: str) -> str | None:
    """The mailbox of returns, when mail may leave with it in the envelope: SPF (RFC 7208) is asked of its domain, not of From's.

    So it is of From's domain or of one above or under it (relaxed alignment, RFC 7489, 3.1.2), or of one whose SPF record was
    found to let our servers send.
    """
    if mailbox is None:
        return None
    domain = domain_of(mailbox)
    if domain == from_domain or domain.endswith(f".{from_domain}") or from_domain.endswith(f".{domain}"):
        return mailbox
    row = sending_domain(domain)
    return mailbox if row is not None and row.findings.get("spf", {}).get("state") == "ok" else None


def sending_domain(domain: str) -> SendingDomain | None:
    """The association's row about a domain."""
    return db.session.scalar(select(SendingDomain).where(SendingDomain.domain == domain))


def signer_of(key: SendingDomain | None) -> Signer | None:
    """What signs for a domain that has a key."""
    if key is None or key.private_key is None:
        return None
    return Signer(key.domain, key.selector, key.private_key)


def platform_domain() -> str:
    """The domain of the installation's own addresses."""
    settings = settings_of_app()
    return settings.mail_domain or settings.base_host


def platform_signer() -> Signer | None:
    """What signs for the installation's domain; None: the relay does."""
    settings = settings_of_app()
    return (
        Signer(platform_domain(), settings.mail_dkim_selector, settings.mail_dkim_key)
        if settings.mail_dkim_key
        else None
    )


def domain_of(address: str) -> str:
    """What follows the at sign, as the DNS and the headers write it."""
    host = address.rpartition("@")[2].lower()
    return host if host.isascii() else idna.encode(host, uts46=True).decode()
