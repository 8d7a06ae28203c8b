"""When a newsletter leaves: decided now or for an hour to come, begun by freezing what it says and whom it is for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.audiences import faults_of, is_confidential, recipients_after
from ama_net.across.newsletters.checking import check_newsletter
from ama_net.across.newsletters.clicks import counted_links
from ama_net.across.newsletters.enrolling import enrol_new
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.approving import has_lapsed, let_lapse, meant_now, needs_approval
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.across.newsletters.stopped_mails import tell_it_stopped
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.settings import read_settings

LATEST = timedelta(hours=6)
"""Past so long after its hour a newsletter does not leave by itself: the system was off, and the news may be old."""

UNREADY, LATE = "unready", "late"


class NotReady(Exception):
    """It cannot leave as it is; ``reasons`` say what to mend, for whoever wrote it."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


class Lapsed(NotReady):
    """It was approved for others than it would reach now, and waits to be approved again: that is kept."""


def schedule(newsletter: Newsletter, at: datetime | None, *, by: Actor) -> None:
    """Decide that it leaves at an hour, or now (None). For who sends (``NEWSLETTERS_SEND``).

    Raises:
        NotReady: something is wrong in it, nobody would receive it, nobody approved it, or the hour has passed.
    """
    meaning = hold_approved(newsletter, by=by)
    enrol_new()
    reasons = reasons_against(newsletter)
    if at is not None and at <= now():
        reasons.append(_("Quest'ora è già passata: scegline un'altra, o falla partire subito."))
    if reasons:
        raise NotReady(reasons)
    newsletter.state, newsletter.scheduled_at, newsletter.pause_reason = NewsletterState.SCHEDULED, at or now(), ""
    newsletter.scheduled_by = by.account_id
    record(by=by, verb="newsletter.scheduled", subject=newsletter)
    if at is None:
        begin(newsletter, meaning, by=by)


def hold_approved(newsletter: Newsletter, *, by: Actor) -> Meaning:
    """Hold it as it is now, and whom it is for. One approved for others than it would reach waits for approval again.

    Raises:
        Lapsed: it does.
    """
    reread(newsletter)
    meaning = meant_now(newsletter)
    if newsletter.state in (NewsletterState.DRAFT, NewsletterState.REVIEW) and has_lapsed(newsletter, meaning):
        let_lapse(newsletter, by=by)
        raise Lapsed([_("Dopo l'approvazione è cambiato a chi arriva: va approvata di nuovo.")])
    return meaning


def cancel_schedule(newsletter: Newsletter, *, by: Actor) -> None:
    """Take it off the calendar: it is a draft again. For who sends.

    Raises:
        NotReady: it is not waiting for its hour.
    """
    reread(newsletter)
    if newsletter.state != NewsletterState.SCHEDULED:
        raise NotReady([_("Questa newsletter non aspetta più la sua ora.")])
    newsletter.state, newsletter.scheduled_at = NewsletterState.DRAFT, None
    record(by=by, verb="newsletter.unscheduled", subject=newsletter)


def reread(newsletter: Newsletter) -> None:
    """Hold the row as it is now; what this transaction changed before stays."""
    db.session.flush()
    db.session.refresh(newsletter, with_for_update=True)


def reasons_against(newsletter: Newsletter) -> list[str]:
    """Why it cannot leave yet, in words; empty when it can. Only looked at: nobody is enrolled by it."""
    if newsletter.is_template or newsletter.state not in (NewsletterState.DRAFT, NewsletterState.REVIEW):
        return [_("Questa newsletter non si può far partire: non è una bozza.")]
    reasons = [str(finding.words) for finding in check_newsletter(newsletter) if finding.level == "fault"]
    if needs_approval() and (newsletter.approved_at is None or has_lapsed(newsletter)):
        reasons.append(_("Prima qualcun altro deve approvarla."))
    return [*reasons, *reasons_against_audience(Audience.of(newsletter.audience))]


def reasons_against_audience(audience: Audience) -> list[str]:
    """Why nobody can be written to; of a confidential one not even that is told: nobody and one would be two answers."""
    reasons = faults_of(audience)
    if not audience.is_empty and is_confidential(audience):
        return reasons
    if not reasons and not recipients_after(audience, after=None, asked_until=now(), limit=1):
        reasons.append(_("Non c'è nessuno a cui mandarla: scegli i destinatari."))
    return reasons


def begin(newsletter: Newsletter, meaning: Meaning | None = None, *, by: Actor) -> None:
    """Freeze what it says; its recipients are written down by the worker, then it leaves. ``meaning``: whom it was held for."""
    newsletter.started_at = now()  # the day that is written on it
    rendered = render_newsletter(newsletter)
    newsletter.counts_clicks = read_settings(NewsletterSettings).counts_clicks
    html, text = rendered.html, rendered.text
    if newsletter.counts_clicks:
        html, text = counted_links(newsletter, html, text)
    newsletter.frozen_html, newsletter.frozen_text = html, text
    newsletter.confidential = is_confidential(Audience.of(newsletter.audience))
    newsletter.meant = (meaning or meant_now(newsletter)).to_json()
    newsletter.state = NewsletterState.FREEZING
    record(by=by, verb="newsletter.started", subject=newsletter)
    ask_for_freezing(newsletter.id)


def begin_due(newsletter_id: UUID) -> None:
    """Begin one whose hour has come; one that cannot leave any more, or is very late, is a draft again and says why."""
    newsletter = db.session.get_one(Newsletter, newsletter_id, with_for_update=True)
    if newsletter.state != NewsletterState.SCHEDULED or newsletter.scheduled_at is None:
        return
    if newsletter.scheduled_at > now():
        return
    enrol_new()
    late = now() - newsletter.scheduled_at > LATEST
    newsletter.state = NewsletterState.DRAFT
    meaning = meant_now(newsletter)
    if not late and has_lapsed(newsletter, meaning):
        let_lapse(newsletter, by=SYSTEM)
    elif late or reasons_against(newsletter):
        _not_left(newsletter, LATE if late else UNREADY)
    else:
        begin(newsletter, meaning, by=SYSTEM)


def back_to_draft(newsletter_id: UUID) -> None:
    """One whose hour has come and that breaks on the way: a draft again, for who wrote it to look at."""
    newsletter = db.session.get_one(Newsletter, newsletter_id, with_for_update=True)
    if newsletter.state == NewsletterState.SCHEDULED:
        newsletter.state = NewsletterState.DRAFT
        _not_left(newsletter, UNREADY)


def _not_left(newsletter: Newsletter, reason: str) -> None:
    newsletter.scheduled_at, newsletter.pause_reason = None, reason
    record(by=SYSTEM, verb="newsletter.unready", subject=newsletter)
    tell_it_stopped(newsletter, reason)


def ask_for_freezing(newsletter_id: UUID) -> None:
    """Have the worker write down the recipients."""
    from ama_net.across.newsletters.sending_tasks import freeze  # the task needs these operations

    enqueue(freeze, str(newsletter_id), late=True)


def ask_for_lanes(newsletter_id: UUID) -> None:
    """Have workers send it, as many at once as the installation allows for one newsletter."""
    from ama_net.across.newsletters.sending_tasks import deliver  # as above

    for lane in range(settings_of_app().mail_lanes):
        enqueue(deliver, str(newsletter_id), lane, late=True)
