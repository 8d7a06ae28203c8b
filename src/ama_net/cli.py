"""``ama-net …``: the installation's commands. Texts are Italian; a fault is one line and exit code 1."""

import sys

import click

from ama_net.foundation.config import ConfigurationError
from ama_net.foundation.local import LocalRuntimeError
from ama_net.kernel.tenancy.tenant_file import TenantFileError


@click.group()
def cli() -> None:
    """Il sistema delle reti di auto mutuo aiuto."""


def main() -> None:
    """Run a command; what is foreseen to go wrong is said in one line."""
    try:
        cli(standalone_mode=False)
    except (ConfigurationError, LocalRuntimeError, TenantFileError, click.ClickException) as error:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(text, err=True)
        sys.exit(1)
    except click.Abort:
        sys.exit(130)
