"""A newsletter that leaves while worker, broker and database are killed: who received it, who twice, who never.

Who received it is what a server of ours wrote to the disk before it said 250 (``sink.py``); who was to receive it is what was
frozen before anything left. Nothing of the system's own word is believed but that a delivery failed, was skipped, or is in
doubt: a delivery *sent* that the server never had is lost.
"""

import contextlib
import random
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, DeliveryState
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.claiming import MOST_AT_ONCE
from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local import children
from ama_net.kernel.tenancy import tenant_scope
from benchmarks import newsletters_setup as setup
from benchmarks.bed import Bed, free_port, make_bed
from benchmarks.killing import DURABLE, ROOT, Blow, Killable, strike, wait
from benchmarks.report import Row

RECIPIENTS, PER_SECOND, KILLS = 5_000, 100, 20
WORKERS = 2
PATIENCE = 240.0
"""Seconds at most without a step forward: longer than a dead worker's lease."""

UNSETTLED = (DeliveryState.QUEUED, DeliveryState.SENDING)
NOT_SENT = (DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.IN_DOUBT)


@dataclass(frozen=True)
class Told:
    """What became of everybody a newsletter was frozen for."""

    recipients: int
    lost: int
    """Neither recorded by the server, nor said to have failed, been skipped or be in doubt."""
    doubled: int
    """Recorded more than once: their address, or their message."""
    in_doubt: int
    doubt_recorded: int
    """Of those in doubt, how many the server had."""
    misstated: int
    """Recorded, and said neither sent nor in doubt."""
    strangers: int
    """Recorded, and for nobody who was frozen."""
    failed: int


def run(_: Bed) -> list[Row]:
    """5,000 at 100 a second, 20 kills, on a bed of its own: other measures must not find a database that fell."""
    with make_bed(founders=False) as bed:
        return _rows(bed)


def _rows(bed: Bed) -> list[Row]:
    chance = random.Random(20)  # the same kills every time
    stack = Killable(bed.cluster, bed.broker, bed.env, bed.var / "log")
    if stack.durable("ama_net") != DURABLE:
        sys.exit("newsletters.kill: the database does not keep what is committed")
    began = time.monotonic()
    with recording(bed.var / "recorded") as (port, record):
        stack.env = {**bed.env, "AMA_MAIL_URL": f"smtp://127.0.0.1:{port}", "AMA_LOG_LEVEL": "WARNING"}
        app = create_app(load_settings(stack.env))
        where = app, setup.new_associations(app, 1)[0]
        setup.with_subscribers(where, RECIPIENTS, per_second=PER_SECOND)
        newsletter_id = setup.new_newsletter(where)
        setup.write_down(where, newsletter_id)
        dispose(where)
        blows = list(send_and_kill(stack, record, RECIPIENTS, KILLS, chance))
        wait(lambda: finished(stack, "ama_net", newsletter_id), "the end", stack, patience=PATIENCE)
        stack.stop()
        told = account(where, newsletter_id, record)
    most = MOST_AT_ONCE * WORKERS * len(blows)
    note = (
        f"{told.recipients} destinatari a {PER_SECOND} al secondo, {len(blows)} uccisioni ({_counted(blows)}), fsync: "
        f"{time.monotonic() - began:.0f} s; falliti {told.failed}, detti male {told.misstated}, estranei {told.strangers}"
    )
    doubt = (
        f"{told.doubt_recorded} di loro erano arrivati; al più {MOST_AT_ONCE} per processo e uccisione, {most} in tutto"
    )
    return [
        Row("newsletters.kill_lost", told.lost + told.misstated + told.strangers, "messaggi", note=note),
        Row("newsletters.kill_doubled", told.doubled, "messaggi"),
        Row("newsletters.kill_in_doubt", told.in_doubt, "messaggi", most, round(told.in_doubt / most, 3), doubt),
    ]


