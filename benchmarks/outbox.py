"""Mails a second through a real worker of two processes, beside bare smtplib over one kept connection to the same server."""

import contextlib
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import psycopg
from flask import Flask

from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local import children
from ama_net.foundation.local.procfile import read_procfile
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.outbox.operations import envelope_of
from ama_net.kernel.outbox.tasks import deliver_due_mail
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed, free_port
from benchmarks.report import Row

ROUNDS, EACH, SENDERS = 5, 500, ("bologna", "ferrara")
MAILS = EACH * len(SENDERS)
LONGEST_SECONDS = 120
TEXT = "Ciao, qualcuno ha chiesto di partecipare a un gruppo. Trovi la richiesta in ufficio.\n" * 12
HTML = "<p>Ciao, qualcuno ha chiesto di partecipare a un gruppo. Trovi la <b>richiesta</b> in ufficio.</p>\n" * 60


def throughput(bed: Bed) -> list[Row]:
    """Claimed, unsealed, sent and settled one by one, each in its transaction; two associations with mail due."""
    app = create_app(load_settings({**bed.env, "AMA_LOG_LEVEL": "WARNING"}))
    with _sink() as port:
        built = _write(app)
        with _worker(bed, app, port):
            _deliver(bed, app, port)  # the first round wakes everything up
            limit, ours = [], []
            for _ in range(ROUNDS):
                limit.append(_bare(port, built))
                ours.append(_deliver(bed, app, port))
    with app.app_context():
        db.engine.dispose()
    ours_rate, limit_rate = median(ours), median(limit)
    note = f"{MAILS} messaggi, due processi; il limite è smtplib su una connessione"
    return [
        Row(
            "outbox.throughput",
            round(ours_rate),
            "al secondo",
            round(limit_rate),
            round(ours_rate / limit_rate, 3),
            note,
        )
    ]


def _write(app: Flask) -> bytes:
    """Put the mails in the outbox; returns one of them as it leaves."""
    chosen = [tenant_id for tenant_id, slug, *_ in all_tenants(app.extensions["settings"]) if slug in SENDERS]
    with app.app_context():
        for tenant_id in chosen:
            with tenant_scope(tenant_id), unit_of_work():
                for number in range(EACH):
                    message = Message(template="benchmarks/mail")
                    message.recipient, message.subject = (
                        f"persona{number}@prova.example",
                        "Una richiesta di partecipare",
                    )
                    message.text, message.html = TEXT, HTML
                    db.session.add(message)
        with tenant_scope(chosen[0]):
            return envelope_of(db.session.query(Message).first()).as_message().as_bytes()  # type: ignore[arg-type]


def _deliver(bed: Bed, app: Flask, port: int) -> float:
    """Make every mail due again, ask for its delivery, wait for the last; mails a second from first to last."""
    _ask(port, "XRESET")
    with psycopg.connect(bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        connection.execute("UPDATE messages SET state = 'queued', attempts = 0, due_at = now(), sent_at = NULL")
        connection.execute("VACUUM messages")
        tenants = connection.execute("SELECT DISTINCT tenant_id FROM messages").fetchall()
    with app.app_context():
        for (tenant_id,) in tenants:
            deliver_due_mail.apply_async(headers={"tenant_id": str(tenant_id)})
    return _wait(port)


def _bare(port: int, message: bytes) -> float:
    _ask(port, "XRESET")
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
        for number in range(MAILS):
            connection.sendmail("segreteria@bologna.example", [f"persona{number}@prova.example"], message)
    return _wait(port)


def _wait(port: int) -> float:
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        count, seconds = _ask(port, "XCOUNT").split()
        if int(count) >= MAILS:
            return (int(count) - 1) / float(seconds)
        time.sleep(0.1)
    sys.exit("outbox.throughput: i messaggi non arrivano")


def _ask(port: int, question: str) -> str:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
        return connection.docmd(question)[1].decode()


@contextlib.contextmanager
def _sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port)], cwd=ROOT)
    try:
        if not children.wait_until(lambda: _listens(port), seconds=20):
            sys.exit("il server di posta della misura non parte")
        yield port
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        return bool(_ask(port, "NOOP"))
    return False


@contextlib.contextmanager
def _worker(bed: Bed, app: Flask, port: int) -> Iterator[None]:
    line = read_procfile(ROOT / "Procfile")["worker"]
    process = bed.start(line, "worker", {**bed.env, "AMA_MAIL_URL": f"smtp://127.0.0.1:{port}"})
    try:
        celery = app.extensions["celery"]
        if not children.wait_until(lambda: bool(celery.control.ping(timeout=1)), seconds=60):
            sys.exit("outbox.throughput: il worker non parte")
        yield
    finally:
        children.stop(process, ask=signal.SIGTERM, seconds=25)
