"""What the code of a server means for who writes to that address again (enhanced status codes, RFC 3463)."""

import re

from ama_net.across.newsletters.models import ReturnKind

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")

NOT_THE_ADDRESS = ("3", "6", "7")
"""Subjects of a 5.x.x that are about the server, the message or a policy: the address may well be good."""

OF_THE_MAILBOX = ("2.2", "2.3", "2.4")
"""The mailbox is there: full, or taking no mail so large, or a list."""

OF_THE_ROAD = ("4.1", "4.2", "4.5", "4.6", "4.7")
"""The network, or the time ran out; 5.4.4 (no such host) is of the address."""


def status_in(text: str) -> str:
    """The first enhanced status in a text; empty when there is none."""
    found = STATUS.search(text)
    return found.group() if found else ""


def kind_of(status: str, *, permanent: bool = True) -> ReturnKind:
    """Whether nobody is ever there, or only not now. ``permanent``: what is said when there is no status."""
    if not status:
        return ReturnKind.HARD if permanent else ReturnKind.SOFT
    family, _, detail = status.partition(".")
    if family != "5" or detail[:1] in NOT_THE_ADDRESS or detail in (*OF_THE_MAILBOX, *OF_THE_ROAD):
        return ReturnKind.SOFT
    return ReturnKind.HARD
