"""``ama-net groups …``: what the room does by itself every night, done or only counted by hand."""

import click
from flask.cli import with_appcontext

from ama_net.features.groups.import_commands import import_command
from ama_net.features.groups.operations.join_retention import forget, forgetting_plan
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants


@click.group()
def groups() -> None:
    """I gruppi: lavori che si fanno da soli ogni notte, e gli elenchi da importare."""


groups.add_command(import_command)


@groups.command("forget")
@click.option("--dry-run", is_flag=True, help="Dice quante richieste riguarda, senza toccarne nessuna.")
@with_appcontext
def forget_command(dry_run: bool) -> None:
    """Avvisa, chiude e cancella le richieste di partecipare che hanno finito il loro tempo."""
    for tenant_id, slug, status, _hosts in all_tenants(settings_of_app()):
        if status != "active":
            continue
        with tenant_scope(tenant_id), unit_of_work():
            done = forgetting_plan() if dry_run else forget()
        words = ("da avvisare", "da chiudere", "da cancellare") if dry_run else ("avvisate", "chiuse", "cancellate")
        counts = zip((done.warned, done.closed, done.emptied), words, strict=True)
        click.echo(f"{slug}: {', '.join(f'{count} {word}' for count, word in counts)}")
