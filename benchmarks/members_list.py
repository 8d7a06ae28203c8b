"""The list of 50,000 members in one association, beside the limit: as it is, filtered, searched; and the whole as a file."""

import http.client
import sys
import time

from benchmarks.bed import Bed, Server
from benchmarks.office_list import Visit, signed_in
from benchmarks.pages import LARGE, servers_of
from benchmarks.report import Row

MEMBERS = 50_000
LONGEST_EXPORT_S = 20

KINDS = {
    "browse": ["/manage/soci", "/manage/soci?sort=-number", "/manage/soci?sort=admitted_on&page=9"],
    "filter": ["/manage/soci?fee=overdue", "/manage/soci?state=without_email", "/manage/soci?year=2010"],
    "search": ["/manage/soci?q=rossi+maria", "/manage/soci?q=31415", "/manage/soci?q=socio2718"],
}
"""What a secretary asks for, in three ways; each address is asked in turn."""


def pages(bed: Bed) -> list[Row]:
    """The list in three ways; ``members.list`` is the worst of them, at p50 and at p95."""
    return signed_in(bed, members=MEMBERS).rows("members.list", KINDS)


def export(bed: Bed) -> list[Row]:
    """Seconds for the whole list as a spreadsheet (and as CSV), as a browser gets it."""
    visit = signed_in(bed, members=MEMBERS)
    ours, _limit = servers_of(bed)
    seconds = {kind: _download(ours, visit, f"/manage/soci/elenco.{kind}?state=") for kind in ("xlsx", "csv")}
    note = f"al più {LONGEST_EXPORT_S}; in CSV {seconds['csv']:.1f} secondi"
    return [Row("members.export_50000_s", round(seconds["xlsx"], 1), "secondi", note=note)]


def _download(server: Server, visit: Visit, path: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("GET", path, headers={"Host": f"{LARGE}:{server.port}", "Cookie": visit.cookie})
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    if answer.status != 200 or size < MEMBERS * 10:
        sys.exit(f"{path}: {answer.status}, {size} byte")
    return time.perf_counter() - began
