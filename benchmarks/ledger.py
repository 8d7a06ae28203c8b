"""The register of members: verifying a chain of 100,000 entries, and eight hands admitting members of one association at once.

Each measure is a process of its own, as a command and as workers are.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ama_net.app import create_app
from ama_net.features.members.models import MemberCategory
from ama_net.features.members.operations.memberships import admit_member
from ama_net.foundation.clock import today
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import Ledger
from ama_net.kernel.audit.anchors import verify_all
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed
from benchmarks.report import Row

ENTRIES, LONGEST_SECONDS = 100_000, 5
WRITERS, EACH = 8, 40
SLUGS = {"verify": "prova-005", "writers": "prova-006"}
DEADLOCK = "40P01"


def verify(bed: Bed) -> list[Row]:
    """Seconds to recompute a chain of 100,000 lines of a register."""
    told = _in_a_process(bed, "verify")
    note = f"al più {LONGEST_SECONDS}; scritte in {told['written']:.1f} s, lette {told['entries']}, intere: {told['whole']}"
    return [Row("ledger.verify_100000_s", round(told["seconds"], 2), "secondi", note=note)]


def writers(bed: Bed) -> list[Row]:
    """Admissions a second by eight processes; a deadlock is a fault of ours."""
    told = _in_a_process(bed, "writers")
    note = (
        f"{WRITERS} processi, {told['admitted']} ammissioni, persona e registro e audit in una transazione; "
        f"stalli {told['deadlocks']}, altri rifiuti {told['refused']}; numeri e catene interi: {told['whole']}"
    )
    return [Row("ledger.writers", round(told["rate"], 1), "scritture/s", note=note)]


def _in_a_process(bed: Bed, what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ledger", what]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"registro: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _association(app: Flask, tenant_id: UUID) -> Iterator[None]:
    with app.app_context(), tenant_scope(tenant_id):
        yield


def _verify(app: Flask, tenant_id: UUID) -> dict[str, object]:
    ledger = Ledger("members")
    with _association(app, tenant_id):
        began = time.perf_counter()
        with unit_of_work():
            ledger.append([_entry(number) for number in range(ENTRIES)])
        written = time.perf_counter() - began
        began = time.perf_counter()
        with unit_of_work():
            verdict = verify_all()["members"]
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "written": written, "entries": verdict.entries, "whole": verdict.broken is None}


def _entry(number: int) -> dict[str, object]:
    """As an imported line is written: invented names, every column full."""
    says = {
        "surname": f"Inventata {number % 5000}",
        "name": "Prova",
        "tax_code": "PRVNNT80A41D612K",
        "birth_date": "1980-01-01",
        "birth_place": "Ferrara",
        "residence": f"via delle Prove {number % 90}, 44121 Ferrara (FE)",
        "category": "Socio ordinario",
        "category_key": "ordinary",
        "applied_on": "2020-01-02",
        "admitted_on": "2020-02-03",
        "resolution": f"{number % 40 + 1}/2020",
        "resolution_on": "2020-02-03",
    }
    facts = {"kind": "import", "line": number + 1, "membership": str(UUID(int=number)), "says": says}
    return {**facts, "effective_on": "2020-02-03", "written_on": "2026-01-01", "changed": sorted(says)}


def _writers(app: Flask, tenant_id: UUID) -> dict[str, object]:
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(WRITERS + 1), fork.Queue()
    hands = [fork.Process(target=_write, args=(app, tenant_id, start, answers)) for _ in range(WRITERS)]
    for hand in hands:
        hand.start()
    start.wait()
    began = time.perf_counter()
    told = [answers.get() for _ in hands]
    seconds = time.perf_counter() - began
    for hand in hands:
        hand.join()
    admitted = sum(one[0] for one in told)
    with _association(app, tenant_id):
        whole = all(verdict.broken is None for verdict in verify_all().values())
        whole = whole and Ledger("members").count() == admitted
    deadlocks, refused = sum(one[1] for one in told), sum(one[2] for one in told)
    return {
        "rate": admitted / seconds,
        "admitted": admitted,
        "deadlocks": deadlocks,
        "refused": refused,
        "whole": whole,
    }


def _write(app: Flask, tenant_id: UUID, start: object, answers: object) -> None:
    done = deadlocks = refused = 0
    start.wait()  # type: ignore[attr-defined]
    for turn in range(EACH):
        try:
            with _association(app, tenant_id), unit_of_work():
                _admit(f"{os.getpid()} {turn}")
            done += 1
        except DBAPIError as error:
            locked = getattr(error.orig, "sqlstate", "") == DEADLOCK
            deadlocks, refused = deadlocks + locked, refused + (not locked)
    with app.app_context():
        db.engine.dispose()
    answers.put((done, deadlocks, refused))  # type: ignore[attr-defined]


def _admit(name: str) -> None:
    person = Person(given_name="Prova", family_name=name)
    db.session.add(person)
    category = db.session.scalars(select(MemberCategory).where(MemberCategory.key == "ordinary")).one()
    admit_member(person=person, category=category, admitted_on=today(), by=SYSTEM)


def _run(what: str) -> dict[str, object]:
    app = create_app(load_settings({**os.environ, "AMA_LOG_LEVEL": "WARNING"}))
    tenant = next(found for found, known, *_ in all_tenants(app.extensions["settings"]) if known == SLUGS[what])
    with _association(app, tenant), unit_of_work():
        if db.session.scalars(select(MemberCategory.id).limit(1)).first() is None:
            db.session.add(MemberCategory(key="ordinary", label="Socio ordinario"))
    with app.app_context():
        db.engine.dispose()  # no connection is shared with the processes made from this one
    return (_verify if what == "verify" else _writers)(app, tenant)


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1])))
