"""What who would like to be a volunteer does: apply, confirm the address, withdraw. No account is needed.

The data are asked to answer who wrote (GDPR art. 6.1.b): no consent is taken, the words beside the form tell what becomes
of them, and their version is kept.
"""

from dataclasses import dataclass

from sqlalchemy import delete, select

from ama_net.features.volunteers.models import (
    CandidacyState,
    CandidacyWay,
    VolunteerApplication,
    VolunteerApplicationMessage,
)
from ama_net.features.volunteers.onboarding_facts import CandidacyFacts, facts_of, keep_facts
from ama_net.features.volunteers.onboarding_secrets import BACK, CONFIRM, confirm_link, secret_of, whole_address
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy import current_tenant, current_tenant_id

TOLD_VERSION = "2026-12"
"""Of the privacy words beside the form: change it with them."""


class FormAlreadyUsed(Exception):
    """The same form was sent before, with other words in it: the second sending is not silently lost."""


class NotNow(Exception):
    """The application is not where it would have to be: somebody was quicker, or the step does not follow."""


@dataclass(frozen=True)
class Sending:
    """A form as it was sent: what it says, its key, in which language."""

    facts: CandidacyFacts
    form_key: str
    language: str = "it"


def ask_to_help(sending: Sending, *, by: Actor) -> VolunteerApplication:
    """Keep an application and mail the link that confirms its address; with a telephone alone it counts at once.

    Anyone may. A form sent twice (same key) makes one application: the second sending answers with the first.

    Raises:
        FormAlreadyUsed: the same form, but with other words.
    """
    digest = hold_form(sending.form_key)
    earlier = of_form(digest)
    if earlier is not None:
        if facts_of(earlier) != sending.facts:
            raise FormAlreadyUsed
        return earlier
    application = new_application(digest, CandidacyWay.ONLINE, language=sending.language)
    application.state, application.told_version = CandidacyState.UNCONFIRMED, TOLD_VERSION
    keep_facts(application, sending.facts)
    db.session.add(application)
    db.session.flush()
    if sending.facts.email:
        context = {"link": confirm_link(application.id, sending.language)}
        send_mail(
            "volunteers/candidacy_confirm",
            to=sending.facts.email,
            context=context,
            about=application,
            locale=sending.language,
        )
    else:
        _receive(application, by=by)
    return application


def confirm(application: VolunteerApplication, *, by: Actor) -> None:
    """The mailed link was opened and its button pressed: from now on the application counts. Harmless to repeat."""
    lock(application)
    if application.state == CandidacyState.UNCONFIRMED:
        _receive(application, by=by)


def withdraw(application: VolunteerApplication, *, by: Actor) -> None:
    """Take an application back, by who made it with the secret link: what it said is deleted at once. Harmless to repeat.

    Raises:
        NotNow: it was accepted: who is a volunteer says so to the association, and the register keeps what the law wants.
    """
    lock(application)
    if application.state == CandidacyState.ACCEPTED:
        raise NotNow
    if application.is_emptied:
        return
    if application.is_waiting or application.state == CandidacyState.UNCONFIRMED:
        application.state, application.changed_at = CandidacyState.WITHDRAWN, now()
        record(by=by, verb="candidacy.withdrawn", subject=application)
    empty(application)


# --- what the steps share --------------------------------------------------------------------------------------------


def lock(application: VolunteerApplication) -> None:
    """Take the application's row, as it is now: who comes second sees what the first did. What waits is written first."""
    db.session.flush()
    db.session.refresh(application, with_for_update={"of": VolunteerApplication})


def hold_form(form_key: str) -> bytes:
    """Two sendings of one form wait for each other; gives what is kept of its key."""
    digest = digest_token(form_key)
    hold(f"volunteer-form:{current_tenant_id()}:{digest.hex()}")
    return digest


def of_form(digest: bytes) -> VolunteerApplication | None:
    """The application this very form made before."""
    return db.session.scalar(select(VolunteerApplication).where(VolunteerApplication.form_digest == digest))


def new_application(form_digest: bytes, way: CandidacyWay, *, language: str = "it") -> VolunteerApplication:
    """A row with its secrets, not yet in the session."""
    application = VolunteerApplication(way=way, language=language, form_digest=form_digest)
    application.secret_digest = digest_token(secret_of(application.id, BACK))
    application.confirm_digest = digest_token(secret_of(application.id, CONFIRM))
    return application


def empty(application: VolunteerApplication) -> None:
    """Delete what was said and written; only days and states stay. Mails about it are emptied, those waiting do not leave."""
    application.facts_sealed = application.note_sealed = None
    application.emptied_at = now()
    mine = VolunteerApplicationMessage.application_id == application.id
    db.session.execute(delete(VolunteerApplicationMessage).where(mine))
    forget_mail_about(VolunteerApplication.__tablename__, [application.id])
    db.session.flush()
    db.session.expire(application, ["messages"])


def _receive(application: VolunteerApplication, *, by: Actor) -> None:
    application.state, application.received_at = CandidacyState.NEW, now()
    application.changed_at = application.received_at
    record(by=by, verb="candidacy.received", subject=application)
    link = whole_address("volunteer_applications_manage.show", application_id=application.id)
    send_mail(
        "volunteers/candidacy_new",
        to=current_tenant().identity.mail.secretariat_mail,
        context={"link": link},
        about=application,
        locale="it",
    )
