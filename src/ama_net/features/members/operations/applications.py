"""What an applicant does: a draft, the application itself, its withdrawal, the appeal. And the same on paper, by the office."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members import application_secrets
from ama_net.features.members.application_facts import ApplicationFacts, facts_of, keep_facts
from ama_net.features.members.application_rules import may_appeal, may_become
from ama_net.features.members.models import (
    Application,
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
    ApplicationWay,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import ShownText, WrongFact
from ama_net.kernel.tenancy import current_tenant, current_tenant_id


class FormAlreadyUsed(Exception):
    """The same form was sent before, with other words in it: the second sending is not silently lost."""


class NotNow(Exception):
    """The application is not where it would have to be: somebody was quicker, or the step does not follow."""


class TooLate(Exception):
    """The days to appeal are over (D.Lgs. 117/2017 art. 23)."""


@dataclass(frozen=True)
class Sending:
    """A form as it was sent: what it says, the category asked for, its key, the words that were accepted."""

    facts: ApplicationFacts
    category_id: UUID | None
    form_key: str
    declared: ShownText | None = None
    language: str = "it"


def apply(sending: Sending, *, by: Actor, as_draft: bool = False) -> Application:
    """Keep an application (or its draft), send the way back to it, tell the secretariat. Anyone may.

    A form sent twice (same key) makes one application: the second sending answers with the first.

    Raises:
        FormAlreadyUsed: the same form, but with other words.
        WrongFact: nothing was declared, and it is not a draft.
    """
    digest = application_secrets.token_digest(sending.form_key)
    hold(f"application-form:{current_tenant_id()}:{digest.hex()}")
    earlier = db.session.scalar(select(Application).where(Application.form_digest == digest))
    if earlier is not None:
        if not facts_of(earlier).says_the_same(sending.facts):
            raise FormAlreadyUsed
        return earlier
    application = _new(sending, digest)
    application.state = ApplicationState.DRAFT
    db.session.add(application)
    db.session.flush()
    note(application, ApplicationStep.DRAFTED, by=by)
    _send_way_back(application, sending.facts)
    if not as_draft:
        _submit(application, sending, by=by)
    return application


def change_draft(application: Application, sending: Sending, *, by: Actor, as_draft: bool) -> None:
    """Write a draft anew, and send it unless it stays one. The applicant may, with the secret link.

    Raises:
        NotNow: it was sent or withdrawn already.
        WrongFact: nothing was declared, and it does not stay a draft.
    """
    lock(application)
    if application.state != ApplicationState.DRAFT:
        raise NotNow
    keep_facts(application, sending.facts)
    application.category_id = sending.category_id
    if as_draft:
        application.changed_at = now()
        note(application, ApplicationStep.CORRECTED, by=by)
    else:
        _submit(application, sending, by=by)


def enter_paper(sending: Sending, *, received_on: date, by: Actor) -> Application:
    """Write down an application that came on paper, of the day it was received: the term counts from there.

    Who may: the office with MEMBERS_EDIT. The signed paper is the proof of what was declared. The same form twice is one.

    Raises:
        FormAlreadyUsed: the same form, but with other words.
        WrongFact: the day is in the future.
    """
    if received_on > today():
        raise WrongFact("received_on", _l("Questa data è nel futuro."))
    digest = application_secrets.token_digest(sending.form_key)
    hold(f"application-form:{current_tenant_id()}:{digest.hex()}")
    earlier = db.session.scalar(select(Application).where(Application.form_digest == digest))
    if earlier is not None:
        if not facts_of(earlier).says_the_same(sending.facts):
            raise FormAlreadyUsed
        return earlier
    application = _new(sending, digest)
    application.way, application.state = ApplicationWay.PAPER, ApplicationState.SUBMITTED
    application.received_on = received_on
    db.session.add(application)
    db.session.flush()
    note(application, ApplicationStep.RECEIVED, by=by, on_day=received_on)
    record(by=by, verb="application.received", subject=application)
    return application


def withdraw(application: Application, *, by: Actor) -> None:
    """Take an application back, while nobody has decided: by the applicant with the secret link, or by the office.

    A draft is emptied at once. Harmless to repeat.

    Raises:
        NotNow: it was decided already.
    """
    lock(application)
    if application.state == ApplicationState.WITHDRAWN:
        return
    was_draft = application.state == ApplicationState.DRAFT
    move(application, ApplicationState.WITHDRAWN)
    note(application, ApplicationStep.WITHDRAWN, by=by)
    record(by=by, verb="application.withdrawn", subject=application)
    if was_draft:
        application.facts_sealed, application.emptied_at = None, now()


def appeal(application: Application, *, on: date, by: Actor) -> None:
    """Ask the assembly (or who the statute says) to decide on a refusal, within sixty days of being told of it (art. 23 c. 3).

    Who may: the applicant with the secret link, today; the office for a letter, of the day it was received.

    Raises:
        NotNow: it was not refused, or there is an appeal already.
        TooLate: the days are over.
        WrongFact: the day is in the future, or before the refusal.
    """
    lock(application)
    if not may_become(application, ApplicationState.APPEALED):
        raise NotNow
    if on > today() or (application.decided_on is not None and on < application.decided_on):
        raise WrongFact("on", _l("Scegli un giorno tra la decisione e oggi."))
    if not may_appeal(application, on):
        raise TooLate
    move(application, ApplicationState.APPEALED)
    application.appealed_on = on
    note(application, ApplicationStep.APPEALED, by=by, on_day=on)
    record(by=by, verb="application.appealed", subject=application)
    if by.account_id is None:
        _tell_secretariat("members/application_appealed", application)


# --- what the steps share --------------------------------------------------------------------------------------------


def lock(application: Application) -> None:
    """Take the application's row, as it is now: who comes second sees what the first did."""
    db.session.refresh(application, with_for_update={"of": Application})


