"""Sealed columns: text encrypted with the association's key and bound to its table, column, association and row."""

from collections.abc import Callable
from typing import Any, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ama_net.foundation.crypto import NONCE_BYTES, VERSION, SealBroken, seal, unseal
from ama_net.kernel.tenancy.keys import data_key
from ama_net.kernel.tenancy.scope import current_tenant_id

_BEGIN = 1 + NONCE_BYTES
"""Where the ciphertext begins, after the version and the nonce."""


class Sealed:
    """An attribute kept encrypted in the column ``<name>_sealed``; reading it gives the text, or None.

    Whoever copies the value to another row, column or association, or has the dump without the master key, reads
    nothing (``SealBroken``).
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: Any, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "Sealed | str | None":
        if row is None:
            return self
        sealed: bytes | None = getattr(row, self.column)
        if sealed is None:
            return None
        return unseal(data_key(), sealed, self._binding(row)).decode()

    def __set__(self, row: Any, value: str | None) -> None:
        sealed = None if value is None else seal(data_key(), value.encode(), self._binding(row))
        setattr(row, self.column, sealed)

    def _binding(self, row: Any) -> bytes:
        row_id: UUID = row.id
        return _binding_of(row.__tablename__, self.name)(row_id)


def sealer(table: str, name: str) -> Callable[[UUID, str], bytes]:
    """What seals the column ``<name>_sealed`` of many rows of a table, by their ids, without the rows."""
    key, binding = data_key(), _binding_of(table, name)
    return lambda row_id, value: seal(key, value.encode(), binding(row_id))


def unsealer(table: str, name: str) -> Callable[[UUID, bytes], str]:
    """What reads the column ``<name>_sealed`` of many rows of a table, by their ids: as ``unseal``, the cipher made once.

    What it gives raises ``SealBroken`` for a value altered or of another row.
    """
    cipher, binding = AESGCM(data_key()), _binding_of(table, name)

    def read(row_id: UUID, sealed: bytes) -> str:
        if sealed[:1] != VERSION:
            raise SealBroken("unknown version")
        try:
            return cipher.decrypt(sealed[1:_BEGIN], sealed[_BEGIN:], binding(row_id)).decode()
        except InvalidTag:
            raise SealBroken("authentication failed") from None

    return read


def _binding_of(table: str, name: str) -> Callable[[UUID], bytes]:
    whose = f"{table}.{name}:{current_tenant_id()}:"
    return lambda row_id: f"{whose}{row_id}".encode()
