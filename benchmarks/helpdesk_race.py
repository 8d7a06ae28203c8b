"""200 people at once on the same time of the helpdesk, over HTTP: one is given it, 199 are told kindly with other times.

The real web server with as many workers as cores × 4 and the limits on; every client comes from an address of its own through
the trusted proxy's header. Two rounds: all choose the time at the same moment (and who holds it goes on to confirm), then all
send the whole form for another time at the same moment, nobody holding it.
"""

import http.client
import json
import os
import re
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import column, func, select, table

from ama_net.features.helpdesk.models import Appointment, AppointmentState, AvailabilityRule, Service, ServiceOperator
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation
from benchmarks.bed import Bed
from benchmarks.hands import association, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG, HOST = "prova-009", "prova-009.localhost"
SERVICE = "prova-gara"
CLIENTS = 200
HOLD_AT, SEND_AT = 10, 12
DAYS = 7
SORRY, CHOICE = (
    "non è più libero",
    re.compile(r'name="slot"[^>]*value="(20[^"]+)"|value="(20[^"]+)"[^>]*name="slot"|type="radio" value="(20[^"]+)"'),
)
TOKEN, KEY = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"'), re.compile(r'name="form_key"[^>]*value="([^"]+)"')
WON, TOLD, FAILED = "won", "told", "failed"
_STATISTICS = table("pg_stat_database", column("datname"), column("deadlocks"))


def race(bed: Bed) -> list[Row]:
    """Confirmed appointments of one time (each round must give one), and answers that were neither yes nor a kind no."""
    in_a_process(bed, "benchmarks.helpdesk_race", "prepare")
    workers = 4 * (os.cpu_count() or 1)
    server = bed.serve(workers=workers, AMA_TRUSTED_PROXIES="1")
    held = _clients(server.port, _choose_then_confirm)
    sent = _clients(server.port, _send_whole_form)
    server.stop()
    found = in_a_process(bed, "benchmarks.helpdesk_race", "count")
    errors = sum(count[FAILED] for count in (held, sent)) + found["deadlocks"]
    note = (
        f"{CLIENTS} clienti, {workers} processi; scelta: {held[WON]} preso, {held[TOLD]} avvisati; modulo intero: "
        f"{sent[WON]} preso, {sent[TOLD]} avvisati; righe {found['confirmed']}, impegni {found['reserved']}, stalli {found['deadlocks']}"
    )
    worst = max(found["confirmed"], key=lambda one: abs(one - 1))
    return [
        Row("helpdesk.race_confirmed", worst, "appuntamenti", note=note),
        Row("helpdesk.race_errors", errors, "errori"),
    ]


@dataclass
class _Client:
    """One person: an address, a connection, the cookie they were given."""

    number: int
    port: int
    cookie: str = ""
    page: str = ""
    status: int = 0
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, values: dict[str, str] | None = None) -> None:
        """Ask once; the answer's page, state and place are kept."""
        address = f"10.{self.number // 65536}.{self.number // 256 % 256}.{self.number % 256}"
        head = {"Host": f"{HOST}:{self.port}", "X-Forwarded-For": address, "Cookie": self.cookie}
        head["Referer"] = f"http://{HOST}:{self.port}/"
        if values is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, urlencode(values) if values is not None else None, head)
            answer = connection.getresponse()
            self.page, self.status = answer.read().decode(), answer.status
            self.location = answer.headers.get("Location", "")
            given = answer.headers.get_all("Set-Cookie") or []
            self.cookie = "; ".join(one.split(";")[0] for one in given) or self.cookie
        finally:
            connection.close()

    def read(self, pattern: re.Pattern[str]) -> str:
        """What the page says, e.g. its token."""
        found = pattern.search(self.page)
        return found[1] if found else ""

    def told_kindly(self, wanted: str) -> bool:
        """Whether the answer says that the time went, and offers others, each with its button."""
        others = {"".join(one) for one in CHOICE.findall(self.page)} - {wanted}
        return self.status == 409 and SORRY in self.page and len(others) > 0


