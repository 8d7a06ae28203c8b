"""What a person does with a request: send it, add a message, keep it open, withdraw it. No account is needed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups import join_secrets
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import (
    Author,
    CloseOutcome,
    JoinRequest,
    JoinRequestMessage,
    JoinState,
    Purpose,
)
from ama_net.features.groups.operations.join_retention import empty_requests
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import ConsentText, ContactKind, form_digest, token_digest
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant, current_tenant_id


class FormAlreadyUsed(Exception):
    """The same form was sent before, with other words in it: the second sending is not silently lost."""


class NotNow(Exception):
    """The request is closed, or it is the other side's turn to write."""


@dataclass(frozen=True)
class JoinWords:
    """What a person wrote in the form, already checked."""

    nickname: str
    contact: str
    contact_kind: ContactKind
    call_time: str
    message: str = ""
    answer_in_mail: bool = False
    for_other: bool = False


@dataclass(frozen=True)
class Sending:
    """A form as it was sent: its words, its key, what was agreed to, in which language.

    ``guardian`` is what a parent or guardian declared, when somebody under eighteen would come.
    """

    words: JoinWords
    form_key: str
    consent: ConsentText
    language: str
    guardian: ConsentText | None = None


def ask_to_join(group: Group, sending: Sending, *, by: Actor) -> JoinRequest:
    """Keep a request to join ``group``, tell the secretariat that there is one, and send the link to an e-mail contact.

    Anyone may. A form sent twice (same ``form_key``) makes one request: the second sending answers with the first.
    The consent is explicit (GDPR art. 9.2.a) and its proof is kept (art. 7.1).

    Raises:
        FormAlreadyUsed: the same form, but with other words.
    """
    earlier = earlier_sending(sending)
    if earlier is not None:
        if earlier.group_id != group.id:
            raise FormAlreadyUsed
        return earlier
    return keep_request(sending, Purpose.JOIN, group_id=group.id, by=by)


def earlier_sending(sending: Sending) -> JoinRequest | None:
    """The request this very form made before, or None: then nobody else can make one with it until the commit.

    Raises:
        FormAlreadyUsed: it was sent with other words.
    """
    digest = form_digest(sending.form_key)
    _one_at_a_time(digest)
    earlier = db.session.execute(select(JoinRequest).where(JoinRequest.form_digest == digest)).scalar_one_or_none()
    if earlier is not None and not _says_the_same(earlier, sending):
        raise FormAlreadyUsed
    return earlier


def keep_request(
    sending: Sending, purpose: Purpose, *, group_id: UUID | None = None, proposal_id: UUID | None = None, by: Actor
) -> JoinRequest:
    """Write a new request down, for exactly one of a group and a proposal; ``earlier_sending`` comes first.

    Who would only like to be told is counted, not answered: the secretariat gets no notice of it.
    """
    if (group_id is None) == (proposal_id is None):
        raise ValueError("a request leads to a group or to a proposal")
    request = _new_request(sending)
    request.purpose, request.group_id, request.proposal_id = purpose, group_id, proposal_id
    db.session.add(request)
    db.session.flush()
    record(by=by, verb="join_request.sent", subject=request)
    if purpose is not Purpose.INTEREST:
        _tell_secretariat("groups/join_request_new", request)
    if request.by_mail:
        _send_link(request, sending.words.contact)
    return request


def write_again(request: JoinRequest, body: str, *, by: Actor) -> JoinRequestMessage:
    """Add the person's own message; the request waits for the office again, which is told.

    Raises:
        NotNow: the request is closed, or a message of theirs is already waiting for an answer.
    """
    db.session.refresh(request, with_for_update={"of": JoinRequest})
    if not request.may_write:
        raise NotNow
    message = JoinRequestMessage(request_id=request.id, author=Author.CITIZEN)
    message.body = body
    db.session.add(message)
    request.state, request.waiting_since = JoinState.REPLIED, now()
    state_changed(request)
    record(by=by, verb="join_request.written_again", subject=request)
    _tell_secretariat("groups/join_request_message", request)
    return message


