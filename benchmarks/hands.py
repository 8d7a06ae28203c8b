"""Many hands on one association at the same moment: processes with connections of their own, as workers are.

A measure runs in a process apart (``in_a_process``), which makes the application, then forks the hands (``at_once``).
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy.exc import DBAPIError

from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed

DEADLOCK = "40P01"
DONE, REFUSED, STUCK, FAILED = "done", "refused", "deadlock", "failed"

Act = Callable[[int], Any]
"""What a hand does in one transaction; it is told which turn of all it is."""


@dataclass(frozen=True)
class Told:
    """What became of the turns of all the hands, and in how many seconds."""

    counts: Counter[str]
    seconds: float


def in_a_process(bed: Bed, module: str, *said: str) -> dict[str, Any]:
    """What ``python -m module`` prints as JSON in its last line; the run ends when it fails."""
    command = [sys.executable, "-m", module, *said]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{module}: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def make_app() -> Flask:
    """The application, in a process of its own."""
    return create_app(load_settings({**os.environ, "AMA_LOG_LEVEL": "WARNING"}))


def tenant_called(app: Flask, slug: str) -> UUID:
    """The id of an association."""
    return next(found for found, known, *_ in all_tenants(app.extensions["settings"]) if known == slug)


@contextmanager
def association(app: Flask, tenant_id: UUID) -> Iterator[None]:
    """Inside the association, outside a transaction."""
    with app.app_context(), tenant_scope(tenant_id):
        yield


def at_once(app: Flask, tenant_id: UUID, act: Act, *, hands: int, each: int) -> Told:
    """Let ``hands`` processes act ``each`` times from the same moment; no connection is shared with them."""
    with app.app_context():
        db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(hands + 1), fork.Queue()
    running = [
        fork.Process(target=_work, args=(app, tenant_id, act, range(hand * each, hand * each + each), start, answers))
        for hand in range(hands)
    ]
    for one in running:
        one.start()
    start.wait()
    began = time.perf_counter()
    counts = sum((answers.get() for _ in running), Counter[str]())
    seconds = time.perf_counter() - began
    for one in running:
        one.join()
    return Told(counts, seconds)


def _work(app: Flask, tenant_id: UUID, act: Act, turns: range, start: Any, answers: Any) -> None:
    counts: Counter[str] = Counter()
    start.wait()
    for turn in turns:
        counts[_turn(app, tenant_id, act, turn)] += 1
    with app.app_context():
        db.engine.dispose()
    answers.put(counts)


def _turn(app: Flask, tenant_id: UUID, act: Act, turn: int) -> str:
    try:
        with association(app, tenant_id), unit_of_work():
            act(turn)
    except WrongFact:
        return REFUSED
    except DBAPIError as error:
        return STUCK if getattr(error.orig, "sqlstate", "") == DEADLOCK else FAILED
    return DONE
