"""``ama-net audit verify|anchor``: are the chains whole; write their heads outside the database."""

from uuid import UUID

import click
from flask.cli import with_appcontext

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.audit.anchors import anchor_heads, verify_all, verify_ledger
from ama_net.kernel.audit.ledger import Verdict
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants


@click.group()
def audit() -> None:
    """I registri incatenati delle associazioni."""


@audit.command("verify")
@click.option("--tenant", "slug", help="Una sola associazione, con il suo nome breve (slug).")
@click.option("--ledger", "wanted", help="Un solo registro, per esempio members (il libro soci).")
@with_appcontext
def verify_command(slug: str | None, wanted: str | None) -> None:
    """Verifica ogni catena; una riga per associazione e registro, codice d'uscita 1 se una è interrotta."""
    broken = 0
    for tenant_id, name in _wanted(slug):
        with tenant_scope(tenant_id), unit_of_work():
            verdicts = verify_all() if wanted is None else {wanted: verify_ledger(wanted)}
            for ledger, verdict in verdicts.items():
                click.echo(f"{name}\t{ledger}\t{_in_words(verdict)}")
                broken += verdict.broken is not None
    if broken:
        raise click.ClickException(f"Registri interrotti: {broken}.")


@audit.command("anchor")
@with_appcontext
def anchor_command() -> None:
    """Scrive subito le teste delle catene in var/anchors, fuori dalla base di dati."""
    for tenant_id, name in _wanted(None):
        with tenant_scope(tenant_id), unit_of_work():
            click.echo(f"{name}\t{anchor_heads()}")


def _wanted(slug: str | None) -> list[tuple[UUID, str]]:
    tenants = [(tenant_id, name) for tenant_id, name, *_ in all_tenants(settings_of_app())]
    found = [tenant for tenant in tenants if slug in (None, tenant[1])]
    if slug is not None and not found:
        raise click.ClickException(f"Non c'è nessuna associazione «{slug}»: `ama-net tenants list` le elenca.")
    return found


def _in_words(verdict: Verdict) -> str:
    if verdict.broken is not None and not verdict.broken.number:
        return f"VERIFICA NON COMPLETA: {verdict.broken.reason}"
    if verdict.broken is not None:
        return f"INTERROTTO alla registrazione {verdict.broken.number}: {verdict.broken.reason}"
    head = f", impronta {verdict.head[:16]}" if verdict.entries else ""
    return f"integro, {verdict.entries} registrazioni{head}"
