"""Newsletters through a real worker of two processes: how fast beside bare smtplib, with how much memory, how soon frozen.

They leave to postfix's ``smtp-sink`` where the machine has it, else to a server of ours: both take everything and keep nothing.
"""

import contextlib
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import psycopg
from flask import Flask

from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.letters import letter_of
from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local import children
from ama_net.foundation.local.procfile import read_procfile
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.tenancy import tenant_scope
from benchmarks import newsletters_setup as setup
from benchmarks.bed import ROOT, Bed, free_port, make_bed
from benchmarks.newsletters_kill import listens
from benchmarks.report import Row

RECIPIENTS, ROUNDS = 5_000, 3
FEW, MANY = 1_000, 100_000
NO_LIMIT = 5_000
"""Messages a second: the most an association may ask for, more than leave here."""

LONGEST = 600.0
LOOK_EVERY = 0.5
FREEZE, DELIVER = "newsletters.freeze", "newsletters.deliver"
KILOBYTE = 1024
LANES = 2


@dataclass(frozen=True)
class Sending:
    """What one newsletter took: from when it was asked for to the last delivery that was said to be sent."""

    rate: float
    held: int
    """The most deliveries that one round of a worker held at once, whenever looked at."""
    memory: float
    """The most megabytes that all the worker's processes had together."""


@dataclass(frozen=True)
class Worker:
    """The worker, and what it sends for."""

    bed: Bed
    app: Flask
    process: subprocess.Popen[bytes]
    port: int


def measures(_: Bed) -> list[Row]:
    """All three over one worker: the fast ones first, so that it is warm when its memory is looked at.

    On a bed of its own, as ``newsletters_kill``: no other mail leaves.
    """
    with make_bed(founders=False) as bed, _sink() as (port, name), _worker(bed, port) as worker:
        first, few, many = ((worker.app, tenant_id) for tenant_id in setup.new_associations(worker.app, 3))
        return [*_speed(worker, first, name), *_memory(worker, few, many)]


def _speed(worker: Worker, where: setup.Association, name: str) -> list[Row]:
    setup.with_subscribers(where, RECIPIENTS, per_second=NO_LIMIT)
    _send(worker, where)  # the first wakes everything up
    limit, ours = [], []
    for _ in range(ROUNDS):
        limit.append(_bare(worker, where))
        ours.append(_send(worker, where))
    rate, limit_rate = median(one.rate for one in ours), median(limit)
    size = len(_message(where)) / KILOBYTE
    note = (
        f"{RECIPIENTS} messaggi diversi di {size:.0f} kB firmati DKIM, due processi, a {name}; al più "
        f"{max(one.held for one in ours)} in partenza per processo; il limite è smtplib su una connessione, già scritti"
    )
    ratio = round(rate / limit_rate, 3)
    return [Row("newsletters.send", round(rate), "al secondo", round(limit_rate), ratio, note)]


def _memory(worker: Worker, few: setup.Association, many: setup.Association) -> list[Row]:
    setup.with_subscribers(few, FEW, per_second=NO_LIMIT)
    setup.with_subscribers(many, MANY, per_second=NO_LIMIT)
    _tidy(worker)
    before = _send(worker, few, frozen=False)
    newsletter_id = setup.new_newsletter(many)
    asked = datetime.now(UTC)
    after = _send(worker, many, newsletter_id, frozen=False)
    frozen_at = _one(worker, "SELECT frozen_at FROM newsletters WHERE id = %s", newsletter_id)
    note = f"da {before.memory:.0f} MB con {FEW} destinatari a {after.memory:.0f} con {MANY}, a {after.rate:.0f} al secondo"
    return [
        Row("newsletters.memory_growth_mb", round(after.memory - before.memory, 1), "MB", note=note),
        Row("newsletters.freeze_100000_s", round((frozen_at - asked).total_seconds(), 2), "s"),
    ]


def _send(
    worker: Worker, where: setup.Association, newsletter_id: UUID | None = None, *, frozen: bool = True
) -> Sending:
    """One newsletter from its asking to its end; ``frozen``: its recipients are written down before the clock starts."""
    newsletter_id = newsletter_id or setup.new_newsletter(where)
    if frozen:
        setup.write_down(where, newsletter_id)
        _tidy(worker)
    began = datetime.now(UTC)
    if frozen:
        for lane in range(LANES):
            setup.ask(where, DELIVER, str(newsletter_id), lane)
    else:
        setup.ask(where, FREEZE, str(newsletter_id))
    held, memory = _watch(worker, newsletter_id, weigh=not frozen)
    sent = "SELECT count(*) FROM newsletter_deliveries WHERE newsletter_id = %s AND state = 'sent'"
    last = "SELECT max(settled_at) FROM newsletter_deliveries WHERE newsletter_id = %s"
    seconds = (_one(worker, last, newsletter_id) - began).total_seconds()
    return Sending(_one(worker, sent, newsletter_id) / seconds, held, memory)


