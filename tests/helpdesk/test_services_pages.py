"""The office's pages of services: what one sees, does, and who may not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import Service, ServiceOperator
from ama_net.features.helpdesk.queries_services import all_services, operators_of
from ama_net.features.volunteers.models import ProfileSkill, Skill, VolunteerProfile
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person
from ama_net.kernel.places.operations import add_room
from tests.factories.helpdesk import make_appointment, make_operator, make_service
from tests.factories.people import make_person
from tests.factories.places import make_venue
from tests.factories.volunteers import make_volunteer
from tests.helpdesk.offering import offer
from tests.helpdesk.waiting_room import wait_for
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

PAGE = "/manage/sportello/servizi"
TYPED: dict[str, Any] = {
    "name": "Primo incontro",
    "kind": "meeting",
    "in_person": "y",
    "place": "Sede inventata",
    "minutes": "45",
    "step_minutes": "60",
    "break_before": "0",
    "break_after": "15",
    "notice_hours": "0",
    "horizon_days": "30",
    "change_hours": "12",
    "max_open": "1",
    "max_in_90_days": "0",
    "planned_meetings": "8",
}


@pytest.fixture
def secretary(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """The secretary at her desk."""
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _service(app: Flask, standing: Standing, **values: Any) -> UUID:
    with desk(app, standing):
        return make_service(**values).id


def _kept(app: Flask, standing: Standing) -> list[Service]:
    with desk(app, standing):
        found = all_services()
        db.session.expunge_all()
        return found


def test_a_service_is_added_with_what_was_typed(app: Flask, alba: Standing, secretary: Browser) -> None:
    answer = secretary.submit(f"{PAGE}/nuovo", TYPED)
    (kept,) = _kept(app, alba)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/{kept.id}")
    assert (kept.minutes, kept.break_after, kept.notice_hours, [*kept.modes]) == (45, 15, 0, ["in_person"])
    assert (kept.asks_reason, kept.has_waiting_list) == (False, False)


def test_the_form_begins_as_a_first_meeting(secretary: Browser) -> None:
    page = secretary.get(f"{PAGE}/nuovo").text
    assert [f'value="{number}"' in page for number in (50, 60, 10, 12)] == [True] * 4


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "altro"}, "kind"),
        ({"in_person": None}, "in_person"),
        ({"place": ""}, "venue_id"),
        ({"minutes": "3"}, "minutes"),
        ({"minutes": "tanti"}, "minutes"),
        ({"horizon_days": ""}, "horizon_days"),
        ({"venue_id": "nessuno"}, "venue_id"),
        ({"room_ids": "00000000-0000-0000-0000-000000000000"}, "room_ids"),
        ({"summary": "x" * 601}, "summary"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    app: Flask, alba: Standing, secretary: Browser, typed: dict[str, Any], field: str
) -> None:
    with desk(app, alba):
        add_room(make_venue(), "Uno", by=SYSTEM)
    wanted = {name: value for name, value in {**TYPED, **typed}.items() if value is not None}
    answer = secretary.submit(f"{PAGE}/nuovo", wanted)
    assert (answer.status_code, f'id="{field}-error"' in answer.text, _kept(app, alba)) == (422, True, [])


def test_rooms_are_chosen_of_the_venue(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        venue = make_venue()
        room_id, venue_id = add_room(venue, "Uno", by=SYSTEM).id, venue.id
    secretary.submit(f"{PAGE}/nuovo", {**TYPED, "venue_id": str(venue_id), "room_ids": str(room_id)})
    with desk(app, alba):
        (service,) = all_services()
        assert [(one.room_id, service.venue_id) for one in service.rooms] == [(room_id, venue_id)]


def test_a_service_is_changed_and_its_form_shows_it(app: Flask, alba: Standing, secretary: Browser) -> None:
    service_id = _service(app, alba, name="Ascolto")
    assert 'value="Ascolto"' in secretary.get(f"{PAGE}/{service_id}/dati").text
    assert secretary.submit(f"{PAGE}/{service_id}/dati", TYPED).status_code == 303
    assert [one.name for one in _kept(app, alba)] == ["Primo incontro"]


def test_one_is_moved_closed_and_opened(app: Flask, alba: Standing, secretary: Browser) -> None:
    first, second = _service(app, alba, position=0), _service(app, alba, position=1)
    secretary.submit(f"{PAGE}/{second}/posto", {"way": "up"})
    secretary.submit(f"{PAGE}/{first}/chiusura")
    assert [(one.id, one.is_open) for one in _kept(app, alba)] == [(second, True), (first, False)]
    secretary.submit(f"{PAGE}/{first}/apertura")
    assert [one.is_open for one in _kept(app, alba)] == [True, True]


def test_before_closing_one_that_people_wait_for_it_says_how_many(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    with desk(app, alba):
        service, _people = offer()
        service_id, page = service.id, f"{PAGE}/{service.id}/chiusura"
        wait_for(service, "Luna"), wait_for(service, "Sole")
    links = "href=" + f'"{page}"' in secretary.get(f"{PAGE}/{service_id}").text
    asked = "2 persone sono in lista d" in secretary.get(page).text
    done = secretary.submit(page)
    assert (links, asked, done.status_code) == (True, True, 303)
    assert "è avvisato, gli altri sono fra le telefonate" in secretary.get(f"{PAGE}/{service_id}").text


def test_who_listens_is_chosen_by_skill(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service_id, skill = make_service().id, Skill(label="Ascolto attivo")
        able, other = make_person("Abile"), make_person("Diversa")
        for person in (able, other):
            make_volunteer(person)
        db.session.add(skill)
        db.session.flush()
        profile = VolunteerProfile(person_id=able.id)
        db.session.add(profile)
        db.session.flush()
        db.session.add(ProfileSkill(profile_id=profile.id, skill_id=skill.id))
        skill_id = skill.id
    everybody = secretary.get(f"{PAGE}/{service_id}/chi-ascolta").text
    skilled = secretary.get(f"{PAGE}/{service_id}/chi-ascolta?competenza={skill_id}").text
    assert [word in everybody for word in ("Abile", "Diversa", "Olga", "Ascolto attivo")] == [True] * 4
    assert [word in skilled for word in ("Abile", "Diversa", "Olga")] == [True, False, False]


def test_anybody_of_the_register_is_found_by_name(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service_id = make_service().id
        make_person("Rarissima")
    address = f"{PAGE}/{service_id}/chi-ascolta"
    assert ["Rarissima" in secretary.get(f"{address}{query}").text for query in ("", "?q=rariss")] == [False, True]


def test_a_name_with_a_nul_finds_as_without(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service_id = make_service().id
        make_person("Rarissima")
    address = f"{PAGE}/{service_id}/chi-ascolta"
    answers = [secretary.get(f"{address}{query}") for query in ("?q=%00", "?q=rari%00ss")]
    assert [(one.status_code, "Rarissima" in one.text) for one in answers] == [(200, False), (200, True)]


def test_who_serves_already_is_not_chosen_again(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service_id = make_service().id
        make_operator(db.session.get_one(Service, service_id), make_person("Unica"))
    assert "Unica" not in secretary.get(f"{PAGE}/{service_id}/chi-ascolta?q=unica").text


def test_somebody_is_assigned_from_a_day(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service_id, person_id = make_service().id, player(alba, Role.VOLUNTEER).person_id
    address = f"{PAGE}/{service_id}/chi-ascolta/{person_id}"
    assert secretary.get(address).status_code == 200
    assert secretary.submit(address, {"first_day": today().isoformat()}).location == f"{PAGE}/{service_id}"
    again = secretary.submit(address, {"first_day": today().isoformat()})
    assert (again.status_code, "ascolta già" in again.text) == (422, True)
    with desk(app, alba):
        serving = operators_of(db.session.get_one(Service, service_id))
        assert [(one.person_id, one.first_day) for one in serving] == [(person_id, today())]


def test_who_does_not_sign_in_is_invited(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service, person = make_service(), make_person("Nuova", email="nuova@posta.example")
        service_id, operator_id = service.id, make_operator(service, person).id
    assert "Non entra ancora" in secretary.get(f"{PAGE}/{service_id}").text
    secretary.submit(f"{PAGE}/{service_id}/chi-ascolta/{operator_id}/accesso")
    with desk(app, alba):
        account = db.session.query(Account).filter_by(email="nuova@posta.example").one()
        assert (account.roles, account.status) == (["listener"], "invited")


def test_somebody_ends_on_a_day(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service = make_service()
        service_id, operator_id = service.id, make_operator(service).id
    address = f"{PAGE}/{service_id}/chi-ascolta/{operator_id}/fine"
    assert secretary.submit(address, {"last_day": today().isoformat()}).status_code == 303
    with desk(app, alba):
        assert db.session.get_one(ServiceOperator, operator_id).last_day == today()


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "31/12/9999", "\x00", " "])
def test_a_last_day_that_cannot_be_is_refused(app: Flask, alba: Standing, secretary: Browser, typed: str) -> None:
    with desk(app, alba):
        service = make_service()
        service_id, operator_id = service.id, make_operator(service).id
    address = f"{PAGE}/{service_id}/chi-ascolta/{operator_id}/fine"
    assert secretary.submit(address, {"last_day": typed}).status_code == 422
    with desk(app, alba):
        assert db.session.get_one(ServiceOperator, operator_id).last_day is None


def test_who_is_expected_is_shown_with_their_appointments(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        service, person = make_service(), make_person()
        service_id, operator_id = service.id, make_operator(service, person).id
        appointment_id = make_appointment(service, person).id
    answer = secretary.submit(
        f"{PAGE}/{service_id}/chi-ascolta/{operator_id}/fine", {"last_day": today().replace(day=1).isoformat()}
    )
    assert (answer.status_code, str(appointment_id) in answer.text, "Stella" in answer.text) == (422, True, False)


def test_the_list_asks_the_same_however_many_there_are(app: Flask, alba: Standing, secretary: Browser) -> None:
    counts = []
    secretary.get(PAGE)
    for _more in range(2):
        with desk(app, alba):
            for _each in range(2):
                make_operator(make_service())
        with count_queries() as queries:
            assert secretary.get(PAGE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_of_one_asks_the_same_however_many_serve(app: Flask, alba: Standing, secretary: Browser) -> None:
    service_id, counts = _service(app, alba), []
    secretary.get(PAGE)
    for _more in range(2):
        with desk(app, alba):
            for _each in range(2):
                make_operator(db.session.get_one(Service, service_id))
        with count_queries() as queries:
            assert secretary.get(f"{PAGE}/{service_id}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_choosing_asks_the_same_however_many_there_are(app: Flask, alba: Standing, secretary: Browser) -> None:
    service_id, counts = _service(app, alba), []
    secretary.get(PAGE)
    for _more in range(2):
        with desk(app, alba):
            for _each in range(3):
                make_volunteer(make_person())
        with count_queries() as queries:
            assert secretary.get(f"{PAGE}/{service_id}/chi-ascolta").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.BOARD, Role.HELPDESK_OPERATOR, Role.LISTENER, Role.VOLUNTEER])
def test_others_may_not_set_up(app: Flask, alba: Standing, client: Callable[[str], Browser], role: Role) -> None:
    service_id, browser = _service(app, alba), sign_in(client(alba.host), alba, role)
    addresses = (PAGE, f"{PAGE}/nuovo", f"{PAGE}/{service_id}", f"{PAGE}/{service_id}/chi-ascolta")
    assert {browser.get(address).status_code for address in addresses} == {404}
    assert browser.submit(f"{PAGE}/{service_id}/chiusura").status_code == 404


def test_a_service_of_another_association_is_not_there(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    theirs, mine = _service(app, brig), _service(app, alba)
    with desk(app, brig):
        operator_id = make_operator(db.session.get_one(Service, theirs)).id
    assert secretary.get(f"{PAGE}/{theirs}").status_code == 404
    assert secretary.submit(f"{PAGE}/{theirs}/chiusura").status_code == 404
    assert secretary.get(f"{PAGE}/{mine}/chi-ascolta/{operator_id}/fine").status_code == 404


def test_somebody_of_another_association_is_not_chosen(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    service_id = _service(app, alba)
    with desk(app, brig):
        person: Person = make_person("Lontana")
        person_id = person.id
    assert secretary.get(f"{PAGE}/{service_id}/chi-ascolta/{person_id}").status_code == 404
    assert "Lontana" not in secretary.get(f"{PAGE}/{service_id}/chi-ascolta?q=lontana").text


def test_what_somebody_serves_is_on_their_page(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        person = make_person()
        make_operator(make_service(name="Ascolto del mercoledì"), person)
        person_id = person.id
    assert "Ascolta: Ascolto del mercoledì" in secretary.get(f"/manage/persone/{person_id}").text


def test_services_without_anybody_are_on_the_first_page(app: Flask, alba: Standing, secretary: Browser) -> None:
    words = "Servizi dello sportello in cui nessuno ascolta"
    assert words not in secretary.get("/manage/").text
    _service(app, alba)
    assert words in secretary.get("/manage/").text


def test_services_are_found_by_the_search(app: Flask, alba: Standing, secretary: Browser) -> None:
    _service(app, alba, name="Ascolto del mercoledì")
    assert "Ascolto del mercoledì" in secretary.get("/manage/cerca?q=mercoledi").text
