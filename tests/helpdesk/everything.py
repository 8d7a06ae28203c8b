"""All that an association has in its database, sealed columns opened: to search for what must not be there."""

from typing import Any

from sqlalchemy import select

from ama_net.foundation.database import Base, db
from ama_net.kernel.tenancy import Sealed


def everything() -> str:
    """Every cell of every table of the association in scope, as text; bytes in hex."""
    db.session.flush()
    db.session.expire_all()
    return "\n".join(cell for model in _models() for cell in _cells(model))


def sealed_columns(prefix: str) -> set[tuple[str, str]]:
    """The sealed columns and the digests of the tables whose name begins so."""
    return {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        if table.name.startswith(prefix)
        for column in table.columns
        if column.name.endswith(("_sealed", "_digest"))
    }


def _models() -> list[Any]:
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    return [model for model in mapped if "tenant_id" in model.__table__.columns]


def _cells(model: Any) -> list[str]:
    sealed = [name for name, value in vars(model).items() if isinstance(value, Sealed)]
    columns = [attribute.key for attribute in model.__mapper__.column_attrs]
    found = []
    for row in db.session.scalars(select(model)).unique():
        values = [getattr(row, key) for key in columns]
        found += [value.hex() if isinstance(value, bytes) else str(value) for value in values]
        found += [getattr(row, name) or "" for name in sealed]
    return found
