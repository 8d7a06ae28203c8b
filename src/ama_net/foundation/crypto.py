"""Authenticated encryption and derived keys.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; keys derived with HKDF-SHA256 (RFC 5869). A sealed value is
``version byte | nonce | ciphertext and tag`` and opens only with the same key and the same *binding* (associated data).
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """The value was altered, moved to another row, or sealed with another key."""


def new_key() -> bytes:
    """A fresh random 32-byte key."""
    return secrets.token_bytes(KEY_BYTES)


def derive_key(master: bytes, purpose: str, context: bytes = b"") -> bytes:
    """A 32-byte key for one purpose, from the master key."""
    info = purpose.encode() + b"\x00" + context
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)


def seal(key: bytes, plaintext: bytes, binding: bytes) -> bytes:
    """Encrypt ``plaintext`` so that it opens only with ``key`` and the same ``binding``."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, binding)


def unseal(key: bytes, sealed: bytes, binding: bytes) -> bytes:
    """Decrypt what ``seal`` made.

    Raises:
        SealBroken: wrong key, wrong binding or altered bytes.
    """
    if sealed[:1] != VERSION:
        raise SealBroken("unknown version")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, binding)
    except InvalidTag:
        raise SealBroken("authentication failed") from None


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104)."""
    return hmac.digest(key, message, "sha256")


def new_token() -> str:
    """An unguessable address-safe secret (256 bits), to give away once and keep only as a digest."""
    return secrets.token_urlsafe(32)


def digest_token(token: str) -> bytes:
    """What is kept of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
