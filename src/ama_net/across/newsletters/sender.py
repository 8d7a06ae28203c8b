"""Who a newsletter is from: a mailbox of its own on the association's domain, apart from that of its notices.

Mailbox providers ask for it: who calls a newsletter spam must not stop receipts and convocations.
"""

from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.kernel.outbox.identities import Sender, register_sender
from ama_net.kernel.tenancy.settings import read_settings


def sender() -> Sender:
    """The mailbox and the address for answers that the association chose."""
    settings = read_settings(NewsletterSettings)
    return Sender(settings.sender_local_part, settings.reply_to)


register_sender("newsletter", sender)
