"""What may become of a mail given to a server. None of these says an address: ``code`` is a number or one word."""

import re

_POLICY = re.compile(rb"\s*5\.7\.(\d{1,3})\b")
_OF_THE_MAILBOX = frozenset({b"2", b"13", b"17", b"18"})
"""Of 5.7: a list that takes no mail of strangers, an account that is closed, a mailbox or a domain that is another's now."""

WITHOUT_SIGNING_IN = 530


def is_about_us(code: int, words: bytes) -> bool:
    """Whether a 5xx to a recipient is about who sends: no relaying, a blocked address, signing in wanted (RFC 3463, X.7; RFC 4954).

    Somebody mends that, and the next recipient would be answered the same; the address may well be good.
    """
    found = _POLICY.match(words)
    return code == WITHOUT_SIGNING_IN or (found is not None and found[1] not in _OF_THE_MAILBOX)


class _Outcome(Exception):
    """A mail that was not surely taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailRefused(_Outcome):
    """The server will never take this mail (5xx about its content or who receives it, or an address that cannot be written)."""


class MailLater(_Outcome):
    """Surely not taken, and worth another try: a 4xx, a 5xx that is about who sends, or the server went away before the mail was whole.

    ``away``: it is the server that cannot be used (closed, unreachable, it does not know us), so the next mails would not leave
    either.
    """

    def __init__(self, code: str, *, away: bool = False) -> None:
        super().__init__(code)
        self.away = away


class MailInDoubt(_Outcome):
    """The whole mail was given and no answer came: it may have been taken or not. Nobody can know from here."""
