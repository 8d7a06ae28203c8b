"""The public page of a service with 20 operators and 60 days ahead, more than half of it booked, beside a bare page.

``helpdesk.slots`` is the worse of p50 and p95 beside a page that reads the same rows and works nothing out;
``helpdesk.slots.p95`` its p95 alone. The notes say how many times there were to choose from.
"""

import json
import random
from dataclasses import replace
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
    ours, _limit = servers_of(bed)
    limit = bed.serve(
        "benchmarks.helpdesk_limit:create_app",
        LIMIT_DATABASE_URL=bed.database_url,
        LIMIT_TENANT=told["tenant"],
        LIMIT_SERVICE=told["service"],
    )
    months = (today(), today() + timedelta(days=31))
    paths = [f"/sportello/{SLUG}", *(f"/sportello/{SLUG}?mese={day:%Y-%m}" for day in months)]
    for path in paths:
        text_of(ours.port, LARGE, path)
    page, bare = _in_turn(ours, paths, limit)
    worse = compared("helpdesk.slots", page, bare)
    note = f"{told['free']} orari liberi, {told['taken']} impegni; {worse.note}"
    ratio = round(page.p95 / bare.p95, 2)
    return [
        replace(worse, note=note),
        Row("helpdesk.slots.p95", round(page.p95, 2), "ms p95", round(bare.p95, 2), ratio),
    ]


def _in_turn(ours: Server, paths: list[str], limit: Server) -> tuple[Times, Times]:
    sides = ((ours, LARGE, paths), (limit, "localhost", ["/"]))
    for server, host, asked in sides:
        measure(server.port, host, asked, count=WARM_UP)
    rounds = [
        [measure(server.port, host, asked, count=REQUESTS) for server, host, asked in sides] for _ in range(ROUNDS)
    ]
    return middle([both[0] for both in rounds]), middle([both[1] for both in rounds])


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
