"""`python -m ama_net.foundation.local run|reset|frontend`: what the Makefile calls, without loading the application."""

import click

from ama_net.foundation.local.commands import frontend, reset, run

main = click.Group(commands=[run, reset, frontend])

if __name__ == "__main__":
    main(prog_name="ama-net")
