"""Whoever takes money online, played on one's own machine: for `make run` and for the tests, never in production.

`localstripe` (GPLv3, a process of its own) decides whether a card or an IBAN pays, and makes charges and refunds. This small
program stands before it and speaks what it lacks, in the shapes of the API's version 2026-10-28: the page where one pays,
series with their invoices, what is kept as a fee, disputes, what is paid out, signed notices. In reading order:

- `store`: the objects, of each key apart; how they are listed and expanded
- `shapes`: what they look like
- `engine`: asks localstripe
- `payments`, `disputes`, `series`, `sessions`: what happens to them
- `notices`: events, signed, sent at once or kept to be handed out
- `pages`: what a person sees
- `server`: the addresses
- `service`: starts both processes
"""

API_VERSION = "2026-10-28.endive"


class Refused(Exception):
    """What the API answers when it will not: a status, a kind, words."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, "code": code or None}}
