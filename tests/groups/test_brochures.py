"""Editions of the brochure: made by the office, kept with their day, downloaded by anybody, taken off the site."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from ama_net.features.groups.brochure_tasks import make_brochure
from ama_net.features.groups.models import Brochure, Group, Status
from ama_net.features.groups.operations.brochures import make_edition, take_back
from ama_net.features.groups.operations.directory import GroupFacts, change_group
from ama_net.features.groups.operations.states import change_states, close_groups
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.office import CannotUndo, JobProgress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, make_meeting
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]
OFFICE = "/manage/gruppi/opuscolo"


@pytest.fixture
def make(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> Callable[[], None]:
    """Press the button, and let the worker do it."""

    def press() -> None:
        until = (today() + timedelta(days=180)).isoformat()
        assert secretary.submit(OFFICE, {"valid_until": until}).status_code == 303
        run_jobs()

    return press


def _papers(fill: Any) -> list[tuple[str, int, bool]]:
    return fill(  # type: ignore[no-any-return]
        lambda: [
            (row.kind, row.groups, row.is_withdrawn) for row in db.session.scalars(select(Brochure).order_by("id"))
        ]
    )


def test_one_button_makes_the_four_papers(fill: Any, make: Callable[[], None], citizen: Browser) -> None:
    fill(lambda: make_meeting(make_group("Alfa")))
    make()
    assert _papers(fill) == [(kind, 1, False) for kind in ("a5", "a4", "large", "booklet")]
    page = citizen.get("/gruppi/opuscolo").text
    assert page.count(".pdf") == 4
    for words in ("1 gruppo", "A caratteri grandi (A4)", "pagine"):
        assert words in page


@pytest.mark.parametrize(("query", "kind"), [("", "a5"), ("?formato=a4", "a4"), ("?formato=grande", "large")])
def test_newest_edition_has_an_address_that_does_not_change(
    fill: Any, make: Callable[[], None], citizen: Browser, query: str, kind: str
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    answer = citizen.get(f"/gruppi/opuscolo.pdf{query}")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'inline; filename="opuscolo-{today()}-{kind}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = citizen.get(f"/gruppi/opuscolo.pdf{query}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_edition_made_after_midnight_has_its_day_in_italy(
    fill: Any, make: Callable[[], None], citizen: Browser
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    fill(lambda: db.session.execute(update(Brochure).values(made_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))))
    answer = citizen.get("/gruppi/opuscolo.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="opuscolo-2026-11-23-a5.pdf"'


@pytest.mark.parametrize("path", ["/gruppi/opuscolo.pdf", "/gruppi/opuscolo.pdf?formato=boh"])
def test_what_was_never_made_is_not_there(citizen: Browser, path: str) -> None:
    assert citizen.get(path).status_code == 404


def test_page_without_editions_says_why_and_leads_on(citizen: Browser) -> None:
    page = citizen.get("/gruppi/opuscolo").text
    for words in ("opuscolo non c'è ancora", "info@alba.example", 'href="/gruppi"'):
        assert words in page


def test_office_without_confirmed_groups_reads_what_to_do(fill: Any, secretary: Browser) -> None:
    fill(lambda: (make_group("Beta", status=Status.UNCONFIRMED, confirmed_on=None), make_group("Eco", is_example=True)))
    page = secretary.get(OFFICE).text
    assert "Nessun gruppo è ancora confermato" in page
    assert "Prepara l&#39;opuscolo" not in page
    assert secretary.submit(OFFICE, {"valid_until": "2099-01-01"}).status_code == 404


@pytest.mark.parametrize("day", ["", "ieri", "2020-01-01", "2999-01-01"])
def test_day_that_cannot_be_is_said_beside_its_field(fill: Any, secretary: Browser, day: str) -> None:
    fill(lambda: make_group("Alfa"))
    answer = secretary.submit(OFFICE, {"valid_until": day})
    assert (answer.status_code, "field-error" in answer.text) == (422, True)


def test_dated_copy_stays_when_a_newer_one_is_made(fill: Any, make: Callable[[], None], citizen: Browser) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    first = fill(lambda: db.session.scalars(select(Brochure.id).where(Brochure.kind == "a5")).one())
    before = citizen.get(f"/gruppi/opuscolo/{first}.pdf").data
    fill(lambda: make_group("Beta"))
    make()
    assert citizen.get(f"/gruppi/opuscolo/{first}.pdf").data == before
    assert citizen.get("/gruppi/opuscolo.pdf").data != before
    assert citizen.get("/gruppi/opuscolo").text.count(".pdf") == 8


def test_edition_taken_off_the_site_can_be_put_back(
    fill: Any, make: Callable[[], None], secretary: Browser, citizen: Browser
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    paper, edition = fill(lambda: db.session.execute(select(Brochure.id, Brochure.edition_id)).first())
    assert secretary.submit(f"{OFFICE}/{edition}/ritiro", {}).status_code == 303
    assert citizen.get(f"/gruppi/opuscolo/{paper}.pdf").status_code == 404
    assert citizen.get("/gruppi/opuscolo.pdf").status_code == 404
    page = secretary.get(OFFICE).text
    assert "Edizione tolta dal sito." in page
    assert secretary.get(f"{OFFICE}/{paper}.pdf").status_code == 200
    undo = page.partition('action="/manage/undo/')[2].partition('"')[0]
    secretary.submit(f"/manage/undo/{undo}", {})
    assert citizen.get(f"/gruppi/opuscolo/{paper}.pdf").status_code == 200
    assert secretary.submit(f"{OFFICE}/{paper}/ritiro", {}).status_code == 404  # that is no edition


def test_job_delivered_twice_makes_one_edition(in_alba: Standing) -> None:
    edition_id = UUID("01a20000-0000-7000-8000-000000000001")
    with unit_of_work():
        make_group("Alfa")
    by = actor(in_alba, Role.SECRETARY)
    for _time in range(2):
        with unit_of_work():
            make_edition(edition_id, valid_until=date(2027, 1, 1), by=by)
    assert len(db.session.scalars(select(Brochure.id)).all()) == 4


def test_job_that_finds_nothing_confirmed_says_so(fill: Any, secretary: Browser, run_jobs: Callable[[], int]) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    secretary.submit(OFFICE, {"valid_until": (today() + timedelta(days=9)).isoformat()})
    fill(lambda: db.session.execute(_closing(group_id)))
    run_jobs()
    state, outcome = fill(lambda: db.session.execute(select(JobProgress.state, JobProgress.outcome)).one())
    assert (state, outcome["text"]) == ("failed", "Nessun gruppo è confermato: l'opuscolo sarebbe vuoto.")
    assert make_brochure.name == "groups.make_brochure"


def _closing(group_id: Any) -> Any:
    return update(Group).where(Group.id == group_id).values(status=Status.CLOSED)


def test_other_association_sees_nothing_of_it(
    fill: Any, make: Callable[[], None], client: Client, brig: Standing
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    paper, edition = fill(lambda: db.session.execute(select(Brochure.id, Brochure.edition_id)).first())
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    paths = (f"/gruppi/opuscolo/{paper}.pdf", f"{OFFICE}/{paper}.pdf", "/gruppi/opuscolo.pdf")
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert stranger.submit(f"{OFFICE}/{edition}/ritiro", {}).status_code == 404
    assert ".pdf" not in stranger.get("/gruppi/opuscolo").text


def test_who_may_only_read_makes_and_withdraws_nothing(
    fill: Any, make: Callable[[], None], client: Client, alba: Standing
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    edition = fill(lambda: db.session.scalars(select(Brochure.edition_id)).first())
    reader = sign_in(client(alba.host), alba, Role.BOARD)
    page = reader.get(OFFICE)
    assert (page.status_code, "Togli dal sito" in page.text, "Prepara" in page.text) == (200, False, False)
    assert reader.submit(OFFICE, {"valid_until": "2027-01-01"}).status_code == 404
    assert reader.submit(f"{OFFICE}/{edition}/ritiro", {}).status_code == 404


def test_page_asks_the_same_number_of_queries_for_one_edition_and_three(
    fill: Any, make: Callable[[], None], citizen: Browser
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    citizen.get("/gruppi/opuscolo")
    with count_queries() as one:
        citizen.get("/gruppi/opuscolo")
    make()
    make()
    with count_queries() as three:
        citizen.get("/gruppi/opuscolo")
    assert len(one) == len(three)
    assert [statement for statement in three.statements if "brochures.body" in statement] == []


def test_edition_asked_of_two_workers_at_once_is_made_once(fill: Any, app: Flask, alba: Standing) -> None:
    fill(lambda: make_group("Alfa"))
    edition_id, ready, ended = UUID("01a20000-0000-7000-8000-000000000002"), Barrier(2), []

    def work() -> None:
        ready.wait()
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            ended.append(len(make_edition(edition_id, valid_until=date(2027, 1, 1), by=SYSTEM)))

    threads = [Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ended, len(_papers(fill))) == ([4, 4], 4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hides_place": True}, "Un gruppo è diventato protetto"),
        ({"published": False}, "Un gruppo non è più sul sito"),
        ({"contact_consent_on": None}, "Un gruppo ha tolto il consenso"),
    ],
)
def test_edition_that_tells_what_may_be_told_no_more_leaves_the_site_for_good(
    fill: Any, make: Callable[[], None], secretary: Browser, citizen: Browser, change: dict[str, Any], said: str
) -> None:
    fill(lambda: make_group("Alfa", contact_name="Pia", contact_consent_on=today()))
    make()
    first = fill(lambda: db.session.scalars(select(Brochure.id)).first())
    fill(lambda: change_group(_alfa(), GroupFacts(**{**_facts(), **change}), by=SYSTEM))
    for path in ("/gruppi/opuscolo.pdf", f"/gruppi/opuscolo/{first}.pdf"):
        assert citizen.get(path).status_code == 404
    assert said in secretary.get(OFFICE).text
    edition = str(fill(lambda: db.session.scalars(select(Brochure.edition_id)).first()))
    with pytest.raises(CannotUndo):
        fill(lambda: take_back({"edition": edition}, by=SYSTEM))


def test_edition_leaves_the_site_with_a_group_that_is_hidden(
    fill: Any, make: Callable[[], None], citizen: Browser
) -> None:
    fill(lambda: make_group("Alfa"))
    make()
    fill(lambda: change_states([_alfa()], "hide", by=SYSTEM))
    assert citizen.get("/gruppi/opuscolo.pdf").status_code == 404


def test_edition_stays_when_a_group_closes_or_another_is_protected(
    fill: Any, make: Callable[[], None], citizen: Browser
) -> None:
    fill(lambda: (make_group("Alfa"), make_group("Beta", status=Status.UNCONFIRMED, confirmed_on=None)))
    make()
    fill(lambda: close_groups([_alfa()], by=SYSTEM))
    fill(lambda: change_states([_alfa("Beta")], "hide", by=SYSTEM))
    assert citizen.get("/gruppi/opuscolo.pdf").status_code == 200


def _alfa(name: str = "Alfa") -> Group:
    return db.session.scalars(select(Group).where(Group.name == name)).one()


def _facts() -> dict[str, Any]:
    return {"name": "Alfa", "status": Status.ACTIVE, "contact_name": "Pia", "contact_consent_on": today()}
