"""Passwords: kept as argon2id hashes (RFC 9106), never as they are written.

What a password must be follows NIST SP 800-63B: length, not symbols; nothing common, nothing about the person.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from ama_net.foundation.crypto import new_token
from ama_net.foundation.text import fold

SHORTEST, LONGEST = 10, 200
MIN_DISTINCT = 5
SHORTEST_NAME = 4
"""Names of two or three letters are inside too many words to be refused."""

_LOOKALIKES = str.maketrans("01345@$", "oleasas")

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The hash to keep; slow by design (some 64 MB and a tenth of a second)."""
    return _hasher.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Whether it is the password. With no hash (unknown address, no password yet) it takes the same time to say no."""
    try:
        return _hasher.verify(kept or _hash_of_nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(new_token())


class WeakPassword(ValueError):
    """The password would be guessed; the text says how to choose a better one."""


def check_strength(password: str, about: Iterable[str]) -> None:
    """Refuse a password that is short, common, or made of what is known of the person.

    Args:
        password: as it was typed.
        about: names and address of its owner, the association's name.

    Raises:
        WeakPassword: with a text for the person.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(
            _("Servono almeno %(count)s caratteri: va bene anche una frase, con gli spazi.", count=SHORTEST)
        )
    if len(password) > LONGEST:
        raise WeakPassword(_("Al massimo %(count)s caratteri.", count=LONGEST))
    plain = fold(password)
    if _is_common(plain):
        raise WeakPassword(_("Questa password è fra le più usate, quindi si indovina: scegli qualche parola a caso."))
    if any(word in plain for word in _words_about(about)):
        raise WeakPassword(_("La password contiene il nome o l'indirizzo e-mail: scegline una che non parli di te."))


def _is_common(plain: str) -> bool:
    cores = {_core(plain), _core(plain).translate(_LOOKALIKES)}
    return (
        plain in _words("common_passwords.txt")
        or any(_without_repeats(core) in _words("common_words.txt") for core in cores)
        or len(set(plain)) < MIN_DISTINCT
        or _is_sequence(plain)
    )


def _core(plain: str) -> str:
    """The word without the digits and signs around it: ``juventus1897!`` -> ``juventus``."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)


def _without_repeats(word: str) -> str:
    """``ciaociao`` -> ``ciao``."""
    for size in range(1, len(word) // 2 + 1):
        if len(word) % size == 0 and word[:size] * (len(word) // size) == word:
            return word[:size]
    return word


def _is_sequence(plain: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(steps) == 1


def _words_about(about: Iterable[str]) -> set[str]:
    words = {word for text in about for word in re.split(r"[^\w]+", fold(text.partition("@")[0]))}
    return {word for word in words if len(word) >= SHORTEST_NAME}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset((files(__package__) / "data" / name).read_text().split())