def _clients(port: int, act: Any) -> Counter[str]:
    """Let everybody come, then act at the same moment."""
    gate, counts = threading.Barrier(CLIENTS), Counter[str]()
    lock = threading.Lock()

    def work(number: int) -> None:
        try:
            outcome = act(_Client(number, port), gate)
        except (OSError, http.client.HTTPException, threading.BrokenBarrierError):
            outcome = FAILED
        with lock:
            counts[outcome] += 1

    running = [threading.Thread(target=work, args=(number,)) for number in range(1, CLIENTS + 1)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return counts


def _choose_then_confirm(client: _Client, gate: threading.Barrier) -> str:
    wanted = _choice(HOLD_AT)
    client.ask("GET", f"/sportello/{SERVICE}")
    token = client.read(TOKEN)
    gate.wait(60)
    client.ask("POST", f"/sportello/{SERVICE}/orario", {"csrf_token": token, "slot": wanted})
    if client.status != 303:
        return _outcome(client, wanted)
    path = client.location
    client.ask("GET", path)
    client.ask("POST", path, _typed(client))
    return WON if client.status == 303 else FAILED


def _send_whole_form(client: _Client, gate: threading.Barrier) -> str:
    wanted, path = _choice(SEND_AT), f"/sportello/{SERVICE}/prenotazione/{'x' * 43}"
    client.ask("GET", path)
    typed = {**_typed(client), "slot": wanted}
    gate.wait(60)
    client.ask("POST", path, typed)
    return WON if client.status == 303 else _outcome(client, wanted)


def _outcome(client: _Client, wanted: str) -> str:
    if client.told_kindly(wanted):
        return TOLD
    print(f"{client.status} {client.page[:200]!r}", file=sys.stderr)
    return FAILED


def _typed(client: _Client) -> dict[str, str]:
    who = {"for_whom": "self", "nickname": f"Prova {client.number}", "contact": f"prova{client.number}@example.org"}
    about = {"call_time": "any", "under_18": "no", "reason": "", "consent": "y", "second_name": ""}
    return {**who, **about, "csrf_token": client.read(TOKEN), "form_key": client.read(KEY)}


def _at(hour: int) -> datetime:
    return datetime.combine(today() + timedelta(days=DAYS), time(hour), ROME)


def _choice(hour: int) -> str:
    return f"{_at(hour).astimezone(UTC):%Y-%m-%dT%H:%MZ}|online"


def _prepare() -> dict[str, Any]:
    """A service with one operator, there every day from nine to six."""
    app = make_app()
    with association(app, tenant_called(app, SLUG)), unit_of_work():
        service = Service(slug=SERVICE, name="Prova", online=True, in_person=False, notice_hours=0, max_open=5)
        person = Person(given_name="Prova", family_name="Ascolto")
        db.session.add_all([service, person])
        db.session.flush()
        since = date(2024, 1, 1)
        db.session.add(ServiceOperator(service_id=service.id, person_id=person.id, first_day=since))
        hours = {"starts": time(9), "ends": time(18), "first_day": since}
        db.session.add_all(AvailabilityRule(person_id=person.id, weekday=day, **hours) for day in range(7))
    return {}


def _count() -> dict[str, Any]:
    app = make_app()
    with association(app, tenant_called(app, SLUG)), unit_of_work():
        service_id = db.session.scalars(select(Service.id).where(Service.slug == SERVICE)).one()
        confirmed = [_confirmed(service_id, hour) for hour in (HOLD_AT, SEND_AT)]
        reserved = db.session.scalar(
            select(func.count()).select_from(Reservation).where(Reservation.about_kind == Appointment.__tablename__)
        )
        deadlocks = db.session.scalar(
            select(func.sum(_STATISTICS.c.deadlocks)).where(_STATISTICS.c.datname == func.current_database())
        )
    return {"confirmed": confirmed, "reserved": reserved, "deadlocks": int(deadlocks or 0)}


def _confirmed(service_id: Any, hour: int) -> int:
    mine = Appointment.service_id == service_id, Appointment.starts_at == _at(hour)
    found = select(func.count()).where(*mine, Appointment.state == AppointmentState.CONFIRMED)
    return db.session.scalar(found) or 0


if __name__ == "__main__":
    print(json.dumps({"prepare": _prepare, "count": _count}[sys.argv[1]]()))
