"""Public pages beside the limit, asked in turn: five rounds, the median of each figure."""

import http.client
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import psycopg

from benchmarks.bed import Bed, Server
from benchmarks.load import capability, measure
from benchmarks.report import Row, compared, middle

ROUNDS = 5
REQUESTS = 1200
WARM_UP = 300

LARGE = "prova-001.localhost"
"""The synthetic association with a fifth of all groups: 2,000 of 10,000."""

TYPED = ("dipendense", "alzaimer", "depresione", "adolesenti", "autostma", "fibromialga", "anoresia", "vedovva")
"""What people look for, each with one typing error."""

TYPED_LARGE = ("dipendense", "depresione", "separazzione", "disabiltà", "familliari", "anziannni", "dipendensa")
"""The same in one association: words that find a whole page there, so that as much is drawn as in the limit."""

FILTERS = {"modo": "in_person", "rivolto": "familiari"}


@dataclass(frozen=True)
class Page:
    """Addresses of one kind of page at one host, asked in turn; ``cards`` is how many groups each must show."""

    name: str
    host: str
    paths: Sequence[str]
    cards: int = 0


def _searches(path: str, words: Sequence[str]) -> list[str]:
    return [f"{path}?{urlencode({'q': typed, **FILTERS})}" for typed in words]


HOME = Page("page.home", "bologna.localhost", ["/"])
PORTAL = Page("groups.finder.portal", "localhost", _searches("/", TYPED), cards=20)
ASSOCIATION = Page("groups.finder.association", LARGE, _searches("/gruppi", TYPED_LARGE), cards=20)
BROWSE = (
    Page("groups.list.browse", "localhost", ["/"], cards=20),
    Page("groups.list.browse_association", LARGE, ["/gruppi"], cards=20),
)


def home(bed: Bed) -> list[Row]:
    """The home page of an association."""
    return [_beside_the_limit(HOME, *servers_of(bed))]


def groups(bed: Bed) -> list[Row]:
    """The finder: a search on the portal and in the largest association, and the same pages without a search."""
    servers = servers_of(bed)
    searched = [_beside_the_limit(page, *servers) for page in (PORTAL, ASSOCIATION)]
    worst = max(searched, key=lambda row: row.ratio or 0)
    whole = replace(worst, name="groups.finder", note=f"il peggiore, {worst.name}: {worst.note}")
    alias = replace(worst, name="groups.list", note="lo stesso, col nome di prima")
    return [whole, alias, *searched, *(_beside_the_limit(page, *servers) for page in BROWSE)]


def servers_of(bed: Bed) -> tuple[Server, Server]:
    """Ours and the limit, started once for all pages of a run."""
    if "ours" not in bed.servers:
        with psycopg.connect(bed.cluster.conninfo("ama_net")) as connection:
            found = connection.execute("SELECT id FROM tenants WHERE slug = %s", [LARGE.partition(".")[0]]).fetchone()
        if found is None:
            sys.exit(f"{LARGE}: mancano i dati")
        bed.servers["ours"] = bed.serve()
        bed.servers["limit"] = bed.serve(
            "benchmarks.limit:create_app", LIMIT_DATABASE_URL=bed.database_url, LIMIT_TENANT=str(found[0])
        )
    return bed.servers["ours"], bed.servers["limit"]


def _beside_the_limit(page: Page, ours: Server, limit: Server) -> Row:
    for path in page.paths:
        _check(page, ours.port, path)
    sides = ((limit, Page("limit", "localhost", ["/"])), (ours, page))
    for server, asked in sides:
        measure(server.port, asked.host, list(asked.paths), count=WARM_UP)
    rounds = [
        [measure(server.port, asked.host, list(asked.paths), count=REQUESTS) for server, asked in sides]
        for _ in range(ROUNDS)
    ]
    return compared(page.name, middle([both[1] for both in rounds]), middle([both[0] for both in rounds]))


def _check(page: Page, port: int, path: str) -> None:
    """Measure what is meant: the page is there and has as many rows as the limit's."""
    shown = text_of(port, page.host, path).count('<article class="card')
    if shown < page.cards:
        sys.exit(f"{page.host}{path}: {shown} gruppi invece di {page.cards}")


def text_of(port: int, host: str, path: str) -> str:
    """A page's html."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{host}{path}: {answer.status}")
    return body


def client_beside_the_limit(bed: Bed) -> str:
    """Whether the client could be what is measured."""
    _ours, limit = servers_of(bed)
    rate = max(measure(limit.port, "localhost", ["/"], count=REQUESTS).rate for _ in range(3))
    able = capability()
    return f"Il client da solo prende {able:.0f} pagine al secondo, {able / rate:.1f} volte il limite (ne servono 3)."
