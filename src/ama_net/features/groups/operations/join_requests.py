"""What a person does with a request to join: send it, add a message, withdraw it. No account is needed."""

from dataclasses import dataclass

from sqlalchemy import select, text

from ama_net.features.groups import join_secrets
from ama_net.features.groups.join_consent import ConsentText
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import (
    Author,
    CloseOutcome,
    ContactKind,
    JoinRequest,
    JoinRequestMessage,
    JoinState,
)
from ama_net.features.groups.operations.join_retention import empty_requests
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
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


def ask_to_join(
    *, group: Group, words: JoinWords, form_key: str, consent: ConsentText, language: str, by: Actor
) -> JoinRequest:
    """Keep a request to join ``group``, tell the secretariat that there is one, and send the link to an e-mail contact.

    Anyone may. A form sent twice (same ``form_key``) makes one request: the second sending answers with the first.
    The consent is explicit (GDPR art. 9.2.a) and its proof is kept (art. 7.1).

    Raises:
        FormAlreadyUsed: the same form, but with other words.
    """
    digest = join_secrets.form_digest(form_key)
    _one_at_a_time(digest)
    earlier = db.session.execute(select(JoinRequest).where(JoinRequest.form_digest == digest)).scalar_one_or_none()
    if earlier is not None:
        if not _says_the_same(earlier, group, words):
            raise FormAlreadyUsed
        return earlier
    request = _new_request(words, digest, consent, language)
    request.group_id = group.id
    db.session.add(request)
    db.session.flush()
    record(by=by, verb="join_request.sent", subject=request)
    _tell_secretariat("groups/join_request_new", request)
    if request.by_mail:
        _send_link(request, words.contact)
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
    record(by=by, verb="join_request.written_again", subject=request)
    _tell_secretariat("groups/join_request_message", request)
    return message


def withdraw(request: JoinRequest, *, by: Actor) -> None:
    """Close the request and delete at once everything it said, the mails about it included (GDPR art. 7.3 and 17).

    Harmless to repeat. A request the office had already closed keeps its outcome and is emptied all the same.
    """
    db.session.refresh(request, with_for_update={"of": JoinRequest})
    if request.is_emptied:
        return
    if request.is_open:
        request.state, request.outcome, request.closed_at = JoinState.CLOSED, CloseOutcome.WITHDRAWN, now()
    db.session.flush()
    empty_requests([request.id])
    record(by=by, verb="join_request.withdrawn", subject=request)


def _new_request(words: JoinWords, form_digest: bytes, consent: ConsentText, language: str) -> JoinRequest:
    request = JoinRequest()
    while _code_is_taken(join_secrets.short_code(request.id)):  # one in billions; the id decides the code
        request = JoinRequest()
    request.nickname, request.contact, request.message = words.nickname, words.contact, words.message or None
    request.contact_kind, request.call_time = words.contact_kind, words.call_time
    request.answer_in_mail = words.answer_in_mail and words.contact_kind is ContactKind.EMAIL
    request.language = language
    request.consent_version, request.consent_digest, request.consent_at = consent.version, consent.digest, now()
    request.secret_digest = join_secrets.token_digest(join_secrets.link_token(request.id))
    request.code_digest = join_secrets.code_digest(join_secrets.short_code(request.id))
    request.form_digest = form_digest
    return request


def _one_at_a_time(form_digest: bytes) -> None:
    """Two sendings of one form at the same instant wait for each other (the lock is taken before anything is read)."""
    key = f"join-form:{current_tenant_id()}:{form_digest.hex()}"
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _code_is_taken(code: str) -> bool:
    taken = select(JoinRequest.id).where(JoinRequest.code_digest == join_secrets.code_digest(code))
    return db.session.execute(taken).first() is not None


def _says_the_same(earlier: JoinRequest, group: Group, words: JoinWords) -> bool:
    said = (earlier.group_id, earlier.nickname, earlier.contact, earlier.message or "")
    return said == (group.id, words.nickname, words.contact, words.message)


def _send_link(request: JoinRequest, address: str) -> None:
    link = join_secrets.absolute_link(join_secrets.link_token(request.id), request.language)
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
