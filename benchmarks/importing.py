"""Our importer with 10,000 rows of CSV, read, compared and applied; its memory beside that of 1,000 rows.

Each size is a process of its own, so that its highest memory is its own too.
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from ama_net.app import create_app
from ama_net.features.groups.operations.imports import keep_file, run_import
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed
from benchmarks.report import Row

FEW, MANY, LONGEST_SECONDS = 1_000, 10_000, 30
SLUGS = {FEW: "prova-003", MANY: "prova-004"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
THEMES = ("lutto", "alcol", "gioco d'azzardo", "ansia e attacchi di panico", "depressione", "disturbi alimentari")


def csv_file(bed: Bed) -> list[Row]:
    """Seconds for 10,000 rows; megabytes at the highest for few rows and for many."""
    few, many = (_in_a_process(bed, rows) for rows in (FEW, MANY))
    note = (
        f"al più {LONGEST_SECONDS}; memoria al massimo {few['peak']:.0f} MB con {FEW} righe (a riposo {few['rest']:.0f}), "
        f"{many['peak']:.0f} MB con {MANY}; righe finite: {many['told']}"
    )
    return [
        Row("groups.import_10000_s", round(many["seconds"], 1), "secondi", note=note),
        Row("groups.import_memory", round(many["peak"] - few["peak"], 1), "MB in più"),
    ]


def _in_a_process(bed: Bed, rows: int) -> dict[str, float]:
    file = bed.var / f"import-{rows}.csv"
    file.write_text(_written(bed, rows))
    command = [sys.executable, "-m", "benchmarks.importing", SLUGS[rows], str(file)]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"importazione: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _written(bed: Bed, rows: int) -> str:
    """A list as associations keep them: real municipalities, a place, a day and an hour for each group."""
    with psycopg.connect(bed.cluster.conninfo("ama_net")) as connection:
        towns = connection.execute(
            "SELECT DISTINCT municipality, province FROM network.listing WHERE municipality IS NOT NULL ORDER BY 1 LIMIT 200"
        ).fetchall()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "name",
            "theme_original_text",
            "municipality",
            "province",
            "venue",
            "address",
            "weekday",
            "time",
            "frequency",
            "description",
        ]
    )
    for number in range(rows):
        town, province = towns[number % len(towns)]
        writer.writerow(
            [
                f"Gruppo importato {number}",
                THEMES[number % len(THEMES)],
                town,
                province,
                f"Sala {number % 500}",
                f"Via delle Prove {number % 90 + 1}",
                DAYS[number % len(DAYS)],
                f"{17 + number % 4}:00-{18 + number % 4}:30",
                "weekly",
                "Ci si trova per parlare alla pari di quello che succede.",
            ]
        )
    return out.getvalue()


def _run(slug: str, file: Path) -> dict[str, object]:
    app = create_app(load_settings({**os.environ, "AMA_LOG_LEVEL": "WARNING"}))
    tenant = next(tenant_id for tenant_id, known, *_ in all_tenants(app.extensions["settings"]) if known == slug)
    with app.app_context(), tenant_scope(tenant):
        with unit_of_work():
            import_id = keep_file(file_name=file.name, content=file.read_bytes(), by=SYSTEM).id
        rest, began = _highest(), time.perf_counter()
        with unit_of_work():
            kept = run_import(import_id, report=lambda _done, _total: None)
            told = {name: getattr(kept, name) for name in ("created", "updated", "unchanged", "refused")}
        seconds = time.perf_counter() - began
        db.engine.dispose()
    return {"seconds": seconds, "rest": rest, "peak": _highest(), "told": told}


def _highest() -> float:
    """Megabytes. Not ``getrusage``, which after an exec still remembers the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], Path(sys.argv[2]))))
