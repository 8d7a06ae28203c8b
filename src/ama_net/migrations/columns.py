"""What nearly every table of an association has: its key, and links to other tables of the same association."""

from typing import Any

import sqlalchemy as sa

from ama_net.kernel.tenancy.models import CURRENT_TENANT


def key() -> list[sa.Column[Any]]:
    """The association and the row's own id, together the table's key."""
    return [
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
    ]


def link(column: str, table: str, ondelete: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    """A foreign key that never leaves the association: row security does not hold for foreign keys."""
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)