def _watch(worker: Worker, newsletter_id: UUID, *, weigh: bool) -> tuple[int, float]:
    """Until it is sent: the most one claim held; the most memory, when it is weighed. Looking takes little from two cores."""
    end, held, memory = time.monotonic() + LONGEST, 0, 0.0
    looked = (
        "SELECT n.state, (SELECT coalesce(max(c.held), 0) FROM (SELECT count(*) AS held FROM newsletter_deliveries AS d "
        "WHERE d.newsletter_id = n.id AND d.state = 'sending' AND d.lease_until > '-infinity' GROUP BY d.claim) AS c) "
        "FROM newsletters AS n WHERE n.id = %s"
    )
    with psycopg.connect(worker.bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        while time.monotonic() < end:
            state, holds = connection.execute(looked, [newsletter_id]).fetchall()[0]
            held = max(held, holds)
            memory = max(memory, _megabytes(worker.process.pid)) if weigh else memory
            if state == "sent":
                return held, memory
            time.sleep(LOOK_EVERY)
    log = worker.bed.var / "log" / "worker.log"
    sys.exit(f"newsletters.send: {children.last_line(log)}")


def _bare(worker: Worker, where: setup.Association) -> float:
    """Bytes that are ready, one after the other over one connection."""
    message = _message(where)
    with smtplib.SMTP("127.0.0.1", worker.port, timeout=20) as connection:
        began = time.perf_counter()
        for number in range(RECIPIENTS):
            connection.sendmail("newsletter@ferrara.example", [f"lettura{number}@ferrara.example"], message)
        return RECIPIENTS / (time.perf_counter() - began)


def _message(where: setup.Association) -> bytes:
    """One message of the last newsletter, as it leaves."""
    app, tenant_id = where
    with app.app_context(), tenant_scope(tenant_id), unit_of_work():
        newsletter = db.session.query(Newsletter).order_by(Newsletter.created_at.desc()).limit(1).one()
        somebody = Recipient(uuid4(), "lettura@ferrara.example", "Bianca")
        return letter_of(newsletter, identity("newsletter")).to(somebody, uuid4())


def _one(worker: Worker, question: str, newsletter_id: UUID) -> Any:
    with psycopg.connect(worker.bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        row = connection.execute(question, [newsletter_id]).fetchone()
    return row[0] if row else None


def _tidy(worker: Worker) -> None:
    """What a quiet minute of autovacuum does."""
    with psycopg.connect(worker.bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE newsletter_deliveries, subscribers")


def _megabytes(leader: int) -> float:
    """The resident memory of a process's session: Celery and what it forked."""
    whole = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                whole += int((folder / "statm").read_text().split()[1])
    return whole * 4096 / KILOBYTE**2


@contextlib.contextmanager
def _sink() -> Iterator[tuple[int, str]]:
    port = free_port()
    found = shutil.which("smtp-sink", path="/usr/sbin:/usr/libexec/postfix:/usr/lib/postfix/sbin")
    ours = [sys.executable, "-m", "benchmarks.sink", str(port)]
    user = children.unprivileged_user()
    theirs = [found or "", *(["-u", user.name] if user else []), f"127.0.0.1:{port}", "128"]
    process = subprocess.Popen(theirs if found else ours, cwd=ROOT)
    try:
        if not children.wait_until(lambda: listens(port), seconds=20):
            sys.exit("il server di posta della misura non parte")
        yield port, "smtp-sink" if found else "un server nostro"
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def _worker(bed: Bed, port: int) -> Iterator[Worker]:
    env = {**bed.env, "AMA_MAIL_URL": f"smtp://127.0.0.1:{port}", "AMA_LOG_LEVEL": "WARNING"}
    app = create_app(load_settings(env))
    process = bed.start(read_procfile(ROOT / "Procfile")["worker"], "worker", env)
    try:
        celery = app.extensions["celery"]
        if not children.wait_until(lambda: bool(celery.control.ping(timeout=1)), seconds=60):
            sys.exit("newsletters: il worker non parte")
        yield Worker(bed, app, process, port)
    finally:
        children.stop(process, ask=signal.SIGTERM, seconds=25)
        with app.app_context():
            db.engine.dispose()
