"""The portal's Meeting Guide feed of ten thousand confirmed groups: ready, unchanged, and made anew after a change."""

import http.client
import json
import sys
import time
from dataclasses import dataclass
from statistics import median

import psycopg

from benchmarks.bed import Bed, Server
from benchmarks.pages import servers_of
from benchmarks.report import Row

PATH = "/gruppi/meetings.json"
TIMES, CHANGES = 60, 5
LONGEST_MS, LONGEST_ANEW = 10, 2


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds the last byte was there."""

    status: int
    tag: str
    size: int
    seconds: float


def meeting_guide(bed: Bed) -> list[Row]:
    """What the server says it took, warm; the note has what the client saw, the 304 and the first reader after a change."""
    server, _limit = servers_of(bed)
    with psycopg.connect(bed.cluster.conninfo("ama_net"), autocommit=True) as connection:
        told = _confirm(connection)
        for _ in range(6):  # both processes make it
            first = _ask(server)
        before = _log_size(bed, server)
        whole = [_ask(server) for _ in range(TIMES)]
        took = _took(bed, server, before)
        same = [_ask(server, tag=first.tag) for _ in range(TIMES)]
        anew = [_after_a_change(connection, server) for _ in range(CHANGES)]
    if {answer.status for answer in same} != {304}:
        sys.exit(f"{PATH}: chi ce l'ha già riceve {same[0].status}")
    note = (
        f"{told} gruppi, {first.size / 1e6:.1f} MB compressi; al più {LONGEST_MS} ms. Visto da chi legge: "
        f"{median(answer.seconds for answer in whole) * 1000:.1f} ms, se è uguale (304) "
        f"{median(answer.seconds for answer in same) * 1000:.1f} ms"
    )
    return [
        Row("groups.feed_ms", round(median(took), 2), "ms", note=note),
        Row(
            "groups.feed_anew_s",
            round(max(anew), 2),
            "secondi",
            note=f"il primo lettore dopo un cambiamento, il più lento di {CHANGES}; al più {LONGEST_ANEW}",
        ),
    ]


def _confirm(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
    """Make confirmed groups of the examples: only those are told to other programs."""
    connection.execute(
        "UPDATE groups SET is_example = false, kind = 'group', status = 'active', confirmed_on = current_date "
        "WHERE is_example"
    )
    connection.execute("VACUUM ANALYZE")
    counted = connection.execute(
        "SELECT count(*) FROM network.listing WHERE NOT is_example AND confirmed_on IS NOT NULL AND in_portal"
    ).fetchone()
    return int(str(counted[0])) if counted else 0


def _after_a_change(connection: "psycopg.Connection[tuple[object, ...]]", server: Server) -> float:
    """Seconds until whoever asks first after a change has the whole feed."""
    connection.execute(
        "UPDATE groups SET description = coalesce(description, '') || '.' "
        "WHERE id = (SELECT id FROM groups WHERE published ORDER BY id LIMIT 1)"
    )
    return _ask(server).seconds


def _ask(server: Server, tag: str = "") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Host": f"localhost:{server.port}", "Accept-Encoding": "gzip"}
    began = time.perf_counter()
    connection.request("GET", PATH, headers={**headers, "If-None-Match": tag} if tag else headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    if answer.status not in {200, 304}:
        sys.exit(f"{PATH}: {answer.status}")
    return Answer(answer.status, answer.headers.get("ETag", ""), len(body), seconds)


def _log_size(bed: Bed, server: Server) -> int:
    return (bed.var / "log" / f"web-{server.port}.log").stat().st_size


def _took(bed: Bed, server: Server, since: int) -> list[float]:
    """What the server's own log says of each answer, in milliseconds."""
    with (bed.var / "log" / f"web-{server.port}.log").open("rb") as log:
        log.seek(since)
        lines = [json.loads(line) for line in log if line.startswith(b"{")]
    took = [float(line["ms"]) for line in lines if line.get("event") == "request" and line.get("status") == 200]
    return took or sys.exit(f"{PATH}: il registro non dice quanto ha impiegato")
