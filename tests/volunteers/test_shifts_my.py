"""The volunteer's pages of shifts: taking a place, leaving it, what is told when it cannot be, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Shift, ShiftState
from ama_net.features.volunteers.operations.letters import LetterText, write_letter
from ama_net.features.volunteers.operations.shifts import cancel_shift
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import reserve
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import STRANGER, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import holders, in_hours, placed, rules, volunteer

At = Callable[[str], Browser]


@pytest.fixture
def vito(app: Flask, alba: Standing, client: At) -> Browser:
    """The volunteer of the cast, in the register, signed in."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rules()
        make_volunteer(person_id=player(alba, Role.VOLUNTEER).person_id)
    return sign_in(client(alba.host), alba, Role.VOLUNTEER)


@pytest.fixture
def made(app: Flask, alba: Standing) -> Callable[..., UUID]:
    """Make something in the association, committed; gives its id."""

    def make(work: Callable[[], Shift | Person], **_more: object) -> UUID:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return work().id

    return make


def _names(app: Flask, alba: Standing, shift_id: UUID) -> list[str]:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        return holders(db.session.get_one(Shift, shift_id))


def _vito(alba: Standing) -> Person:
    return db.session.get_one(Person, player(alba, Role.VOLUNTEER).person_id)


def test_a_volunteer_finds_an_open_shift_and_takes_it(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    shift_id = made(lambda: make_shift(title="Apertura sede"))
    assert "Apertura sede" in vito.get("/my/turni").text
    answer = vito.submit(f"/my/turni/{shift_id}/posto")
    assert (answer.status_code, answer.location) == (303, f"/my/turni/{shift_id}")
    assert _names(app, alba, shift_id) == ["Vito"]


def test_the_page_after_says_it_is_mine(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(make_shift)
    page = vito.submit(f"/my/turni/{shift_id}/posto", follow_redirects=True).text
    assert ("Ci vieni tu" in page, "Lascia il turno" not in page) == (True, True)


def test_sent_twice_it_is_one_place(app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: make_shift(maximum=3))
    vito.submit(f"/my/turni/{shift_id}/posto")
    assert "Sei già in questo turno." in vito.submit(f"/my/turni/{shift_id}/posto", follow_redirects=True).text
    assert _names(app, alba, shift_id) == ["Vito"]


def test_a_full_shift_says_so_and_leaves_the_open_ones(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: placed(volunteer("Prima"), make_shift(title="Pieno", maximum=1)).shift)
    assert "Pieno" not in vito.get("/my/turni").text
    assert "Pieno" in vito.get("/my/turni?completi=1").text
    assert "al completo" in vito.submit(f"/my/turni/{shift_id}/posto", follow_redirects=True).text


def test_who_is_elsewhere_reads_when(app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    def busy() -> Shift:
        shift = make_shift(in_hours(50))
        reserve(_vito(alba).id, shift.starts_at, shift.ends_at, about=("appointments", shift.activity_id))
        return shift

    shift_id = made(busy)
    page = vito.submit(f"/my/turni/{shift_id}/posto", follow_redirects=True).text
    assert "In quelle ore hai già un altro impegno: " in page
    assert "Ci vengo" not in page
    assert _names(app, alba, shift_id) == []


def test_a_place_is_left_until_the_hours_of_the_setting(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    shift_id = made(lambda: placed(_vito(alba), hours=72).shift)
    page = vito.submit(f"/my/turni/{shift_id}/rinuncia", follow_redirects=True).text
    assert "Hai lasciato il turno." in page
    assert _names(app, alba, shift_id) == []


def test_too_near_it_is_not_left_and_says_what_to_do(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    shift_id = made(lambda: placed(_vito(alba), hours=3).shift)
    assert "Lascia il turno" not in vito.get(f"/my/turni/{shift_id}").text
    page = vito.submit(f"/my/turni/{shift_id}/rinuncia", follow_redirects=True).text
    assert "chiedi un cambio" in page
    assert _names(app, alba, shift_id) == ["Vito"]


def test_left_twice_the_second_time_says_so(vito: Browser, alba: Standing, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: placed(_vito(alba)).shift)
    vito.submit(f"/my/turni/{shift_id}/rinuncia")
    page = vito.submit(f"/my/turni/{shift_id}/rinuncia", follow_redirects=True).text
    assert "è stato lasciato" in page


def test_nobody_leaves_the_place_of_another(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    shift_id = made(lambda: placed(volunteer("Prima")).shift)
    assert vito.submit(f"/my/turni/{shift_id}/rinuncia").status_code == 404
    assert _names(app, alba, shift_id) == ["Prima"]


def test_of_who_comes_only_first_names_are_told(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: placed(volunteer("Ludovica", family_name="Segretissima")).shift)
    page = vito.get(f"/my/turni/{shift_id}").text + vito.get("/my/turni").text
    assert ("Ludovica" in page, "Segretissima" in page, "ludovica@" in page) == (True, False, False)


def test_a_draft_is_not_there(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: make_shift(state=ShiftState.DRAFT))
    assert vito.get(f"/my/turni/{shift_id}").status_code == 404
    assert vito.submit(f"/my/turni/{shift_id}/posto").status_code == 404


def _called_off(person: Person) -> Shift:
    shift = placed(person).shift
    cancel_shift(shift, why="La sede è chiusa.", by=SYSTEM)
    return shift


def test_a_shift_called_off_says_why(alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: _called_off(_vito(alba)))
    page = vito.get(f"/my/turni/{shift_id}").text
    assert ("La sede è chiusa." in page, "Ci vengo" in page) == (True, False)


def test_who_was_not_to_come_does_not_read_why(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: _called_off(volunteer("Prima")))
    page = vito.get(f"/my/turni/{shift_id}").text
    assert ("Questo turno è annullato" in page, "La sede è chiusa." in page) == (True, False)


def test_the_notes_are_for_who_has_a_place(vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: make_shift(notes="Le chiavi sono dal custode.", maximum=2))
    before = vito.get(f"/my/turni/{shift_id}").text
    vito.submit(f"/my/turni/{shift_id}/posto")
    after = vito.get(f"/my/turni/{shift_id}").text
    assert ["Le chiavi sono dal custode." in page for page in (before, after)] == [False, True]


def test_a_past_shift_is_for_who_was_in_it(alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    def over(person: Person) -> Shift:
        shift = placed(person, make_shift(in_hours(5), maximum=2)).shift
        shift.starts_at, shift.ends_at = in_hours(-30), in_hours(-28)
        db.session.flush()
        return shift

    mine, of_another = made(lambda: over(_vito(alba))), made(lambda: over(volunteer("Prima")))
    assert [vito.get(f"/my/turni/{one}").status_code for one in (mine, of_another)] == [200, 404]


def test_without_the_letter_one_does_not_read_who_comes(vito: Browser, made: Callable[..., UUID]) -> None:
    def asked() -> Shift:
        shift = placed(volunteer("Ludovica")).shift
        rules(letter_required=True)
        write_letter(LetterText("Tengo per me quello che vengo a sapere."), by=SYSTEM)
        return shift

    shift_id = made(asked)
    pages = vito.get("/my/turni").text, vito.get(f"/my/turni/{shift_id}").text
    assert ["Ludovica" in page for page in pages] == [False, False]


def test_a_shift_of_another_association_is_not_there(app: Flask, brig: Standing, vito: Browser) -> None:
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        shift_id = make_shift(title="Di un'altra").id
    assert vito.get(f"/my/turni/{shift_id}").status_code == 404
    assert "Di un&#39;altra" not in vito.get("/my/turni").text


def test_who_is_in_no_register_sees_no_shift(alba: Standing, client: At, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: make_shift(title="Apertura sede"))
    for part in (Role.MEMBER, Role.FACILITATOR, STRANGER):
        browser = sign_in(client(alba.host), alba, part)
        page = browser.get("/my/turni").text
        assert ("Non risulti tra i volontari" in page, "Apertura sede" in page) == (True, False)
        assert browser.submit(f"/my/turni/{shift_id}/posto").status_code == 404


def test_shifts_are_narrowed_by_activity(vito: Browser, made: Callable[..., UUID]) -> None:
    made(lambda: make_shift(title="Uno sportello"))
    events = made(lambda: make_activity("events", "Eventi"))
    made(lambda: make_shift(title="Un banchetto", activity_id=events))
    page = vito.get(f"/my/turni?attivita={events}").text
    assert ("Un banchetto" in page, "Uno sportello" in page) == (True, False)


def test_what_is_asked_of_the_address_may_be_anything(vito: Browser) -> None:
    for query in ("attivita=nessuna", "luogo=%00", "settimane=-4", "settimane=tante", "settimane=999999"):
        assert vito.get(f"/my/turni?{query}").status_code == 200


def test_within_a_day_those_that_lack_people_come_first(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    noon = (in_hours(72)).astimezone(ROME).replace(hour=9, minute=0, second=0)
    made(lambda: placed(volunteer("Prima"), make_shift(noon, title="Basta così", minimum=1, maximum=4)).shift)
    made(lambda: make_shift(noon + timedelta(hours=4), title="Serve qualcuno", minimum=1, maximum=4))
    page = vito.get("/my/turni").text
    assert page.index("Serve qualcuno") < page.index("Basta così")


def test_later_weeks_are_one_tap_away(vito: Browser, made: Callable[..., UUID]) -> None:
    made(lambda: make_shift(in_hours(24 * 60), title="Fra due mesi"))
    first = vito.get("/my/turni").text
    assert ("Fra due mesi" in first, "Mostra anche le settimane dopo" in first) == (False, True)
    assert "Fra due mesi" in vito.get("/my/turni?settimane=12").text


def test_past_shifts_lead_to_the_hours(alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    def past() -> Shift:
        place = placed(_vito(alba), make_shift(in_hours(5), title="Ieri"))
        place.shift.starts_at, place.shift.ends_at = in_hours(-30), in_hours(-28)
        db.session.flush()
        return place.shift

    made(past)
    page = vito.get("/my/turni/passati").text
    assert ("Ieri" in page, 'href="/my/ore"' in page) == (True, True)


def test_the_next_shift_is_among_the_next_things(alba: Standing, vito: Browser, made: Callable[..., UUID]) -> None:
    shift_id = made(lambda: placed(_vito(alba)).shift)
    assert f'href="/my/turni/{shift_id}"' in vito.get("/my/").text


def test_the_page_asks_as_much_for_one_shift_as_for_many(
    alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    def another(number: int) -> None:
        made(lambda: placed(volunteer(f"Altra{number}"), make_shift(in_hours(30 + number * 5), maximum=3)).shift)
        made(lambda: placed(_vito(alba), make_shift(in_hours(130 + number * 5), maximum=3)).shift)

    another(0)
    vito.get("/my/turni")
    with count_queries() as few:
        vito.get("/my/turni")
    for number in range(1, 5):
        another(number)
    with count_queries() as many:
        vito.get("/my/turni")
    assert len(many) == len(few)


def test_who_takes_a_place_is_written_by_name_in_no_audit(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    vito.submit(f"/my/turni/{made(make_shift)}/posto")
    with app.app_context(), tenant_scope(alba.id):
        facts = db.session.execute(
            db.text("SELECT facts::text FROM ledger_entries ORDER BY id DESC LIMIT 1")
        ).scalar_one()
    assert ("shift.place_taken" in facts, "Vito" in facts, SYSTEM.label in facts) == (True, False, False)


def test_without_the_letter_there_is_a_link_to_it_and_no_place(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    def asked() -> Shift:
        rules(letter_required=True)
        write_letter(LetterText("Tengo per me quello che vengo a sapere."), by=SYSTEM)
        return make_shift(title="Apertura sede")

    shift_id = made(asked)
    for page in (vito.get("/my/turni").text, vito.get(f"/my/turni/{shift_id}").text):
        assert ('href="/my/volontariato/lettera"' in page, "Ci vengo" in page) == (True, False)
    refused = vito.submit(f"/my/turni/{shift_id}/posto", follow_redirects=True).text
    assert "accetta la lettera di riservatezza" in refused
    assert _names(app, alba, shift_id) == []


def test_an_association_without_a_letter_asks_for_none(
    app: Flask, alba: Standing, vito: Browser, made: Callable[..., UUID]
) -> None:
    def asked() -> Shift:
        rules(letter_required=True)
        return make_shift()

    shift_id = made(asked)
    assert "Ci vengo" in vito.get(f"/my/turni/{shift_id}").text
    vito.submit(f"/my/turni/{shift_id}/posto")
    assert _names(app, alba, shift_id) == ["Vito"]
