"""The register of members: verifying a chain of 100,000 entries, and eight hands admitting members of one association at once.

Each measure is a process of its own, as a command and as workers are.
"""

import json
import os
import sys
import time
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.features.members.models import MemberCategory
from ama_net.features.members.operations.memberships import admit_member
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import Ledger
from ama_net.kernel.audit.anchors import verify_all
from ama_net.kernel.people import Person
from benchmarks.bed import Bed
from benchmarks.hands import DONE, FAILED, REFUSED, STUCK, association, at_once, in_a_process, make_app, tenant_called
from benchmarks.report import Row

ENTRIES, LONGEST_SECONDS = 100_000, 5
WRITERS, EACH = 8, 40
SLUGS = {"verify": "prova-005", "writers": "prova-006"}


def verify(bed: Bed) -> list[Row]:
    """Seconds to recompute a chain of 100,000 lines of a register."""
    told = in_a_process(bed, "benchmarks.ledger", "verify")
    note = f"al più {LONGEST_SECONDS}; scritte in {told['written']:.1f} s, lette {told['entries']}, intere: {told['whole']}"
    return [Row("ledger.verify_100000_s", round(told["seconds"], 2), "secondi", note=note)]


def writers(bed: Bed) -> list[Row]:
    """Admissions a second by eight processes; a deadlock is a fault of ours."""
    told = in_a_process(bed, "benchmarks.ledger", "writers")
    note = (
        f"{WRITERS} processi, {told['admitted']} ammissioni, persona e registro e audit in una transazione; "
        f"stalli {told['deadlocks']}, altri rifiuti {told['refused']}; numeri e catene interi: {told['whole']}"
    )
    return [Row("ledger.writers", round(told["rate"], 1), "scritture/s", note=note)]


def _verify(app: Flask, tenant_id: UUID) -> dict[str, object]:
    ledger = Ledger("members")
    with association(app, tenant_id):
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
    told = at_once(app, tenant_id, _admit, hands=WRITERS, each=EACH)
    admitted = told.counts[DONE]
    with association(app, tenant_id):
        whole = all(verdict.broken is None for verdict in verify_all().values())
        whole = whole and Ledger("members").count() == admitted
    return {
        "rate": admitted / told.seconds,
        "admitted": admitted,
        "deadlocks": told.counts[STUCK],
        "refused": told.counts[REFUSED] + told.counts[FAILED],
        "whole": whole,
    }


def _admit(turn: int) -> None:
    person = Person(given_name="Prova", family_name=f"{os.getpid()} {turn}")
    db.session.add(person)
    category = db.session.scalars(select(MemberCategory).where(MemberCategory.key == "ordinary")).one()
    admit_member(person=person, category=category, admitted_on=today(), by=SYSTEM)


def _run(what: str) -> dict[str, object]:
    app = make_app()
    tenant = tenant_called(app, SLUGS[what])
    with association(app, tenant), unit_of_work():
        if db.session.scalars(select(MemberCategory.id).limit(1)).first() is None:
            db.session.add(MemberCategory(key="ordinary", label="Socio ordinario"))
    return (_verify if what == "verify" else _writers)(app, tenant)


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1])))
