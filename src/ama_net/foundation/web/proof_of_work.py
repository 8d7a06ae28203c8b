"""A proof of work: what a browser spends a second of computing on, so that sending a form ten thousand times costs hours.

Asked only of who is over a limit (a library has one address for many people), and of nobody else. The challenge is ALTCHA's
(https://altcha.org/docs/v2, no third party: this machine makes it and checks it); it is signed, lasts some minutes and
names the form it was made for by its key, so a solution serves one sending of one form and needs no table of what was spent.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hmac import compare_digest
from json import dumps, loads
from secrets import randbelow
from time import time
from typing import Any

from altcha import create_challenge, verify_solution
from flask import current_app

from ama_net.foundation.crypto import derive_key, mac

ALGORITHM, COST = "PBKDF2/SHA-256", 3000
FEWEST_TRIES, MOST_TRIES = 150, 400
"""How many keys of ``COST`` rounds are to be derived: some tenths of a second here, a few seconds on an old phone."""

LASTS_SECONDS = 20 * 60
LONGEST = 4000


def challenge_for(form_key: str) -> str:
    """A challenge for one sending of the form with this key, as the page carries it (base64 of JSON)."""
    made = create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST_TRIES + randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=int(time()) + LASTS_SECONDS,
        data={"form": _name_of(form_key)},
        hmac_secret=_secret(),
    )
    return b64encode(dumps(made.to_dict()).encode()).decode()


def is_proof(payload: str, form_key: str) -> bool:
    """Whether a browser did the work for this form: ours, not expired, right, and made for it."""
    if not payload or len(payload) > LONGEST:
        return False
    found = _form_of(payload)
    if found is None or not compare_digest(found, _name_of(form_key)):
        return False
    return bool(verify_solution(payload, _secret()).verified)


def _form_of(payload: str) -> str | None:
    """The form that a payload says it is for; the signature is checked after."""
    try:
        parameters: Any = loads(b64decode(payload, validate=True))["challenge"]["parameters"]
        named = parameters["data"]["form"]
    except (NotBase64, ValueError, KeyError, TypeError, RecursionError):
        return None
    return named if isinstance(named, str) and named.isascii() else None


def _name_of(form_key: str) -> str:
    return mac(_secret(), f"form:{form_key}".encode()).hex()[:32]


def _secret() -> bytes:
    return derive_key(current_app.extensions["settings"].master_key, "proof-of-work")
