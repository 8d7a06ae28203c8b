"""``ama-net gazetteer refresh``."""

import click
from sqlalchemy import create_engine

from ama_net.foundation.config import ConfigurationError, load_settings
from ama_net.kernel.places.gazetteer import load_gazetteer


@click.group()
def gazetteer() -> None:
    """L'elenco dei comuni d'Italia."""


@gazetteer.command("refresh")
def refresh() -> None:
    """Porta l'elenco dei comuni al file data/municipalities.csv (si può ripetere)."""
    settings = load_settings()
    if not settings.database_owner_url:
        raise ConfigurationError("DATABASE_OWNER_URL: manca; serve per aggiornare l'elenco dei comuni.")
    engine = create_engine(settings.database_owner_url)
    with engine.begin() as connection:
        loaded = load_gazetteer(connection)
    engine.dispose()
    click.echo(f"Comuni aggiunti o cambiati: {loaded.changed}; non più nell'elenco: {loaded.retired}.")
