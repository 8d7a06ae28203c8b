"""``ama-net db …``: prepare a server, migrate a database."""

import os
from pathlib import Path

import click

from ama_net.foundation.config import ConfigurationError, load_settings
from ama_net.foundation.database.prepare import prepare


@click.group()
def db() -> None:
    """La base di dati."""


@db.command("prepare")
@click.option("--database", default="ama_net", show_default=True, help="Il nome della base di dati.")
def prepare_command(database: str) -> None:
    """Crea ruoli, base di dati ed estensioni con AMA_ADMIN_DATABASE_URL (si può ripetere)."""
    prepare_from_environment(database)


def prepare_from_environment(database: str = "ama_net") -> None:
    """Prepare the server that AMA_ADMIN_DATABASE_URL names, and keep its addresses in var/secrets/database.env.

    Raises:
        ConfigurationError: the variable is missing.
    """
    admin_url = os.environ.get("AMA_ADMIN_DATABASE_URL", "")
    if not admin_url:
        raise ConfigurationError("AMA_ADMIN_DATABASE_URL: manca; serve l'indirizzo di un amministratore del server.")
    file = Path(os.environ.get("AMA_VAR") or "var") / "secrets" / "database.env"
    prepare(admin_url, database=database, passwords_file=file)


@db.command("migrate")
def migrate_command() -> None:
    """Porta la struttura alla versione più nuova."""
    from ama_net.migrations import migrate  # imports every model

    settings = load_settings()
    if not settings.database_owner_url:
        raise ConfigurationError("DATABASE_OWNER_URL: manca; serve per le migrazioni.")
    migrate(settings.database_owner_url)
