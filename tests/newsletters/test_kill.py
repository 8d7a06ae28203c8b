"""A newsletter that leaves while worker, broker and database are killed: nobody twice, nobody forgotten.

The small sister of ``benchmarks/newsletters_kill.py``, with the same processes, witness and account. Only time is hurried: what
would be seen after a lane's or a lease's term is seen at once.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from ama_net.across.newsletters.sending.claiming import MOST_AT_ONCE
from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database.prepare import prepare
from ama_net.foundation.local import broker as local_broker
from ama_net.foundation.local import children
from ama_net.foundation.local import postgres as local_postgres
from ama_net.foundation.web.limits import limiter
from benchmarks import newsletters_kill as killing
from benchmarks import newsletters_setup as setup
from benchmarks.bed import PROGRAMS
from benchmarks.killing import DURABLE, Killable, strike, wait
from tests.conftest import TEMPLATE
from tests.support.processes import child_environment
from tests.support.standing import standing_tenants

RECIPIENTS, PER_SECOND, KILLS, WORKERS = 300, 60, 4, 2
DATABASE = "ama_killed"
PATIENCE = 150.0


@pytest.fixture
def folder(var: Path) -> Iterator[Path]:
    """A folder that the database's user may enter; in memory where the machine can, so that fsync costs nothing."""
    made = var / "killed"
    made.mkdir(mode=0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def _other_limits() -> Iterator[None]:
    """The limiter is one for the process: it counts again in the tests' own broker when the one of here is gone."""
    kept = dict(vars(limiter))
    yield
    vars(limiter).clear()
    vars(limiter).update(kept)


@pytest.fixture
def stack(
    _other_limits: None, _template: None, cluster: local_postgres.Cluster, environment: dict[str, str], folder: Path
) -> Iterator[Killable]:
    """A database that keeps what is committed (the tests' own does not), a broker, and the standing associations."""
    with ExitStack() as ending:
        own = local_postgres.start(folder / "postgres", log=folder / "log" / "postgres.log")
        ending.callback(local_postgres.remove, folder / "postgres")
        ending.callback(own.stop)
        broker = local_broker.start(log=folder / "log" / "broker.log")
        ending.callback(broker.stop)
        urls = prepare(own.admin_url(), database=DATABASE, passwords_file=folder / "secrets" / "database.env")
        _copy(cluster, own)
        values = {**environment, **urls, "AMA_VAR": str(folder), "REDIS_URL": broker.url, "AMA_LOG_LEVEL": "WARNING"}
        path = os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", os.defpath)])
        made = Killable(own, broker, {**child_environment(values), "PATH": path}, folder / "log")
        yield made
        made.stop()


def _copy(origin: local_postgres.Cluster, own: local_postgres.Cluster) -> None:
    """The template as it stands, into the database that will be killed."""
    user = children.unprivileged_user()
    identity = {"user": user.uid if user else None, "group": user.gid if user else None, "cwd": "/"}
    taken = subprocess.run(
        [origin.programs["pg_dump"], "--no-publications", origin.conninfo(TEMPLATE)],
        capture_output=True, check=True, **identity,
    )  # fmt: skip
    command = [own.programs["psql"], "-q", "-X", "-v", "ON_ERROR_STOP=0", own.conninfo(DATABASE)]
    subprocess.run(command, input=taken.stdout, capture_output=True, check=True, **identity)


def test_nobody_twice_and_nobody_forgotten_while_everything_is_killed(stack: Killable, folder: Path) -> None:
    assert stack.durable(DATABASE) == DURABLE
    with killing.recording(folder / "recorded") as (port, record):
        stack.env = {**stack.env, "AMA_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        app = create_app(load_settings(stack.env))
        where = app, standing_tenants(app)["alba"].id
        setup.with_subscribers(where, RECIPIENTS, per_second=PER_SECOND)
        newsletter_id = setup.new_newsletter(where, paragraphs=5)
        setup.write_down(where, newsletter_id)
        killing.dispose(where)
        stack.start("worker")
        chance = random.Random(4)
        nudge = _hurried(stack, where)
        blows = list(
            strike(stack, lambda: nudge(len(killing.recorded(record))), RECIPIENTS, KILLS, chance, patience=PATIENCE)
        )
        wait(lambda: bool(nudge(_is_idle(stack))), "the rest", stack, patience=PATIENCE)
        _leases_end(stack)
        wait(lambda: bool(nudge(killing.finished(stack, DATABASE, newsletter_id))), "the end", stack, patience=PATIENCE)
        stack.stop()
        told = killing.account(where, newsletter_id, record)
    assert [blow.names for blow in blows].count(("worker", "broker", "database")) == 1
    assert len(blows) == KILLS
    assert (told.recipients, told.lost, told.doubled) == (RECIPIENTS, 0, 0)
    assert (told.misstated, told.strangers, told.failed) == (0, 0, 0)
    assert told.in_doubt <= MOST_AT_ONCE * WORKERS * KILLS


def _hurried(stack: Killable, where: setup.Association) -> Callable[[int], int]:
    """The timetable's sweep each second instead of each half minute, on lanes that nobody holds any more."""
    last = [0.0]

    def nudge(value: int) -> int:
        if time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            with redis.Redis.from_url(stack.broker.url) as server:
                for key in server.scan_iter("newsletters:lane:*"):
                    server.delete(key)
            setup.ask(where, "newsletters.go_on")
        return value

    return nudge


def _is_idle(stack: Killable) -> bool:
    """Whether nothing waits to leave: what is still *sending* is of the dead."""
    with psycopg.connect(stack.cluster.conninfo(DATABASE)) as connection:
        left = "SELECT count(*) FROM newsletter_deliveries WHERE state = 'queued'"
        live = "SELECT count(*) FROM newsletter_deliveries WHERE state = 'sending' AND lease_until > now() + interval '175 s'"
        return connection.execute(left).fetchone() == (0,) and connection.execute(live).fetchone() == (0,)


def _leases_end(stack: Killable) -> None:
    with psycopg.connect(stack.cluster.conninfo(DATABASE)) as connection:
        connection.execute("UPDATE newsletter_deliveries SET lease_until = now() WHERE state = 'sending'")
