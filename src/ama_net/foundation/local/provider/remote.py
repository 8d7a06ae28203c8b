"""Telling the local provider where an association wants its notices, as one does on the real one's pages."""

import contextlib
import json
import urllib.parse
import urllib.request

SECONDS = 3
TRIAL_KEY, TRIAL_SECRET = "sk_test_prova_", "whsec_prova_"
"""What the keys of the demonstration begin with: the association's slug follows. They open nothing anywhere."""


def is_local(api: str) -> bool:
    """Whether payments online are asked of this very machine."""
    return urllib.parse.urlsplit(api).hostname in ("127.0.0.1", "localhost", "::1")


def send_notices_to(api: str, *, key: str, url: str, secret: str) -> None:
    """Say where the notices of a key go. When the provider is not there, nothing: it is told at the next start."""
    asked = urllib.request.Request(  # noqa: S310  # this machine only
        f"{api}/fai/{key}/hook",
        json.dumps({"url": url, "secret": secret}).encode(),
        {"Content-Type": "application/json"},
    )
    with contextlib.suppress(OSError), urllib.request.urlopen(asked, timeout=SECONDS):  # noqa: S310  # as above
        pass
