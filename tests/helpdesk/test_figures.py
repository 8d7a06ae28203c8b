"""The figures of the helpdesk: what is counted, the same before and after forgetting, and nobody to be worked out of them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ama_net.features.helpdesk.figures import figures_of
from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome, CancelledBy, Mode, Outcome, Result
from ama_net.features.helpdesk.operations.forgetting import forget
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db
from ama_net.foundation.figures import people_until
from ama_net.foundation.hiding import LEAST, by_fives
from ama_net.kernel.access import Role
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]
Counted = dict[str, int | None]

PATH = "/manage/sportello/quadro"
JULY = datetime(2026, 7, 10, 12, tzinfo=UTC)
SETTLED = datetime(2027, 1, 29, 12, tzinfo=UTC)


def _on(month: int, day: int = 10, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ROME)


def _meetings(many: int, when: datetime, *, wait: int = 1, service: Any = None, **values: Any) -> list[Appointment]:
    """Some meetings of a service at a time, each with somebody of its own; asked so many days before."""
    service = service or make_service()
    facts = {"asked_at": when - timedelta(days=wait), "confirmed_at": when, **values}
    if facts.get("result"):
        facts["result_at"] = when + timedelta(hours=1)
    return [
        make_appointment(service, make_person(), when, make_visitor(created_at=when - timedelta(days=wait)), **facts)
        for _ in range(many)
    ]


def _read(year: int = 2026) -> dict[str, Counted]:
    return {figure.key: dict(figure.rows) for figure in figures_of(year)}


def _figure(app: Flask, key: str, *, at: datetime, year: int = 2026) -> Counted:
    db.session.commit()  # the page's own session begins anew
    with app.test_request_context(), time_machine.travel(at, tick=False):
        return _read(year)[key]


@pytest.fixture
def counted(app: Flask, in_alba: Standing) -> Callable[..., Counted]:
    """What a figure says at a moment, without what was never counted."""

    def read(key: str, at: datetime = SETTLED) -> Counted:
        return {label: count for label, count in _figure(app, key, at=at).items() if count != 0}

    return read


# --- what is counted -------------------------------------------------------------------------------------------------


def test_appointments_are_counted_by_month_in_italian_time(counted: Callable[..., Counted]) -> None:
    _meetings(6, datetime(2026, 3, 31, 23, 30, tzinfo=UTC))  # half past one of the first of April
    assert counted("months") == {"apr": 6}


def test_appointments_are_counted_by_service(counted: Callable[..., Counted]) -> None:
    _meetings(6, _on(2), service=make_service(name="Ascolto"))
    _meetings(7, _on(3), service=make_service(name="Lavoro"))
    assert counted("services") == {"Ascolto": 6, "Lavoro": 7}


def test_appointments_are_counted_by_way_of_meeting(counted: Callable[..., Counted]) -> None:
    _meetings(6, _on(2), mode=Mode.ONLINE)
    _meetings(5, _on(2), mode=Mode.PHONE)
    assert sorted(filter(None, counted("modes").values())) == [5, 6]


def test_only_appointments_that_were_kept_and_are_past_are_counted(counted: Callable[..., Counted]) -> None:
    _meetings(5, _on(2))
    _meetings(9, _on(2), state="cancelled", cancelled_at=_on(1), cancelled_by=CancelledBy.VISITOR)
    _meetings(9, _on(2), state="held", held_until=_on(2), confirmed_at=None)
    assert counted("months") == {"feb": 5}


def test_wait_is_counted_from_when_one_first_asked(counted: Callable[..., Counted]) -> None:
    for wait, many in ((1, 5), (7, 6), (14, 7), (30, 8), (60, 9), (200, 10)):
        _meetings(many, _on(11), wait=wait)
    assert list(counted("waits").values()) == [5, 6, 7, 8, 9, 10]


def test_results_and_cancellations_are_counted_when_they_are_known(counted: Callable[..., Counted]) -> None:
    _meetings(8, _on(2), result=Result.MET)
    _meetings(7, _on(2), result=Result.VISITOR_ABSENT)
    _meetings(6, _on(2), state="cancelled", cancelled_at=_on(1), cancelled_by=CancelledBy.OFFICE)
    _meetings(9, _on(2))  # nobody has said yet
    assert sorted(filter(None, counted("results").values())) == [6, 7, 8]


def test_what_came_of_meetings_is_counted_by_code(counted: Callable[..., Counted]) -> None:
    for appointment in _meetings(6, _on(2), result=Result.MET):
        for code in (Outcome.GROUP, Outcome.LISTENING):
            db.session.add(AppointmentOutcome(appointment_id=appointment.id, code=code))
    db.session.flush()
    assert counted("outcomes") == {"Indicato un gruppo": 6, "Ascolto": 6}


def test_pathways_are_counted_as_asked_begun_and_ended(counted: Callable[..., Counted]) -> None:
    service = make_service(name="Percorso")
    for _ in range(5):
        dates = {"created_at": _on(1), "started_at": _on(1, 20), "closed_at": _on(6), "state_at": _on(6)}
        make_pathway(service, make_person(), make_visitor(), state="closed", outcome="completed", **dates)
    assert (counted("pathways"), counted("pathway_outcomes")) == ({"Percorso": 5}, {"Finito come previsto": 5})
    assert counted("pathway_waits") == {"Da otto a quattordici giorni": 5}


def test_figures_are_the_same_before_and_after_forgetting(app: Flask, in_alba: Standing) -> None:
    for month in range(1, 7):
        _meetings(6, _on(month), result=Result.MET, wait=month * 3)
    make_pathway(
        make_service(), make_person(), state="closed", outcome="completed", closed_at=_on(2), created_at=_on(1)
    )
    with app.test_request_context(), time_machine.travel(SETTLED, tick=False):
        before = _read()
        assert forget().visitors == 36
        assert _read() == before
        assert before["months"]["gen"] == 6


# --- nobody is worked out --------------------------------------------------------------------------------------------


def test_small_numbers_of_a_year_that_is_over_are_hidden_with_others(counted: Callable[..., Counted]) -> None:
    _meetings(12, _on(2), mode=Mode.ONLINE)
    _meetings(7, _on(2), mode=Mode.IN_PERSON)
    _meetings(1, _on(2), mode=Mode.PHONE)
    assert sorted(map(str, counted("modes").values())) == ["12", "None", "None"]


def test_running_year_is_told_by_fives_until_the_last_quarter_that_is_over(counted: Callable[..., Counted]) -> None:
    _meetings(14, _on(5))
    _meetings(4, _on(6))
    _meetings(30, _on(7, 1))
    assert counted("months", JULY) == {"mag": 10, "giu": None}


def test_one_more_meeting_between_two_quarters_does_not_show(counted: Callable[..., Counted]) -> None:
    _meetings(13, _on(2))
    before = counted("modes", datetime(2026, 4, 1, 12, tzinfo=UTC))
    _meetings(1, _on(5))
    assert counted("modes", JULY) == before == {"Di persona": 10}


def test_nothing_of_this_year_is_told_before_a_quarter_is_over(app: Flask, in_alba: Standing) -> None:
    _meetings(9, _on(1))
    with app.test_request_context(), time_machine.travel(datetime(2026, 3, 31, 12, tzinfo=UTC)):
        assert figures_of(2026) == []
        assert people_until(2026) is None


def test_result_noted_late_does_not_change_what_was_told(app: Flask, in_alba: Standing) -> None:
    _meetings(10, _on(6), result=Result.MET)
    late_id = _meetings(1, _on(6))[0].id
    told = _figure(app, "results", at=JULY)
    late = db.session.get_one(Appointment, late_id)
    late.result, late.result_at = Result.VISITOR_ABSENT, JULY
    assert _figure(app, "results", at=JULY + timedelta(days=1)) == told


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 40), max_size=9), st.integers(0, 20))
def test_by_fives_a_cell_that_grows_by_one_never_says_so(cells: dict[int, int], key: int) -> None:
    before, after = by_fives(cells), by_fives({**cells, key: cells.get(key, 0) + 1})
    assert [n for n in after.values() if n is not None and (n % LEAST or 0 < n < LEAST)] == []
    grown = (after[key] or 0) - (before.get(key) or 0)
    assert grown in (0, LEAST)
    assert {**after, key: 0} == {**before, key: 0}


# --- the page --------------------------------------------------------------------------------------------------------


def _a_year_of_meetings(app: Flask, standing: Standing) -> None:
    with desk(app, standing):
        _meetings(23, datetime(today().year - 2, 5, 5, 10, tzinfo=ROME), result=Result.MET)


def _two_years_ago() -> str:
    return f"anno={today().year - 2}"


def test_board_reads_the_figures_and_secretariat_too(app: Flask, alba: Standing, client: Client) -> None:
    _a_year_of_meetings(app, alba)
    for role in (Role.BOARD, Role.SECRETARY):
        page = sign_in(client(alba.host), alba, role).get(f"{PATH}?{_two_years_ago()}").text
        assert "Appuntamenti, per mese" in page
        assert ">23<" in page


def test_the_menu_leads_the_board_to_the_figures_alone(alba: Standing, client: Client) -> None:
    page = sign_in(client(alba.host), alba, Role.BOARD).get("/manage/").text
    assert sorted(set(re.findall(r'href="(/manage/sportello[^"]*)"', page))) == [PATH]


def test_figures_are_of_ones_own_association(app: Flask, alba: Standing, brig: Standing, client: Client) -> None:
    _a_year_of_meetings(app, brig)
    page = sign_in(client(alba.host), alba, Role.BOARD).get(f"{PATH}?{_two_years_ago()}").text
    assert "Ancora niente da contare" in page


def test_file_says_the_same_and_is_in_the_audit(app: Flask, alba: Standing, client: Client) -> None:
    _a_year_of_meetings(app, alba)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    text = board.get(f"{PATH}.csv?{_two_years_ago()}").text
    assert "Appuntamenti, per mese;mag;23" in text
    assert (
        "Quadro dello sportello"
        in sign_in(client(alba.host), alba, Role.PRESIDENT).get("/manage/registro-attivita").text
    )


@pytest.mark.parametrize("role", [Role.HELPDESK_OPERATOR, Role.LISTENER, Role.EDITOR, Role.CONTROL_BODY])
def test_page_is_not_there_for_the_others(alba: Standing, client: Client, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get(PATH).status_code == 404


@pytest.mark.parametrize("typed", ["1066", "abc", "20261"])
def test_year_that_has_no_figures_is_not_there(alba: Standing, client: Client, typed: str) -> None:
    assert sign_in(client(alba.host), alba, Role.BOARD).get(f"{PATH}?anno={typed}").status_code == 404


def test_page_takes_a_constant_number_of_questions(app: Flask, alba: Standing, client: Client) -> None:
    board, counts = sign_in(client(alba.host), alba, Role.BOARD), []
    board.get(PATH)  # what is asked once is asked
    for _ in range(2):
        _a_year_of_meetings(app, alba)
        with count_queries() as queries:
            board.get(f"{PATH}?{_two_years_ago()}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
