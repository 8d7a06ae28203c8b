"""Swaps on the pages: asked for, answered, and whose they are; the office sees the open ones."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID, uuid4

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftSwap
from ama_net.features.volunteers.operations.swaps import accept_swap, offer_place
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.volunteers import make_volunteer
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import holders, placed, rules, volunteer

At = Callable[[str], Browser]
Desk = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def desk(app: Flask, alba: Standing) -> Desk:
    """Work in the association, committed at the end."""

    @contextmanager
    def at_work() -> Iterator[None]:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            yield

    return at_work


@pytest.fixture
def vito(alba: Standing, client: At, desk: Desk) -> Browser:
    """The volunteer of the cast, in the register, signed in."""
    with desk():
        rules()
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    return sign_in(client(alba.host), alba, Role.VOLUNTEER)


def _vito(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)


def _swap(swap_id: UUID) -> ShiftSwap:
    return db.session.get_one(ShiftSwap, swap_id)


def test_a_volunteer_asks_everybody(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(_vito(alba)).shift_id
    answer = vito.submit(f"/my/turni/{shift_id}/cambio", {"to": "", "in_return": ""})
    assert (answer.status_code, answer.location) == (303, f"/my/turni/{shift_id}")
    page = vito.get(f"/my/turni/{shift_id}").text
    assert ("Stai cercando un cambio" in page, "Chiedi un cambio" in page) == (True, False)


def test_the_menus_name_colleagues_by_first_name_and_initial(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(_vito(alba)).shift_id
        placed(volunteer("Ludovica", family_name="Segreti"), hours=100)
    page = vito.get(f"/my/turni/{shift_id}/cambio").text
    assert ("Ludovica S." in page, "Segreti" in page) == (True, False)


def test_asking_for_a_shift_in_return_names_its_holder(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(_vito(alba)).shift_id
        theirs = placed(volunteer("Ludovica"), hours=100)
        place_id, person_id = theirs.id, theirs.person_id
    vito.submit(f"/my/turni/{shift_id}/cambio", {"to": "", "in_return": str(place_id)})
    with desk():
        swap = db.session.query(ShiftSwap).one()
        assert (swap.to_person_id, swap.in_return_id) == (person_id, place_id)


def test_a_shift_of_somebody_else_than_the_one_asked_is_refused(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(_vito(alba)).shift_id
        theirs = placed(volunteer("Ludovica"), hours=100).id
        third = placed(volunteer("Terza"), hours=130).person_id
    answer = vito.submit(f"/my/turni/{shift_id}/cambio", {"to": str(third), "in_return": str(theirs)})
    assert (answer.status_code, "scegli un altro turno" in answer.text) == (422, True)


def test_who_is_no_colleague_cannot_be_chosen(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(_vito(alba)).shift_id
        stranger = volunteer("Estranea").id
    for sent in (str(stranger), str(uuid4()), "niente", "niente\x00"):
        assert vito.submit(f"/my/turni/{shift_id}/cambio", {"to": sent, "in_return": ""}).status_code == 422


def test_only_who_holds_a_place_offers_it(vito: Browser, desk: Desk) -> None:
    with desk():
        shift_id = placed(volunteer("Ludovica")).shift_id
    assert vito.get(f"/my/turni/{shift_id}/cambio").status_code == 404
    assert vito.submit(f"/my/turni/{shift_id}/cambio", {"to": "", "in_return": ""}).status_code == 404


def test_who_is_asked_accepts_from_the_list(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        place = placed(volunteer("Ludovica"))
        swap_id, shift_id = offer_place(place, to=_vito(alba), by=SYSTEM).id, place.shift_id
    assert "Ludovica I. non può venire" in vito.get("/my/turni").text
    answer = vito.submit(f"/my/turni/cambi/{swap_id}/accettazione", follow_redirects=True)
    assert "il turno ora è tuo" in answer.text
    with desk():
        assert holders(db.session.get_one(Shift, shift_id)) == ["Vito"]


def test_who_is_asked_declines(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        swap_id = offer_place(placed(volunteer("Ludovica")), to=_vito(alba), by=SYSTEM).id
    assert vito.submit(f"/my/turni/cambi/{swap_id}/rifiuto").location == "/my/turni"
    with desk():
        assert _swap(swap_id).state == "declined"


def test_what_everybody_is_offered_nobody_declines(vito: Browser, desk: Desk) -> None:
    with desk():
        swap_id = offer_place(placed(volunteer("Ludovica")), by=SYSTEM).id
    assert vito.submit(f"/my/turni/cambi/{swap_id}/rifiuto").status_code == 404


def test_who_comes_second_reads_that_somebody_was_first(vito: Browser, desk: Desk) -> None:
    with desk():
        swap = offer_place(placed(volunteer("Ludovica")), by=SYSTEM)
        accept_swap(swap, volunteer("Svelta"), by=SYSTEM)
        swap_id = swap.id
    page = vito.submit(f"/my/turni/cambi/{swap_id}/accettazione", follow_redirects=True).text
    assert "Qualcuno è arrivato prima" in page


def test_what_is_asked_of_another_is_not_there(vito: Browser, desk: Desk) -> None:
    with desk():
        place = placed(volunteer("Ludovica"))
        swap_id, shift_id = offer_place(place, to=volunteer("Terza"), by=SYSTEM).id, place.shift_id
    for act in ("accettazione", "rifiuto", "ritiro"):
        assert vito.submit(f"/my/turni/cambi/{swap_id}/{act}").status_code == 404
    assert "cambio" not in vito.get(f"/my/turni/{shift_id}").text.lower().replace("scambio", "")


def test_an_offer_of_another_association_is_not_there(app: Flask, brig: Standing, vito: Browser) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        rules()
        swap_id = offer_place(placed(volunteer("Ludovica")), by=SYSTEM).id
    assert vito.submit(f"/my/turni/cambi/{swap_id}/accettazione").status_code == 404


def test_who_offers_takes_it_back(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        swap_id = offer_place(placed(_vito(alba)), by=SYSTEM).id
    page = vito.submit(f"/my/turni/cambi/{swap_id}/ritiro", follow_redirects=True).text
    assert ("Richiesta ritirata" in page, "Chiedi un cambio" in page) == (True, True)


def test_an_exchange_says_what_one_leaves(alba: Standing, vito: Browser, desk: Desk) -> None:
    with desk():
        mine = placed(_vito(alba), hours=100)
        theirs = placed(volunteer("Ludovica"), hours=72)
        swap_id = offer_place(theirs, to=_vito(alba), in_return=mine, by=SYSTEM).id
        shift_id, my_shift_id = theirs.shift_id, mine.shift_id
    assert "in cambio viene al tuo di" in vito.get(f"/my/turni/{shift_id}").text
    assert f'href="/my/turni/{shift_id}"' in vito.get(f"/my/turni/{my_shift_id}").text
    vito.submit(f"/my/turni/cambi/{swap_id}/accettazione")
    with desk():
        shifts = [db.session.get_one(Shift, one) for one in (shift_id, my_shift_id)]
        assert [holders(one) for one in shifts] == [["Vito"], ["Ludovica"]]


def test_an_exchange_the_other_cannot_keep_says_nothing_of_their_hours(
    alba: Standing, vito: Browser, desk: Desk
) -> None:
    with desk():
        mine, giver = placed(_vito(alba), hours=100), volunteer("Ludovica")
        theirs = placed(giver, hours=72)
        placed(giver, hours=99)
        swap_id = offer_place(theirs, to=_vito(alba), in_return=mine, by=SYSTEM).id
    page = vito.submit(f"/my/turni/cambi/{swap_id}/accettazione", follow_redirects=True).text
    assert "l&#39;altra persona ha già un altro impegno: lo scambio non si può fare" in page
    with desk():
        assert _swap(swap_id).state == "open"


def test_the_list_asks_as_much_for_one_offer_as_for_many(vito: Browser, desk: Desk) -> None:
    def another(number: int) -> None:
        with desk():
            offer_place(placed(volunteer(f"Altra{number}"), hours=40 + 5 * number), by=SYSTEM)

    another(0)
    vito.get("/my/turni")
    with count_queries() as few:
        vito.get("/my/turni")
    for number in range(1, 4):
        another(number)
    with count_queries() as many:
        vito.get("/my/turni")
    assert len(many) == len(few)


def test_the_office_sees_the_open_offers_and_confirms(alba: Standing, vito: Browser, client: At, desk: Desk) -> None:
    with desk():
        rules(swaps_confirmed=True)
        place = placed(volunteer("Ludovica"))
        swap_id, shift_id = offer_place(place, by=SYSTEM).id, place.shift_id
    vito.submit(f"/my/turni/cambi/{swap_id}/accettazione")
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    page = office.get("/manage/turni/scambi").text
    assert ("Ludovica Inventata" in page, "Da confermare" in page) == (True, True)
    assert office.submit(f"/manage/turni/scambi/{swap_id}/conferma").status_code == 303
    with desk():
        assert holders(db.session.get_one(Shift, shift_id)) == ["Vito"]
        assert db.session.query(ShiftSignup).filter_by(state="swapped").count() == 1


def test_who_only_reads_shifts_confirms_nothing(alba: Standing, client: At, vito: Browser, desk: Desk) -> None:
    with desk():
        rules(swaps_confirmed=True)
        swap_id = offer_place(placed(volunteer("Ludovica")), by=SYSTEM).id
    reader = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    member = sign_in(client(alba.host), alba, Role.MEMBER)
    assert reader.submit(f"/manage/turni/scambi/{swap_id}/conferma").status_code == 404
    assert member.get("/manage/turni/scambi").status_code == 404
