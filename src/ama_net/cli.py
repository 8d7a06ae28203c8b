"""``ama-net …``: the installation's commands. Texts are Italian; a fault is one line and exit code 1."""

import sys

import click
from flask.cli import ScriptInfo

from ama_net.across.demo.commands import demo
from ama_net.app import create_app
from ama_net.doctor import doctor
from ama_net.features.groups.commands import groups
from ama_net.features.helpdesk.commands import helpdesk
from ama_net.foundation.config import ConfigurationError
from ama_net.foundation.database.commands import db
from ama_net.foundation.local import LocalRuntimeError
from ama_net.foundation.local.commands import reset, run
from ama_net.foundation.translations import translations
from ama_net.kernel.accounts.commands import accounts, operators
from ama_net.kernel.audit.commands import audit
from ama_net.kernel.places.commands import gazetteer
from ama_net.kernel.tenancy.commands import tenants
from ama_net.kernel.tenancy.tenant_file import TenantFileError
from ama_net.release import release


@click.group()
def cli() -> None:
    """Il sistema delle reti di auto mutuo aiuto."""


for command in (
    run,
    reset,
    db,
    doctor,
    gazetteer,
    tenants,
    accounts,
    operators,
    audit,
    groups,
    helpdesk,
    demo,
    translations,
    release,
):
    cli.add_command(command)


def main() -> None:
    """Run a command; what is foreseen to go wrong is said in one line."""
    try:
        cli(standalone_mode=False, obj=ScriptInfo(create_app=create_app))
    except (ConfigurationError, LocalRuntimeError, TenantFileError, click.ClickException) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(text, err=True)
        sys.exit(1)
    except click.Abort:
        sys.exit(130)
