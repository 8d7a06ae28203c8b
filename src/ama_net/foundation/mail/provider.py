"""A sending service by its API, for machines that may not speak SMTP: the whole message is given as it is (Mailgun).

The service makes the return path itself and tells returns by its events; the message and its signature stay ours.
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from mailgun.client import Client
from mailgun.config import RetryPolicy
from mailgun.handlers.error_handler import ApiError
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ama_net.foundation.mail.addresses import written_address
from ama_net.foundation.mail.outcomes import MailInDoubt, MailLater, MailRefused

HOSTS = {"us": "https://api.mailgun.net", "eu": "https://api.eu.mailgun.net"}
TIMES = (10.0, 30.0)
"""Seconds to connect, and to answer."""

OURS = frozenset({401, 402, 403, 404})
"""Key, account or domain are wrong: every mail would be answered so."""

TOO_LARGE = 413

UNFOLLOWED = {"o:tracking": "no", "o:tracking-clicks": "no", "o:tracking-opens": "no"}
"""No link is rewritten and no picture is added, whatever the domain's settings at the service say."""

_RECIPIENT = re.compile(rb"[\"'\s]to\b['\s]*parameter\b", re.IGNORECASE)
"""How the service names, in the answer's words, the one thing of a message that is about who receives it."""


class MailgunService:
    """One domain of an account: ``mailgun://api:<key>@<domain>?region=eu``."""

    def __init__(self, url: str) -> None:
        parts, asked = urlsplit(url), parse_qs(urlsplit(url).query)
        self._domain, self._key = parts.hostname or "", unquote(parts.password or "")
        self._host = asked["api"][0] if "api" in asked else HOSTS[asked.get("region", ["eu"])[0]]
        self._client: Client | None = None

    def ready(self) -> None:
        """Always: nothing is open before it is asked."""

    def deliver(self, raw: bytes, *, envelope_from: str, recipient: str) -> None:
        """Give one mail. ``envelope_from`` is the service's own.

        Raises:
            MailRefused: never again.
            MailLater: surely not taken.
            MailInDoubt: no answer, or a fault after all of it was sent.
        """
        to = written_address(recipient, utf8=True)
        try:
            answer = self._open().mimemessage.create(
                domain=self._domain,
                data={"to": to, **UNFOLLOWED},
                files={"message": ("message.mime", raw, "message/rfc822")},
            )
        except ApiError as error:
            if _never_left(error):
                raise MailLater("unreachable", away=True) from error
            raise MailInDoubt("closed") from error
        _understand(int(answer.status_code), answer.content)

    def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    abandon = close

    def _open(self) -> Client:
        if self._client is None:
            # The library would send again by itself after a time-out: twice to somebody.
            once = RetryPolicy(max_retries=0)
            self._client = Client(auth=("api", self._key), api_url=self._host, retry_policy=once, timeout=TIMES)
        return self._client


def _understand(status: int, words: bytes) -> None:
    """What an answer means. Only what is about this address or this message is for good: the rest somebody can mend."""
    if 200 <= status < 300:
        return
    if status == TOO_LARGE or (status == 400 and _RECIPIENT.search(words)):
        raise MailRefused(str(status))
    if 400 <= status < 500 or status == 503:
        raise MailLater(str(status), away=status in OURS)
    raise MailInDoubt(str(status))


def _never_left(error: ApiError) -> bool:
    """Whether no connection was made at all."""
    cause: BaseException | None = error
    while cause is not None and not (cause.args and isinstance(cause.args[0], MaxRetryError)):
        cause = cause.__cause__
    if cause is None:
        return False
    return isinstance(cause.args[0].reason, (NewConnectionError, ConnectTimeoutError))