def _counted(blows: list[Blow]) -> str:
    counts = Counter(" e ".join(blow.names) for blow in blows)
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def send_and_kill(stack: Killable, record: Path, total: int, kills: int, chance: random.Random) -> Iterator[Blow]:
    """Let worker and beat find the newsletter that waits, and kill as it leaves."""
    stack.start("worker", "beat")
    yield from strike(stack, lambda: len(recorded(record)), total, kills, chance, patience=PATIENCE)


@contextlib.contextmanager
def recording(file: Path) -> Iterator[tuple[int, Path]]:
    """The server that remembers; its port and its file. It is never killed: it is the witness."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port), str(file)], cwd=ROOT)
    try:
        if not children.wait_until(lambda: listens(port), seconds=20):
            sys.exit("the server of mail does not start")
        yield port, file
    finally:
        process.kill()
        process.wait()


def listens(port: int) -> bool:
    """Whether somebody there speaks of mail."""
    with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", port, timeout=20) as connection:
        return connection.noop()[0] == 250
    return False


def recorded(file: Path) -> list[tuple[str, str]]:
    """Recipient and Message-ID of every mail that was taken, in their order."""
    if not file.exists():
        return []
    lines = (line.partition("\t") for line in file.read_text().splitlines())
    return [(address, message_id) for address, _, message_id in lines]


def finished(stack: Killable, database: str, newsletter_id: UUID) -> bool:
    """Whether every delivery has come to an end and the newsletter says so; False too while the database is away."""
    count = "SELECT count(*) FROM newsletter_deliveries WHERE newsletter_id = %s AND state = ANY(%s)"
    state = "SELECT state FROM newsletters WHERE id = %s"
    try:
        with psycopg.connect(stack.cluster.conninfo(database)) as connection:
            left = connection.execute(count, [newsletter_id, [str(one) for one in UNSETTLED]]).fetchone()
            said = connection.execute(state, [newsletter_id]).fetchone()
    except psycopg.OperationalError:
        return False
    return left == (0,) and said == ("sent",)


def account(where: setup.Association, newsletter_id: UUID, record: Path) -> Told:
    """Lay what the server recorded beside every delivery that was frozen."""
    frozen = _frozen(where, newsletter_id)
    mails = recorded(record)
    by_address = Counter(address for address, _ in mails)
    by_message = Counter(message_id for _, message_id in mails)
    here = {address: by_address[address] for address in frozen}
    return Told(
        recipients=len(frozen),
        lost=sum(not here[address] and state not in NOT_SENT for address, state in frozen.items()),
        doubled=max(sum(n > 1 for n in by_address.values()), sum(n > 1 for n in by_message.values())),
        in_doubt=sum(state == DeliveryState.IN_DOUBT for state in frozen.values()),
        doubt_recorded=sum(here[address] > 0 for address, state in frozen.items() if state == DeliveryState.IN_DOUBT),
        misstated=sum(
            here[address] > 0 and state not in (DeliveryState.SENT, DeliveryState.IN_DOUBT)
            for address, state in frozen.items()
        ),
        strangers=len(by_address.keys() - frozen.keys()),
        failed=sum(state == DeliveryState.FAILED for state in frozen.values()),
    )


def _frozen(where: setup.Association, newsletter_id: UUID) -> dict[str, str]:
    """The address and the state of every delivery."""
    app, tenant_id = where
    with app.app_context(), tenant_scope(tenant_id), unit_of_work():
        rows = db.session.scalars(select(Delivery).where(Delivery.newsletter_id == newsletter_id))
        found = [(Recipient.from_json(row.payload or "").address, row.state) for row in rows]
    if len(dict(found)) != len(found):
        sys.exit("newsletters.kill: an address was frozen twice")
    dispose(where)
    return dict(found)


def dispose(where: setup.Association) -> None:
    """Keep no connection to a database that is about to fall."""
    app, _ = where
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
