"""``ama-net demo …``: invented data, to look around and to measure."""

import click
from flask import current_app
from flask.cli import with_appcontext

from ama_net.across.demo.cast import load_cast, sign_ins
from ama_net.across.demo.synthetic import Size, load_synthetic
from ama_net.foundation.config import load_settings
from ama_net.kernel.tenancy.keys import settings_of_app


@click.group()
def demo() -> None:
    """Dati inventati, per guardarsi intorno e per misurare."""


@demo.command("load")
@click.option("--associations", type=click.IntRange(0, 999), default=0, help="Quante associazioni di prova.")
@click.option("--groups", type=click.IntRange(0, 1_000_000), default=0, help="Quanti gruppi di prova, in tutto.")
@click.option("--people", type=click.IntRange(0, 1_000_000), default=0, help="Quante persone inventate, in tutto.")
@click.option("--members", type=click.IntRange(0, 1_000_000), default=0, help="Quanti soci inventati, nella prima.")
@click.option("--volunteers", type=click.IntRange(0, 100_000), default=0, help="Quanti volontari, nella prima.")
@click.option("--hours", type=click.IntRange(0, 5_000_000), default=0, help="Quante registrazioni di ore, di loro.")
@with_appcontext
def load(associations: int, **sizes: int) -> None:
    """Carica le persone dimostrative di ogni associazione e, se richieste, associazioni di prova (si può ripetere)."""
    for line in load_cast(settings_of_app()):
        click.echo(line)
    if associations:
        size = Size(associations, **sizes)
        for line in load_synthetic(settings_of_app(), size, seeds=current_app.extensions["seeds"]):
            click.echo(line)


@demo.command("sign-ins")
def sign_ins_command() -> None:
    """Scrive come accedono le persone dimostrative: indirizzo, ruolo, e-mail, password."""
    rows = [(row.address, row.role, row.email, row.password) for row in sign_ins(load_settings())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