def keep_open(request: JoinRequest, *, by: Actor) -> None:
    """Say that the request still matters, after the warning that it is about to be closed: its term begins anew.

    Raises:
        NotNow: it is closed already.
    """
    db.session.refresh(request, with_for_update={"of": JoinRequest})
    if not request.is_open:
        raise NotNow
    state_changed(request)
    record(by=by, verb="join_request.kept_open", subject=request)


def state_changed(request: JoinRequest) -> None:
    """Count every term from now: nobody has been told yet that the request waits, or that it is about to end."""
    request.changed_at, request.alerted_at, request.warned_at = now(), None, None


def withdraw(request: JoinRequest, *, by: Actor) -> None:
    """Close the request and delete at once everything it said, the mails about it included (GDPR art. 7.3 and 17).

    Harmless to repeat. A request the office had already closed keeps its outcome and is emptied all the same.
    """
    db.session.refresh(request, with_for_update={"of": JoinRequest})
    if request.is_emptied:
        return
    if request.is_open:
        request.state, request.outcome, request.closed_at = JoinState.CLOSED, CloseOutcome.WITHDRAWN, now()
        state_changed(request)
    db.session.flush()
    empty_requests([request.id])
    record(by=by, verb="join_request.withdrawn", subject=request)


def _new_request(sending: Sending) -> JoinRequest:
    request, words = JoinRequest(), sending.words
    while _code_is_taken(join_secrets.WAYS.short_code(request.id)):  # one in billions; the id decides the code
        request = JoinRequest()
    request.nickname, request.contact, request.message = words.nickname, words.contact, words.message or None
    request.contact_kind, request.call_time = words.contact_kind, words.call_time
    request.answer_in_mail = words.answer_in_mail and words.contact_kind is ContactKind.EMAIL
    request.for_other, request.language = words.for_other, sending.language
    request.consent_version, request.consent_digest = sending.consent.version, sending.consent.digest
    request.consent_at = now()
    if sending.guardian is not None:
        request.guardian_version, request.guardian_digest = sending.guardian.version, sending.guardian.digest
    request.secret_digest = token_digest(join_secrets.WAYS.link_token(request.id))
    request.code_digest = join_secrets.WAYS.code_digest(join_secrets.WAYS.short_code(request.id))
    request.form_digest = form_digest(sending.form_key)
    return request


def _one_at_a_time(form_digest: bytes) -> None:
    """Two sendings of one form at the same instant wait for each other (the lock is taken before anything is read)."""
    key = f"join-form:{current_tenant_id()}:{form_digest.hex()}"
    hold(key)


def _code_is_taken(code: str) -> bool:
    taken = select(JoinRequest.id).where(JoinRequest.code_digest == join_secrets.WAYS.code_digest(code))
    return db.session.execute(taken).first() is not None


def _says_the_same(earlier: JoinRequest, sending: Sending) -> bool:
    words = sending.words
    said = (earlier.nickname, earlier.contact, earlier.message or "", earlier.for_other, earlier.has_guardian)
    return said == (words.nickname, words.contact, words.message, words.for_other, sending.guardian is not None)


def _send_link(request: JoinRequest, address: str) -> None:
    link = join_secrets.absolute_link(join_secrets.WAYS.link_token(request.id), request.language)
    context = {"link": link}
    send_mail("groups/join_request_received", to=address, context=context, about=request, locale=request.language)


def _tell_secretariat(template: str, request: JoinRequest) -> None:
    """Say that there is something to read, and nothing else: not who, not how, not which group, not why."""
    send_mail(
        template,
        to=current_tenant().identity.mail.secretariat_mail,
        context={"link": join_secrets.office_link(request.id)},
        about=request,
        locale="it",
    )
