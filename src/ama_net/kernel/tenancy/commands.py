"""``ama-net tenants new|sync|list``."""

import shutil
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from ama_net.foundation.config import load_settings
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants, sync_tenants
from ama_net.kernel.tenancy.tenant_file import TenantFileError
from ama_net.kernel.tenancy.tenant_models import SLUG


@click.group()
def tenants() -> None:
    """Le associazioni dell'installazione."""


@tenants.command("sync")
@with_appcontext
def sync() -> None:
    """Porta le cartelle di tenants/ nella base di dati: crea le nuove, aggiorna gli indirizzi delle altre."""
    settings = settings_of_app()
    for synced in sync_tenants(settings, seeds=current_app.extensions["seeds"], unit_of_work=unit_of_work):
        state = "creata" if synced.created else "già presente"
        click.echo(f"{synced.slug}: {state} ({', '.join(synced.hosts)})")


@tenants.command("list")
def list_command() -> None:
    """Elenca le associazioni, il loro stato e i loro indirizzi."""
    for _id, slug, status, hosts in all_tenants(load_settings()):
        click.echo(f"{slug}\t{status}\t{' '.join(hosts)}")


@tenants.command("new")
@click.argument("slug")
def new(slug: str) -> None:
    """Prepara la cartella di una nuova associazione dal modello (poi si completa tenant.toml e si fa sync)."""
    folder = load_settings().tenants
    target = folder / slug
    if not SLUG.fullmatch(slug):
        raise TenantFileError(f"{slug}: usa solo lettere minuscole senza accento, cifre e trattini.")
    if target.exists():
        raise TenantFileError(f"{target}: la cartella esiste già.")
    shutil.copytree(folder / "_template", target)
    file = target / "tenant.toml"
    file.write_text(_with_slug(file, slug))
    click.echo(f"Creata {target}: completa tenant.toml, theme.css e content/, poi `ama-net tenants sync`.")


def _with_slug(file: Path, slug: str) -> str:
    lines = file.read_text().splitlines(keepends=True)
    return "".join(f'slug = "{slug}"\n' if line.startswith("slug") else line for line in lines)
