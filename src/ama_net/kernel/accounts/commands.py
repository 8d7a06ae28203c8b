"""``ama-net accounts …`` and ``ama-net operators …``: the first accounts, before anybody can invite from the office."""

import click
from flask.cli import with_appcontext

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.accounts.operations.inviting_people import person_to_invite
from ama_net.kernel.accounts.operations.office import EmailTaken, invite
from ama_net.kernel.accounts.operators.operations import add_operator
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email
from ama_net.kernel.people.rules import WrongFact
from ama_net.kernel.tenancy import current_tenant, tenant_scope
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.sync import all_tenants


@click.group()
def accounts() -> None:
    """Gli accessi alle associazioni."""


@accounts.command("invite")
@click.argument("slug")
@click.argument("email")
@click.option("--nome", "given_name", required=True, help="Il nome della persona.")
@click.option("--cognome", "family_name", required=True, help="Il cognome della persona.")
@click.option(
    "--ruolo", "role", type=click.Choice([role.value for role in Role]), default=Role.PRESIDENT.value, show_default=True
)
@with_appcontext
def invite_command(slug: str, email: str, given_name: str, family_name: str, role: str) -> None:
    """Invita la prima persona di un'associazione: spedisce l'e-mail e scrive il collegamento, che vale sette giorni."""
    tenant_id = next((row[0] for row in all_tenants(settings_of_app()) if row[1] == slug), None)
    if tenant_id is None:
        raise click.ClickException(f"{slug}: non c'è un'associazione con questo nome (vedi `ama-net tenants list`).")
    address = _address(email)
    with tenant_scope(tenant_id), unit_of_work():
        try:
            person = person_to_invite(given_name=given_name, family_name=family_name, email=address, by=SYSTEM)
            _account, token = invite(person=person, email=address, roles=[Role(role)], by=_FOUNDER)
        except EmailTaken:
            raise click.ClickException(f"{address}: ha già un accesso in questa associazione.") from None
        except WrongFact as error:
            raise click.ClickException(str(error)) from None
        click.echo(f"{current_tenant().base_url}/invito/{token}")


@click.group()
def operators() -> None:
    """Chi tiene in funzione l'installazione (non vede le persone delle associazioni)."""


@operators.command("add")
@click.argument("email")
@with_appcontext
def add(email: str) -> None:
    """Aggiunge un operatore, o gli ridà un collegamento per scegliere la password: vale un giorno e una volta sola."""
    settings = settings_of_app()
    with unit_of_work():
        token = add_operator(_address(email))
    click.echo(f"{settings.origin(settings.base_host)}/operatori/password/{token}")


_FOUNDER = Actor(label="sistema", roles=frozenset({Role.PRESIDENT}))
"""Who runs commands on the installation may give the first role; the audit says it was the system."""


def _address(email: str) -> str:
    try:
        return check_email(email)
    except InvalidIdentifier as error:
        raise click.ClickException(str(error)) from None
