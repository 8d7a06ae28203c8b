"""Mail: rendering of its three parts, and the ways it leaves (the local mailbox folder, or SMTP)."""

from ama_net.foundation.mail.rendering import RenderedMail, render_mail
from ama_net.foundation.mail.transports import Envelope, MailRefused, Transport, open_transport

__all__ = ["Envelope", "MailRefused", "RenderedMail", "Transport", "open_transport", "render_mail"]
