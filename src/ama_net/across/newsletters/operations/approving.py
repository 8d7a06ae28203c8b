"""A second person looks: handed over, approved, given back to be written. What was approved is not changed any more.

Neither is whom it is for: when a filter asks something else since, or a list is closed, it waits to be approved again.

Who may approve hears by mail that one waits, who wrote hears what became of it.

Who hands over: ``NEWSLETTERS_EDIT``; who approves: ``NEWSLETTERS_SEND``, and never somebody who wrote in it.
"""

from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.approval_mails import ask_for_approval, tell_who_wrote, who_wrote
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.writing import Overtaken, must_be_draft
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings

LONGEST_NOTE = 500
RECIPIENTS = "recipients"


def needs_approval() -> bool:
    """Whether the association wants a second person before a newsletter leaves."""
    return read_settings(NewsletterSettings).needs_approval


def may_approve(newsletter: Newsletter, by: Actor) -> bool:
    """Whether somebody is a second person: may send, and neither wrote in it nor handed it over."""
    return (
        by.can(Permission.NEWSLETTERS_SEND) and by.account_id is not None and by.account_id not in who_wrote(newsletter)
    )


def meant_now(newsletter: Newsletter) -> Meaning:
    """Whom a newsletter is for as things stand."""
    return Meaning.now(Audience.of(newsletter.audience))


def has_lapsed(newsletter: Newsletter, meaning: Meaning | None = None) -> bool:
    """Whether it was approved for others than those it would reach now. Nothing lapses where nobody needs to approve."""
    approved = newsletter.approved_at is not None and needs_approval()
    return approved and newsletter.approved_meaning != (meaning or meant_now(newsletter)).digest


def let_lapse(newsletter: Newsletter, *, by: Actor) -> None:
    """Have a held newsletter, approved for others, wait to be approved again; who may is told by mail."""
    newsletter.state, newsletter.scheduled_at, newsletter.pause_reason = NewsletterState.REVIEW, None, RECIPIENTS
    newsletter.approved_by = newsletter.approved_at = newsletter.approved_meaning = None
    db.session.flush()
    record(by=by, verb="newsletter.approval_lapsed", subject=newsletter)
    ask_for_approval(newsletter, approves=True)


def submit(newsletter: Newsletter, *, by: Actor) -> None:
    """Hand a draft over to who approves, or sends. Its words and recipients stand still until it is given back.

    Raises:
        WrongFact: it is no draft, or a model.
    """
    db.session.refresh(newsletter, with_for_update=True)
    must_be_draft(newsletter)
    if newsletter.is_template:
        raise WrongFact("state", _l("Un modello non si spedisce: si comincia una newsletter da lì."))
    newsletter.state, newsletter.submitted_by = NewsletterState.REVIEW, by.account_id
    newsletter.approved_by = newsletter.approved_at = None
    newsletter.to_change = ""
    db.session.flush()
    record(by=by, verb="newsletter.submitted", subject=newsletter)
    ask_for_approval(newsletter, approves=needs_approval())


def approve(newsletter: Newsletter, *, by: Actor, seen: int, meant: str | None = None) -> None:
    """Say that it may leave as it is. Harmless to repeat. ``seen``: the version that was read; ``meant``: for whom it was then.

    Raises:
        Overtaken: it was taken back and changed after that version, or others are meant by now.
        WrongFact: it waits for nobody, or ``by`` is no second person.
    """
    db.session.refresh(newsletter, with_for_update=True)
    if newsletter.state != NewsletterState.REVIEW:
        raise WrongFact("state", _l("Questa newsletter non aspetta un'approvazione."))
    if not may_approve(newsletter, by):
        raise WrongFact("approval", _l("Chi l'ha scritta non può approvarla: lo fa un'altra persona."))
    meaning = meant_now(newsletter)
    digest = meaning.digest
    if newsletter.version != seen or meant not in (None, digest.hex()):
        raise Overtaken(newsletter)
    if newsletter.approved_at is None or has_lapsed(newsletter, meaning):
        newsletter.approved_by, newsletter.approved_at = by.account_id, now()
        newsletter.approved_meaning, newsletter.pause_reason = digest, ""
        db.session.flush()
        record(by=by, verb="newsletter.approved", subject=newsletter)
        tell_who_wrote(newsletter, "newsletters/approved", by=by)


def give_back(newsletter: Newsletter, *, by: Actor, to_change: str = "") -> None:
    """Make it a draft again, to be written on: whoever handed it over, or who was to approve. Harmless to repeat.

    ``to_change``: what another person asks to change, for who wrote it; kept with it, never in the audit. Who may approve says it.

    Raises:
        WrongFact: it has a day already, or has left; or what is to be changed is not said, or is too long.
    """
    if len(to_change) > LONGEST_NOTE:
        raise WrongFact("to_change", _l("È troppo lungo: al massimo %(limit)s caratteri.", limit=LONGEST_NOTE))
    db.session.refresh(newsletter, with_for_update=True)
    if newsletter.state == NewsletterState.DRAFT:
        return
    if newsletter.state != NewsletterState.REVIEW:
        raise WrongFact("state", _l("Questa newsletter ha già un giorno di partenza: prima si annulla quello."))
    if not to_change and may_approve(newsletter, by):
        raise WrongFact("to_change", _l("Scrivi che cosa va cambiato: lo legge chi l'ha scritta."))
    if by.account_id is not None and by.account_id not in who_wrote(newsletter):
        newsletter.to_change, newsletter.given_back_by, newsletter.given_back_at = to_change, by.account_id, now()
        tell_who_wrote(newsletter, "newsletters/given_back", by=by)
    newsletter.state, newsletter.pause_reason = NewsletterState.DRAFT, ""
    newsletter.submitted_by = newsletter.approved_by = newsletter.approved_at = None
    db.session.flush()
    record(by=by, verb="newsletter.given_back", subject=newsletter)
