"""``ama-net release``: what must be true before the processes start, in one process (the Procfile's first line)."""

import os

import click

from ama_net.across.demo.cast import load_cast
from ama_net.app import create_app
from ama_net.foundation.config import ConfigurationError, load_settings
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.database.commands import prepare_from_environment
from ama_net.foundation.translations import compile_catalogues
from ama_net.kernel.tenancy.sync import sync_tenants
from ama_net.migrations import migrate


@click.command("release")
def release() -> None:
    """Prepara tutto ciò che serve ai processi: struttura, testi, associazioni e, fuori produzione, le persone di prova."""
    if os.environ.get("AMA_ADMIN_DATABASE_URL"):
        prepare_from_environment()
    settings = load_settings()
    if not settings.database_owner_url:
        raise ConfigurationError(
            "DATABASE_OWNER_URL: manca; con un server esterno si dà insieme a DATABASE_URL, oppure si dà soltanto "
            "AMA_ADMIN_DATABASE_URL e i ruoli si preparano da soli."
        )
    migrate(settings.database_owner_url)
    compile_catalogues()
    app = create_app(settings)
    with app.app_context():
        for synced in sync_tenants(settings, seeds=app.extensions["seeds"], unit_of_work=unit_of_work):
            click.echo(f"{synced.slug}: {'creata' if synced.created else 'già presente'}")
        if settings.environment == "development":
            for line in load_cast(settings):
                click.echo(line)
