"""A list of the office beside the limit, as a signed-in secretary of the largest association asks for it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace

import psycopg
from sqlalchemy import select

from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import ACTIVE, Account, AccountSession
from ama_net.kernel.accounts.sessions import open_session
from ama_net.kernel.accounts.signed_in import COOKIE_KEY
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from benchmarks.bed import ROOT, Bed, Server
from benchmarks.load import measure
from benchmarks.pages import LARGE, servers_of
from benchmarks.report import Row, Times, compared, middle

ROUNDS, REQUESTS, WARM_UP = 5, 300, 60


@dataclass(frozen=True)
class Visit:
    """A secretary of the largest association, signed in."""

    bed: Bed
    cookie: str

    def times(self, server: Server, host: str, paths: list[str], count: int) -> Times:
        """One round of requests."""
        return measure(server.port, host, paths, count=count, cookie=self.cookie)

    def rows(self, name: str, kinds: dict[str, list[str]]) -> list[Row]:
        """Each way of asking (its addresses asked in turn); ``name`` is the worst of them, at p50 and at p95."""
        rows, slow = [], []
        for kind, paths in kinds.items():
            ours, limit = self._beside_the_limit(paths)
            ratio = ours.p95 / limit.p95
            rows.append(compared(f"{name}.{kind}", ours, limit))
            slow.append(Row(name, round(ours.p95, 2), "ms p95", round(limit.p95, 2), round(ratio, 2)))
        worst, last = max(rows, key=lambda row: row.ratio or 0), max(slow, key=lambda row: row.ratio or 0)
        whole = replace(worst, name=name, note=f"la peggiore, {worst.name}: {worst.note}")
        return [whole, replace(last, name=f"{name}.p95"), *rows]

    def _beside_the_limit(self, paths: list[str]) -> tuple[Times, Times]:
        ours, limit = servers_of(self.bed)
        sides = ((limit, "localhost", ["/"]), (ours, LARGE, paths))
        for side in sides:
            self.times(*side, count=WARM_UP)
        rounds = [[self.times(*side, count=REQUESTS) for side in sides] for _ in range(ROUNDS)]
        return middle([both[1] for both in rounds]), middle([both[0] for both in rounds])


def signed_in(bed: Bed, **sizes: int) -> Visit:
    """Make what is measured (``members=50_000``), once for a run, and a session of the secretary."""
    options = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
    bed.run("ama-net", "demo", "load", "--associations", "1", *options)
    with psycopg.connect(bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    command = [sys.executable, "-m", "benchmarks.office_list"]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"accesso: {done.stderr.strip().splitlines()[-1:]}")
    return Visit(bed, str(json.loads(done.stdout.splitlines()[-1])))


def _cookie() -> str:
    """The cookie of a new session of the secretary, in a process of its own."""
    app = create_app(load_settings({**os.environ, "AMA_LOG_LEVEL": "WARNING"}))
    slug, email = LARGE.partition(".")[0], f"elenco@{LARGE.partition('.')[0]}.example"
    tenant = next(tenant_id for tenant_id, known, *_ in all_tenants(app.extensions["settings"]) if known == slug)
    with app.app_context():
        with tenant_scope(tenant), unit_of_work():
            account = db.session.scalars(select(Account).where(Account.email == email)).one_or_none()
            if account is None:
                person = Person(given_name="Prova", family_name="Segreteria")
                account = Account(person_id=person.id, email=email, status=ACTIVE, roles=[Role.SECRETARY.value])
                db.session.add(person)
                db.session.flush()
                db.session.add(account)
                db.session.flush()
            token, _row = open_session(AccountSession, user_agent="Prova", account_id=account.id)
        db.engine.dispose()
    with app.test_client() as browser:
        with browser.session_transaction(base_url=f"https://{LARGE}") as session:
            session[COOKIE_KEY], session["_fresh"] = token, True
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in (browser._cookies or {}).values())  # noqa: SLF001


if __name__ == "__main__":
    print(json.dumps(_cookie()))
