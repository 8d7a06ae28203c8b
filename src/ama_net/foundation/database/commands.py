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
    admin_url = os.environ.get("AMA_ADMIN_DATABASE_URL", "")
    if not admin_url:
        if os.environ.get("DATABASE_URL"):
            return  # an external server is prepared by whoever runs it (docs/operations.md)
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
