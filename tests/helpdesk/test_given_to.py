"""Who an appointment is given to reads why somebody comes: only who serves that day, or follows the pathway, gets it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.features.helpdesk.models import Appointment, Mode, Pathway, Service, ServiceOperator, Visitor
from ama_net.features.helpdesk.operations.appointments import book, move
from ama_net.features.helpdesk.operations.pathway_meetings import plan_meetings
from ama_net.features.helpdesk.operations.pathways import hand_over
from ama_net.features.helpdesk.pathway_rules import StaysWithListener
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_operator, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.offering import at, offer, open_mornings
from tests.helpdesk.office_desk import BOOKING, booked, open_service, page_of, said, typed
from tests.helpdesk.open_hours import at as on_that_day
from tests.helpdesk.open_hours import wednesday
from tests.helpdesk.pathway_steps import at as in_days
from tests.helpdesk.pathway_steps import followed, listener, pathway_service, secretary
from tests.support.cast import Part, player
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

At = Callable[[Part], Browser]


def _no_operator(_service: Service) -> Person:
    return make_person()


def _until_yesterday(service: Service) -> Person:
    person = make_person()
    make_operator(service, person, last_day=today() - timedelta(days=1))
    return person


def _from_next_month(service: Service) -> Person:
    person = make_person()
    make_operator(service, person, first_day=today() + timedelta(days=30))
    return person


STRANGERS = pytest.mark.parametrize("stranger", [_no_operator, _until_yesterday, _from_next_month])


# --- what operations give --------------------------------------------------------------------------------------------


@STRANGERS
def test_who_does_not_serve_that_day_is_not_booked_however_agreed(
    in_alba: Standing, stranger: Callable[[Service], Person]
) -> None:
    service, _people = offer()
    who = stranger(service).id
    with pytest.raises(SlotGone):
        book(service, at(18), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=who, agreed=True)


@STRANGERS
def test_who_does_not_serve_that_day_takes_nobodys_appointment(
    in_alba: Standing, stranger: Callable[[Service], Person]
) -> None:
    service, [person] = offer()
    who = stranger(service).id
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=SYSTEM)
    with pytest.raises(SlotGone):
        move(done, at(10), Mode.ONLINE, by=SYSTEM, person_id=who, agreed=True)
    assert (done.person_id, done.sequence) == (person.id, 0)


def test_an_agreed_time_is_of_somebody(in_alba: Standing) -> None:
    service, _people = offer()
    with pytest.raises(SlotGone):
        book(service, at(18), Mode.ONLINE, make_visitor(), by=SYSTEM, agreed=True)


def _pathway(**values: Any) -> tuple[Pathway, Person, Appointment]:
    service = pathway_service(**values)
    person = listener(service)
    pathway = followed(service, person)
    (meeting,) = plan_meetings(pathway, [in_days(3)], Mode.ONLINE, by=SYSTEM)
    return pathway, person, meeting


@pytest.mark.parametrize("free", [{"agreed": True}, {"office": True}])
def test_a_meeting_of_a_pathway_is_moved_to_nobody_else(in_alba: Standing, free: dict[str, bool]) -> None:
    pathway, person, meeting = _pathway()
    other = listener(pathway.service)
    open_mornings(other)
    with pytest.raises(StaysWithListener):
        move(meeting, meeting.starts_at, Mode.ONLINE, by=secretary(in_alba), person_id=other.id, **free)
    assert (meeting.person_id, meeting.sequence) == (person.id, 0)


def test_a_meeting_of_a_pathway_is_booked_with_nobody_else(in_alba: Standing) -> None:
    pathway, _person, _meeting = _pathway()
    wanted: dict[str, Any] = {"person_id": listener(pathway.service).id, "pathway": pathway, "agreed": True}
    with pytest.raises(SlotGone):
        book(pathway.service, in_days(4), Mode.ONLINE, pathway.visitor, by=SYSTEM, **wanted)


def test_a_meeting_passes_with_its_pathway(in_alba: Standing) -> None:
    pathway, _person, meeting = _pathway()
    other = listener(pathway.service)
    hand_over(pathway, other, by=secretary(in_alba))
    assert meeting.person_id == other.id


def test_a_meeting_does_not_pass_to_who_will_not_serve_on_its_day(in_alba: Standing) -> None:
    pathway, _person, meeting = _pathway()
    leaving = make_person()
    make_operator(pathway.service, leaving, last_day=today())
    hand_over(pathway, leaving, by=secretary(in_alba))
    assert meeting.state == "cancelled"


def test_a_pathway_handed_over_meanwhile_gives_nothing_to_who_had_it(in_alba: Standing) -> None:
    pathway, person, meeting = _pathway()
    handed = update(Pathway).where(Pathway.id == pathway.id).values(person_id=listener(pathway.service).id)
    db.session.execute(handed, execution_options={"synchronize_session": False})
    with pytest.raises(SlotGone):
        move(meeting, in_days(4), Mode.ONLINE, by=SYSTEM, person_id=person.id, agreed=True)


def test_who_follows_a_pathway_agrees_on_days_after_their_service_too(in_alba: Standing) -> None:
    pathway, person, meeting = _pathway()
    ends = update(ServiceOperator).where(ServiceOperator.person_id == person.id).values(last_day=today())
    db.session.execute(ends)
    move(meeting, in_days(4), Mode.ONLINE, by=SYSTEM, person_id=person.id, agreed=True)
    plan_meetings(pathway, [in_days(5)], Mode.ONLINE, by=SYSTEM)
    assert meeting.starts_at == in_days(4)


def test_the_audit_says_by_id_to_whom_it_was_given(in_alba: Standing) -> None:
    service, [person, other] = offer(people=2)
    done = book(service, at(10), Mode.ONLINE, make_visitor(), by=SYSTEM, person_id=person.id, office=True)
    move(done, at(10), Mode.ONLINE, by=SYSTEM, person_id=other.id, office=True)
    move(done, at(11), Mode.ONLINE, by=SYSTEM, office=True)
    moves = [one["changes"] for one in db.session.info["audit"] if one["verb"] == "appointment.moved"]
    assert (moves[0], list(moves[1])) == ({"person_id": [str(person.id), str(other.id)]}, ["starts_at"])


# --- what the office sends -------------------------------------------------------------------------------------------


@pytest.fixture
def served(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    """A service and who serves it."""
    return open_service(app, alba)


@pytest.fixture
def appointment(app: Flask, alba: Standing, served: tuple[UUID, UUID]) -> UUID:
    """An appointment at ten, of somebody who left a telephone."""
    return booked(app, alba, served)


def _given(app: Flask, alba: Standing, appointment_id: UUID) -> tuple[UUID, UUID | None]:
    with desk(app, alba):
        row = db.session.get_one(Appointment, appointment_id)
        return row.person_id, row.visitor_id


def _agreed(who: object, hour: int = 10) -> dict[str, str]:
    return {"when": f"{wednesday()}T{hour:02}:00", "person_id": str(who), "agreed": "y"}


def test_nobody_of_the_office_takes_an_appointment_to_read_it(
    app: Flask, alba: Standing, at: At, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    operator = at(Role.HELPDESK_OPERATOR)
    with desk(app, alba):
        form = _agreed(player(alba, Role.HELPDESK_OPERATOR).person_id)
    answer = operator.submit(page_of(appointment, "/spostamento"), form)
    person_id, visitor_id = _given(app, alba, appointment)
    pages = [f"/my/sportello/persone/{visitor_id}/appunti", f"/my/sportello/appuntamenti/{appointment}"]
    assert (answer.status_code, "non segue questo servizio" in said(answer), person_id) == (422, True, served[1])
    assert [operator.get(page).status_code for page in pages] == [404, 404]


def test_the_office_does_not_give_a_meeting_of_a_pathway_to_another(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with desk(app, alba):
        pathway, person, meeting = _pathway()
        other, starts_at = listener(pathway.service).id, meeting.starts_at.isoformat()
        kept, meeting_id = person.id, meeting.id
    form = {**_agreed(other), "when": starts_at}
    answer = secretary.submit(page_of(meeting_id, "/spostamento"), form)
    assert (answer.status_code, "resta con chi lo segue" in said(answer)) == (422, True)
    assert _given(app, alba, meeting_id)[0] == kept


def test_the_register_of_acts_says_that_who_listens_changed(
    app: Flask, alba: Standing, secretary: Browser, at: At, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    with desk(app, alba):
        other = make_person()
        make_operator(db.session.get_one(Service, served[0]), other)
        form = _agreed(other.id)
    secretary.submit(page_of(appointment, "/spostamento"), form)
    page = said(at(Role.PRESIDENT).get("/manage/registro-attivita"))
    assert ("Chi ascolta" in page, "Person_id" in page, str(form["person_id"]) in page) == (True, False, False)


def test_who_follows_a_pathway_and_is_taken_is_not_said_to_serve_no_more(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with desk(app, alba):
        pathway, person, meeting = _pathway()
        plan_meetings(pathway, [in_days(5)], Mode.ONLINE, by=SYSTEM)
        ends = update(ServiceOperator).where(ServiceOperator.person_id == person.id)
        db.session.execute(ends.values(last_day=today() + timedelta(days=1)))
        form, meeting_id = {**_agreed(person.id), "when": in_days(5).isoformat()}, meeting.id
    answer = secretary.submit(page_of(meeting_id, "/spostamento"), form)
    assert (answer.status_code, "ha già un impegno" in said(answer)) == (422, True)


@pytest.mark.parametrize("person_id", ["boh", "\0", "0", str(uuid4())])
def test_whom_nobody_knows_is_refused(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID, person_id: str
) -> None:
    answer = secretary.submit(page_of(appointment, "/spostamento"), _agreed(person_id, 16))
    assert (answer.status_code, _given(app, alba, appointment)[0]) == (422, served[1])


def test_who_is_of_another_association_is_refused(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser, served: tuple[UUID, UUID], appointment: UUID
) -> None:
    theirs = open_service(app, brig)[1]
    answer = secretary.submit(page_of(appointment, "/spostamento"), _agreed(theirs, 16))
    assert (answer.status_code, _given(app, alba, appointment)[0]) == (422, served[1])


@pytest.mark.parametrize("chi", ["boh", "\0", "", str(uuid4())])
def test_by_telephone_whom_nobody_knows_is_refused(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID], chi: str
) -> None:
    late: dict[str, Any] = {
        "when": None,
        "day": wednesday().isoformat(),
        "hour": "18:30",
        "agreed": "y",
        "person_id": chi,
        "chi": chi,
    }
    answer = secretary.submit(BOOKING, typed(secretary, **late))
    with desk(app, alba):
        visitors = db.session.scalar(select(func.count()).select_from(Visitor))
    assert (answer.status_code, visitors) == (422, 0)


def test_by_telephone_nobody_is_booked_who_does_not_serve(
    app: Flask, alba: Standing, secretary: Browser, served: tuple[UUID, UUID]
) -> None:
    with desk(app, alba):
        stranger = str(make_person().id)
    form = typed(secretary, on_that_day(11), chi=stranger, person_id=stranger, agreed="y")
    answer = secretary.submit(BOOKING, form)
    assert (answer.status_code, "non segue questo servizio" in said(answer)) == (422, True)
