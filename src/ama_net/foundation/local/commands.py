"""`ama-net run`, `ama-net reset` and `ama-net frontend`: the local runtime on the command line."""

import contextlib
import sys
from collections.abc import Iterator

import click

from ama_net.foundation.local import LocalRuntimeError
from ama_net.foundation.local import frontend as builder
from ama_net.foundation.local import run as runtime
from ama_net.foundation.local.places import here


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Tell a known fault in one line and leave with code 1; Ctrl-C is not a fault to explain."""
    try:
        yield
    except LocalRuntimeError as error:
        click.echo(f"ama_net: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("Interrotto.", err=True)
        sys.exit(130)


@click.command()
def run() -> None:
    """Accende tutto in locale: database, Redis, web, worker e beat."""
    with _one_line():
        runtime.up()


@click.command()
def reset() -> None:
    """Cancella i dati locali (database, posta, file, chiavi)."""
    with _one_line():
        gone = runtime.reset()
        click.echo("Cancellato: " + ", ".join(gone) if gone else "Niente da cancellare.")


@click.command()
def frontend() -> None:
    """Prepara fogli di stile e script, se sono cambiati."""
    with _one_line():
        if builder.build(here()):
            click.echo("Fogli di stile e script pronti.")
