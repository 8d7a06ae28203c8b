"""The walls, as SQL that migrations run: row security for a table of associations, and the only functions that see past it.

Policies are written ``TO ama_app``: written for everyone they would add to other roles' policies and leak.
"""

from alembic import op

from ama_net.kernel.tenancy.models import CURRENT_TENANT

CURRENT = CURRENT_TENANT.text

Grant = str
READ_WRITE: Grant = "SELECT, INSERT, UPDATE, DELETE"
APPEND_ONLY: Grant = "SELECT, INSERT"


def protect_table(table: str, *, grant: Grant = READ_WRITE, column: str = "tenant_id") -> None:
    """Enable and force row security on a table, and let the runtime role in under the policy."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY {table}_tenant ON {table} TO ama_app USING ({column} = {CURRENT}) WITH CHECK ({column} = {CURRENT})"
    )
    op.execute(f"GRANT {grant} ON {table} TO ama_app")


def share_table(table: str, *, grant: Grant = "SELECT") -> None:
    """A table that belongs to the installation and not to an association (gazetteer, operators)."""
    op.execute(f"GRANT {grant} ON {table} TO ama_app")


def definer_function(
    signature: str, body: str, *, returns: str, language: str = "sql", owner: str = "ama_bypass"
) -> None:
    """A function that sees past the wall. Each one is listed in the guard test; its search path is fixed.

    Args:
        signature: ``schema.name(argument type, …)`` with argument names.
        body: the SQL between the dollar quotes.
        returns: the type, e.g. ``uuid`` or ``TABLE(id uuid)``.
    """
    name, _, rest = signature.partition("(")
    op.execute(
        f"CREATE FUNCTION {name}({rest} RETURNS {returns} LANGUAGE {language} STABLE SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
    )
    hand_over_function(signature, owner=owner)


def hand_over_function(signature: str, *, owner: str) -> None:
    """Give a function to a role without log-in and let only the runtime role call it."""
    name, _, rest = signature.partition("(")
    types = ", ".join(part.strip().split(" ", 1)[-1] for part in rest.rstrip(")").split(",") if part.strip())
    op.execute(f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {name}({types}) TO ama_app")
    op.execute(f"ALTER FUNCTION {name}({types}) OWNER TO {owner}")
