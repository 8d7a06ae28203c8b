"""The associations and their hosts, and the base of every table that belongs to one association."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.foundation.database import Base

CURRENT_TENANT = text("nullif(current_setting('app.tenant_id', true), '')::uuid")
"""The association of the transaction, as SQL: column default and row policies use this same expression."""


class Tenant(Base):
    """A member association. ``wrapped_key`` is its data key, sealed with the installation's master key."""

    __tablename__ = "tenants"
    __table_args__ = (CheckConstraint("status IN ('active', 'suspended')", name="status"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    status: Mapped[str] = mapped_column(Text, default="active")
    identity: Mapped[dict[str, Any]]
    wrapped_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)


class TenantHost(Base):
    """A host name that leads to an association; the first by ``position`` is the one written in mails."""

    __tablename__ = "tenant_hosts"

    host: Mapped[str] = mapped_column(Text, primary_key=True)
    tenant_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)


class TenantModel(Base):
    """A row of one association: ``(tenant_id, id)`` is the key of the table, ``id`` alone that of the mapper."""

    __abstract__ = True
    __mapper_args__ = {"primary_key": ["id"], "eager_defaults": False}

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, server_default=CURRENT_TENANT, sort_order=-20)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, insert_sentinel=True, sort_order=-19)

    def __init__(self, **values: Any) -> None:
        # The id is known before the first insert: sealed columns are bound to it.
        values = {"id": uuid7(), **values}
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name!r}")
            setattr(self, name, value)


def tenant_fk(
    columns: str | Sequence[str], table: str, *, ondelete: str = "RESTRICT", name: str | None = None
) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the association: foreign keys bypass row security, so it carries tenant_id."""
    local = [columns] if isinstance(columns, str) else list(columns)
    return ForeignKeyConstraint(
        ["tenant_id", *local], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete, name=name
    )


def tenant_link(target: str, local_column: str, **options: Any) -> Any:
    """A relationship that follows a ``tenant_fk`` and writes only the local column, e.g. ``"Group.venue_id"``."""
    return relationship(target, primaryjoin=f"foreign({local_column}) == {target}.id", **options)