def move(application: Application, state: ApplicationState) -> None:
    """Put a locked application in a state.

    Raises:
        NotNow: the state does not follow.
    """
    if not may_become(application, state):
        raise NotNow
    application.state, application.changed_at = state, now()


def note(application: Application, step: ApplicationStep, *, by: Actor, on_day: date | None = None) -> None:
    """Add a line to the application's story."""
    event = ApplicationEvent(application_id=application.id, step=step, on_day=on_day, account_id=by.account_id)
    db.session.add(event)
    db.session.flush()
    db.session.expire(application, ["history"])


def _submit(application: Application, sending: Sending, *, by: Actor) -> None:
    if sending.declared is None:
        raise WrongFact("declared", _l("Per mandare la domanda serve questa dichiarazione."))
    move(application, ApplicationState.SUBMITTED)
    keep_facts(application, replace(sending.facts, declared=sending.declared.body))
    application.declared_version = sending.declared.version
    application.declared_digest, application.declared_at = bytes.fromhex(sending.declared.digest), now()
    application.received_on = today()
    note(application, ApplicationStep.SUBMITTED, by=by, on_day=application.received_on)
    record(by=by, verb="application.submitted", subject=application)
    _tell_secretariat("members/application_new", application)


def _new(sending: Sending, digest: bytes) -> Application:
    application = Application(category_id=sending.category_id, language=sending.language, form_digest=digest)
    application.secret_digest = application_secrets.token_digest(application_secrets.link_token(application.id))
    keep_facts(application, sending.facts)
    return application


def _send_way_back(application: Application, facts: ApplicationFacts) -> None:
    address = facts.email or next((one.email for one in facts.guardians if one.email), "")
    if address:
        link = application_secrets.absolute_link(application.id, application.language)
        context = {"link": link}
        send_mail(
            "members/application_link", to=address, context=context, about=application, locale=application.language
        )


def _tell_secretariat(template: str, application: Application) -> None:
    link = application_secrets.office_link("applications_manage.show", application_id=application.id)
    to = current_tenant().identity.mail.secretariat_mail
    send_mail(template, to=to, context={"link": link}, about=application, locale="it")
