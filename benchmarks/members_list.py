"""The list of 50,000 members in one association, beside the limit: as it is, filtered, searched; and the whole as a file."""

import http.client
import json
import os
import subprocess
import sys
import time
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

MEMBERS = 50_000
ROUNDS, REQUESTS, WARM_UP = 5, 300, 60
LONGEST_EXPORT_S = 20

KINDS = {
    "members.list.browse": ["/manage/soci", "/manage/soci?sort=-number", "/manage/soci?sort=admitted_on&page=9"],
    "members.list.filter": ["/manage/soci?fee=overdue", "/manage/soci?state=without_email", "/manage/soci?year=2010"],
    "members.list.search": ["/manage/soci?q=rossi+maria", "/manage/soci?q=31415", "/manage/soci?q=socio2718"],
}
"""What a secretary asks for, in three ways; each address is asked in turn."""


@dataclass(frozen=True)
class _Visit:
    """A secretary of the largest association, signed in."""

    bed: Bed
    cookie: str

    def times(self, server: Server, host: str, paths: list[str], count: int) -> Times:
        """One round of requests."""
        return measure(server.port, host, paths, count=count, cookie=self.cookie)


def pages(bed: Bed) -> list[Row]:
    """The list in three ways; ``members.list`` is the worst of them, at p50 and at p95."""
    visit = _signed_in(bed)
    rows, slow = [], []
    for name, paths in KINDS.items():
        ours, limit = _beside_the_limit(visit, paths)
        row = compared(name, ours, limit)
        ratio = ours.p95 / limit.p95
        slow.append(Row(f"{name}.p95", round(ours.p95, 2), "ms p95", round(limit.p95, 2), round(ratio, 2)))
        rows.append(row)
    worst, last = max(rows, key=lambda row: row.ratio or 0), max(slow, key=lambda row: row.ratio or 0)
    whole = replace(worst, name="members.list", note=f"la peggiore, {worst.name}: {worst.note}")
    return [whole, replace(last, name="members.list.p95"), *rows]


def export(bed: Bed) -> list[Row]:
    """Seconds for the whole list as a spreadsheet (and as CSV), as a browser gets it."""
    visit = _signed_in(bed)
    ours, _limit = servers_of(bed)
    seconds = {kind: _download(ours, visit, f"/manage/soci/elenco.{kind}?state=") for kind in ("xlsx", "csv")}
    note = f"al più {LONGEST_EXPORT_S}; in CSV {seconds['csv']:.1f} secondi"
    return [Row("members.export_50000_s", round(seconds["xlsx"], 1), "secondi", note=note)]


def _beside_the_limit(visit: _Visit, paths: list[str]) -> tuple[Times, Times]:
    ours, limit = servers_of(visit.bed)
    sides = ((limit, "localhost", ["/"]), (ours, LARGE, paths))
    for side in sides:
        visit.times(*side, count=WARM_UP)
    rounds = [[visit.times(*side, count=REQUESTS) for side in sides] for _ in range(ROUNDS)]
    return middle([both[1] for both in rounds]), middle([both[0] for both in rounds])


def _download(server: Server, visit: _Visit, path: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("GET", path, headers={"Host": f"{LARGE}:{server.port}", "Cookie": visit.cookie})
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    if answer.status != 200 or size < MEMBERS * 10:
        sys.exit(f"{path}: {answer.status}, {size} byte")
    return time.perf_counter() - began


def _signed_in(bed: Bed) -> _Visit:
    """Make the members, once for a run, and a session of their secretary."""
    bed.run("ama-net", "demo", "load", "--associations", "1", "--members", str(MEMBERS))
    with psycopg.connect(bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    command = [sys.executable, "-m", "benchmarks.members_list"]
    done = subprocess.run(command, cwd=ROOT, env=bed.env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"accesso: {done.stderr.strip().splitlines()[-1:]}")
    return _Visit(bed, str(json.loads(done.stdout.splitlines()[-1])))


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
