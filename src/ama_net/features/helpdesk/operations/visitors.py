"""Writing down who asks: a nickname and one contact, sealed, with the proof of what they agreed to. No person's row."""

from dataclasses import dataclass

from sqlalchemy import select

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.visitor_secrets import WAYS, contact_digest
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import CallTime, ConsentText, ContactKind, form_digest, token_digest
from ama_net.kernel.tenancy import current_tenant_id


class FormAlreadyUsed(Exception):
    """The same form was sent before, with other words in it: the second sending is not silently lost."""


@dataclass(frozen=True)
class Confided:
    """What somebody said, already checked. No ``form_key``: it did not come from a form of the public.

    No ``consent``: it was not given yet (the secretariat notes it). ``guardian`` is what a parent or guardian declared.
    """

    nickname: str
    contact: str
    contact_kind: ContactKind
    call_time: str = CallTime.ANY
    reason: str = ""
    for_other: bool = False
    language: str = "it"
    form_key: str | None = None
    consent: ConsentText | None = None
    guardian: ConsentText | None = None


def new_visitor(confided: Confided, *, by: Actor) -> Visitor:
    """Write down somebody who asks. Anyone may, for themselves or for who knows of it; the secretariat for who telephones.

    The consent is explicit (GDPR art. 9.2.a) and its proof is kept (art. 7.1). A form sent twice (same ``form_key``) gives
    the same visitor, and nobody else can make one with it until the commit. Flushed.

    Raises:
        FormAlreadyUsed: the same form, but with other words.
    """
    earlier = _earlier(confided)
    if earlier is not None:
        return earlier
    visitor = Visitor(created_by=by.account_id)
    while _code_is_taken(visitor):  # one in billions; the id decides the code
        visitor = Visitor(created_by=by.account_id)
    _write(visitor, confided)
    db.session.add(visitor)
    db.session.flush()
    record(by=by, verb="visitor.added", subject=visitor)
    return visitor


def _write(visitor: Visitor, said: Confided) -> None:
    visitor.nickname, visitor.contact, visitor.reason = said.nickname, said.contact, said.reason or None
    visitor.contact_kind, visitor.contact_digest = said.contact_kind, contact_digest(said.contact)
    visitor.call_time, visitor.for_other, visitor.language = said.call_time, said.for_other, said.language
    if said.consent is not None:
        visitor.consent_version, visitor.consent_digest = said.consent.version, said.consent.digest
        visitor.consent_at = now()
    if said.guardian is not None:
        visitor.guardian_version, visitor.guardian_digest = said.guardian.version, said.guardian.digest
    visitor.secret_digest = token_digest(WAYS.link_token(visitor.id))
    visitor.code_digest = WAYS.code_digest(WAYS.short_code(visitor.id))
    visitor.form_digest = form_digest(said.form_key) if said.form_key else None


def _earlier(said: Confided) -> Visitor | None:
    if said.form_key is None:
        return None
    digest = form_digest(said.form_key)
    hold(f"helpdesk:form:{current_tenant_id()}:{digest.hex()}")
    earlier = db.session.scalars(select(Visitor).where(Visitor.form_digest == digest)).one_or_none()
    if earlier is not None and not _says_the_same(earlier, said):
        raise FormAlreadyUsed
    return earlier


def _says_the_same(earlier: Visitor, said: Confided) -> bool:
    kept = (earlier.nickname, earlier.contact, earlier.reason or "", earlier.for_other)
    has_guardian = earlier.guardian_digest is not None
    return (*kept, has_guardian) == (
        said.nickname,
        said.contact,
        said.reason,
        said.for_other,
        said.guardian is not None,
    )


def _code_is_taken(visitor: Visitor) -> bool:
    digest = WAYS.code_digest(WAYS.short_code(visitor.id))
    return db.session.scalars(select(Visitor.id).where(Visitor.code_digest == digest)).first() is not None
