"""Passwords: kept as argon2id hashes (RFC 9106), never as they are written.

What a password must be follows NIST SP 800-63B: length, not symbols; nothing common, nothing about the person.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The hash to keep; slow by design (some 64 MB and a tenth of a second)."""
    return _hasher.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Whether it is the password. With no hash (unknown address, no password yet) it takes the same time to say no."""
    try:
        return _hasher.verify(kept or _hash_of_nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody has this password")
