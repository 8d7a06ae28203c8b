"""The outbox: every mail is a row written in the transaction that needs it, delivered by the worker after the commit.

Recipient, subject and body are sealed with the association's key and emptied some days after delivery. A dead broker or a
killed worker loses nothing: what is due is found again by the sweep on the timetable.
"""

from ama_net.kernel.outbox.models import Message
from ama_net.kernel.outbox.models_sending import MailText, SendingDomain
from ama_net.kernel.outbox.operations import send_mail

__all__ = ["MailText", "Message", "SendingDomain", "send_mail"]
