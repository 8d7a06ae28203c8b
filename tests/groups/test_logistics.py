"""Rooms, material and the bodies behind a group, in the office."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ama_net.features.groups.models import Group, LogisticRequest
from ama_net.features.groups.operations.promoters import promoters_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.directory import Listing
from ama_net.kernel.people.models import Organisation
from ama_net.kernel.places import Venue
from tests.factories.groups import make_group, make_venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]
NEED = {"group_id": "", "kind": "room", "what": "Una sala per dieci persone", "needed_from": "", "needed_to": ""}


@pytest.fixture
def secretary(client: Client, alba: Standing) -> Browser:
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


@pytest.fixture
def alfa(fill: Any) -> UUID:
    return fill(lambda: make_group().id)  # type: ignore[no-any-return]


def _asked(fill: Any) -> list[tuple[Any, ...]]:
    names = ("kind", "what", "state", "answer", "venue_id")

    def read() -> list[tuple[Any, ...]]:
        found = db.session.scalars(select(LogisticRequest))
        return [tuple(getattr(one, name) for name in names) for one in found]

    return fill(read)  # type: ignore[no-any-return]


def _first(fill: Any) -> UUID:
    return fill(lambda: db.session.scalars(select(LogisticRequest.id)).one())  # type: ignore[no-any-return]


def test_need_is_written_down(secretary: Browser, alfa: UUID, fill: Any) -> None:
    answer = secretary.submit("/manage/gruppi/logistica/nuova", {**NEED, "group_id": str(alfa)})
    assert (answer.status_code, _asked(fill)) == (303, [("room", "Una sala per dieci persone", "new", "", None)])
    assert "Gruppo Alfa" in secretary.get("/manage/gruppi/logistica").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": ""}, "Scrivi che cosa serve"),
        ({"needed_from": "2026-12-02", "needed_to": "2026-12-01"}, "Finisce prima di cominciare"),
        ({"kind": "castello"}, "Scegli una delle voci"),
        ({"group_id": "non-uuid"}, "Scegli una delle voci"),
    ],
)
def test_bad_need_is_refused_beside_its_field(secretary: Browser, fill: Any, wrong: dict[str, str], said: str) -> None:
    answer = secretary.submit("/manage/gruppi/logistica/nuova", {**NEED, **wrong})
    assert (answer.status_code, said in answer.text, _asked(fill)) == (422, True, [])


def test_answer_names_the_venue_and_can_be_taken_back(secretary: Browser, fill: Any) -> None:
    secretary.submit("/manage/gruppi/logistica/nuova", NEED)
    venue = fill(lambda: make_venue().id)
    page = f"/manage/gruppi/logistica/{_first(fill)}"
    secretary.submit(page, {"state": "granted", "venue_id": str(venue), "answer": "Il mercoledì"})
    assert _asked(fill)[0][2:] == ("granted", "Il mercoledì", venue)
    undo = re.search(r"/manage/undo/[0-9a-f-]{36}", secretary.get("/manage/gruppi/logistica").text)
    assert undo is not None
    secretary.submit(undo[0])
    assert _asked(fill)[0][2:] == ("new", "", None)


def test_other_association_has_no_such_request(client: Client, brig: Standing, secretary: Browser, fill: Any) -> None:
    secretary.submit("/manage/gruppi/logistica/nuova", NEED)
    other = client(brig.host)
    sign_in(other, brig, Role.SECRETARY)
    assert other.get(f"/manage/gruppi/logistica/{_first(fill)}").status_code == 404
    assert "dieci persone" not in other.get("/manage/gruppi/logistica").text


def test_board_reads_and_does_not_write(client: Client, alba: Standing, secretary: Browser, fill: Any) -> None:
    secretary.submit("/manage/gruppi/logistica/nuova", NEED)
    board = client(alba.host)
    sign_in(board, alba, Role.BOARD)
    statuses = [board.get(f"/manage/gruppi/logistica{end}").status_code for end in ("", "/nuova", f"/{_first(fill)}")]
    assert statuses == [200, 404, 404]


def _promote(secretary: Browser, group_id: UUID, name: str, role: str = "promotes") -> int:
    answer = secretary.submit(f"/manage/gruppi/{group_id}/promotori", {"organisation": name, "role": role})
    return answer.status_code


def test_group_has_several_promoters_and_they_are_published(secretary: Browser, alfa: UUID, fill: Any) -> None:
    assert [_promote(secretary, alfa, "Comune di Alba", "hosts"), _promote(secretary, alfa, "AMA Alba")] == [303, 303]
    told = fill(lambda: [(one.name, one.role) for one in promoters_of(db.session.get_one(Group, alfa))])
    assert told == [("AMA Alba", "promotes"), ("Comune di Alba", "hosts")]
    listed = fill(lambda: db.session.scalars(select(Listing.promoters).where(Listing.group_id == alfa)).one())
    assert [entry["name"] for entry in listed] == ["Comune di Alba", "AMA Alba"]


def test_promoter_of_the_register_is_not_written_twice(secretary: Browser, alfa: UUID, fill: Any) -> None:
    fill(lambda: db.session.add(Organisation(name="Società Alba")))
    _promote(secretary, alfa, "SOCIETA ALBA")
    _promote(secretary, alfa, "Società Alba")
    assert fill(lambda: [one.name for one in db.session.scalars(select(Organisation))]) == ["Società Alba"]


def test_renamed_promoter_is_published_anew(secretary: Browser, alfa: UUID, fill: Any) -> None:
    _promote(secretary, alfa, "AMA Alba")
    fill(lambda: setattr(db.session.scalars(select(Organisation)).one(), "name", "AMA Alba ODV"))
    listed = fill(lambda: db.session.scalars(select(Listing.promoters).where(Listing.group_id == alfa)).one())
    assert listed == [{"name": "AMA Alba ODV", "role": "promotes"}]


def test_promoter_is_taken_away(secretary: Browser, alfa: UUID, fill: Any) -> None:
    _promote(secretary, alfa, "AMA Alba")
    body = fill(lambda: db.session.scalars(select(Organisation.id)).one())
    for _ in range(2):
        assert secretary.submit(f"/manage/gruppi/{alfa}/promotori/{body}/promotes/fine").status_code == 303
    assert fill(lambda: promoters_of(db.session.get_one(Group, alfa))) == []


@pytest.mark.parametrize("wrong", [{"organisation": ""}, {"organisation": "x" * 201}, {"role": "comanda"}])
def test_bad_promoter_is_refused(secretary: Browser, alfa: UUID, fill: Any, wrong: dict[str, str]) -> None:
    typed = {"organisation": "AMA", "role": "promotes", **wrong}
    assert secretary.submit(f"/manage/gruppi/{alfa}/promotori", typed).status_code == 422
    assert fill(lambda: promoters_of(db.session.get_one(Group, alfa))) == []


@pytest.mark.parametrize(("role", "reads"), [(Role.SECRETARY, True), (Role.NETWORK_COORDINATOR, False)])
def test_names_of_the_register_are_for_who_may_read_it(
    client: Client, alba: Standing, alfa: UUID, fill: Any, role: Role, reads: bool
) -> None:
    fill(lambda: db.session.add(Organisation(name="Fondazione Riservata")))
    page = sign_in(client(alba.host), alba, role).get(f"/manage/gruppi/{alfa}/promotori").text
    assert ("Fondazione Riservata" in page, "<datalist" in page) == (reads, reads)


def test_who_does_not_keep_the_register_chooses_what_is_in_it(
    client: Client, alba: Standing, alfa: UUID, fill: Any
) -> None:
    fill(lambda: db.session.add(Organisation(name="Comune di Alba")))
    coordinator = sign_in(client(alba.host), alba, Role.NETWORK_COORDINATOR)
    assert _promote(coordinator, alfa, "comune di alba", "hosts") == 303
    typed = {"organisation": "Ente Mai Visto", "role": "promotes"}
    refused = coordinator.submit(f"/manage/gruppi/{alfa}/promotori", typed)
    assert (refused.status_code, "chiedere alla segreteria" in refused.text) == (422, True)
    assert fill(lambda: [one.name for one in db.session.scalars(select(Organisation))]) == ["Comune di Alba"]


def test_venue_keeps_what_whoever_looks_for_a_room_needs(secretary: Browser, fill: Any) -> None:
    typed = {"name": "Sala Verde", "step_free": "yes", "capacity": "12", "owner": "Comune", "contact": "Chiavi al bar"}
    assert secretary.submit("/manage/luoghi/nuovo", typed).status_code == 302

    def read() -> tuple[Any, ...]:
        venue = db.session.scalars(select(Venue).where(Venue.name == "Sala Verde")).one()
        return venue.capacity, venue.owner, venue.contact, b"Chiavi" in (venue.contact_sealed or b"")

    assert fill(read) == (12, "Comune", "Chiavi al bar", False)


@pytest.mark.parametrize("capacity", ["0", "-3", "6000", "dieci"])
def test_capacity_that_cannot_be_is_refused(secretary: Browser, capacity: str) -> None:
    answer = secretary.submit("/manage/luoghi/nuovo", {"name": "Sala", "step_free": "yes", "capacity": capacity})
    assert answer.status_code == 422


def test_venue_saved_again_unchanged_changes_nothing(secretary: Browser, fill: Any) -> None:
    typed = {"name": "Sala Verde", "step_free": "yes", "capacity": "12", "owner": "Comune", "contact": "Chiavi al bar"}
    secretary.submit("/manage/luoghi/nuovo", typed)
    venue_id = fill(lambda: db.session.scalars(select(Venue.id).where(Venue.name == "Sala Verde")).one())
    before = fill(lambda: db.session.get_one(Venue, venue_id).updated_at)
    secretary.submit(f"/manage/luoghi/{venue_id}", typed)
    assert fill(lambda: db.session.get_one(Venue, venue_id).updated_at) == before
