"""Where returns are read: a mailbox, or a sending service's webhook. Added, changed, closed.

What is typed as a secret is sealed and never shown again. The secret part of a webhook's address, and the password of services
that sign nothing, are made from the association's key: whoever may edit sees them, and no copy of the database holds them.
"""

import base64
import re
from dataclasses import dataclass, field

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource
from ama_net.across.newsletters.returns import MAILBOXES
from ama_net.across.newsletters.returns.mailboxes import PORTS
from ama_net.across.newsletters.returns.providers.ses import TOPIC
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import derive_key, digest_token, mac
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.verp import LONGEST_MAILBOX
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.keys import data_key, settings_of_app

WITH_PASSWORD = frozenset({FeedbackKind.BREVO, FeedbackKind.POSTMARK})
"""Services that sign nothing: they are known by a name and a password in the webhook's address."""

WEBHOOK_NAME = "ritorni"
HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


@dataclass(frozen=True)
class Source:
    """What is typed of a source; an empty secret is one that stays as it is. No representation says it."""

    kind: FeedbackKind
    host: str = ""
    port: int | None = None
    username: str = ""
    address: str = ""
    secret: str = field(default="", repr=False)
    topic: str = ""


def open_sources() -> list[FeedbackSource]:
    """The sources in use, oldest first."""
    wanted = select(FeedbackSource).where(FeedbackSource.closed_at.is_(None)).order_by(FeedbackSource.created_at)
    return list(db.session.scalars(wanted))


def mailbox_address() -> str | None:
    """The address that returns are sent to: of the open mailbox (see ``kernel/outbox/returning``)."""
    wanted = select(FeedbackSource.address).where(
        FeedbackSource.closed_at.is_(None), FeedbackSource.kind.in_(MAILBOXES), FeedbackSource.address != ""
    )
    return db.session.scalars(wanted.order_by(FeedbackSource.created_at).limit(1)).first()


def save_source(source: FeedbackSource | None, typed: Source, *, by: Actor) -> FeedbackSource:
    """Add a source, or change one. For who may act on mail (``MAIL_EDIT``). The audit says that it changed, never its secret.

    Raises:
        WrongFact: something is missing or is not what it should be; there is a mailbox already (return paths have one address);
            the server, its port or the name changes and the password is not typed again.
    """
    hold(f"newsletters:feedback:{current_tenant_id()}")
    was = (source.host, source.username, source.port) if source else None
    _check(typed, new=source is None, elsewhere=was != (typed.host, typed.username, typed.port))
    if typed.kind in MAILBOXES and any(one.kind in MAILBOXES for one in open_sources() if one is not source):
        raise WrongFact("kind", _l("C'è già una casella dei ritorni: prima si chiude quella."))
    verb = "feedback_source.changed" if source else "feedback_source.added"
    source = source or _new(typed.kind)
    source.host, source.port, source.username = typed.host, typed.port, typed.username
    source.address, source.topic = typed.address, typed.topic
    if typed.secret:
        source.secret = typed.secret
    if was is None or was[:2] != (typed.host, typed.username):
        source.position = ""
    source.last_fault = ""
    db.session.flush()
    record(by=by, verb=verb, subject=source, changes={"kind": source.kind})
    return source


def close_source(source: FeedbackSource, *, by: Actor) -> None:
    """Read it no more; how one enters goes, and its address answers nobody. For who may act on mail."""
    if source.closed_at is None:
        source.closed_at, source.secret, source.path_digest = now(), None, None
        source.username = source.position = source.last_fault = ""
        db.session.flush()
        record(by=by, verb="feedback_source.closed", subject=source, changes={"kind": source.kind})


def source_at(kind: str, path: str) -> FeedbackSource | None:
    """The open source of a webhook's address; None for whatever is not one of this association's."""
    wanted = select(FeedbackSource).where(
        FeedbackSource.path_digest == digest_token(path),
        FeedbackSource.kind == kind,
        FeedbackSource.closed_at.is_(None),
    )
    return db.session.scalars(wanted).one_or_none()


def path_of(source: FeedbackSource) -> str:
    """The secret part of a webhook's address."""
    return _made(source, "path")


def password_of(source: FeedbackSource) -> str:
    """The password that a service which signs nothing sends with each event."""
    return _made(source, "password")


def address_of(source: FeedbackSource) -> str:
    """The whole address to write at the service, with name and password where it needs them."""
    scheme, _, rest = f"{current_tenant().base_url}/newsletter/ritorni/{source.kind}/{path_of(source)}".partition("://")
    secret = f"{WEBHOOK_NAME}:{password_of(source)}@" if source.kind in WITH_PASSWORD else ""
    return f"{scheme}://{secret}{rest}"


def _new(kind: FeedbackKind) -> FeedbackSource:
    source = FeedbackSource(kind=kind)
    db.session.add(source)
    if kind not in MAILBOXES:
        source.path_digest = digest_token(path_of(source))
    return source


def _made(source: FeedbackSource, what: str) -> str:
    key = derive_key(data_key(), f"newsletters:feedback:{what}")
    return base64.urlsafe_b64encode(mac(key, source.id.bytes)[:24]).decode()


def _check(typed: Source, *, new: bool, elsewhere: bool) -> None:
    if typed.kind in MAILBOXES:
        _check_mailbox(typed)
        if elsewhere and not typed.secret:  # the kept one is never said to a server it was not typed for
            raise WrongFact("secret", _wanted_password(new=new))
    if typed.kind == FeedbackKind.SES and TOPIC.fullmatch(typed.topic) is None:
        words = _l("Il nome dell'argomento si copia da Amazon SNS e comincia con arn:aws:sns:.")
        raise WrongFact("topic", words)
    if typed.kind == FeedbackKind.MAILGUN and new and not typed.secret:
        raise WrongFact("secret", _l("Serve la chiave di firma dei webhook, che si trova in Mailgun."))


def _wanted_password(*, new: bool) -> LazyString:
    if new:
        return _l("Serve la password della casella.")
    return _l("Se cambiano il server, la porta o il nome, va scritta di nuovo anche la password.")


def _check_mailbox(typed: Source) -> None:
    reachable = f"{typed.host}:{typed.port}" in settings_of_app().reachable_addresses
    if HOST.fullmatch(typed.host) is None:
        raise WrongFact("host", _l("Serve solo il nome del server, come imap.associazione.it."))
    if typed.port not in PORTS[typed.kind] and not reachable:
        words = _l("Le porte di questa posta sono %(ports)s.", ports=" e ".join(map(str, PORTS[typed.kind])))
        raise WrongFact("port", words)
    if not typed.username:
        raise WrongFact("username", _l("Serve il nome con cui si entra nella casella."))
    _check_address(typed.address)


def _check_address(address: str) -> None:
    try:
        check_email(address)
    except InvalidIdentifier as error:
        raise WrongFact("address", error.message) from None
    name = address.rpartition("@")[0]
    if "+" in name:
        raise WrongFact("address", _l("Serve l'indirizzo senza il segno +: quello lo aggiunge il sistema."))
    if len(name) > LONGEST_MAILBOX:
        words = _l(
            "Davanti alla chiocciola ci possono stare %(n)s caratteri: il sistema ne aggiunge altri.", n=LONGEST_MAILBOX
        )
        raise WrongFact("address", words)
