"""Services of the helpdesk, and who serves them.

A service is added, changed, moved, closed and opened: one that is no longer given is closed, never deleted. Somebody serves
it from a day to a day; their account opens the helpdesk's part of the personal area. Who may: HELPDESK_SETUP.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, delete, exists, or_, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    Pathway,
    PathwayState,
    Service,
    ServiceOperator,
    ServiceRoom,
)
from ama_net.features.helpdesk.operations.waiting_ends import end_list
from ama_net.features.helpdesk.queries_services import listeners, not_over
from ama_net.features.helpdesk.service_facts import ServiceFacts, check_service
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db, hold
from ama_net.foundation.ordering import change_places
from ama_net.foundation.text import free_slug
from ama_net.foundation.web.addresses import fixed_words
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.roles import give_role, take_role
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.registers import among
from ama_net.kernel.scheduling.reservations import hold_people
from ama_net.kernel.tenancy import current_tenant_id

SLUG_LENGTH = 56
"""Of the sixty letters of an address some are left for the number."""


class StillExpected(WrongFact):
    """Somebody has appointments to come, or follows pathways: ``appointments`` are those, in order."""

    def __init__(self, message: str, appointments: Sequence[Appointment] = ()) -> None:
        super().__init__("last_day", message)
        self.appointments = appointments


def add_service(facts: ServiceFacts, *, by: Actor, slug: str = "", is_open: bool = True) -> Service:
    """Add a service at the end of the list, on the site at once if it ``is_open``.

    Its address is made of its name and never changes; no page of the program has the same. Flushed.

    Raises:
        WrongFact: a fact cannot be, or another service has this name.
    """
    _hold()
    others = _all()
    check_service(facts, others)
    last = max((one.position for one in others), default=-1)
    service = Service(
        slug=free_slug(slug or facts.name, {one.slug for one in others} | fixed_words("/sportello"), SLUG_LENGTH),
        position=last + 1,
        is_open=is_open,
        **_plain(facts),
    )
    db.session.add(service)
    db.session.flush()
    _set_rooms(service, facts.room_ids)
    record(by=by, verb="service.added", subject=service)
    return service


def change_service(service: Service, facts: ServiceFacts, *, by: Actor) -> list[str]:
    """Change a service; what is booked already stays as it was booked. Gives, and records, the names of what changed.

    Raises:
        WrongFact: a fact cannot be, another service has this name, or its kind would change while something is of it.
    """
    _hold()
    check_service(facts, [one for one in _all() if one.id != service.id])
    if facts.kind != service.kind and is_used(service):
        raise WrongFact("kind", _l("C'è già chi lo ha chiesto: per l'altro modo serve un servizio nuovo."))
    plain = _plain(facts)
    changed = [name for name, value in plain.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, plain[name])
    if _set_rooms(service, facts.room_ids):
        changed.append("rooms")
    if changed:
        record(by=by, verb="service.changed", subject=service, changes={"fields": changed})
    return changed


def close_service(service: Service, *, by: Actor) -> int:
    """Take a service off the site: nothing new is booked, what was booked stays. Harmless to repeat.

    Who waits for it is taken off its list and told; says how many they were.
    """
    _set_open(service, is_open=False, by=by)
    db.session.flush()
    return end_list(service.id, by=by)


def open_service(service: Service, *, by: Actor) -> None:
    """Give a closed service again. Harmless to repeat."""
    _set_open(service, is_open=True, by=by)


def move_service(service: Service, *, up: bool, by: Actor) -> None:
    """Change places with the service before or after; at the end of the list nothing happens."""
    _hold()
    if change_places(_all(), service, up=up):
        record(by=by, verb="service.moved", subject=service)


def is_used(service: Service) -> bool:
    """Whether somebody booked it, or asked for it."""
    booked = exists().where(Appointment.service_id == service.id)
    asked = exists().where(Pathway.service_id == service.id)
    return bool(db.session.scalar(select(booked | asked)))


def assign_operator(service: Service, person: Person, *, by: Actor, first_day: date | None = None) -> ServiceOperator:
    """Let a person serve a service from a day (today). Their account, if any, gets ``Role.LISTENER``. Flushed.

    Raises:
        WrongFact: they serve it already, or have died.
    """
    hold_people([person.id])
    day = first_day or today()
    if person.deceased_on is not None:
        raise WrongFact("person_id", _l("Risulta che questa persona è morta."))
    same = ServiceOperator.service_id == service.id, ServiceOperator.person_id == person.id
    if db.session.scalar(select(ServiceOperator.id).where(*same, not_over(day)).limit(1)) is not None:
        raise WrongFact("person_id", _l("Questa persona ascolta già in questo servizio."))
    operator = ServiceOperator(service_id=service.id, person_id=person.id, first_day=day, created_by=by.account_id)
    db.session.add(operator)
    db.session.flush()
    record(by=by, verb="service_operator.assigned", subject=operator, changes={"on": day.isoformat()})
    suit_listeners([person.id], by=by)
    return operator


def end_operator(operator: ServiceOperator, *, by: Actor, last_day: date | None = None) -> None:
    """Let somebody's service end: after ``last_day``, or at once. Who never began, by then, is taken out.

    ``Role.LISTENER`` goes with the last service.

    Raises:
        StillExpected: they have appointments after that day, or follow pathways of the service.
        WrongFact: the last day comes before the first, and they have begun.
    """
    hold_people([operator.person_id])
    db.session.refresh(operator, with_for_update={"of": ServiceOperator})
    last = last_day or today() - timedelta(days=1)
    if operator.last_day == last:
        return
    _refuse_while_expected(operator, last)
    if last < operator.first_day:
        if operator.first_day < today():
            raise WrongFact("last_day", _l("L'ultimo giorno viene prima del primo: ricontrollare la data."))
        record(by=by, verb="service_operator.removed", subject=operator)
        db.session.delete(operator)
    else:
        operator.last_day = last
        record(by=by, verb="service_operator.ended", subject=operator, changes={"on": last.isoformat()})
    suit_listeners([operator.person_id], by=by)


def appointments_after(operator: ServiceOperator, last_day: date) -> Sequence[Appointment]:
    """What somebody is expected at after a day: confirmed, or held for who is booking it now; in order."""
    after = datetime.combine(last_day + timedelta(days=1), time(), ROME)
    found = select(Appointment).where(
        Appointment.service_id == operator.service_id,
        Appointment.person_id == operator.person_id,
        Appointment.starts_at >= max(after, now()),
        or_(
            Appointment.state == AppointmentState.CONFIRMED,
            (Appointment.state == AppointmentState.HELD) & (Appointment.held_until > now()),
        ),
    )
    return db.session.scalars(found.order_by(Appointment.starts_at, Appointment.id)).all()


def suit_listeners(people: Iterable[UUID], *, by: Actor) -> None:
    """Give ``Role.LISTENER`` to the accounts of who serves some service today, and take it from who serves none."""
    known = set(people)
    db.session.flush()
    serving = set(db.session.scalars(listeners(today()).where(among(ServiceOperator.person_id, known))))
    give_role(serving, Role.LISTENER, by=by)
    take_role(known - serving, Role.LISTENER, by=by, still=_serving_among)


def suit_all_listeners(*, by: Actor) -> None:
    """The same of everybody: a first or a last day that has come, an account made since, a role given by hand."""
    holding = select(Account.person_id).where(
        Account.roles.contains([Role.LISTENER.value]), Account.person_id.is_not(None)
    )
    suit_listeners({*db.session.scalars(listeners(today())), *db.session.scalars(holding)}, by=by)


def _set_open(service: Service, *, is_open: bool, by: Actor) -> None:
    _hold()
    db.session.refresh(service)
    if service.is_open == is_open:
        return
    service.is_open = is_open
    record(by=by, verb="service.opened" if is_open else "service.closed", subject=service)


def _plain(facts: ServiceFacts) -> dict[str, Any]:
    return {name: value for name, value in asdict(facts).items() if name != "room_ids"}


def _set_rooms(service: Service, room_ids: tuple[UUID, ...]) -> bool:
    """Give a service exactly these rooms; says whether something changed."""
    mine = select(ServiceRoom.room_id).where(ServiceRoom.service_id == service.id)
    before, wanted = set(db.session.scalars(mine)), set(room_ids)
    if before == wanted:
        return False
    gone = delete(ServiceRoom).where(ServiceRoom.service_id == service.id, ServiceRoom.room_id.in_(before - wanted))
    db.session.execute(gone)
    db.session.add_all(ServiceRoom(service_id=service.id, room_id=room_id) for room_id in sorted(wanted - before))
    db.session.flush()
    db.session.expire(service, ["rooms"])
    return True


def _all() -> list[Service]:
    ordered = select(Service).order_by(Service.position, Service.name, Service.id)
    return list(db.session.scalars(ordered, execution_options={"populate_existing": True}))


def _hold() -> None:
    hold(f"helpdesk:services:{current_tenant_id()}")


def _serving_among(people: Sequence[Any]) -> Select[UUID]:
    return listeners(today()).where(among(ServiceOperator.person_id, people))


def _refuse_while_expected(operator: ServiceOperator, last_day: date) -> None:
    coming = appointments_after(operator, last_day)
    if coming:
        words = ngettext(
            "Dopo quel giorno ha ancora un appuntamento: prima si sposta o si disdice.",
            "Dopo quel giorno ha ancora %(num)s appuntamenti: prima si spostano o si disdicono.",
            len(coming),
        )
        raise StillExpected(words, coming)
    followed = select(Pathway.id).where(
        Pathway.service_id == operator.service_id,
        Pathway.person_id == operator.person_id,
        Pathway.state.in_((PathwayState.ACTIVE, PathwayState.SUSPENDED)),
    )
    if db.session.scalar(followed.limit(1)) is not None:
        raise StillExpected(_("Segue ancora dei percorsi di questo servizio: prima passano a qualcun altro."))
