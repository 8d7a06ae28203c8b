"""The meetings of a pathway: fixed all together or not at all, called off with it, passed on with it."""

from datetime import date, datetime, time, timedelta

import pytest

from ama_net.features.helpdesk.models import Mode, PathwayOutcome, ServiceRoom
from ama_net.features.helpdesk.operations.pathway_meetings import (
    DatesTaken,
    change_plan,
    look_at,
    plan_meetings,
    series_from,
)
from ama_net.features.helpdesk.operations.pathways import close, hand_over, suspend, wait, withdraw
from ama_net.features.helpdesk.pathway_rules import Overtaken
from ama_net.features.helpdesk.queries_pathways import Progress, progress_of
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.places.operations import add_room, change_room
from ama_net.kernel.scheduling import reservations_of, reserve
from tests.factories.helpdesk import make_appointment
from tests.factories.places import make_venue
from tests.helpdesk.pathway_steps import (
    as_listener,
    at,
    followed,
    listener,
    meeting_states,
    pathway_service,
    recorded,
    secretary,
    waiting,
)
from tests.support.queries import count_queries
from tests.support.standing import Standing


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    starts = series_from(date(2026, 10, 20), time(18), every_weeks=1, times=2)
    assert [(one.astimezone(ROME).hour, one.utcoffset()) for one in starts] == [
        (18, timedelta(hours=2)),
        (18, timedelta(hours=1)),
    ]


def test_a_series_skips_weeks() -> None:
    days = [one.date() for one in series_from(date(2026, 11, 4), time(9), every_weeks=2, times=3)]
    assert days == [date(2026, 11, 4), date(2026, 11, 18), date(2026, 12, 2)]


def test_meetings_are_fixed_with_who_follows_it(in_alba: Standing) -> None:
    service = pathway_service()
    listener(service)
    person = listener(service)
    pathway = followed(service, person)
    plan_meetings(pathway, [at(3), at(10)], Mode.ONLINE, by=as_listener(person))
    assert meeting_states(pathway) == [(person.id, "confirmed", "")] * 2


