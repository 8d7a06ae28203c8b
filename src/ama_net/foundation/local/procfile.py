"""Reads the `Procfile`: the list of processes, the same that any host able to run a Procfile reads."""

import re
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError

LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>\S.*)")


def read_procfile(path: Path) -> dict[str, str]:
    """The commands by name, in the order they are written."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        raise LocalRuntimeError(f"{path} non si può leggere") from None
    commands: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if match is None or match["name"] in commands:
            raise LocalRuntimeError(f"{path}, riga {number}: serve «nome: comando», con un nome diverso per ogni riga")
        commands[match["name"]] = match["command"]
    return commands
