"""Sealed columns: text encrypted with the association's key and bound to its table, column, association and row."""

from typing import Any, overload
from uuid import UUID

from ama_net.foundation.crypto import seal, unseal
from ama_net.kernel.tenancy.keys import data_key
from ama_net.kernel.tenancy.scope import current_tenant_id


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
        return f"{row.__tablename__}.{self.name}:{current_tenant_id()}:{row_id}".encode()
