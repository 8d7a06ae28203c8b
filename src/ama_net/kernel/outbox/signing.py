"""The domain an association sends from: its key, the records it needs, and whether the DNS has them."""

import secrets
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.foundation.dns_client import Dns
from ama_net.foundation.mail.dkim import new_key, public_key_of
from ama_net.foundation.mail.smtp import LOCAL
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.domain_checks import Expected, Finding, check_records
from ama_net.kernel.outbox.domain_spf import wanted_spf
from ama_net.kernel.outbox.identities import domain_of, sending_domain
from ama_net.kernel.outbox.models_sending import SendingDomain
from ama_net.kernel.outbox.returning import return_mailbox
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.scope import current_tenant_id

_PROVIDERS = """
alice.it aruba.it fastwebnet.it gmail.com googlemail.com hotmail.com hotmail.it icloud.com inwind.it iol.it legalmail.it
libero.it live.com live.it mac.com me.com msn.com outlook.com outlook.it pec.it poste.it proton.me protonmail.com tim.it
tin.it tiscali.it virgilio.it yahoo.com yahoo.it
"""
OF_ALL = frozenset(_PROVIDERS.split())
"""Domains of mailbox providers: nobody but them can put a record there."""


class NotOurs(Exception):
    """The domain is a provider's: an association has no DNS of it."""


@dataclass(frozen=True)
class DnsRecord:
    """One record to put in the DNS. ``check``: the finding it goes with."""

    check: str
    kind: str
    name: str
    value: str


def own_domain() -> str:
    """The domain of the address the association writes from."""
    return domain_of(current_tenant().identity.mail.mail_from)


def own_key() -> SendingDomain | None:
    """The row about it, when a key was made."""
    return sending_domain(own_domain())


def make_key(*, by: Actor) -> SendingDomain:
    """Make the domain's key, or another in its place: then the old signs no more, and the new waits for the DNS.

    For who may act on mail (``MAIL_EDIT``).

    Raises:
        NotOurs: the domain is a mailbox provider's.
    """
    domain = own_domain()
    if domain in OF_ALL:
        raise NotOurs
    hold(f"outbox:domain:{current_tenant_id()}")
    row = sending_domain(domain)
    if row is None:
        row = SendingDomain(domain=domain)
        db.session.add(row)
    pem = new_key()
    # A selector of its own: whoever still has the old record in memory cannot take the new signatures for false ones.
    row.selector, row.public_key, row.private_key = f"ama-{secrets.token_hex(3)}", public_key_of(pem), pem
    row.findings, row.checked_at, row.verified_at, row.created_at = {}, None, None, now()
    record(by=by, verb="sending_domain.key_made", subject=row)
    return row


def check_domain(row: SendingDomain, *, by: Actor) -> dict[str, Finding]:
    """Ask the DNS about all the records, and keep what it said. For who may act on mail (``MAIL_EDIT``).

    Without an answer about the key, what was known of it stays.
    """
    expected = expected_of(row)
    findings = check_records(expected, Dns(settings_of_app().dns))
    hold(f"outbox:domain:{current_tenant_id()}")
    db.session.refresh(row, with_for_update=True)
    if row.public_key != expected.public_key:  # another key was made meanwhile: this says nothing of it
        return findings
    row.checked_at, row.findings = now(), {name: asdict(finding) for name, finding in findings.items()}
    found = findings["dkim"].state
    if found == "ok" and row.verified_at is None:
        row.verified_at = now()
        record(by=by, verb="sending_domain.verified", subject=row)
    elif found in ("missing", "wrong") and row.verified_at is not None:
        row.verified_at = None
        record(by=by, verb="sending_domain.lost", subject=row)
    return findings


def findings_of(row: SendingDomain) -> dict[str, Finding]:
    """What the last check found."""
    return {name: Finding(**finding) for name, finding in row.findings.items()}


def expected_of(row: SendingDomain) -> Expected:
    """What ought to be in the DNS about a domain."""
    mailbox = return_mailbox()
    return Expected(row.domain, row.selector, row.public_key, servers(), domain_of(mailbox) if mailbox else row.domain)


def records_of(row: SendingDomain) -> list[DnsRecord]:
    """The records to put in the DNS, as they are to be copied."""
    spf = row.findings.get("spf", {}).get("suggestion") or wanted_spf([], servers())
    wanted = [
        DnsRecord("dkim", "TXT", f"{row.selector}._domainkey.{row.domain}", f"v=DKIM1; k=rsa; p={row.public_key}"),
        DnsRecord("dmarc", "TXT", f"_dmarc.{row.domain}", "v=DMARC1; p=none"),
    ]
    if servers():
        wanted.insert(1, DnsRecord("spf", "TXT", row.domain, spf))
    return wanted


def servers() -> tuple[str, ...]:
    """Who sends for this installation, as SPF says it; empty when it is not known from here."""
    settings = settings_of_app()
    if settings.mail_servers:
        return settings.mail_servers
    return (f"a:{settings.base_host}",) if _is_local(settings.mail_url) else ()


def _is_local(url: str) -> bool:
    return url.startswith("smtp") and urlsplit(url).hostname in LOCAL
