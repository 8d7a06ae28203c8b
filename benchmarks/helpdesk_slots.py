"""The public page of a service with 20 operators and 60 days ahead, more than half of it booked, beside a bare page.

``helpdesk.slots`` is the page at p95 beside the bare page of all the measures (one indexed query, 20 rows); ``.p50`` the same at
p50; ``.same_rows`` is beside a bare page that also reads what any page of free times must read (more than 1,000 commitments).
"""

import json
import random
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, select

from ama_net.features.helpdesk.models import AvailabilityRule, Service, ServiceOperator
from ama_net.features.helpdesk.slots import free_slots
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation, reserve
from benchmarks.bed import Bed, Server
from benchmarks.hands import association, in_a_process, make_app, tenant_called
from benchmarks.load import measure
from benchmarks.pages import LARGE, REQUESTS, ROUNDS, WARM_UP, servers_of, text_of
from benchmarks.report import Row, Times, compared, middle

SLUG = "orari-di-prova"
OPERATORS, DAYS, BOOKED = 20, 60, 0.6
SINCE = date(2024, 1, 1)


def slots(bed: Bed) -> list[Row]:
    """The page of the nearest times and that of a month, beside the least that a page over the same rows can be."""
    told = in_a_process(bed, "benchmarks.helpdesk_slots")
    ours, usual = servers_of(bed)
    same_rows = bed.serve(
        "benchmarks.helpdesk_limit:create_app",
        LIMIT_DATABASE_URL=bed.database_url,
        LIMIT_TENANT=told["tenant"],
        LIMIT_SERVICE=told["service"],
    )
    months = (today(), today() + timedelta(days=31))
    paths = [f"/sportello/{SLUG}", *(f"/sportello/{SLUG}?mese={day:%Y-%m}" for day in months)]
    for path in paths:
        text_of(ours.port, LARGE, path)
    page, bare, reading = _in_turn((ours, LARGE, paths), (usual, "localhost", ["/"]), (same_rows, "localhost", ["/"]))
    note = f"{told['free']} orari liberi, {told['taken']} impegni"
    return [
        Row("helpdesk.slots", *_beside(page.p95, bare.p95, "p95"), note=note),
        Row("helpdesk.slots.p50", *_beside(page.p50, bare.p50, "p50")),
        compared("helpdesk.slots.same_rows", page, reading),
    ]


def _beside(ours: float, limit: float, which: str) -> tuple[float, str, float, float]:
    return round(ours, 2), f"ms {which}", round(limit, 2), round(ours / limit, 2)


def _in_turn(*sides: tuple[Server, str, list[str]]) -> list[Times]:
    for server, host, asked in sides:
        measure(server.port, host, asked, count=WARM_UP)
    rounds = [
        [measure(server.port, host, asked, count=REQUESTS) for server, host, asked in sides] for _ in range(ROUNDS)
    ]
    return [middle([one[side] for one in rounds]) for side in range(len(sides))]


def _run() -> dict[str, Any]:
    """Make the service once; who serves it has three mornings a week, more than half of them taken."""
    app = make_app()
    tenant = tenant_called(app, LARGE.partition(".")[0])
    with association(app, tenant), unit_of_work():
        service = db.session.scalars(select(Service).where(Service.slug == SLUG)).first() or _begin()
        free = len(free_slots(service, today(), today() + timedelta(days=DAYS)))
        taken = db.session.scalar(select(func.count()).select_from(Reservation))
        return {"tenant": str(tenant), "service": str(service.id), "free": free, "taken": taken}


def _begin() -> Service:
    service = Service(slug=SLUG, name="Orari di prova", notice_hours=0, horizon_days=DAYS, online=True, place="Sede")
    db.session.add(service)
    db.session.flush()
    chance = random.Random(1)  # the same at each run
    for number in range(OPERATORS):
        person = Person(given_name=f"Ascolto {number}", family_name="Prova")
        db.session.add(person)
        db.session.flush()
        db.session.add(ServiceOperator(service_id=service.id, person_id=person.id, first_day=SINCE))
        for weekday in chance.sample(range(5), 3):
            hours = {"starts": time(9), "ends": time(13), "first_day": SINCE}
            db.session.add(AvailabilityRule(person_id=person.id, weekday=weekday, **hours))
        db.session.flush()
        _book(service, person, chance)
    return service


def _book(service: Service, person: Person, chance: random.Random) -> None:
    whole = timedelta(minutes=service.break_after)
    for slot in free_slots(service, today(), today() + timedelta(days=DAYS), person_id=person.id):
        if chance.random() < BOOKED:
            reserve(person.id, slot.starts_at, slot.ends_at + whole, about=("benchmark", person.id))


if __name__ == "__main__":
    print(json.dumps(_run()))
