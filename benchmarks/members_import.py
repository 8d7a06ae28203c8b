"""Our importer with a register of 50,000 members as CSV, read, judged and entered in the libro soci; its memory beside 1,000.

Each size is a process of its own, so that its highest memory is its own too.
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from stdnum.it import codicefiscale

from ama_net.app import create_app
from ama_net.features.members.models import MemberCategory
from ama_net.features.members.operations.imports import Reader, keep_register, say_columns
from ama_net.features.members.operations.imports_deciding import begin_entering, count_results, enter_step
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people.identifiers import name_letters
from ama_net.kernel.people.pairs import find_pairs
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed
from benchmarks.report import Row

FEW, MANY, LONGEST_SECONDS = 1_000, 50_000, 60
SLUGS = {FEW: "prova-005", MANY: "prova-006"}
HEADS = [
    "N. tessera",
    "Cognome",
    "Nome",
    "C.F.",
    "Data nascita",
    "Indirizzo",
    "CAP",
    "Città",
    "Prov.",
    "Cell",
    "E-mail",
]
HEADS += ["Data iscrizione", "Categoria", "Data uscita", "Motivo"]
SYLLABLES = ("ba", "co", "da", "fe", "gi", "lo", "ma", "ne", "po", "ru", "sa", "ti", "vo", "za", "le", "mi")
TOWNS = (("Ferrara", "FE", "44121"), ("Bologna", "BO", "40121"), ("Ravenna", "RA", "48121"), ("Cento", "FE", "44042"))


def register(bed: Bed) -> list[Row]:
    """Seconds for 50,000 rows; megabytes at the highest for few rows and for many; seconds to look for pairs among them."""
    few, many = (_in_a_process(bed, rows) for rows in (FEW, MANY))
    note = (
        f"al più {LONGEST_SECONDS}; lettura {many['read']:.0f}, iscrizione {many['entered']:.0f}; memoria al massimo "
        f"{few['peak']:.0f} MB con {FEW} righe, {many['peak']:.0f} MB con {MANY}; righe finite: {many['told']}"
    )
    return [
        Row("members.import_50000_s", round(many["read"] + many["entered"], 1), "secondi", note=note),
        Row("members.import_memory", round(many["peak"] - few["peak"], 1), "MB in più"),
        Row("members.find_pairs_50000_s", round(many["pairs"], 1), "secondi"),
    ]


def _in_a_process(bed: Bed, rows: int) -> dict[str, float]:
    file = bed.var / f"register-{rows}.csv"
    with file.open("w", newline="", encoding="cp1252") as out:
        write_register(out, rows)
    command = [sys.executable, "-m", "benchmarks.members_import", SLUGS[rows], str(file)]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"importazione dei soci: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def write_register(out: io.TextIOBase, rows: int) -> None:
    """A register of plainly invented people, one in twenty gone, one in fifty with a wrong tax code."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADS)
    for number in range(rows):
        writer.writerow(_row(number))


def _row(number: int) -> Iterator[object]:
    family, given = _name(number, 3), _name(number * 7919 + 13, 2)
    born = date(1940, 1, 1) + timedelta(days=number * 37 % 22_000)
    code = f"{name_letters(given, family)}{born.year % 100:02}{'ABCDEHLMPRST'[born.month - 1]}{born.day:02}D548"
    code += codicefiscale.calc_check_digit(code) if number % 50 else "?"
    town, province, postcode = TOWNS[number % len(TOWNS)]
    admitted = date(2001, 1, 1) + timedelta(days=number * 13 % 9_000)
    gone = number % 20 == 0
    yield from (number + 1, family.upper(), given.title(), code, f"{born.day}/{born.month}/{born.year}")
    yield from (f"via delle Prove {number % 200}", postcode, town.upper(), province, f"333 {1_000_000 + number}")
    yield from (f"persona{number}@example.org", admitted.isoformat(), "ordinario")
    yield from (f"{admitted + timedelta(days=400):%d-%m-%Y}" if gone else "", "dimissioni" if gone else "")


def _name(number: int, syllables: int) -> str:
    return "".join(SYLLABLES[(number >> (4 * place)) % len(SYLLABLES)] for place in range(syllables + 1))


def _run(slug: str, file: Path) -> dict[str, object]:
    app = create_app(load_settings({**os.environ, "AMA_LOG_LEVEL": "WARNING"}))
    tenant = next(tenant_id for tenant_id, known, *_ in all_tenants(app.extensions["settings"]) if known == slug)
    with app.app_context(), tenant_scope(tenant):
        began = time.perf_counter()
        with unit_of_work(), file.open("rb") as stream:
            kept = keep_register(file_name=file.name, content=stream, by=SYSTEM)
            category = db.session.scalars(select(MemberCategory.id).order_by(MemberCategory.position).limit(1)).one()
            say_columns(kept, dict(kept.mapping["columns"]), category_id=category, admitted_on=None, by=SYSTEM)
            import_id = kept.id
        reader, over = Reader(import_id), False
        while not over:
            with unit_of_work():
                _done, over = reader.step()
        read = time.perf_counter()
        with unit_of_work():
            begin_entering(db.session.get_one(type(kept), import_id), by=SYSTEM)
        left = 1
        while left:
            with unit_of_work():
                _over, left = enter_step(import_id, by=SYSTEM)
        entered = time.perf_counter()
        with unit_of_work():
            told = count_results(db.session.get_one(type(kept), import_id))
            find_pairs()
        pairs = time.perf_counter()
        db.engine.dispose()
    seconds = {"read": read - began, "entered": entered - read, "pairs": pairs - entered}
    return {**seconds, "peak": _highest(), "told": told}


def _highest() -> float:
    """Megabytes. Not ``getrusage``, which after an exec still remembers the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], Path(sys.argv[2]))))
