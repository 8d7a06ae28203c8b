"""Mail: rendering of its three parts, its signature, and the ways it leaves (the local mailbox folder, or SMTP)."""

from ama_net.foundation.mail.envelopes import Envelope
from ama_net.foundation.mail.kept import kept_transport
from ama_net.foundation.mail.rendering import RenderedMail, render_mail
from ama_net.foundation.mail.transports import MailInDoubt, MailLater, MailRefused, Transport, open_transport

__all__ = [
    "Envelope",
    "MailInDoubt",
    "MailLater",
    "MailRefused",
    "RenderedMail",
    "Transport",
    "kept_transport",
    "open_transport",
    "render_mail",
]
