"""Mails about a series to who gives: always with the address of its page, where it is changed, paused, stopped, paid otherwise."""

from typing import Any

from ama_net.features.donations.donor_mailbox import called, mailbox_of
from ama_net.features.donations.donor_words import INTERVALS
from ama_net.features.donations.gift_secrets import way_back
from ama_net.features.donations.models import RecurringGift
from ama_net.kernel.outbox import send_mail


def tell(series: RecurringGift, what: str, **context: Any) -> bool:
    """Write to who gives; False when there is no address. Templates: ``donations/emails/recurring_<what>``."""
    to = mailbox_of(series)
    if not to:
        return False
    facts = {
        "series": series,
        "called": called(series),
        "every": INTERVALS[series.every],
        "link": way_back(series, series.language),
    }
    send_mail(
        f"donations/recurring_{what}",
        to=to,
        context={"amount_cents": series.amount_cents, **facts, **context},
        about=series,
        locale=series.language,
    )
    return True
