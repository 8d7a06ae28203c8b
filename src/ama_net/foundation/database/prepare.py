"""Preparing a server: the four roles, the database, the extensions. Run once by an administrator; harmless to repeat.

| role        | what it is                                                                              |
|-------------|-----------------------------------------------------------------------------------------|
| ama_owner   | owns the tables, runs the migrations; row security is forced on it too                    |
| ama_app     | the running system: rows of the association in scope, no structure                      |
| ama_network | no log-in; owns the schema ``network`` (published columns of every association)         |
| ama_bypass  | no log-in, BYPASSRLS; owns the handful of functions that see more than one association  |
"""

import secrets
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

_ROLES = {
    "ama_owner": "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    "ama_app": "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    "ama_network": "NOLOGIN NOSUPERUSER NOBYPASSRLS",
    "ama_bypass": "NOLOGIN NOSUPERUSER BYPASSRLS",
}


def prepare(admin_url: str, *, database: str = "ama_net", passwords_file: Path | None = None) -> dict[str, str]:
    """Create what is missing and return ``{"DATABASE_URL": …, "DATABASE_OWNER_URL": …}``.

    The passwords of the two roles that log in are made once and kept in ``passwords_file`` (mode 0600).
    """
    admin = make_url(admin_url)
    passwords = _passwords(passwords_file)
    with psycopg.connect(libpq(admin), autocommit=True) as connection:
        for role, attributes in _ROLES.items():
            _ensure_role(connection, role, attributes, passwords.get(role))
        connection.execute("GRANT ama_network, ama_bypass TO ama_owner")
        ensure_database(connection, database)
    with psycopg.connect(libpq(admin.set(database=database)), autocommit=True) as connection:
        prepare_schema(connection)
    urls = {
        name: admin.set(username=role, password=passwords[role], database=database).render_as_string(False)
        for name, role in (("DATABASE_URL", "ama_app"), ("DATABASE_OWNER_URL", "ama_owner"))
    }
    if passwords_file is not None:
        _keep(passwords_file, urls)
    return urls


def ensure_database(connection: "psycopg.Connection[tuple[object, ...]]", database: str) -> None:
    """Create the database, owned by ama_owner, when it is not there."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER ama_owner").format(sql.Identifier(database)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO ama_app").format(sql.Identifier(database)))


def prepare_schema(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Extensions and who may use which schema, in the database the connection is to."""
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    connection.execute("ALTER SCHEMA public OWNER TO ama_owner")
    connection.execute("GRANT USAGE ON SCHEMA public TO ama_app, ama_network, ama_bypass")
    connection.execute("CREATE SCHEMA IF NOT EXISTS tenancy AUTHORIZATION ama_owner")
    connection.execute("CREATE SCHEMA IF NOT EXISTS network AUTHORIZATION ama_network")
    connection.execute("GRANT USAGE ON SCHEMA tenancy TO ama_app, ama_network, ama_bypass")
    connection.execute("GRANT USAGE ON SCHEMA network TO ama_app, ama_owner, ama_bypass")
    connection.execute("GRANT CREATE ON SCHEMA tenancy, public TO ama_bypass, ama_network")


def libpq(url: URL) -> str:
    """The same address without SQLAlchemy's driver name, for psycopg itself."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _ensure_role(
    connection: "psycopg.Connection[tuple[object, ...]]", role: str, attributes: str, password: str | None
) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER" if exists else "CREATE")
    statement = sql.SQL("{} ROLE {} WITH {}").format(verb, sql.Identifier(role), sql.SQL(attributes))
    if password is not None:
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    connection.execute(statement)


def _passwords(file: Path | None) -> dict[str, str]:
    kept: dict[str, str] = {}
    if file is not None and file.exists():
        for line in file.read_text().splitlines():
            url = make_url(line.partition("=")[2].strip())
            if url.username and url.password:
                kept[url.username] = url.password
    return {role: kept.get(role) or secrets.token_hex(16) for role in ("ama_owner", "ama_app")}


def _keep(file: Path, urls: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in urls.items()))
