"""``ama-net helpdesk …``: what the room does by itself every night, done or only counted by hand."""

import click
from flask.cli import with_appcontext

from ama_net.features.helpdesk.operations.forgetting import forget, forgetting_plan
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants


@click.group()
def helpdesk() -> None:
    """Lo sportello: il lavoro che si fa da solo ogni notte."""


@helpdesk.command("forget")
@click.option("--dry-run", is_flag=True, help="Dice quante persone riguarda, senza toccarne nessuna.")
@with_appcontext
def forget_command(dry_run: bool) -> None:
    """Cancella chi è venuto allo sportello, e perché, quando ha finito il suo tempo."""
    verb = "da cancellare" if dry_run else "cancellate"
    for tenant_id, slug, status, _hosts in all_tenants(settings_of_app()):
        if status != "active":
            continue
        with tenant_scope(tenant_id), unit_of_work():
            done = forgetting_plan() if dry_run else forget()
        click.echo(
            f"{slug}: persone {verb} {done.visitors}, appuntamenti che restano come numeri {done.appointments}, "
            f"appunti {done.notes}, percorsi chiusi {done.pathways}"
        )
