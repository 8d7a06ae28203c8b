"""A mail of the office about a newsletter that stopped by itself, to who decided that it leaves. It never says what it is about."""

from ama_net.across.newsletters.approval_mails import accounts_with
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.newsletter_words import STOPPED, STOPPED_IN_SHORT
from ama_net.kernel.access import Permission
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant


def tell_it_stopped(newsletter: Newsletter, reason: str) -> None:
    """Tell who decided that it leaves; if that is nobody who still may, everybody who may send newsletters."""
    may_send = accounts_with(Permission.NEWSLETTERS_SEND)
    decided = may_send.get(newsletter.scheduled_by) if newsletter.scheduled_by else None
    if newsletter.state == NewsletterState.DRAFT and reason == "unready":
        reason = "not_begun"
    link = f"{current_tenant().base_url}/manage/newsletter/{newsletter.id}"
    context = {"link": link, "in_short": STOPPED_IN_SHORT[reason], "why": STOPPED[reason]}
    for email in [decided] if decided else may_send.values():
        send_mail("newsletters/stopped", to=email, context=context, about=newsletter, locale="it")
