"""What a sending service wants on the mails that are given to its SMTP server, so that it can tell of them afterwards.

Postmark puts a Message-ID of its own in place of ours unless it is asked not to, and its events tell neither; what stands in an
``X-PM-Metadata-…`` header comes back in their ``Metadata``, and is seen by no recipient
(https://postmarkapp.com/support/article/1125-custom-metadata-faq).
"""

import re

from ama_net.foundation.mail.bytes_of_mail import CheckedMail

POSTMARK = ".postmarkapp.com"
METADATA = "ama-mail"
MESSAGE_ID = re.compile(rb"^message-id:[ \t\r\n]*<([A-Za-z0-9-]{1,80})@", re.IGNORECASE | re.MULTILINE)
"""The part of ours before the at sign: the row it is of."""


def for_relay(host: str | None, raw: bytes) -> bytes:
    """The mail as a server wants it: for Postmark with the row it is of, for others as it is. No signature covers what is added."""
    if host is None or not host.endswith(POSTMARK):
        return raw
    found = MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0])
    row = b"X-PM-Metadata-%s: %s\r\n" % (METADATA.encode(), found[1]) if found else b""
    marked = b"X-PM-KeepID: true\r\n" + row + raw
    return CheckedMail(marked) if isinstance(raw, CheckedMail) else marked
