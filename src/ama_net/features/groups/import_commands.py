"""``ama-net groups import``: a list of groups brought in from the command line, or only looked at."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ama_net.features.groups.models import GroupImport, GroupImportRow, Outcome
from ama_net.features.groups.operations.imports import keep_file, read_import, run_import
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants

MOST_SAID = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--association", "slug", required=True, help="Il nome breve (slug) dell'associazione.")
@click.option("--dry-run", is_flag=True, help="Dice che cosa cambierebbe, senza cambiare niente.")
@with_appcontext
def import_command(file: Path, slug: str, dry_run: bool) -> None:
    """Importa un elenco di gruppi (CSV, Meeting Guide o BMLT); i gruppi cambiati in ufficio non si toccano."""
    tenant_id = next((one for one, name, _status, _hosts in all_tenants(settings_of_app()) if name == slug), None)
    if tenant_id is None:
        raise click.ClickException(f"L'associazione «{slug}» non c'è (vedi `ama-net tenants list`).")
    try:
        with tenant_scope(tenant_id), unit_of_work():
            _import(file, dry_run=dry_run)
    except UnreadableFileError as error:
        raise click.ClickException(str(error)) from error
    except _NothingKept:
        click.echo("Non è stato cambiato niente.")


class _NothingKept(Exception):
    """A rehearsal is over: what it wrote is undone."""


def _import(file: Path, *, dry_run: bool) -> None:
    with file.open("rb") as content:
        kept = keep_file(file_name=file.name, content=content, by=SYSTEM)
    _say((read_import if dry_run else run_import)(kept.id, report=lambda _done, _total: None), dry_run=dry_run)
    if dry_run:
        raise _NothingKept


def _say(kept: GroupImport, *, dry_run: bool) -> None:
    for note in kept.notes:
        click.echo(note)
    refused = select(GroupImportRow).where(
        GroupImportRow.import_id == kept.id, GroupImportRow.outcome == Outcome.REFUSED
    )
    for row in db.session.scalars(refused.order_by(GroupImportRow.row_number).limit(MOST_SAID)):
        click.echo(f"riga {row.row_number}: {row.reason}")
    counts = f"nuove {kept.created}, aggiornate {kept.updated}, invariate {kept.unchanged}, rifiutate {kept.refused}"
    click.echo(f"Sarebbero: {counts}." if dry_run else f"Righe: {counts}.")
