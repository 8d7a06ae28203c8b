"""An address as it is given to a server: nothing in it can end the line or become a command."""

import re

import idna

from ama_net.foundation.mail.outcomes import MailRefused

UNWRITABLE = "address"
"""The code of a mail whose address cannot be written."""

_PLAIN = re.compile(r"[^\x00-\x20\x7f<>()\[\],;:\\\"@]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST = 254
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def written_address(address: str, *, utf8: bool = False) -> str:
    """The address for MAIL, RCPT and the headers; a domain in other letters in its ASCII form (RFC 5891).

    Args:
        address: one address, without a name.
        utf8: whether the server takes a name of the mailbox in other letters (SMTPUTF8, RFC 6531).

    Raises:
        MailRefused: it is none, or it cannot be written.
    """
    if not address.isascii():
        address = _in_ascii(address)
    if len(address) > _LONGEST or not _PLAIN.fullmatch(address) or not (utf8 or address.isascii()):
        raise MailRefused(UNWRITABLE)
    return address


def words_in_header(text: str) -> str:
    """Words for a subject or beside an address, as they may be given to the mail library: one line, nothing it would decode.

    The library reads ``=?utf-8?q?…?=`` (RFC 2047) in what it is given and writes what that stands for, line breaks too: whoever
    typed it would write headers of their own.
    """
    return " ".join(_CONTROL.sub(" ", text).split()).replace("=?", "= ?")


def _in_ascii(address: str) -> str:
    name, _, host = address.rpartition("@")
    try:
        return f"{name}@{idna.encode(host, uts46=True).decode()}"
    except UnicodeError:  # an IDNAError is one
        raise MailRefused(UNWRITABLE) from None
