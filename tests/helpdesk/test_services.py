"""Services of the helpdesk: what they can be, their order, closing and opening, what is recorded."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.models import Service, ServiceKind
from ama_net.features.helpdesk.operations.services import (
    add_service,
    change_service,
    close_service,
    is_used,
    move_service,
    open_service,
)
from ama_net.features.helpdesk.queries_services import all_services, open_services, service_of_slug, services_alone
from ama_net.features.helpdesk.service_facts import LIMITS, ServiceFacts
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.people import WrongFact
from ama_net.kernel.places.operations import add_room
from tests.factories.helpdesk import make_appointment, make_operator, make_pathway, make_service
from tests.factories.people import make_person
from tests.factories.places import make_venue

pytestmark = pytest.mark.usefixtures("in_alba")

FACTS = ServiceFacts(name="Primo incontro", place="Sede inventata")


def _add(name: str, **values: Any) -> Service:
    return add_service(replace(FACTS, name=name, **values), by=SYSTEM)


def _slugs() -> list[str]:
    return [service.slug for service in all_services()]


def test_a_new_one_is_open_at_the_end_with_an_address_of_its_own() -> None:
    _add("Primo incontro")
    service = _add("Primo incontro, online")
    assert (_slugs(), service.is_open) == (["primo-incontro", "primo-incontro-online"], True)


def test_an_address_that_is_taken_is_numbered() -> None:
    _add("Ascolto")
    assert [_add("Ascolto!").slug, _add("Ascolto?").slug] == ["ascolto-2", "ascolto-3"]


def test_the_longest_name_has_an_address() -> None:
    assert [len(_add("a" * 119 + end).slug) for end in "bc"] == [56, 58]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "ASCOLTÒ"}, "name"),
        ({"in_person": False}, "in_person"),
        ({"place": ""}, "venue_id"),
        *(({name: least - 1}, name) for name, (least, _most) in LIMITS.items()),
        *(({name: most + 1}, name) for name, (_least, most) in LIMITS.items()),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(facts: dict[str, Any], field: str) -> None:
    _add("Ascolto")
    with pytest.raises(WrongFact) as refused:
        add_service(replace(FACTS, **facts), by=SYSTEM)
    assert refused.value.field == field


@pytest.mark.parametrize("end", [0, 1])
def test_the_table_takes_what_the_limits_say(end: int) -> None:
    numbers: dict[str, Any] = {name: both[end] for name, both in LIMITS.items()}
    assert add_service(replace(FACTS, **numbers), by=SYSTEM).is_open


def test_rooms_are_those_of_its_venue() -> None:
    venue, other = make_venue(), make_venue(name="Altra casa")
    room, elsewhere = add_room(venue, "Uno", by=SYSTEM), add_room(other, "Due", by=SYSTEM)
    service = _add("Ascolto", venue_id=venue.id, room_ids=(room.id,))
    assert [one.room_id for one in service.rooms] == [room.id]
    with pytest.raises(WrongFact) as refused:
        _add("Altro", venue_id=venue.id, room_ids=(room.id, elsewhere.id))
    assert refused.value.field == "room_ids"


def test_rooms_given_and_taken_are_a_change() -> None:
    venue = make_venue()
    one, two = (add_room(venue, name, by=SYSTEM).id for name in ("Uno", "Due"))
    facts = replace(FACTS, venue_id=venue.id, room_ids=(one,))
    service = add_service(facts, by=SYSTEM)
    assert change_service(service, replace(facts, room_ids=(two,)), by=SYSTEM) == ["rooms"]
    assert [room.room_id for room in service.rooms] == [two]


def test_a_change_says_what_changed_and_the_same_again_nothing() -> None:
    service = _add("Ascolto")
    facts = replace(FACTS, name="Ascolto", minutes=30, online=True)
    assert change_service(service, facts, by=SYSTEM) == ["minutes", "online"]
    assert change_service(service, facts, by=SYSTEM) == []


def test_a_new_name_leaves_the_address() -> None:
    service = _add("Ascolto")
    change_service(service, replace(FACTS, name="Accoglienza"), by=SYSTEM)
    assert service_of_slug("ascolto") is service


def test_the_kind_changes_only_while_nobody_asked() -> None:
    service = _add("Ascolto")
    change_service(service, replace(FACTS, name="Ascolto", kind=ServiceKind.PATHWAY), by=SYSTEM)
    make_pathway(service)
    with pytest.raises(WrongFact) as refused:
        change_service(service, replace(FACTS, name="Ascolto"), by=SYSTEM)
    assert refused.value.field == "kind"


def test_an_appointment_is_a_use() -> None:
    service = make_service()
    assert not is_used(service)
    make_appointment(service, make_person())
    assert is_used(service)


def test_a_closed_one_is_not_offered_until_it_is_opened_again() -> None:
    service = _add("Ascolto")
    for _twice in range(2):
        close_service(service, by=SYSTEM)
    assert (open_services(), service_of_slug("ascolto")) == ([], service)
    open_service(service, by=SYSTEM)
    assert open_services() == [service]


def test_kinds_are_asked_apart() -> None:
    meeting, pathway = make_service(), make_service(kind="pathway")
    assert (open_services("meeting"), open_services(ServiceKind.PATHWAY)) == ([meeting], [pathway])


def test_one_is_moved_and_the_ends_stay() -> None:
    one, _two, three = (_add(name) for name in ("Uno", "Due", "Tre"))
    move_service(three, up=True, by=SYSTEM)
    assert _slugs() == ["uno", "tre", "due"]
    move_service(one, up=True, by=SYSTEM)
    assert _slugs() == ["uno", "tre", "due"]


def test_open_services_that_nobody_serves_are_known() -> None:
    alone, served, _closed = make_service(), make_service(), make_service(is_open=False)
    make_operator(served)
    assert services_alone() == [alone]


def test_what_is_done_is_recorded_without_names() -> None:
    service = _add("Ascolto")
    change_service(service, replace(FACTS, name="Accoglienza"), by=SYSTEM)
    close_service(service, by=SYSTEM)
    open_service(service, by=SYSTEM)
    db.session.commit()
    entries = [entry.facts for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))]
    said = [(one["verb"], one.get("changes", {})) for one in entries if one["subject"] == "helpdesk_services"]
    assert said == [
        ("service.added", {}),
        ("service.changed", {"fields": ["name"]}),
        ("service.closed", {}),
        ("service.opened", {}),
    ]