def test_they_need_not_be_among_the_times_offered_to_all(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    made = plan_meetings(pathway, [at(3, 19)], Mode.IN_PERSON, by=as_listener(person))
    assert [one.starts_at for one in made] == [at(3, 19)]


def test_a_contact_may_have_as_many_as_the_pathway_needs(in_alba: Standing) -> None:
    service = pathway_service(max_open=1, max_in_90_days=1)
    person = listener(service)
    pathway = followed(service, person)
    pathway.visitor.contact_digest = b"c" * 32
    assert len(plan_meetings(pathway, [at(day) for day in (3, 10, 17)], Mode.ONLINE, by=as_listener(person))) == 3


def test_what_clashes_is_shown_before(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    reserve(person.id, at(3), at(3, 11), about=("shifts", person.id))
    seen = look_at(pathway, [at(3), at(10), at(-1)], Mode.ONLINE)
    assert [one.is_free for one in seen] == [False, True, False]


def test_all_of_them_or_none(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    reserve(person.id, at(3), at(3, 11), about=("shifts", person.id))
    with pytest.raises(DatesTaken) as refused:
        plan_meetings(pathway, [at(3), at(10)], Mode.ONLINE, by=as_listener(person))
    assert (refused.value.taken, meeting_states(pathway)) == ((at(3),), [])


@pytest.mark.parametrize("starts", [[], [-1]])
def test_no_day_and_a_day_that_is_over_are_refused(in_alba: Standing, starts: list[int]) -> None:
    service = pathway_service()
    person = listener(service)
    with pytest.raises(DatesTaken):
        plan_meetings(followed(service, person), [at(day) for day in starts], Mode.ONLINE, by=as_listener(person))


def test_nothing_is_fixed_while_it_waits(in_alba: Standing) -> None:
    with pytest.raises(Overtaken):
        plan_meetings(waiting(pathway_service()), [at(3)], Mode.ONLINE, by=secretary(in_alba))


def test_handed_over_a_meeting_passes_to_who_is_free(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    make_appointment(service, before, at(3), pathway.visitor, pathway_id=pathway.id)
    hand_over(pathway, after, by=secretary(in_alba))
    assert meeting_states(pathway) == [(after.id, "confirmed", "")]
    assert (len(reservations_of([before.id], at(3), at(4))), len(reservations_of([after.id], at(3), at(4)))) == (0, 1)


def test_handed_over_a_meeting_is_called_off_when_the_other_is_taken(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    make_appointment(service, before, at(3), pathway.visitor, pathway_id=pathway.id)
    make_appointment(service, before, at(10), pathway.visitor, pathway_id=pathway.id)
    reserve(after.id, at(3), at(3, 10), about=("shifts", after.id))
    hand_over(pathway, after, by=secretary(in_alba))
    assert meeting_states(pathway) == [(before.id, "cancelled", "office"), (after.id, "confirmed", "")]


def test_handed_over_a_meeting_whose_room_is_closed_is_called_off(in_alba: Standing) -> None:
    office = secretary(in_alba)
    venue = make_venue()
    room = add_room(venue, "Uno", by=office)
    service = pathway_service(venue_id=venue.id)
    db.session.add(ServiceRoom(service_id=service.id, room_id=room.id))
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    plan_meetings(pathway, [at(3)], Mode.ONLINE, by=office)
    plan_meetings(pathway, [at(10)], Mode.IN_PERSON, by=office)
    change_room(room, name="Uno", is_open=False, by=office)
    hand_over(pathway, after, by=office)
    assert meeting_states(pathway) == [(after.id, "confirmed", ""), (before.id, "cancelled", "office")]


def test_handed_over_a_meeting_keeps_its_room(in_alba: Standing) -> None:
    office = secretary(in_alba)
    venue = make_venue()
    room = add_room(venue, "Uno", by=office)
    service = pathway_service(venue_id=venue.id)
    db.session.add(ServiceRoom(service_id=service.id, room_id=room.id))
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    (meeting,) = plan_meetings(pathway, [at(3)], Mode.IN_PERSON, by=office)
    hand_over(pathway, after, by=office)
    assert (meeting.person_id, meeting.room_id, meeting.state) == (after.id, room.id, "confirmed")


def test_meetings_of_the_past_stay_with_who_met(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    make_appointment(service, before, at(-3), pathway.visitor, pathway_id=pathway.id)
    hand_over(pathway, after, by=secretary(in_alba))
    assert meeting_states(pathway) == [(before.id, "confirmed", "")]


def test_a_pause_calls_off_what_falls_in_it(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    for days in (3, 40):
        make_appointment(service, person, at(days), pathway.visitor, pathway_id=pathway.id)
    suspend(pathway, until=today() + timedelta(days=30), by=as_listener(person))
    assert [(state, who) for _person, state, who in meeting_states(pathway)] == [
        ("cancelled", "operator"),
        ("confirmed", ""),
    ]


def test_a_pause_without_an_end_calls_everything_off(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    make_appointment(service, person, at(40), pathway.visitor, pathway_id=pathway.id)
    suspend(pathway, by=secretary(in_alba))
    assert meeting_states(pathway) == [(person.id, "cancelled", "office")]


def test_put_back_its_meetings_are_called_off(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    make_appointment(service, person, at(3), pathway.visitor, pathway_id=pathway.id)
    wait(pathway, by=secretary(in_alba))
    assert meeting_states(pathway) == [(person.id, "cancelled", "office")]


def test_taken_back_even_the_nearest_meeting_is_called_off(in_alba: Standing) -> None:
    service = pathway_service(change_hours=48)
    person = listener(service)
    pathway = followed(service, person)
    for days in (1, 5):
        make_appointment(service, person, at(days), pathway.visitor, pathway_id=pathway.id)
    withdraw(pathway, by=PUBLIC)
    assert [who for _person, _state, who in meeting_states(pathway)] == ["office", "visitor"]


def test_how_far_it_is(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    for days, result in ((-9, "met"), (-6, "met"), (-3, "visitor_absent"), (4, None)):
        make_appointment(service, person, at(days), pathway.visitor, pathway_id=pathway.id, result=result)
    close_to = followed(service, person)
    assert progress_of([pathway, close_to]) == {pathway.id: Progress(2, 1, 1, at(4)), close_to.id: Progress()}


def test_how_far_many_are_is_one_question(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    many = [followed(service, person) for _one in range(3)]
    with count_queries() as queries:
        progress_of(many)
    assert len(queries) == 1


def test_how_many_meetings_may_change(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service))
    change_plan(pathway, 12, by=secretary(in_alba))
    change_plan(pathway, 12, by=secretary(in_alba))
    assert (pathway.planned_meetings, recorded()) == (12, ["pathway.plan_changed"])


def test_of_a_closed_one_no_more(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service))
    close(pathway, PathwayOutcome.COMPLETED, by=secretary(in_alba))
    with pytest.raises(Overtaken):
        change_plan(pathway, 12, by=secretary(in_alba))


def test_a_meeting_twice_in_the_list_is_fixed_once(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    starts: list[datetime] = [at(3), at(3)]
    assert len(plan_meetings(followed(service, person), starts, Mode.ONLINE, by=as_listener(person))) == 1
