"""5,000 bookings whose reminder falls due within the same minute: each is reminded once, though a job is killed half way.

Three jobs at once on one association, each a process with connections of its own; one is killed (SIGKILL) while it writes,
and begun again. What counts is what is in the outbox: bookings without a mail, and mails more than one for a booking.
"""

import json
import multiprocessing
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, insert, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, Visitor
from ama_net.features.helpdesk.operations.reminders import remind_appointments
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from benchmarks.bed import Bed
from benchmarks.hands import association, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG = "riconoscere"
BOOKINGS, JOBS = 5_000, 3
PATIENCE = 30
"""Seconds at most until the first mails are there: then one job is killed, in the middle of its work."""

LENGTH = timedelta(minutes=50)
DUE = timedelta(hours=48)


def reminders(bed: Bed) -> list[Row]:
    """Bookings missed and mails doubled, both to be none; the note says how long it took."""
    told = in_a_process(bed, "benchmarks.helpdesk_reminders", str(BOOKINGS))
    note = (
        f"{BOOKINGS} appuntamenti nello stesso minuto, {JOBS} lavori insieme, uno ucciso a metà dopo {told['before']} e poi "
        f"ripreso: {told['seconds']:.1f} s, {told['rate']:.0f} al secondo"
    )
    return [
        Row("helpdesk.reminders_missed", told["missed"], "promemoria", note=note),
        Row("helpdesk.reminders_doubled", told["doubled"], "promemoria"),
    ]


def _run(bookings: int) -> dict[str, Any]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    with association(app, tenant), unit_of_work():
        _begin(bookings)
    began = time.perf_counter()
    before = _jobs_at_once(app, tenant)
    while _job(app, tenant):
        pass
    seconds = time.perf_counter() - began
    with association(app, tenant):
        per_booking = select(func.count()).where(_is_reminder()).group_by(Message.about_id)
        mails = list(db.session.scalars(per_booking))
    found = {"missed": bookings - len(mails), "doubled": sum(mails) - len(mails), "before": before}
    return {**found, "seconds": seconds, "rate": bookings / seconds}


def _jobs_at_once(app: Flask, tenant: UUID) -> int:
    """The jobs, one of them killed and begun again; gives how many reminders had left when it was killed."""
    with app.app_context():
        db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=_job, args=(app, tenant)) for _job_number in range(JOBS)]
    for one in running:
        one.start()
    before, until = 0, time.monotonic() + PATIENCE
    while not before and time.monotonic() < until:
        time.sleep(0.1)
        with association(app, tenant), unit_of_work():
            before = db.session.scalar(select(func.count()).where(_is_reminder())) or 0
    running[0].kill()
    running[0].join()
    again = fork.Process(target=_job, args=(app, tenant))
    again.start()
    for one in (*running[1:], again):
        one.join()
    return before


def _job(app: Flask, tenant: UUID) -> int:
    """What the timetable's job does for one association."""
    done = 0
    while True:
        with association(app, tenant), unit_of_work():
            batch = remind_appointments()
        if not batch:
            return done
        done += batch


def _is_reminder() -> Any:
    return Message.template == "helpdesk/reminder"


def _begin(bookings: int) -> None:
    """So many visitors, each with an e-mail address and an appointment in two days; all due since the last minute."""
    service = Service(slug="prova-promemoria", name="Prova", online=True, place="Prova")
    person = Person(given_name="Prova", family_name="Promemoria")
    db.session.add_all([service, person])
    visitors = [_visitor(number) for number in range(bookings)]
    db.session.add_all(visitors)
    db.session.flush()
    first = now() + DUE - timedelta(seconds=60)
    rows = [
        {
            "service_id": service.id,
            "visitor_id": visitor.id,
            "person_id": person.id,
            "mode": Mode.ONLINE,
            "starts_at": (starts := first + timedelta(seconds=60 * number / bookings)),
            "ends_at": starts + LENGTH,
            "state": AppointmentState.CONFIRMED,
            "confirmed_at": now(),
        }
        for number, visitor in enumerate(visitors)
    ]
    # Without their reservations: one person cannot meet so many at once, and reminders do not read them.
    db.session.execute(insert(Appointment), rows)


def _visitor(number: int) -> Visitor:
    digest = digest_token(f"prova-promemoria-{number}")
    visitor = Visitor(contact_kind="email", secret_digest=digest, contact_digest=digest)
    visitor.nickname, visitor.contact = "Prova", f"prova{number}@posta.example"
    return visitor


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))
