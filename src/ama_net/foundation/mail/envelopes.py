"""A mail of the system, from its parts to the bytes that leave."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ama_net.foundation.clock import now
from ama_net.foundation.mail.addresses import words_in_header, written_address
from ama_net.foundation.mail.dkim import Signer, header_fields


@dataclass(frozen=True)
class Envelope:
    """A mail ready to leave. ``message_id`` is stable over retries, so that a receiver can know a repeat."""

    message_id: str
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    reply_to: str | None = None
    return_path: str = ""
    """Where it comes back to when it cannot be delivered; the sender when empty."""
    signer: Signer | None = None
    written_at: datetime = field(default_factory=now)

    @property
    def envelope_from(self) -> str:
        """The sender of the envelope."""
        return self.return_path or self.sender

    def as_message(self) -> EmailMessage:
        """The RFC 5322 message. It says that nobody wrote it by hand (RFC 3834), so that no absence is answered to it."""
        message = EmailMessage(policy=SMTP)
        name = words_in_header(self.sender_name)
        message["From"] = Address(name, addr_spec=written_address(self.sender))
        message["To"] = Address(addr_spec=written_address(self.recipient))
        if self.reply_to:
            message["Reply-To"] = Address(name, addr_spec=written_address(self.reply_to))
        message["Subject"] = words_in_header(self.subject)
        message["Date"] = format_datetime(self.written_at)
        message["Message-ID"] = f"<{self.message_id}>"
        message["Auto-Submitted"] = "auto-generated"
        # Never 8bit: a relay that cannot carry it would alter or refuse the mail.
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return message

    def as_bytes(self) -> bytes:
        """The bytes that leave, signed when there is a key.

        Raises:
            MailRefused: an address cannot be written.
            ValueError: a name or the subject cannot be.
        """
        raw = self.as_message().as_bytes()
        if self.signer is None:
            return raw
        head, _, body = raw.partition(b"\r\n\r\n")
        return self.signer.sign(header_fields(head), body) + raw
