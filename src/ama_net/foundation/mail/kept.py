"""The open connections of this process: one is lent for the length of a block and kept for the next."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ama_net.foundation.mail.transports import MAILBOX, MailboxFolder, Transport, new_transport

MOST_KEPT = 4
_resting: dict[str, list[Transport]] = {}


@contextmanager
def kept_transport(url: str, mailbox: Path) -> Iterator[Transport]:
    """The transport that ``AMA_MAIL_URL`` names, over a connection that this process has open when it has one.

    Nobody else uses it meanwhile. A block that ends in an error leaves nothing behind.
    """
    if url == MAILBOX:
        yield MailboxFolder(mailbox)
        return
    resting = _resting.setdefault(url, [])
    transport = resting.pop() if resting else new_transport(url, mailbox)
    try:
        yield transport
    except BaseException:
        transport.close()
        raise
    if len(resting) < MOST_KEPT:
        resting.append(transport)
    else:
        transport.close()


def close_kept() -> None:
    """End the connections that rest."""
    for transport in _all_resting():
        transport.close()


def _abandon_kept() -> None:
    """After a fork they are the other process's: a word said here would be heard there."""
    for transport in _all_resting():
        transport.abandon()


def _all_resting() -> list[Transport]:
    found = [transport for resting in _resting.values() for transport in resting]
    _resting.clear()
    return found


atexit.register(close_kept)
os.register_at_fork(after_in_child=_abandon_kept)
